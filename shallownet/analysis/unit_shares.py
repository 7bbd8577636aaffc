"""What each unit of the last hidden layer adds to a prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import ignore_overflow

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.model import Model


def unit_shares(model: Model, point: Array) -> Array:
    """Return w_j a_j (units,) of each unit of the last hidden layer, in units of y.

    With the output's bias they sum to the prediction.

    Parameters
    ----------
    model : Model
    point : ndarray, shape (inputs,)

    Returns
    -------
    ndarray
        Empty without a hidden layer, or where the output is no sum of the units.

    Examples
    --------
    Of 3 relu(x) - relu(-x) at x = -2:

    >>> from shallownet.nn.network import Network
    >>> from shallownet.nn.scaling import Scaling
    >>> theta = np.array([1.0, -1.0, 0.0, 0.0, 3.0, -1.0, 0.0])
    >>> network = Network((1, 2, 1), ("relu", "identity"), theta)
    >>> model = Model(network, Scaling.none(1), Scaling.none(1))
    >>> unit_shares(model, np.array([-2.0]))
    array([ 0., -2.])
    """
    last = model.network.layers[-1]
    if len(model.network.layers) < 2 or last.activation.name != "identity":
        return np.empty(0)
    hidden = model.activations(point[:, np.newaxis])[-2]
    with ignore_overflow():
        shares: Array = last.W[0] * hidden[: last.W.shape[1], 0]
        shares = shares * float(model.target.scale[0, 0])
    return shares
