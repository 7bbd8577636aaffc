"""The chain rule for one parameter as text, with its numbers filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui.microscope.equation_rows import batch_size
from gui.text.number_format import signed
from shallownet.arrays import ignore_overflow
from shallownet.wording import number, scientific, shortened, typeset

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot


DERIVATIVE: Final = "g′\N{WORD JOINER}(z)"
"""The derivative of the activation; no line may break inside it."""


class ChainRule:
    """The chain rule for a parameter (an entry of theta) in the next update."""

    def __init__(self, snapshot: Snapshot, parameter: int) -> None:
        self._snapshot, self._network = snapshot, snapshot.run.model.network
        number, self._row, self._column = self._network.locate(parameter)
        self._layer = number + 1
        self._is_bias = self._column is None
        self._name = self._network.parameter_name(parameter)
        self._gradient = float(snapshot.gradient[parameter])
        rule = self._rule = snapshot.settings.gradient
        self._mean = "" if rule == "missing_mean" else "1/m · "
        is_hidden = self._layer < len(self._network.layers)
        self._sums_units = self._is_bias and rule == "published" and is_hidden

    def gradient_text(self) -> str:
        """Return the gradient as a sum over the samples, and its value."""
        terms = f"{self._mean}Σ {self._terms('i')}{self._penalty()}"
        if self._is_bias and self._rule == "no_biases":
            terms = "0 (the mistake: never updated)"
        elif self._sums_units:
            terms = f"1/m · Σ over samples and units of dZ{self._layer}"
        m = batch_size(self._snapshot)
        return f"dJ/d{self._name} = {terms} = {signed(self._gradient, 6)}  (m = {m:,})"

    def sample_text(
        self, arrays: dict[str, Array], sample: int, contribution: float | None
    ) -> str:
        """Return a sample's contribution to that sum, with its factors and its dZ.

        Parameters
        ----------
        arrays : dict of str to ndarray
            What the update computes for the sample, from `Probe.sample_passes`.
        sample : int
            Its number in the data.
        contribution : float or None
            None if the update does not use the sample.
        """
        if contribution is None:
            split, why = self._snapshot.run.split, "is not in this batch"
            if sample in set(split.test.tolist()):
                why = "is kept for the test"
            elif sample in set(split.validation.tolist()):
                why = "is kept for validation"
            return f"Sample {sample:,} {why}: it has no part in this update."
        dZ = arrays[f"dZ{self._layer}"][:, 0]
        terms = f"{self._mean}{self._terms(str(sample))}"
        numbers = f"{self._mean}({signed(float(dZ[self._row]))})"
        if self._is_bias and self._rule == "no_biases":
            terms, numbers = "the mistake", "never updated"
        elif self._sums_units:
            terms = f"{self._mean}Σj dZ{self._layer}[j, {sample}]"
            numbers = f"{self._mean}({signed(float(dZ.sum()))})"
        if self._column is not None:
            inputs = "X" if self._layer == 1 else f"A{self._layer - 1}"
            numbers += f" · ({signed(float(arrays[inputs][self._column, 0]))})"
        share = ""
        if self._gradient:
            share = f", {_share_text(contribution / self._gradient)} of the sum"
        value = scientific(contribution, 4, "+")
        line = f"sample {sample:,}:  {terms} = {numbers} = {value}{share}"
        return f"{line}\n{self._dZ_text(arrays, sample)}"

    def _terms(self, sample: str) -> str:
        """Return what is summed over the samples."""
        dZ = f"dZ{self._layer}[{self._row}, {sample}]"
        if self._column is None:
            return dZ
        if self._layer == 1:
            name = shortened(self._snapshot.run.data.input_names[self._column])
            return f"{dZ} · {name}[{sample}]"
        return f"{dZ} · A{self._layer - 1}[{self._column}, {sample}]"

    def _penalty(self) -> str:
        return " + λ2 W" if self._snapshot.settings.l2 and not self._is_bias else ""

    def _dZ_text(self, arrays: dict[str, Array], sample: int) -> str:
        """Return the unit's dZ with its factors: one step back along the chain."""
        rule, row = self._rule, self._row
        layer = self._network.layers[self._layer - 1]
        is_linear = layer.activation.name == "identity"
        name = f"dZ{self._layer}[{row}, {sample}]"
        dZ = signed(float(arrays[f"dZ{self._layer}"][row, 0]))
        Z, A = (arrays[f"{kind}{self._layer}"][row : row + 1] for kind in "ZA")
        _, derivative = layer.activation.with_slope(Z)
        slope = number(float(derivative[0, 0]))
        if self._layer == len(self._network.layers):
            names, values = ["ŷ", "y"], [float(A[0, 0]), float(arrays["y"][0, 0])]
            if rule == "wrong_sign":
                names, values = names[::-1], values[::-1]
            difference = " − ".join(names)
            numbers = f"({signed(values[0])}) − ({signed(values[1])})"
            if is_linear:
                return f"{name} = {difference} = {numbers} = {dZ}"
            chain = f"({difference}) · {DERIVATIVE} = [{numbers}] · {slope}"
            return f"{name} = {chain} = {dZ}"
        n = self._layer + 1
        rows = self._network.matrices(self._snapshot.theta)[self._layer]
        next_dZ = arrays[f"dZ{n}"][:, 0]
        is_square = rows.shape[0] == rows.shape[1] - 1
        is_untransposed = rule == "untransposed" and is_square
        weights = rows[row, :-1] if is_untransposed else rows[:, row]
        if len(next_dZ) == 1:
            chain = f"W{n}[0, {row}] · dZ{n}[0, {sample}]"
            numbers = f"({signed(float(weights[0]))}) · ({signed(float(next_dZ[0]))})"
        else:
            with ignore_overflow():
                total = float(weights @ next_dZ)
            weight = f"W{n}[{row}, k]" if is_untransposed else f"W{n}[k, {row}]"
            chain = f"Σk {weight} · dZ{n}[k, {sample}]"
            numbers = f"({signed(total)})"
        if rule == "no_derivative" or is_linear:
            return f"{name} = {chain} = {numbers} = {dZ}"
        return f"{name} = {chain} · {DERIVATIVE} = {numbers} · {slope} = {dZ}"


def _share_text(share: float) -> str:
    return typeset(f"{share:.2%}") if abs(share) >= 1e-4 else number(share)
