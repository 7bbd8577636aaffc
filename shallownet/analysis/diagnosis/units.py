"""Findings about units: saturated, dead, constant, or twins of another unit.

A unit has one finding at most. Saturated, dead and constant units vary for a few
samples at most: their correlations mean little, so they are not tested for twins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.diagnosis.finding import Finding, Severity
from shallownet.analysis.twins import (
    CORRELATED,
    correlated_pairs,
    groups_of,
    is_constant,
)
from shallownet.arrays import ignore_overflow
from shallownet.wording import capital, counted, figure, listed, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shallownet.analysis.diagnosis.layer_values import LayerValues
    from shallownet.settings.training_config import TrainingConfig

ALMOST_ALL: Final = 0.99
"""Share of the samples on which a saturated unit is saturated.

In the lesson's own run each of the six units that end up doing nothing is active for a
few of the 10,000 samples: "every sample" would be true of none."""

IDENTICAL: Final = 1.0 - 1e-12
"""The same at the start, where units may be similar by chance: only identical units
stay so."""

MAX_GROUPS: Final = 4
"""Maximum number of groups of twins that a sentence lists."""

KEEP_ALIVE: Final = "A smaller learning rate or a leaky ReLU keeps units alive."
SET_APART: Final = (
    "After a start at zero this passes, but units that began alike stay alike; a "
    "random start sets them apart."
)
FEWER: Final = (
    "If they stay so, fewer units would do as well, or a start that sets them further "
    "apart."
)


def unit_findings(values: LayerValues) -> list[Finding]:
    """Return the findings about units, layer by layer."""
    findings: list[Finding] = []
    for layer in range(1, len(values.network.layers) + 1):
        # Near divergence even finite activations have squares that overflow.
        with ignore_overflow():
            if all(np.isfinite(values.arrays[f"{a}{layer}"]).all() for a in "ZA"):
                findings += _layer_findings(values, layer)
    return findings


def saturation_advice(settings: TrainingConfig) -> str:
    """Return what prevents saturated units."""
    remedy = "smaller weights or a smaller learning rate"
    if not settings.standardize_inputs:
        remedy = f"standardized inputs, {remedy}"
    return f"To keep more units at work, begin again with {remedy}."


def _layer_findings(values: LayerValues, layer: int) -> Iterator[Finding]:
    g, A = values.network.layers[layer - 1].activation, values.arrays[f"A{layer}"]
    share = values.saturation(layer)
    relu = g.name == "relu"
    # A good ReLU may be zero for most samples; it is dead if it is zero for all.
    inactive = share == 1.0 if relu else share >= ALMOST_ALL
    if layer > values.hidden_layers:
        if inactive.any():
            yield _output(values, g.title, float(share.min()), dead=relu)
        return
    constant = ~inactive & is_constant(A)
    working = np.flatnonzero(~inactive & ~constant)
    if inactive.any():
        units = np.flatnonzero(inactive).tolist()
        if relu:
            yield _dead(values, layer, units, len(working))
        else:
            lowest = float(share[units].min())
            yield _saturated(values, layer, units, lowest, len(working))
    if constant.any():
        yield _constant(values, layer, np.flatnonzero(constant).tolist())
    threshold = CORRELATED if values.step else IDENTICAL
    pairs = correlated_pairs(A[working], threshold)
    if pairs:
        units = working.tolist()
        yield _twins(values, layer, [(units[i], units[j]) for i, j in pairs])


def _finding(
    values: LayerValues,
    layer: int,
    kind: str,
    units: list[int],
    predicate: str,
    severity: Severity,
) -> Finding:
    """Return the finding that some units of a hidden layer are dead, for instance."""
    count, size = len(units), len(values.arrays[f"A{layer}"])
    subject = f"all {size} units" if count == size > 1 else listed(units)
    title = f"{count} of {counted(size, 'unit')} {kind}"
    if kind == "constant":
        title = counted(count, "constant unit")
    return Finding(
        kind,
        _title(values, layer, title),
        capital(f"{subject} of hidden layer {layer} {predicate}"),
        severity,
        layer,
        tuple(units),
    )


def _title(values: LayerValues, layer: int, title: str) -> str:
    """Add the layer to a title if there are several."""
    return f"layer {layer}: {title}" if values.hidden_layers > 1 else title


def _working_text(working: int) -> str:
    if not working:
        return "no unit of the layer answers"
    return f"{counted(working, 'unit')} {'does' if working == 1 else 'do'} all the work"


def _saturated(
    values: LayerValues, layer: int, units: list[int], lowest: float, working: int
) -> Finding:
    one = len(units) == 1
    share = "every one" if lowest == 1.0 else f"at least {percent(lowest)}"
    each = ", each" if not one and lowest < 1.0 else ""
    if working:
        severity, act = Severity.NOTE, "it acts" if one else "together they act"
        effect = f"{act} as one bias, and {_working_text(working)}"
    else:
        severity = Severity.WARNING
        effect = "hardly any error passes the layer back, so it hardly learns"
    predicate = (
        f"{'is' if one else 'are'} saturated{each} on {share} of "
        f"{values.samples_text}: {effect}. {saturation_advice(values.settings)}"
    )
    return _finding(values, layer, "saturated", units, predicate, severity)


def _dead(values: LayerValues, layer: int, units: list[int], working: int) -> Finding:
    one = len(units) == 1
    predicate = (
        f"{'is' if one else 'are'} dead: zero for every one of {values.samples_text}. "
        f"{'It gets' if one else 'They get'} no gradient, so as a rule "
        f"{'it' if one else 'they'} will not come back, and {_working_text(working)}. "
        f"{KEEP_ALIVE}"
    )
    severity = Severity.NOTE if working else Severity.WARNING
    return _finding(values, layer, "dead", units, predicate, severity)


def _constant(values: LayerValues, layer: int, units: list[int]) -> Finding:
    verb, their = ("gives", "its") if len(units) == 1 else ("give", "their")
    predicate = (
        f"{verb} the same answer to every one of {values.samples_text}: {their} "
        f"weights let nothing of the inputs through. {SET_APART}"
    )
    return _finding(values, layer, "constant", units, predicate, Severity.NOTE)


def _output(values: LayerValues, title: str, share: float, *, dead: bool) -> Finding:
    kind = "dead" if dead else "saturated"
    where = "every one" if share == 1.0 else f"at least {percent(share)}"
    return Finding(
        kind,
        f"output {kind}",
        f"The output unit's {title} is {'dead: zero' if dead else kind} on {where} of "
        f"{values.samples_text}: hardly any error passes it, so nothing learns. Only "
        "the identity can reach every value of the target; another output needs a "
        "target that lies within its range.",
        Severity.WARNING,
        len(values.network.layers),
        (0,),
    )


def _twins(values: LayerValues, layer: int, pairs: list[tuple[int, int]]) -> Finding:
    groups = groups_of(pairs)
    units = sorted(unit for group in groups for unit in group)
    shown = [listed(group) for group in groups[:MAX_GROUPS]]
    if len(groups) > MAX_GROUPS:
        shown.append(f"and {counted(len(groups) - MAX_GROUPS, 'group')} more")
    pair_count = counted(len(pairs), "pair")
    return Finding(
        "twins",
        _title(values, layer, f"{pair_count} of twins"),
        f"Twins in hidden layer {layer}: {'; '.join(shown)}. Over "
        f"{values.samples_text} their activations correlate beyond "
        f"{figure(CORRELATED)} in size ({pair_count}), so these "
        f"{len(units)} units do little more than the work of {len(groups)}. {FEWER}",
        Severity.NOTE,
        layer,
        tuple(units),
        tuple(pairs),
    )
