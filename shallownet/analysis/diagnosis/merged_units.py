"""Merges findings about units of the same kind in several layers into one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shallownet.analysis.diagnosis.finding import Finding
from shallownet.analysis.diagnosis.units import (
    FEWER,
    KEEP_ALIVE,
    SET_APART,
    saturation_advice,
)
from shallownet.analysis.twins import CORRELATED
from shallownet.wording import capital, counted, figure, joined, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.analysis.diagnosis.layer_values import LayerValues

MAX_GROUPS: Final = 4
"""Maximum number of groups of layers that a sentence lists."""


def merge_layers(findings: Iterable[Finding], values: LayerValues) -> list[Finding]:
    """Merge findings of the same kind in several hidden layers into one.

    Those about the output unit stay separate, because their advice differs.
    """
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        hidden = finding.layer is not None and finding.layer <= values.hidden_layers
        kinds.setdefault(finding.kind if hidden else "", []).append(finding)
    result = []
    for kind, group in kinds.items():
        if kind and len(group) > 1:
            result.append(_merged(kind, group, values))
        else:
            result += group
    return result


def _merged(kind: str, group: list[Finding], values: LayerValues) -> Finding:
    count = sum(len(finding.units) for finding in group)
    where, samples = _units_and_layers(group, values), values.samples_text
    title = f"{count} units {kind}"
    if kind == "saturated":
        lowest = min(
            float(values.saturation(finding.layer or 1)[list(finding.units)].min())
            for finding in group
        )
        share = "every one" if lowest == 1.0 else f"at least {percent(lowest)}"
        sentence = (
            f"{where} are saturated, each on {share} of {samples}: those of a layer "
            "act as one bias together, and a layer of which no other unit answers lets "
            f"hardly any error back. {saturation_advice(values.settings)}"
        )
    elif kind == "dead":
        sentence = (
            f"{where} are dead: zero for every one of {samples}. They get no "
            f"gradient, so as a rule they will not come back. {KEEP_ALIVE}"
        )
    elif kind == "constant":
        title = f"{count} constant units"
        sentence = (
            f"{where} give the same answer to every one of {samples}: their weights "
            f"let nothing of the layer below through. {SET_APART}"
        )
    else:
        pairs = counted(sum(len(finding.pairs) for finding in group), "pair")
        title = f"{pairs} of twins"
        sentence = (
            f"Twins: {where} do much the same as others of their layer. Over "
            f"{samples} the activations of {pairs} correlate beyond "
            f"{figure(CORRELATED)} in size. {FEWER}"
        )
    severity = max(finding.severity for finding in group)
    return Finding(kind, title, capital(sentence), severity)


def _units_and_layers(group: list[Finding], values: LayerValues) -> str:
    """Count units and list layers: 64 of 64 units of hidden layers 2 and 3."""
    by_count: dict[tuple[int, int], list[int]] = {}
    for finding in group:
        layer = finding.layer or 0
        key = len(finding.units), len(values.arrays[f"A{layer}"])
        by_count.setdefault(key, []).append(layer)
    if len(by_count) > MAX_GROUPS:
        count = sum(number * len(layers) for (number, _), layers in by_count.items())
        total = sum(size * len(layers) for (_, size), layers in by_count.items())
        layers = sorted(layer for layers in by_count.values() for layer in layers)
        return f"{count} of {total} units of {_layers_text(layers)}"
    parts: list[str] = []
    for (number, size), layers in by_count.items():
        each = " each" if len(layers) > 1 else ""
        units = "" if parts else " units"
        parts.append(f"{number} of {size}{units} of {_layers_text(layers)}{each}")
    return joined(parts)


def _layers_text(layers: list[int]) -> str:
    """Name layers in order: hidden layer 2; hidden layers 1, 2 and 4; or 1 to 6."""
    if layers[-1] - layers[0] == len(layers) - 1 > 2:
        return f"hidden layers {layers[0]} to {layers[-1]}"
    name = "hidden layer" if len(layers) == 1 else "hidden layers"
    return f"{name} {joined([str(layer) for layer in layers])}"
