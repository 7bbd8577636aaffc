"""Delta debugging: the shortest part of a failing sequence that still fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")


def shortest(
    sequence: Sequence[Item], fails: Callable[[list[Item]], bool], tries: int = 60
) -> list[Item]:
    """Return a part of a failing sequence of which nothing can be left out.

    Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input" (2002):
    ever smaller chunks are left out for as long as the rest fails.

    Parameters
    ----------
    sequence : sequence
        Fails as a whole.
    fails : callable
        Returns whether a part fails in the same way.
    tries : int
        How many parts to try at most; after that the result may not be the shortest.

    Examples
    --------
    >>> shortest(range(100), lambda part: 13 in part and 77 in part)
    [13, 77]
    """
    kept, chunks = list(sequence), 2
    while len(kept) > 1 and tries > 0:
        size = -(-len(kept) // chunks)
        for start in range(0, len(kept), size):
            rest = kept[:start] + kept[start + size :]
            tries -= 1
            if fails(rest):
                kept, chunks = rest, max(chunks - 1, 2)
                break
            if tries <= 0:
                break
        else:
            if size == 1:
                break
            chunks = min(2 * chunks, len(kept))
    return kept
