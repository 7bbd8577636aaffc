"""Propose a target and its inputs, by the kinds and the names of the columns.

The target is a column of numbers, else a yes/no or a category with two values. Among
those the name decides: "y", "target" or "price" before others, and "year", "age" or
"latitude" after them. (With a z, y is a coordinate.) Of equals it is one at an end of
the table: the last column, or else the first; if none is, the last of them.

The inputs are all other columns that a network can learn from, but for those that give
the target away, repeat another one, or lack many values. If they are more than fit, the
most correlated ones are taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shallownet.data.columns.kind_text import NUMBERS, USABLE
from shallownet.data.columns.name_hints import target_score
from shallownet.data.columns.selection import MAX_INPUTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shallownet.data.columns.facts import ColumnFacts
    from shallownet.data.columns.kind_text import ColumnKind
    from shallownet.data.columns.summary import ColumnSummary

BY_NAME: Final = "its name says so"

MAX_MISSING: Final = 0.2
"""Share of missing cells above which a column is not proposed."""


def propose_target(
    kinds: Mapping[str, ColumnKind], facts: Mapping[str, ColumnFacts]
) -> tuple[str, str]:
    """Return the column to predict, and why as a part of a sentence.

    It is the last column, whatever that is, if none can be predicted.
    """
    names = list(kinds)
    lower = {name.casefold() for name in names}

    def score(name: str) -> int:
        coordinate = name.casefold() == "y" and "z" in lower
        return 0 if coordinate else target_score(name)

    def at_an_end(name: str) -> tuple[int, int]:
        place = names.index(name)
        return 2 * (place == len(names) - 1) + (place == 0), place

    numbers = [n for n in names if kinds[n].kind in NUMBERS and facts[n].distinct > 1]
    answers = [
        n
        for n in names
        if kinds[n].kind == "yes/no"
        or (kinds[n].kind == "category" and facts[n].distinct == 2)
    ]
    scores = {name: score(name) for name in names}
    named = [n for n in (*answers, *numbers) if scores[n] == 2]
    for candidates, why in (
        (named, BY_NAME),
        ([n for n in numbers if scores[n] == 1], BY_NAME),
        ([n for n in numbers if scores[n] == 0], "it is the last of numbers"),
        (answers, "it is the last with two values"),
        (numbers, "it is the last of numbers"),
        (names, "there is none with numbers"),
    ):
        if candidates:
            ends = at_an_end if why == BY_NAME else names.index
            return max(candidates, key=ends), why
    return "", ""


def propose_inputs(
    columns: Sequence[ColumnSummary], target: str
) -> tuple[tuple[str, ...], int]:
    """Return the columns to predict from, and how many more would not fit.

    If nothing else is left, what copies the target, counts the rows or is constant is
    better than nothing.
    """
    others = [column for column in columns if column.name != target]
    usable = [c for c in others if c.kind in USABLE and c.input_names]
    good = [c for c in usable if not c.warning]
    if not good:
        good = usable or [c for c in others if c.input_names]
    taken, room, left = [], MAX_INPUTS, 0
    for column in sorted(good, key=_strength):
        if len(column.input_names) <= room:
            taken.append(column.name)
            room -= len(column.input_names)
        else:
            left += 1
    return tuple(c.name for c in columns if c.name in taken), left


def _strength(column: ColumnSummary) -> float:
    """Return a key that sorts the most correlated first, and the unknown last."""
    known = column.correlation == column.correlation
    return -abs(column.correlation) if known else 1.0
