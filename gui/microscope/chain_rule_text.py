"""The chain rule for one parameter, with its numbers filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from gui.microscope.equation_rows import seen
from gui.text.number_format import signed
from shallownet.arrays import ignore_overflow

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot


SLOPE: Final = "g′\N{WORD JOINER}(z)"
"""The slope of the activation, which no line is broken in."""


class ParameterEntry(NamedTuple):
    """Where a parameter stands: layer from 1, row, and column (None for a bias)."""

    layer: int
    row: int
    column: int | None


def entry_of(snapshot: Snapshot, parameter: int) -> ParameterEntry:
    """Return where an entry of theta stands in its layer."""
    number, row, column = snapshot.run.model.network.locate(parameter)
    return ParameterEntry(number + 1, row, column)


def whole(snapshot: Snapshot, parameter: int) -> str:
    """Return the gradient of a parameter as a sum over the samples, and its value."""
    name = snapshot.run.model.network.parameter_name(parameter)
    entry, rule = entry_of(snapshot, parameter), snapshot.settings.gradient
    mean = "" if rule == "missing_mean" else "1/m · "
    value = signed(float(snapshot.gradient[parameter]), 6)
    terms = f"{mean}Σ {_terms(snapshot, entry, 'i')}{_penalty(snapshot, entry)}"
    if entry.column is None and rule == "no_biases":
        terms = "0 (the mistake: never updated)"
    hidden = entry.layer < len(snapshot.run.model.network.layers)
    if entry.column is None and rule == "published" and hidden:
        terms = f"1/m · Σ over samples and units of dZ{entry.layer}"
    return f"dJ/d{name} = {terms} = {value}  (m = {seen(snapshot):,})"


def of_sample(
    snapshot: Snapshot,
    parameter: int,
    arrays: dict[str, Array],
    sample: int,
    part: float | None,
) -> list[str]:
    """Return a sample's part of that sum, with the numbers that make it, line by line.

    Parameters
    ----------
    arrays : dict of str to ndarray
        What the update computes for the sample, as `Probe.look` returns it.
    part : float or None
        Its part; None where the update does not look at it.
    """
    entry = entry_of(snapshot, parameter)
    if part is None:
        kept = sample in set(snapshot.run.split.test.tolist())
        why = "is kept for the test" if kept else "is not in this batch"
        return [f"Sample {sample:,} {why}: it has no part in this update."]
    total = float(snapshot.gradient[parameter])
    share = f", {_share(part / total)} of the sum" if total else ""
    errors = arrays[f"dZ{entry.layer}"][:, 0]
    dZ, rule = float(errors[entry.row]), snapshot.settings.gradient
    mean = "" if rule == "missing_mean" else "1/m · "
    terms = f"{mean}{_terms(snapshot, entry, str(sample))}"
    numbers = f"{mean}({signed(dZ)})"
    hidden = entry.layer < len(snapshot.run.model.network.layers)
    if entry.column is None and rule == "no_biases":
        terms, numbers = "the mistake", "never updated"
    elif entry.column is None and rule == "published" and hidden:
        terms = f"{mean}Σj dZ{entry.layer}[j, {sample}]"
        numbers = f"{mean}({signed(float(errors.sum()))})"
    if entry.column is not None:
        below = "X" if entry.layer == 1 else f"A{entry.layer - 1}"
        numbers += f" · ({signed(float(arrays[below][entry.column, 0]))})"
    lines = [
        f"sample {sample:,}:  {terms} = {numbers} = {part:+.4e}{share}".replace(
            "-", "−"
        )
    ]
    return [*lines, _error(snapshot, entry, arrays, sample, dZ)]


def _share(share: float) -> str:
    return f"{share:.2%}" if abs(share) >= 1e-4 else f"{share:.1e}"


def _terms(snapshot: Snapshot, entry: ParameterEntry, sample: str) -> str:
    """Return what is summed over the samples."""
    dZ = f"dZ{entry.layer}[{entry.row}, {sample}]"
    if entry.column is None:
        return dZ
    if entry.layer == 1:
        return f"{dZ} · {snapshot.run.data.input_names[entry.column]}[{sample}]"
    return f"{dZ} · A{entry.layer - 1}[{entry.column}, {sample}]"


def _penalty(snapshot: Snapshot, entry: ParameterEntry) -> str:
    settings = snapshot.settings
    if entry.column is None:
        return ""
    l1 = " + λ1 sign W" if settings.l1 else ""
    return l1 + (" + λ2 W" if settings.l2 else "")


def _error(
    snapshot: Snapshot,
    entry: ParameterEntry,
    arrays: dict[str, Array],
    sample: int,
    dZ: float,
) -> str:
    """Return how the error of the unit came about: one link of the chain further."""
    network, rule = snapshot.run.model.network, snapshot.settings.gradient
    layer = network.layers[entry.layer - 1]
    name = f"dZ{entry.layer}[{entry.row}, {sample}]"
    Z, A = (arrays[f"{kind}{entry.layer}"][entry.row :][:1] for kind in "ZA")
    slope = np.empty_like(A)
    layer.activation.derivative(Z, A, slope)
    g = float(slope[0, 0])
    linear = layer.activation.name == "identity"
    if entry.layer == len(network.layers):
        y_hat, y = float(A[0, 0]), float(arrays["y"][0, 0])
        first, second = ("y", "ŷ") if rule == "wrong_sign" else ("ŷ", "y")
        values = (y, y_hat) if rule == "wrong_sign" else (y_hat, y)
        numbers = f"({signed(values[0])}) − ({signed(values[1])})"
        text = f"{name} = {first} − {second} = {numbers}"
        if not linear:
            link = f"{SLOPE} = [{numbers}] · {_slope(g)}"
            text = f"{name} = ({first} − {second}) · {link}"
        return f"{text} = {signed(dZ)}"
    rows = network.matrices(snapshot.theta)[entry.layer]
    above = arrays[f"dZ{entry.layer + 1}"][:, 0]
    units = len(above)
    untransposed = rule == "untransposed" and rows.shape[0] == rows.shape[1] - 1
    weights = rows[entry.row, :-1] if untransposed else rows[:, entry.row]
    with ignore_overflow():
        flow = float(weights @ above)
    n = entry.layer + 1
    if units == 1:
        chain = f"W{n}[0, {entry.row}] · dZ{n}[0, {sample}]"
        numbers = f"({signed(float(weights[0]))}) · ({signed(float(above[0]))})"
    else:
        place = f"W{n}[{entry.row}, k]" if untransposed else f"W{n}[k, {entry.row}]"
        chain = f"Σk {place} · dZ{n}[k, {sample}]"
        numbers = f"({signed(flow)})"
    if rule == "no_derivative" or linear:
        return f"{name} = {chain} = {numbers} = {signed(dZ)}"
    return f"{name} = {chain} · {SLOPE} = {numbers} · {_slope(g)} = {signed(dZ)}"


def _slope(g: float) -> str:
    """Return a slope with four digits: of a saturated unit it is tiny, and not 0."""
    return f"{g:.4g}".replace("-", "−")
