"""Gradients that vanish or explode between the output and the hidden layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.diagnosis.finding import Finding, Severity
from shallownet.arrays import ignore_overflow
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.analysis.diagnosis.layer_values import LayerValues
    from shallownet.arrays import Array
    from shallownet.settings.training_config import TrainingConfig

FACTOR: Final = 1_000.0
"""Factor by which the error may shrink or grow from the output to a hidden layer."""


def error_flow_findings(
    unit_findings: Iterable[Finding], values: LayerValues
) -> list[Finding]:
    """Compare the error of each hidden layer with that of the output.

    The measure is the root mean square of dZ over units and samples: unlike dW it does
    not depend on the size of a layer's inputs.
    """
    layers = range(1, values.hidden_layers + 2)
    *hidden, output = (_rms(values.arrays[f"dZ{layer}"]) for layer in layers)
    if not hidden or not np.isfinite([*hidden, output]).all() or not output:
        return []
    # A layer without working units blocks the error: there is a finding about that.
    blocking = [
        finding.layer
        for finding in unit_findings
        if finding.kind in ("saturated", "dead", "constant")
        and finding.layer is not None
        and len(finding.units) == len(values.arrays[f"A{finding.layer}"])
    ]
    lowest = max(blocking, default=0)
    ratios = {
        layer: error / output for layer, error in enumerate(hidden, 1) if layer > lowest
    }
    findings = []
    if ratios:
        layer, ratio = min(ratios.items(), key=lambda item: item[1])
        if ratio < 1.0 / FACTOR:
            findings.append(_vanishing(layer, ratio, values.settings))
        layer, ratio = max(ratios.items(), key=lambda item: item[1])
        if ratio > FACTOR:
            findings.append(_exploding(layer, ratio))
    return findings


def _rms(dZ: Array) -> float:
    with ignore_overflow():
        return float(np.sqrt(np.mean(np.square(dZ))))


def _vanishing(layer: int, ratio: float, settings: TrainingConfig) -> Finding:
    if ratio:
        error = (
            f"The error that reaches hidden layer {layer} is {figure(ratio)} of that "
            "at the output"
        )
        why = "the slopes and weights above it multiply it away"
    else:
        error = f"No error reaches hidden layer {layer}"
        why = "the weights or slopes above it are zero"
    remedies = ["a Xavier or He start"]
    if settings.initialization in ("xavier", "he"):
        remedies = ["weights further from zero at the start"]
    if "sigmoid" in settings.hidden_activations:
        remedies.append("tanh units in place of sigmoid ones")
    if len(settings.hidden_units) > 1:
        remedies.append("fewer layers")
    return Finding(
        "vanishing",
        f"gradient vanishes in layer {layer}",
        f"{error} (root mean square of dZ): {why}, so its weights hardly learn. "
        f"What may let more through: {', or '.join(remedies)}.",
        Severity.WARNING,
        layer,
    )


def _exploding(layer: int, ratio: float) -> Finding:
    return Finding(
        "exploding",
        f"gradient explodes in layer {layer}",
        f"The error that reaches hidden layer {layer} is {figure(ratio)} times that at "
        "the output (root mean square of dZ): large weights multiply it on its way "
        "back. Smaller weights at the start, clipping the gradient or an L2 penalty "
        "tame it.",
        Severity.WARNING,
        layer,
    )
