"""One layer of a network: its parameters, its gradient and its activation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.activations import Activation


class Layer:
    """One layer: its parameters and its gradient, as views into the flat vectors.

    Attributes
    ----------
    Wb, dWb : ndarray, shape (units, inputs + 1)
        Weights and biases side by side, and their gradient.
    W, dW : ndarray, shape (units, inputs)
        The weights; a view into ``Wb``.
    b, db : ndarray, shape (units, 1)
        The biases; a view into ``Wb``.
    """

    def __init__(self, Wb: Array, dWb: Array, g: Activation) -> None:
        self.Wb, self.dWb, self.activation = Wb, dWb, g
        self.W, self.b = Wb[:, :-1], Wb[:, -1:]
        self.dW, self.db = dWb[:, :-1], dWb[:, -1:]
