"""A number for each unit of the graph, and its text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gui.text.number_format import round_up_125, signed
from shallownet.wording import figure, number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shallownet.arrays import Array
    from shallownet.nn.model import Model
    from shallownet.nn.scaling import Scaling


class UnitValues(NamedTuple):
    """A number for each unit, and its text.

    Attributes
    ----------
    title, scope : str
        The title in the legend, and the samples that the values are taken over.
    layers : sequence of ndarray or None
        The values of each layer, the inputs first; None for a layer without values.
    limits : sequence of float
        The value at the ends of each layer's colour scale.
    formatter : callable
        ``formatter(layer, index)`` returns texts for a unit, the longest first.
    grows : bool
        Whether the scale stays for smaller values: of activations, but not of errors.
    signed : bool
        Whether values below zero are possible.
    """

    title: str
    scope: str
    layers: Sequence[Array | None]
    limits: Sequence[float]
    formatter: Callable[[int, int], tuple[str, ...]]
    grows: bool = False
    signed: bool = True

    def share(self, layer: int, index: int) -> float | None:
        """Return a value as a share of its scale, -1 to 1; None without a value."""
        values = self.layers[layer]
        if values is None:
            return None
        share = float(values[index]) / self.limits[layer]
        return min(max(share, -1.0), 1.0) if math.isfinite(share) else 0.0

    def texts(self, layer: int, index: int) -> tuple[str, ...]:
        """Return the texts for a unit, the longest first; none without a value."""
        return () if self.layers[layer] is None else self.formatter(layer, index)


def activation_values(arrays: dict[str, Array], title: str, model: Model) -> UnitValues:
    """Return the activations of a single column of inputs.

    Inputs, ŷ and y are told in the data's own units, with the scaled value beside them
    where the data are standardized.

    Parameters
    ----------
    arrays : dict of str to ndarray
        As `Probe.sample_passes` computes them, in the units of training.
    title : str
    model : Model
        It knows the scaling.
    """
    last = max(int(name[1:]) for name in arrays if name[0] == "A")
    layers = [arrays[name][:, 0] for name in ("X", *(f"A{n + 1}" for n in range(last)))]
    y = float(arrays["y"][0, 0]) if "y" in arrays else None

    def formatter(layer: int, index: int) -> tuple[str, ...]:
        a = float(layers[layer][index])
        if layer == 0:
            return _input_texts(a, model.inputs, index)
        if layer == last:
            return _output_texts(a, y, model.target)
        z = float(arrays[f"Z{layer}"][index, 0])
        return (
            f"z {signed(z)}   a {signed(a)}",
            f"z {_brief(z)}  a {_brief(a)}",
            f"a {signed(a)}",
            _brief(a),
        )

    is_scaled = np.any(model.inputs.scale != 1.0) or np.any(model.target.scale != 1.0)
    scope = "in scaled units" if is_scaled else ""
    return UnitValues(title, scope, layers, limits_of(layers), formatter, grows=True)


def _input_texts(x: float, scaling: Scaling, index: int) -> tuple[str, ...]:
    unscaled = _unscaled(x, scaling, index)
    if unscaled == x:
        return signed(x), _brief(x)
    return (
        f"{figure(unscaled)} (scaled {signed(x)})",
        figure(unscaled),
        _brief(unscaled),
    )


def _output_texts(a: float, y: float | None, scaling: Scaling) -> tuple[str, ...]:
    y_hat = _unscaled(a, scaling, 0)
    if y_hat == a:
        texts = [f"ŷ {number(a, 3)}", f"ŷ {number(a, 2)}", figure(a, 3)]
        true = [] if y is None else [number(y, 3), number(y, 2), figure(y, 3)]
    else:
        texts = [f"ŷ {figure(y_hat)} (scaled {number(a, 3)})", f"ŷ {figure(y_hat)}"]
        texts.append(figure(y_hat, 3))
        y = None if y is None else _unscaled(y, scaling, 0)
        true = [] if y is None else [figure(y), figure(y), figure(y, 3)]
    if true:
        return tuple(f"{t}, y {value}" for t, value in zip(texts, true, strict=True))
    return *texts[:2], _brief(y_hat)


def _unscaled(value: float, scaling: Scaling, row: int) -> float:
    return float(scaling.invert(np.full((len(scaling.scale), 1), value))[row, 0])


def limits_of(layers: Sequence[Array | None]) -> list[float]:
    """Return the end of a scale with room for a layer's finite values, for each."""
    return [
        1.0
        if values is None
        else round_up_125(float(np.abs(values[np.isfinite(values)]).max(initial=0.0)))
        for values in layers
    ]


def formatter_of(
    name: str, layers: Sequence[Array | None]
) -> Callable[[int, int], tuple[str, ...]]:
    """Return what gives the texts of a unit, its value behind a name."""

    def formatter(layer: int, index: int) -> tuple[str, ...]:
        values = layers[layer]
        assert values is not None
        value = float(values[index])
        return f"{name} {signed(value)}", signed(value), _brief(value)

    return formatter


def _brief(value: float) -> str:
    return figure(value, 2)
