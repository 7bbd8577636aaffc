"""Partial dependence: what a model predicts on average if one input has a given value.

After Friedman, "Greedy function approximation: a gradient boosting machine", 2001: the
input is set to the value for every sample, whose other inputs stay as they are, and the
predictions are averaged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.data.columns.fields import fields_of
from shallownet.errors import raise_if_cancelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.model import Model
    from shallownet.training.snapshot import Snapshot


def partial_dependence(
    model: Model,
    X: Array,
    input: int | slice,
    values: Array,
    cancelled: CancelCheck = None,
) -> Array:
    """Return the mean prediction (k,) over the samples for each value of one input.

    Parameters
    ----------
    model : Model
    X : ndarray, shape (inputs, m)
        The samples, in the data's own units.
    input : int or slice
        The input that has the given values, counted from 0; or several inputs.
    values : ndarray, shape (k,), or (inputs, k) for several
    cancelled : callable, optional
        Asked before each value whether to give up.

    Raises
    ------
    Cancelled
        If ``cancelled`` says so.

    Examples
    --------
    Of 3 x1 - x2 over samples whose x2 are 1 and 5:

    >>> from shallownet.nn.model import Model
    >>> from shallownet.nn.network import Network
    >>> from shallownet.nn.scaling import Scaling
    >>> network = Network((2, 1), ("identity",), np.array([3.0, -1.0, 0.0]))
    >>> model = Model(network, Scaling.none(2), Scaling.none(1))
    >>> X = np.array([[7.0, 8.0], [1.0, 5.0]])
    >>> partial_dependence(model, X, 0, np.array([0.0, 1.0]))
    array([-3.,  0.])
    """
    changed = X.copy()
    means = np.empty(values.shape[-1])
    with ignore_overflow():
        for number, value in enumerate(values.T):
            raise_if_cancelled(cancelled)
            changed[input] = value[:, np.newaxis] if value.ndim else value
            means[number] = model.predict(changed).mean()
    return means


def profiles(
    snapshot: Snapshot,
    rows: Indices,
    values: Sequence[Array],
    cancelled: CancelCheck = None,
) -> list[Array]:
    """Return the partial dependence (k,) of a run's model on each of its columns.

    Parameters
    ----------
    snapshot : Snapshot
    rows : ndarray of int
        The samples to average over, by their numbers in the data.
    values : sequence of ndarray, shape (inputs, k)
        For each column, as `fields_of` returns them, values of the inputs that it
        became.
    cancelled : callable, optional
        See `partial_dependence`.

    Raises
    ------
    Cancelled
        If ``cancelled`` says so.
    """
    data = snapshot.run.data
    model = snapshot.run.model.copy()
    model.network.theta[:] = snapshot.theta
    X = data.X[:, rows]
    return [
        partial_dependence(model, X, field.rows, given, cancelled)
        for field, given in zip(fields_of(data), values, strict=True)
    ]
