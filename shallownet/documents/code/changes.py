"""The lines of a program that set and change what a run can change, and its batches."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from shallownet.documents.code.used_settings import indented
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.training.batches import Batches

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.documents.code.used_settings import UsedSettings
    from shallownet.settings.events import Event
    from shallownet.training.trainer import Trainer

RATES: Final = {
    "constant": ["rate = learning_rate"],
    "step": ["rate = learning_rate * decay ** (t // decay_every)"],
    "cosine": [
        "rate = learning_rate * (1.0 + np.cos(np.pi * min(t / iterations, 1.0))) / 2.0"
    ],
}
"""Each schedule as code."""


def setting_lines(trainer: Trainer, used: UsedSettings) -> list[str]:
    """Return lines that set the variables of a run."""
    lines = ["# The settings at the start"]
    lines += [f"{name} = {getattr(trainer.config, name)!r}" for name in used.variables]
    return lines


def memory_lines(optimizer: str, module: str = "np") -> list[str]:
    """Return lines that give an optimizer an empty memory."""
    return [
        f"memory = [{module}.zeros(({OPTIMIZERS[optimizer].rows}, *P.shape)) "
        "for P in parameters]",
        "made = 0  # updates of this optimizer",
    ]


def batch_setting_lines(trainer: Trainer, samples: str) -> list[str]:
    """Return lines that say which batches there are, and keep all samples.

    Parameters
    ----------
    trainer : Trainer
    samples : str
        An expression for the number of samples in X.
    """
    return [
        "",
        "# From which update on batches have which size, and the first epoch",
        f"batches = {_batches(trainer)!r}",
        f"all_X, all_y, samples = X, y, {samples}",
    ]


def batch_lines(trainer: Trainer, columns: str = ":, rows") -> list[str]:
    """Return lines that set X and y to the samples of an update.

    Parameters
    ----------
    trainer : Trainer
    columns : str
        How to take samples of X.
    """
    return [
        "since, first, size = max(part for part in batches if part[0] <= t)",
        "epoch, batch = divmod(t - since, -(-samples // size))",
        "if batch == 0:",
        f"    seed = ({trainer.config.seed}, first + epoch, 3)",
        "    stream = np.random.default_rng(seed)",
        "    order = stream.permutation(samples)",
        "rows = order[batch * size : (batch + 1) * size]",
        f"X, y = all_X[{columns}], all_y[{columns}]",
    ]


def _batches(trainer: Trainer) -> list[tuple[int, int, int]]:
    samples = trainer.problem.train.samples
    batches = Batches(trainer.config.seed, samples, trainer.config.batch_size)
    parts = [batches]
    for event in trainer.events:
        if event.name == "batch_size":
            parts.append(parts[-1].resized(event.after, event.step))
    # Of several sizes since the same update the last one holds.
    last = {part.since: part for part in parts}
    return [(part.since, part.epoch, part.size or samples) for part in last.values()]


def change_lines(trainer: Trainer, change: Callable[[Event], list[str]]) -> list[str]:
    """Return lines that make the changes of a run before their updates.

    Parameters
    ----------
    trainer : Trainer
    change : callable
        Returns the lines of one change; none if the program does not need it.
    """
    lines: list[str] = []
    made = [event for event in trainer.events if event.step < trainer.updates]
    for step, events in groupby(made, key=lambda event: event.step):
        changes = [line for event in events for line in change(event)]
        if changes:
            lines += [f"if t == {step}:", *indented(changes)]
    return lines


def place_of(event: Event) -> tuple[str, str]:
    """Return the array and the place of a parameter that an event is about.

    Examples
    --------
    >>> from shallownet.settings.events import Event
    >>> place_of(Event(0, "W1[0, 2]", 0.0, 1.0, "value"))
    ('W1', '0, 2')
    """
    name, _, place = event.name.partition("[")
    return name, place.rstrip("]")
