"""Gradients that vanish or explode on their way back from the output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.diagnosis.finding import Finding, Severity
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.analysis.diagnosis.sample_passes import SamplePasses
    from shallownet.arrays import Array
    from shallownet.settings.training_config import TrainingConfig

FACTOR: Final = 1_000.0
"""By how much the error may shrink or grow between the output and a hidden layer."""


def flow_findings(
    look: SamplePasses, of_units: Iterable[Finding], settings: TrainingConfig
) -> list[Finding]:
    """Compare the error that reaches each hidden layer with that at the output.

    Measured by the root mean square of dZ over units and samples: unlike dW it does
    not depend on the size of what a layer is applied to.
    """
    layers = range(1, look.hidden + 2)
    sizes = [_size(look.arrays[f"dZ{number}"]) for number in layers]
    *hidden, output = sizes
    if not hidden or not np.isfinite(sizes).all() or not output:
        return []
    # A layer of which no unit answers lets nothing back; that has been said.
    shut = [
        finding.layer
        for finding in of_units
        if finding.kind in ("saturated", "dead", "constant")
        and finding.layer is not None
        and len(finding.units) == len(look.arrays[f"A{finding.layer}"])
    ]
    lowest = max(shut, default=0)
    shares = {
        layer: size / output for layer, size in enumerate(hidden, 1) if layer > lowest
    }
    if not shares:
        return []
    least = min(shares, key=shares.__getitem__)
    most = max(shares, key=shares.__getitem__)
    findings = []
    if shares[least] < 1.0 / FACTOR:
        findings.append(_vanishing(least, shares[least], settings))
    if shares[most] > FACTOR:
        findings.append(_exploding(most, shares[most]))
    return findings


def _size(dZ: Array) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(np.mean(np.square(dZ))))


def _vanishing(layer: int, share: float, settings: TrainingConfig) -> Finding:
    reached = (
        f"The error that reaches hidden layer {layer} is {figure(share)} of that at "
        "the output"
        if share
        else f"No error reaches hidden layer {layer}"
    )
    why = "the weights or slopes above it are zero"
    if share:
        why = "the slopes and weights above it multiply it away"
    remedies = ["weights further from zero at the start"]
    if settings.initialization not in ("xavier", "he"):
        remedies = ["a Xavier or He start"]
    if "sigmoid" in settings.hidden_activations:
        remedies.append("tanh units in place of sigmoid ones")
    if len(settings.hidden_units) > 1:
        remedies.append("fewer layers")
    return Finding(
        "vanishing",
        layer,
        (),
        f"{reached} (root mean square of dZ): {why}, so its weights hardly learn. "
        f"What may let more through: {', or '.join(remedies)}.",
        f"gradient vanishes in layer {layer}",
        Severity.WARNING,
    )


def _exploding(layer: int, share: float) -> Finding:
    return Finding(
        "exploding",
        layer,
        (),
        f"The error that reaches hidden layer {layer} is {figure(share)} times that at "
        "the output (root mean square of dZ): large weights multiply it on its way "
        "back. Smaller weights at the start, clipping the gradient or an L2 penalty "
        "tame it.",
        f"gradient explodes in layer {layer}",
        Severity.WARNING,
    )
