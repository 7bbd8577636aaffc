"""What else has to change when a person changes one setting: pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shallownet.data.targets import TARGETS
from shallownet.settings.training_config import MAX_HIDDEN_LAYERS, MAX_UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.settings.training_config import TrainingConfig


def coupled(settings: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Return the settings to change when one of them is given a value.

    A target comes with the inputs on which it shows what it is, and there are as many
    activations as layers.
    """
    changes = {name: value}
    if name == "target" and value in TARGETS:
        changes |= TARGETS[value].domain
    elif name == "hidden_units":
        changes |= _activations(settings["activation"], len(value))
    return changes


def _activations(activation: str | tuple[str, ...], layers: int) -> dict[str, Any]:
    """Return the activations of so many layers: a new one's is that before it."""
    if isinstance(activation, str):
        return {}
    names = activation or ("sigmoid",)
    return {"activation": names[:layers] + names[-1:] * (layers - len(names))}


def with_layer_added(config: TrainingConfig) -> dict[str, Any] | None:
    """Return the settings with one more hidden layer, as large as the one before it.

    None if there may be no more; with none before it, it has the lesson's ten units.
    """
    units = config.hidden_units
    if len(units) >= MAX_HIDDEN_LAYERS:
        return None
    more = (*units, units[-1] if units else 10)
    return {"hidden_units": more, **_activations(config.activation, len(more))}


def with_layer_removed(config: TrainingConfig) -> dict[str, Any] | None:
    """Return the settings without the last hidden layer; None if there is none."""
    fewer = config.hidden_units[:-1]
    if not config.hidden_units:
        return None
    return {"hidden_units": fewer, **_activations(config.activation, len(fewer))}


def with_units(config: TrainingConfig, layer: int, by: int) -> dict[str, Any] | None:
    """Return the settings with some more or fewer units in a hidden layer.

    None if it may not have as many, or must have at least one.
    """
    units = list(config.hidden_units)
    units[layer] += by
    if not 1 <= units[layer] <= MAX_UNITS:
        return None
    return {"hidden_units": tuple(units)}


def with_activation(config: TrainingConfig, layer: int, name: str) -> dict[str, Any]:
    """Return the settings with another activation of one layer, the output's last."""
    if layer == len(config.hidden_units):
        return {"output_activation": name}
    names = list(config.hidden_activations)
    names[layer] = name
    same = len(set(names)) == 1
    return {"activation": names[0] if same else tuple(names)}
