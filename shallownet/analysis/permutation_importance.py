"""Permutation importance: how much of R² a model loses without knowing one input.

After Breiman, "Random forests", 2001: the values of one input are exchanged among the
samples at random, so that it tells nothing any more, and R² is measured again. What was
lost is what the model got from it. Inputs that know the same share their importance:
each alone can be missed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.analysis.training_subset import fixed_choice
from shallownet.arrays import ignore_overflow
from shallownet.data.columns.fields import fields_of
from shallownet.errors import raise_if_cancelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.model import Model
    from shallownet.training.snapshot import Snapshot

REPEATS: Final = 5
"""How often each input is shuffled."""

MAX_SAMPLES: Final = 5_000
"""Samples of which more make the figures no better to look at."""


class Importance(NamedTuple):
    """What a model loses without each of the columns that its inputs were made of.

    Attributes
    ----------
    losses : ndarray, shape (columns, repeats)
        R² before minus R² after, for each column and each time that it was shuffled.
    samples : int
        How many samples R² was measured over.
    part : str
        Which ones: ``"validation"``, ``"test"`` or ``"training"``.
    """

    losses: Array
    samples: int
    part: str

    @property
    def mean(self) -> Array:
        """The mean over the repeats (columns,)."""
        mean: Array = self.losses.mean(axis=1)
        return mean


def permutation_importance(
    model: Model,
    X: Array,
    y: Array,
    repeats: int = REPEATS,
    cancelled: CancelCheck = None,
    groups: Sequence[slice] = (),
) -> Array:
    """Return what R² loses for each input and each time that it is shuffled.

    Parameters
    ----------
    model : Model
    X : ndarray, shape (inputs, m)
    y : ndarray, shape (1, m)
    repeats : int
    cancelled : callable, optional
        Asked before each time whether to give up.
    groups : sequence of slice
        Inputs that are shuffled together: those of a category. By default each is
        shuffled alone.

    Returns
    -------
    ndarray, shape (inputs or groups, repeats)
        The same for the same samples: the order is drawn with a fixed seed. NaN where
        the target does not vary.

    Raises
    ------
    Cancelled
        If ``cancelled`` says so.

    Examples
    --------
    Of a model that knows the first input alone:

    >>> from shallownet.nn.model import Model
    >>> from shallownet.nn.network import Network
    >>> from shallownet.nn.scaling import Scaling
    >>> network = Network((2, 1), ("identity",), np.array([3.0, 0.0, 1.0]))
    >>> model = Model(network, Scaling.none(2), Scaling.none(1))
    >>> X = np.arange(20.0).reshape(2, 10)
    >>> losses = permutation_importance(model, X, 3.0 * X[:1] + 1.0)
    >>> bool(losses[0].min() > 0.5), losses[1].max()
    (True, np.float64(0.0))
    """
    stream = np.random.default_rng(0)
    variance = float(y.var()) or np.nan
    groups = groups or [slice(n, n + 1) for n in range(len(X))]
    losses = np.empty((len(groups), repeats))

    def error(inputs: Array) -> float:
        return float(np.square(model.predict(inputs) - y).mean())

    with ignore_overflow():
        known, shuffled = error(X), X.copy()
        for number, rows in enumerate(groups):
            for repeat in range(repeats):
                raise_if_cancelled(cancelled)
                shuffled[rows] = X[rows, stream.permutation(X.shape[1])]
                losses[number, repeat] = (error(shuffled) - known) / variance
            shuffled[rows] = X[rows]
    return losses


def importance_of_inputs(
    snapshot: Snapshot, cancelled: CancelCheck = None
) -> Importance:
    """Return what each column tells a run, over its held-out samples if it has any.

    Over training samples an input may seem to matter whose noise was learned.

    Raises
    ------
    Cancelled
        If ``cancelled`` says so.
    """
    run = snapshot.run
    model, split = run.model.copy(), run.split
    model.network.theta[:] = snapshot.theta
    held_out = split.held_out.size > 0
    rows = fixed_choice(split.held_out if held_out else split.train, MAX_SAMPLES)
    losses = permutation_importance(
        model,
        run.data.X[:, rows],
        run.data.y[:, rows],
        cancelled=cancelled,
        groups=[field.rows for field in fields_of(run.data)],
    )
    return Importance(
        losses, len(rows), split.held_out_name if held_out else "training"
    )
