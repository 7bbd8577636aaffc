"""Finding words in a text, whatever their case, and R² also where R2 is typed."""

from __future__ import annotations

import unicodedata


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Return where words stand in a text, as pairs of start and end.

    Letters are compared without their case, and signs such as ², ′ or a no-break space
    as the plain sign that stands for them.

    Examples
    --------
    >>> occurrences("R² is 1; r2", "r2")
    [(0, 2), (9, 11)]
    """
    wanted = _plain(words.strip())
    if not wanted:
        return []
    plain, found, at = _plain(text), [], 0
    while (at := plain.find(wanted, at)) >= 0:
        found.append((at, at + len(wanted)))
        at += len(wanted)
    return found


def _plain(text: str) -> str:
    """Return a text of the same length in which like signs are the same."""
    return "".join(_plain_sign(sign) for sign in text)


def _plain_sign(sign: str) -> str:
    if sign.isspace():
        return " "
    plain = unicodedata.normalize("NFKC", sign).casefold()
    return plain if len(plain) == 1 else sign
