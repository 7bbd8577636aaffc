"""The inputs of a network as the columns of a table: one value each.

A category becomes several inputs, and so does a date. Who asks for a prediction gives
the category, or the date: its place here, a single number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.data.columns.encodings import (
    AnswerEncoding,
    CategoryEncoding,
    DateEncoding,
    Encoding,
)

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices
    from shallownet.data.datasets import Dataset

EXACT: Final = 1e-9
"""How near to 0 and 1 the inputs of a category are."""


class Field(NamedTuple):
    """A column, and the inputs that it became.

    Its place is the number itself; of a category or an answer its number in
    `choices`; of a date its seconds since 1970.

    Attributes
    ----------
    name : str
    rows : slice
        The inputs, as rows of ``X``.
    encoding : Encoding or None
        None for an input that is of no table.
    """

    name: str
    rows: slice
    encoding: Encoding | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The names that there are to choose from; none of a number or a date."""
        match self.encoding:
            case AnswerEncoding(one=one, zero=zero):
                return zero, one
            case CategoryEncoding() as category:
                return category.choices
        return ()

    @property
    def date(self) -> DateEncoding | None:
        """How a date becomes inputs; None if it is none."""
        return self.encoding if isinstance(self.encoding, DateEncoding) else None

    def inputs_at(self, places: Array) -> Array:
        """Return the inputs (inputs, k) at places (k,)."""
        match self.encoding:
            case CategoryEncoding() as category:
                each: Array = np.eye(len(category.choices))
                return each[:, places.astype(np.intp)]
            case DateEncoding() as date:
                return date.inputs_at(places)
        return places[np.newaxis].astype(np.float64)

    def place_of(self, inputs: Array) -> float:
        """Return the place of inputs (inputs,); NaN of a mixture of categories."""
        if isinstance(self.encoding, DateEncoding):
            return self.encoding.seconds_at(inputs)
        if not self.choices:
            return float(inputs[0])
        choice = int(inputs.argmax()) if len(inputs) > 1 else round(float(inputs[0]))
        if not 0 <= choice < len(self.choices):
            return np.nan
        exact = self.inputs_at(np.array([choice]))[:, 0]
        return float(choice) if np.abs(exact - inputs).max() <= EXACT else np.nan


def fields_of(data: Dataset) -> tuple[Field, ...]:
    """Return the columns that a network's inputs were made of, in their order.

    Examples
    --------
    >>> import shallownet as sn
    >>> [field.name for field in fields_of(sn.datasets.notebook(m=50))]
    ['x1', 'x2']
    """
    fields: list[Field] = []
    start = 0
    for encoding in data.columns[:-1]:
        stop = start + len(encoding.input_names)
        fields.append(Field(encoding.column, slice(start, stop), encoding))
        start = stop
    if start != len(data.X):  # of no table
        return tuple(
            Field(name, slice(n, n + 1)) for n, name in enumerate(data.input_names)
        )
    return tuple(fields)


def typical_inputs(data: Dataset, rows: Indices) -> Array:
    """Return inputs (inputs,) in the middle of some samples.

    That is the median of a number, the commonest category or answer, and the date of
    the sample that is nearest to the median of the dates.
    """
    X = data.X[:, rows]
    point: Array = np.median(X, axis=1)
    for field in fields_of(data):
        if field.choices:
            share = X[field.rows].mean(axis=1)
            most = share.argmax() if len(share) > 1 else share[0] > 0.5
            point[field.rows] = field.inputs_at(np.array([most]))[:, 0]
        elif field.date is not None:
            nearest = np.abs(X[field.rows] - point[field.rows][:, np.newaxis])
            point[field.rows] = X[field.rows, int(nearest.sum(axis=0).argmin())]
    return point
