"""A run as a script that makes the same updates by plain formulas, in NumPy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shallownet.documents.code.backward import backward_lines, forward_lines
from shallownet.documents.code.checks import find_checks
from shallownet.documents.code.functions import (
    ACTIVATION_CODE,
    OPTIMIZER_CODE,
    SHRINK_CODE,
)
from shallownet.documents.code.samples import literal, sample_lines, scaling_is_plain
from shallownet.documents.code.start import start_lines
from shallownet.documents.code.used_settings import UsedSettings, indented
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.training.batches import Batches
from shallownet.wording import counted

if TYPE_CHECKING:
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.documents.code.checks import Checks
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.events import Event
    from shallownet.settings.table_config import TableConfig
    from shallownet.training.trainer import Trainer

MAX_PARAMETERS: Final = 2_000
"""A script checks so many parameters one by one, and of more the size of all."""

RATES: Final = {
    "constant": ["rate = learning_rate"],
    "step": ["rate = learning_rate * decay ** (t // decay_every)"],
    "cosine": [
        "rate = learning_rate * (1.0 + np.cos(np.pi * min(t / iterations, 1.0))) / 2.0"
    ],
}
"""Each schedule as code."""


def numpy_script(
    trainer: Trainer,
    data: DataConfig | TableConfig | None = None,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> str:
    """Return a Python script that makes a run again and checks itself.

    It holds the samples or how they are generated, the start, every change made during
    the run, and only the formulas that this run uses. It asserts J at some updates, and
    the parameters at the last of them, to a relative 1e-9, as far as rounding allows.

    Parameters
    ----------
    trainer : Trainer
        It is not changed.
    data : DataConfig or TableConfig, optional
        Where the samples come from, to generate them in the script.
    cancelled, progress : callable, optional
        The run is replayed once; see `shallownet.runs.replay.replay`.

    Raises
    ------
    DataError
        If the samples are not generated and too many for a script.
    Cancelled
        If ``cancelled`` returned True.

    Examples
    --------
    >>> import shallownet as sn
    >>> recipe = sn.Recipe.of(samples=100)
    >>> trainer = sn.Trainer(recipe.config, recipe.make_data())
    >>> trainer.run(5)
    >>> namespace = {}
    >>> exec(sn.numpy_script(trainer, recipe.data), namespace)
    5 updates made: J and the parameters are those of the run up to update 5
    """
    checks = find_checks(trainer, cancelled, progress)
    return _Script(trainer, checks).text(sample_lines(trainer, data))


class _Script:
    """Writes the parts of a script; it knows which settings the run has used."""

    def __init__(self, trainer: Trainer, checks: Checks) -> None:
        self._trainer, self._checks = trainer, checks
        self._layers = len(trainer.network.layers)
        self._names = list(trainer.network.parameters)
        self._used = UsedSettings(trainer)

    def text(self, samples: list[str]) -> str:
        """Return the script."""
        parts = [
            self._title(),
            ["import numpy as np", "", 'np.seterr(over="ignore")  # of exp'],
            self._functions(),
            samples,
            start_lines(self._trainer),
            self._settings(),
            self._known(),
            self._loop(),
            self._end(),
        ]
        texts = ["\n".join(part).strip("\n") for part in parts if part]
        return "\n\n\n".join(texts) + "\n"

    def _title(self) -> list[str]:
        shape = "-".join(map(str, self._trainer.network.layer_sizes))
        updates = counted(self._trainer.updates, "update")
        return [
            f'"""A {shape} network and {updates} of it, in NumPy alone.',
            "",
            "Written by ShallowNet. The script makes the updates by the formulas below",
            "and checks the loss J and the parameters against those of the run.",
            '"""',
        ]

    def _functions(self) -> list[str]:
        used = dict.fromkeys(
            layer.activation.name for layer in self._trainer.network.layers
        )
        lines = [line for name in used for line in ACTIVATION_CODE[name]]
        if not self._used.plain:
            for name in self._used.values("optimizer"):
                lines += OPTIMIZER_CODE[name]
        if self._used.differs("l1", 0.0):
            lines += SHRINK_CODE
        return lines

    def _settings(self) -> list[str]:
        config = self._trainer.config
        lines = ["# The settings at the start"]
        lines += [
            f"{name} = {getattr(config, name)!r}" for name in self._used.variables
        ]
        lines.append(f"parameters = [{', '.join(self._names)}]")
        if not self._used.plain:
            lines += self._empty_memory(config.optimizer)
        if self._used.freezes:
            lines.append("frozen = [np.zeros(P.shape, dtype=bool) for P in parameters]")
        if self._used.differs("batch_size", None):
            lines += [
                "",
                "# From which update on batches have which size, and the first epoch",
                f"batches = {self._batches()!r}",
                "all_X, all_y, samples = X, y, X.shape[1]",
            ]
        return lines

    def _empty_memory(self, optimizer: str) -> list[str]:
        rows = OPTIMIZERS[optimizer].rows
        return [
            f"memory = [np.zeros(({rows}, *P.shape)) for P in parameters]",
            "made = 0  # updates of this optimizer",
        ]

    def _batches(self) -> list[tuple[int, int, int | None]]:
        trainer = self._trainer
        samples = trainer.problem.train.samples
        batches = Batches(trainer.config.seed, samples, trainer.config.batch_size)
        result = [(0, 0, batches.size)]
        for event in trainer.events:
            if event.name == "batch_size":
                batches = batches.resized(event.after, event.step)
                result.append((batches.since, batches.epoch, batches.size))
        return [(since, first, size or samples) for since, first, size in result]

    def _known(self) -> list[str]:
        checks, network = self._checks, self._trainer.network
        if checks.theta.size <= MAX_PARAMETERS:
            views = network.named(checks.theta).items()
            lines = [f"    {name!r}: {literal(view)}," for name, view in views]
            known = ["known = {", *lines, "}"]
        else:
            known = [f"known = {float((checks.theta**2).sum() ** 0.5)!r}  # their norm"]
        losses = [f"    {update}: {loss!r}," for update, loss in checks.losses.items()]
        return [
            "# J before some updates, and the parameters after one, as in the run",
            "losses = {",
            *losses,
            "}",
            *known,
            "",
            "",
            "def check(what, value, expected):",
            "    difference = np.linalg.norm(np.subtract(value, expected))",
            "    size = np.linalg.norm(expected)",
            "    assert difference <= 1e-9 * size, f'{what} differs by {difference}'",
            "",
            "",
            "def check_parameters():",
            *indented(self._parameter_check()),
            "",
        ]

    def _parameter_check(self) -> list[str]:
        if self._checks.theta.size <= MAX_PARAMETERS:
            return [
                "made = np.concatenate([P.ravel() for P in parameters])",
                "expected = np.concatenate([P.ravel() for P in known.values()])",
                'check("theta", made, expected)',
            ]
        squares = "sum((P**2).sum() for P in parameters)"
        return [f'check("the norm", {squares} ** 0.5, known)']

    # The loop

    def _loop(self) -> list[str]:
        body = [*self._changes(), *self._used.switch("schedule", RATES.__getitem__)]
        if self._used.differs("batch_size", None):
            body += self._batch()
        unit = (
            "" if scaling_is_plain(self._trainer.problem.model.target) else " * unit**2"
        )
        body += [
            "m = X.shape[1]",
            "",
            "# Forward",
            *forward_lines(self._trainer.network),
            f"J = ((A{self._layers} - y) ** 2).sum() / (2 * m){unit}",
            "if t in losses:",
            '    check(f"J before update {t + 1}", J, losses[t])',
            "",
            "# Backward",
            *self._used.switch(
                "gradient", lambda rule: backward_lines(self._trainer.network, rule)
            ),
        ]
        if self._used.differs("l2", 0.0):
            weights = range(1, self._layers + 1)
            body += [f"dW{n} += l2 * W{n}" for n in weights]
        body += ["", "# Update", *self._update()]
        if self._checks.updates:
            body += [f"if t + 1 == {self._checks.updates}:", "    check_parameters()"]
        first = [] if self._checks.updates else ["check_parameters()"]
        updates = self._trainer.updates
        return [*first, f"for t in range({updates}):", *indented(body)]

    def _changes(self) -> list[str]:
        """Return lines that make the changes at each update."""
        lines: list[str] = []
        for event in self._trainer.events:
            change = self._change(event)
            if change and event.step < self._trainer.updates:
                lines += [f"if t == {event.step}:", *indented(change)]
        return lines

    def _change(self, event: Event) -> list[str]:
        if event.kind == "setting":
            lines = []
            if event.name in self._used.variables:
                lines.append(f"{event.name} = {event.after!r}")
            if event.name == "optimizer" and not self._used.plain:
                lines += self._empty_memory(event.after)
            return lines
        name, _, place = event.name.partition("[")
        place = place if "," in place else place.replace("]", ", 0]")
        if event.kind == "value":
            return [f"{name}[{place} = {event.after!r}"]
        return [f"frozen[{self._names.index(name)}][{place} = {event.after!r}"]

    def _batch(self) -> list[str]:
        seed = self._trainer.config.seed
        return [
            "since, first, size = max(part for part in batches if part[0] <= t)",
            "epoch, batch = divmod(t - since, -(-samples // size))",
            "if batch == 0:",
            f"    stream = np.random.default_rng(({seed}, first + epoch, 3))",
            "    order = stream.permutation(samples)",
            "rows = order[batch * size : (batch + 1) * size]",
            "X, y = all_X[:, rows], all_y[:, rows]",
        ]

    def _update(self) -> list[str]:
        if self._used.plain:
            return [f"{name} -= rate * d{name}" for name in self._names]
        lines = [f"gradients = [{', '.join('d' + name for name in self._names)}]"]
        if self._used.freezes:
            lines += [
                "for dP, F in zip(gradients, frozen):",
                "    dP[F] = 0.0",
            ]
        factor = ""
        if self._used.differs("clip_norm", None):
            factor = " * factor"
            lines += [
                "size = np.sqrt(sum((dP**2).sum() for dP in gradients))",
                "factor = 1.0",
                "if clip_norm is not None and size > clip_norm:",
                "    factor = clip_norm / size",
            ]
        lines += [
            "made += 1",
            "for k, (P, dP, M) in enumerate(zip(parameters, gradients, memory)):",
        ]
        step = []
        if self._used.freezes:
            step.append("before, rested = P.copy(), M.copy()")
        call = f"(dP{factor}, M, made)"
        step += self._used.switch(
            "optimizer", lambda name: [f"step, steady = {name}{call}"]
        )
        step.append("P -= rate * step")
        if self._used.freezes:
            step += [
                "F = frozen[k]",
                "P[F], M[:, F] = before[F], rested[:, F]",
            ]
            if "adam" in self._used.values("optimizer"):
                step += ["if len(M) == 3:", "    M[2][F] += 1.0  # it rests"]
        if self._used.differs("l1", 0.0):
            free = " * ~F" if self._used.freezes else ""
            step += [
                "if l1 and k % 2 == 0:  # weights, not biases",
                f"    shrink(P, rate{factor} * l1 * steady{free})",
            ]
        return [*lines, *indented(step)]

    def _end(self) -> list[str]:
        made = counted(self._trainer.updates, "update")
        where = f"up to update {self._checks.updates:,}"
        said = f"{made} made: J and the parameters are those of the run {where}"
        return [f'print("{said}")']
