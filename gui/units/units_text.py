"""Sentences about the units: which carry the prediction, and what is turned off."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gui.text.number_format import share
from shallownet.analysis.coefficients import prediction_formula
from shallownet.wording import counted, joined, listed

if TYPE_CHECKING:
    from shallownet.analysis.unit_report import LayerReport, UnitReport
    from shallownet.training.snapshot import Snapshot


def summary(snapshot: Snapshot, report: UnitReport) -> str:
    """Say which units carry the prediction, or which formula a linear network is."""
    formula = prediction_formula(snapshot)
    if formula:
        return f"In the data's own units: {formula}"
    if len(report.layers) == 1 or not any(layer.carrying for layer in report.layers):
        return _carried(report.layers[-1])
    counts = ", ".join(
        f"{len(layer.carrying)} of {layer.units}" for layer in report.layers
    )
    return f"Units that carry 99 % of the prediction, layer by layer: {counts}."


def scope(report: UnitReport) -> str:
    """Say over which samples everything is computed."""
    if report.samples == report.total_samples:
        return f"R² {share(report.r2)} over {counted(report.samples, 'sample')}"
    return (
        f"R² {share(report.r2)} over {report.samples:,} of {report.total_samples:,} "
        "samples"
    )


def what_if(snapshot: Snapshot, report: UnitReport) -> str:
    """Say what the network is without the units that are off; empty if none is."""
    if not report.off:
        return ""
    several = len(report.layers) > 1
    names = snapshot.run.data.input_names
    off = [
        names[unit]
        if not layer
        else f"unit {unit} of layer {layer}"
        if several
        else str(unit)
        for layer, unit in sorted(report.off)
    ]
    hidden_only = not several and all(layer for layer, _ in report.off)
    text = listed(map(int, off)) if hidden_only else joined(off)
    return (
        f"Without {text}, R² is {share(report.r2_off)} instead of "
        f"{share(report.r2)}: only in the pictures, the run is untouched."
    )


def _carried(layer: LayerReport) -> str:
    carrying = layer.carrying
    if not carrying:
        finite = math.isfinite(float(layer.mean.sum()))
        return (
            "ŷ does not vary with any unit."
            if finite
            else "Not every activation is finite."
        )
    if len(carrying) == layer.units:
        units = "its one unit" if layer.units == 1 else f"all {layer.units} units"
        return f"It takes {units} to carry 99 % of the prediction."
    verb = "carries" if len(carrying) == 1 else "carry"
    return (
        f"{len(carrying)} of {counted(layer.units, 'unit')} {verb} 99 % of the "
        f"prediction: {listed(carrying)}."
    )
