"""Settings that change together: pure functions that return changes by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shallownet.data.targets import TARGETS
from shallownet.settings.training_config import MAX_HIDDEN_LAYERS, MAX_UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.settings.training_config import TrainingConfig


def coupled(settings: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Return what to change when one setting changes.

    A target brings the inputs that show it best, and the number of activations follows
    the number of layers.
    """
    changes = {name: value}
    if name == "target" and value in TARGETS:
        changes |= TARGETS[value].domain
    elif name == "hidden_units":
        changes |= _activations(settings["activation"], len(value))
    return changes


def _activations(activation: str | tuple[str, ...], layers: int) -> dict[str, Any]:
    """Return activations for so many layers; a new layer copies the one before it."""
    if isinstance(activation, str):
        return {}
    names = activation or ("sigmoid",)
    return {"activation": names[:layers] + names[-1:] * (layers - len(names))}


def with_layer_added(config: TrainingConfig) -> dict[str, Any] | None:
    """Add a hidden layer as large as the one before it; None at the largest number.

    A first hidden layer has the lesson's ten units.
    """
    units = config.hidden_units
    if len(units) >= MAX_HIDDEN_LAYERS:
        return None
    units += units[-1:] or (10,)
    return {"hidden_units": units, **_activations(config.activation, len(units))}


def with_layer_removed(config: TrainingConfig) -> dict[str, Any] | None:
    """Remove the last hidden layer; None if there is none."""
    if not config.hidden_units:
        return None
    units = config.hidden_units[:-1]
    return {"hidden_units": units, **_activations(config.activation, len(units))}


def with_units(config: TrainingConfig, layer: int, by: int) -> dict[str, Any] | None:
    """Add ``by`` units to a hidden layer; None if that many are not allowed."""
    units = list(config.hidden_units)
    units[layer] += by
    return {"hidden_units": tuple(units)} if 1 <= units[layer] <= MAX_UNITS else None


def with_activation(config: TrainingConfig, layer: int, name: str) -> dict[str, Any]:
    """Change the activation of one layer, of which the output layer is the last."""
    if layer == len(config.hidden_units):
        return {"output_activation": name}
    names = list(config.hidden_activations)
    names[layer] = name
    return {"activation": name if len(set(names)) == 1 else tuple(names)}
