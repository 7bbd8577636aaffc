"""The texts of a column that is not all numbers, each kept once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.data.tables.number_parsing import is_missing

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
    return builder.build()


class _Index(dict[str, int]):
    """Gives every new text the next number."""

    characters = 0

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        self.characters += len(text)
        return number


class TextColumnBuilder:
    """Takes the cells of a column chunk by chunk, and keeps each distinct text once.

    Beyond the limits it keeps one hash a row, of eight bytes, to count the texts by.
    """

    def __init__(self) -> None:
        self._index = _Index()
        self._codes: list[NDArray[np.int32]] = []
        self._hashes: list[NDArray[np.int64]] = []
        self._overflowed = False

    def add(self, cells: Sequence[str]) -> None:
        """Add the cells of the next rows."""
        if self._overflowed:
            self._hashes.append(_hashes(cells))
            return
        index = self._index
        self._codes.append(
            np.fromiter(map(index.__getitem__, cells), np.int32, len(cells))
        )
        if len(index) > MAX_TEXTS or index.characters > MAX_CHARACTERS:
            hashes = _hashes(list(index))
            self._hashes = [hashes[codes] for codes in self._codes]
            self._codes.clear()
            texts = [text for text in index if not is_missing(text)][:FEW]
            texts += [text for text in index if is_missing(text)]
            self._index = _Index(zip(texts, range(len(texts)), strict=True))
            self._overflowed = True

    def build(self) -> TextColumn:
        """Return the column."""
        found = _Index()
        plain = [
            MISSING if is_missing(text) else found[text.strip()] for text in self._index
        ]
        if self._overflowed:
            hashes = np.concatenate(self._hashes)
            codes = np.full(len(hashes), NOT_KEPT, np.int32)
            for text, code in zip(self._index, plain, strict=True):
                codes[hashes == hash(text)] = code
            distinct = len(np.unique(hashes[codes != MISSING]))
        else:
            number = np.array(plain, np.int32)
            parts = [number[part] for part in self._codes]
            codes = np.concatenate(parts) if parts else np.empty(0, np.int32)
            distinct = len(found)
        codes.flags.writeable = False
        return TextColumn(codes, tuple(found), distinct)


def _hashes(texts: Sequence[str]) -> NDArray[np.int64]:
    return np.fromiter(map(hash, texts), np.int64, len(texts))
