"""The texts of a column that is not all numbers, each kept once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.data.tables.number_parsing import Numerals
from shallownet.data.tables.problems import MAX_EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Indices

MAX_TEXTS: Final = 200_000
"""Distinct texts that are kept of a column: those of minutes in four months."""
MAX_CHARACTERS: Final = 8_000_000
"""Characters that are kept of a column."""
FEW: Final = 20
"""Texts that are kept of a column with more than that."""

MISSING: Final = -1
NOT_KEPT: Final = -2


@dataclass(frozen=True, eq=False)
class TextColumn:
    """The texts of a column's cells, without blanks around them.

    Attributes
    ----------
    codes : array of int32, shape (rows,)
        Read-only: for each row the index of its text in ``texts``; -1 where the cell is
        empty or missing, and -2 where its text is not kept.
    texts : tuple of str
        The distinct texts in the order in which they first appear. A column with more
        than `MAX_TEXTS` of them, or `MAX_CHARACTERS`, keeps the first few alone.
    distinct : int
        How many distinct texts the column has.

    Examples
    --------
    >>> column = text_column(["red", "", "blue", " red"])
    >>> column.codes.tolist(), column.texts
    ([0, -1, 1, 0], ('red', 'blue'))
    """

    codes: NDArray[np.int32]
    texts: tuple[str, ...]
    distinct: int

    @property
    def complete(self) -> bool:
        """Whether all distinct texts are kept."""
        return self.distinct == len(self.texts)

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many rows have each of the texts."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.texts))

    def take(self, rows: Indices) -> TextColumn:
        """Return the column of some rows, in their order, with the same texts."""
        codes = self.codes[rows]
        codes.flags.writeable = False
        return TextColumn(codes, self.texts, self.distinct)


def text_column(cells: Sequence[str]) -> TextColumn:
    """Return the texts of some cells as a column."""
    builder = TextColumnBuilder()
    builder.add(cells)
    return builder.build()[0]


class TextColumnBuilder:
    """Takes the cells of a column chunk by chunk, and keeps each distinct text once.

    Beyond the limits it keeps one hash a row, of eight bytes, to count the texts by.

    Parameters
    ----------
    missing_codes : tuple of str
        Texts that stand for a missing value beside the usual ones.
    """

    def __init__(self, missing_codes: tuple[str, ...] = ()) -> None:
        self._is_missing = Numerals(missing_codes=missing_codes).is_missing
        self._index: dict[str, int] = {}
        self._characters = 0
        self._codes: list[NDArray[np.int32]] = []
        self._hashes: list[NDArray[np.int64]] = []
        self._overflowed = False

    def add(self, cells: Sequence[str]) -> None:
        """Add the cells of the next rows."""
        if self._overflowed:
            self._hashes.append(_hashes(cells))
            return
        index = self._index
        new = [text for text in dict.fromkeys(cells) if text not in index]
        index.update(zip(new, count(len(index)), strict=False))
        self._characters += sum(map(len, new))
        self._codes.append(
            np.fromiter(map(index.__getitem__, cells), np.int32, len(cells))
        )
        if len(index) > MAX_TEXTS or self._characters > MAX_CHARACTERS:
            hashes = _hashes(list(index))
            self._hashes = [hashes[codes] for codes in self._codes]
            self._codes.clear()
            texts = [text for text in index if not self._is_missing(text)][:FEW]
            texts += [text for text in index if self._is_missing(text)]
            self._index = dict(zip(texts, count(), strict=False))
            self._overflowed = True

    def build(self) -> tuple[TextColumn, list[tuple[int, str]]]:
        """Return the column, and the first rows without a value with their texts."""
        found: dict[str, int] = {}
        raw = list(self._index)
        plain = [
            MISSING
            if self._is_missing(text)
            else found.setdefault(text.strip(), len(found))
            for text in raw
        ]
        if self._overflowed:
            hashes = np.concatenate(self._hashes)
            number = np.full(len(hashes), len(raw))
            for n, text in enumerate(raw):
                number[hashes == hash(text)] = n
        else:
            number = np.concatenate([np.empty(0, np.int32), *self._codes])
        codes = np.array([*plain, NOT_KEPT], np.int32)[number]
        codes.flags.writeable = False
        absent = np.flatnonzero(codes == MISSING)[:MAX_EXAMPLES].tolist()
        distinct = len(found)
        if self._overflowed:
            distinct = len(np.unique(hashes[codes != MISSING]))
        column = TextColumn(codes, tuple(found), distinct)
        return column, [(row, raw[number[row]]) for row in absent]


def _hashes(texts: Sequence[str]) -> NDArray[np.int64]:
    return np.fromiter(map(hash, texts), np.int64, len(texts))
