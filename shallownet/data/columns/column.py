"""A column of a table by itself: its numbers, or its texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.data.tables.text_column import MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.data.tables.text_column import TextColumn


class Column(NamedTuple):
    """A column of a table.

    Attributes
    ----------
    name : str
    values : ndarray, shape (rows,)
        Its numbers, NaN where a cell has none.
    texts : TextColumn or None
        Its texts; None where (nearly) all cells are numbers.
    unit : str
        What its numbers were written with: ``"%"``, a currency, or nothing.
    """

    name: str
    values: Array
    texts: TextColumn | None = None
    unit: str = ""

    @property
    def is_numeric(self) -> bool:
        """Whether most cells with a value have a number."""
        if self.texts is None:
            return True
        return 2 * int((~np.isnan(self.values)).sum()) > int(self.present.sum())

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which rows have a value of the kind that most cells have."""
        if self.texts is None:
            return ~np.isnan(self.values)
        present: NDArray[np.bool_] = self.texts.codes != MISSING
        return present

    def index_in(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return for each row the index of its value in ``texts``; -1 if not in it.

        A number is compared by its value: 4.0 is the text 4.
        """
        if self.texts is not None:
            known = {text: n for n, text in enumerate(texts)}
            found = [known.get(text, -1) for text in self.texts.texts]
            # Codes below 0, of cells without a text, find the last entries.
            return np.array([*found, -1, -1], np.int64)[self.texts.codes]
        result = np.full(len(self.values), -1, np.int64)
        for n, text in enumerate(texts):
            try:
                result[self.values == float(text)] = n
            except ValueError:
                pass  # no number is that text
        return result


def number_text(value: float) -> str:
    """Return a number as the text of a category: 4 for 4.0, and 2.5."""
    return repr(int(value)) if value == int(value) else repr(value)
