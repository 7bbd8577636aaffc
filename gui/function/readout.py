"""The readout of the function at a place, in wordings from wide to narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.text.number_format import signed
from gui.widgets.painted_label import Part
from shallownet.wording import figure, shortened, told_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gui.style.theme import Theme

NAME: int = 14
"""Characters of an input's name."""


def readouts(
    names: Sequence[str],
    values: Sequence[str],
    predicted: float,
    true: float | None,
    theme: Theme,
    *,
    prefix: str = "",
) -> Iterator[list[Part]]:
    """Yield the inputs, the prediction, the true value and the error at a place.

    Parameters
    ----------
    names, values : sequence of str
        The inputs to tell, and their values in words.
    predicted : float
    true : float or None
        None where it is not known.
    theme : Theme
    prefix : str
        What place it is, such as a sample's number.
    """
    if true is None or not np.isfinite([predicted, true]).all():
        results = [Part("ŷ", theme.loss), Part(f" {figure(predicted)}", joined=True)]
        if true is not None:
            results += [Part("y"), Part(f" {figure(true)}", joined=True)]
    else:
        prediction, truth = told_apart(predicted, true)
        results = [
            Part("ŷ", theme.loss),
            Part(f" {prediction}", joined=True),
            Part("y"),
            Part(f" {truth}", joined=True),
            Part(f"ŷ − y {signed(predicted - true, 2)}"),
        ]
    named = [
        Part(f"{shortened(name, NAME)} {value}")
        for name, value in zip(names, values, strict=True)
    ]
    bare = ", ".join(values)
    heads = [[*named], [Part(f"({bare})")], []]
    if prefix:
        heads = [[Part(f"{prefix}:"), *heads[0]], [Part(prefix), *heads[1]], *heads[1:]]
    for head in heads:
        yield [*head, *results]
    yield results[:2]
