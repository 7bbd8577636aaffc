"""The parts of a program that makes a run again in NumPy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.documents.code import known
from shallownet.documents.code.backward import backward_lines, forward_lines
from shallownet.documents.code.changes import (
    RATES,
    batch_lines,
    batch_setting_lines,
    change_lines,
    memory_lines,
    place_of,
    setting_lines,
)
from shallownet.documents.code.functions import (
    ACTIVATION_CODE,
    OPTIMIZER_CODE,
    SHRINK_CODE,
)
from shallownet.documents.code.optimizer_step import step_lines
from shallownet.documents.code.samples import is_packed, sample_lines, scaling_is_plain
from shallownet.documents.code.section import Section
from shallownet.documents.code.start import start_lines
from shallownet.documents.code.used_settings import UsedSettings

if TYPE_CHECKING:
    from shallownet.documents.code.checks import Checks
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.events import Event
    from shallownet.settings.table_config import TableConfig
    from shallownet.training.trainer import Trainer


def numpy_sections(
    trainer: Trainer,
    data: DataConfig | TableConfig | None,
    checks: Checks,
    *,
    curve: bool = False,
) -> list[Section]:
    """Return the parts of a program in NumPy, with only what the run uses.

    Parameters
    ----------
    trainer : Trainer
    data : DataConfig, TableConfig or None
        Where the samples come from.
    checks : Checks
    curve : bool
        Whether the program keeps J of every update in a list ``curve``.

    Raises
    ------
    DataError
        If the samples are not generated and too many for a program.
    """
    program = _Program(trainer, checks, curve)
    return [
        Section("NumPy", program.imports(is_packed(trainer, data))),
        Section("Functions", program.functions()),
        Section("Samples", sample_lines(trainer, data)),
        Section("Start", start_lines(trainer)),
        Section("Settings", program.settings()),
        Section("What is known of the run", known.known_lines(trainer, checks)),
        Section("Updates", program.loop()),
        Section("Result", [known.closing_line(trainer, checks)]),
    ]


class _Program:
    """Writes the parts of a program; it knows which settings the run has used."""

    def __init__(self, trainer: Trainer, checks: Checks, curve: bool) -> None:
        self._trainer, self._checks, self._curve = trainer, checks, curve
        self._layers = len(trainer.network.layers)
        self._names = list(trainer.network.parameters)
        self._used = UsedSettings(trainer)

    def imports(self, packed: bool) -> list[str]:
        """Return the first lines; packed samples need two modules more."""
        more = ["import base64", "import zlib", ""] if packed else []
        # Its value is kept from a notebook, which would show it.
        quiet = '_ = np.seterr(over="ignore")  # of exp'
        return [*more, "import numpy as np", "", quiet]

    def functions(self) -> list[str]:
        """Return the activations and optimizers."""
        used = dict.fromkeys(self._trainer.network.activations)
        lines = [line for name in used for line in ACTIVATION_CODE[name]]
        if not self._used.plain:
            for name in self._used.values("optimizer"):
                lines += OPTIMIZER_CODE[name]
        if self._used.differs("l1", 0.0):
            lines += SHRINK_CODE
        return lines

    def settings(self) -> list[str]:
        """Return the variables at the start."""
        lines = setting_lines(self._trainer, self._used)
        lines.append(f"parameters = [{', '.join(self._names)}]")
        if not self._used.plain:
            lines += memory_lines(self._trainer.config.optimizer)
        if self._used.freezes:
            lines.append("frozen = [np.zeros(P.shape, dtype=bool) for P in parameters]")
        if self._used.differs("batch_size", None):
            lines += batch_setting_lines(self._trainer, "X.shape[1]")
        if self._curve:
            lines.append("curve = []")
        return lines

    def loop(self) -> list[str]:
        """Return the updates."""
        network, used = self._trainer.network, self._used
        body = [
            *change_lines(self._trainer, self._change),
            *used.switch("schedule", RATES.__getitem__),
        ]
        if used.differs("batch_size", None):
            body += batch_lines(self._trainer)
        plain = scaling_is_plain(self._trainer.problem.model.target)
        body += [
            "m = X.shape[1]",
            "",
            "# Forward",
            *forward_lines(network),
            f"J = ((A{self._layers} - y) ** 2).sum() / (2 * m)"
            + ("" if plain else " * unit**2"),
            *(["curve.append(J)"] if self._curve else []),
            *known.check_loss(),
            "",
            "# Backward",
            *used.switch("gradient", lambda rule: backward_lines(network, rule)),
        ]
        if used.differs("l2", 0.0):
            body += [f"dW{n} += l2 * W{n}" for n in range(1, self._layers + 1)]
        return known.loop_lines(
            self._trainer, self._checks, [*body, "", "# Update", *self._update()]
        )

    def _update(self) -> list[str]:
        if self._used.plain:
            return [f"{name} -= rate * d{name}" for name in self._names]
        return step_lines(self._used, ", ".join(f"d{name}" for name in self._names))

    def _change(self, event: Event) -> list[str]:
        if event.is_note:
            return []
        if event.kind == "setting":
            lines = []
            if event.name in self._used.variables:
                lines.append(f"{event.name} = {event.after!r}")
            if event.name == "optimizer" and not self._used.plain:
                lines += memory_lines(event.after)
            return lines
        name, place = place_of(event)
        place = place if "," in place else f"{place}, 0"
        if event.kind == "value":
            return [f"{name}[{place}] = {event.after!r}"]
        return [f"frozen[{self._names.index(name)}][{place}] = {event.after!r}"]
