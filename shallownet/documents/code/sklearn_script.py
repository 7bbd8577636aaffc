"""A run as a fit of scikit-learn's `MLPRegressor`, where that has its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.documents.code import known
from shallownet.documents.code.changes import (
    batch_lines,
    batch_setting_lines,
    change_lines,
    setting_lines,
)
from shallownet.documents.code.checks import TOLERANCE, find_checks
from shallownet.documents.code.numpy_script import ABOUT, program_title
from shallownet.documents.code.samples import is_packed, sample_lines, scaling_is_plain
from shallownet.documents.code.section import Section, as_script
from shallownet.documents.code.start import start_lines
from shallownet.documents.code.used_settings import UsedSettings
from shallownet.errors import ConfigError
from shallownet.nn.activations import ACTIVATIONS
from shallownet.nn.optimizers import OPTIMIZERS, Adam, Momentum
from shallownet.settings.recipe import about

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.documents.code.checks import Checks
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.events import Event
    from shallownet.settings.table_config import TableConfig
    from shallownet.training.trainer import Trainer

SKLEARN_ACTIVATIONS: Final = {
    "sigmoid": "logistic",
    "tanh": "tanh",
    "relu": "relu",
    "identity": "identity",
}
"""The activations it has, by our names."""

SOLVERS: Final = {
    "gradient_descent": ['solver="sgd",', "momentum=0.0,"],
    "momentum": [
        'solver="sgd",',
        f"momentum={Momentum.mu},",
        "nesterovs_momentum=False,",
    ],
    "nesterov": ['solver="sgd",', f"momentum={Momentum.mu},"],
    "adam": ['solver="adam",', f"beta_1={Adam.beta1},", f"beta_2={Adam.beta2},"],
}
"""The arguments for the optimizers it has."""

ADAM_TOLERANCE: Final = 1e-4
"""It adds epsilon before it corrects the bias of the running means, and algorithm 1 of
Kingma and Ba afterwards: its steps differ by about 1e-8 over the gradient's size."""

ABOUT_ADAM: Final = (
    "",
    "scikit-learn's Adam adds epsilon before it corrects the bias of its running",
    "means, so the numbers agree to 1e-4 and not to 1e-9.",
)

NEUTRAL: Final = {
    "l1": (0.0, "no L1 penalty"),
    "clip_norm": (None, "no limit to the length of the gradient"),
    "gradient": ("exact", "no gradient but the exact one"),
}
"""Settings that it lacks: the value they must have, and what it has."""


def sklearn_script(
    trainer: Trainer,
    data: DataConfig | TableConfig | None = None,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> str:
    """Return a script that makes a run again with `MLPRegressor` and checks itself.

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
    ConfigError
        If `MLPRegressor` lacks something; the message says what.
    DataError
        If the samples are not generated and too many for a script.
    Cancelled
        If ``cancelled`` returned True.
    """
    lacks = sklearn_lacks(trainer)
    if lacks:
        raise ConfigError(lacks)
    adam = trainer.settings.optimizer == "adam"
    checks = find_checks(
        trainer,
        cancelled,
        progress,
        optimizer=_EpsilonFirst(trainer.network.theta.size) if adam else None,
        tolerance=ADAM_TOLERANCE if adam else TOLERANCE,
    )
    program = _Program(trainer, checks)
    flat = "P.ravel()"
    sections = [
        Section("Imports", program.imports(is_packed(trainer, data))),
        Section("Samples", [*sample_lines(trainer, data), *ROWS]),
        Section("Start", start_lines(trainer)),
        Section("Settings", program.settings()),
        Section("Network", program.network()),
        Section("Known", known.known_lines(trainer, checks, flat)),
        Section("Updates", program.loop()),
        Section("Result", [known.closing_line(trainer, checks)]),
    ]
    title = f"{program_title(trainer)}, in scikit-learn."
    return as_script([title, *ABOUT, *(ABOUT_ADAM if adam else ())], sections)


def sklearn_lacks(trainer: Trainer) -> str:
    """Return what `MLPRegressor` lacks for a run, in a sentence; empty if nothing.

    Examples
    --------
    >>> import shallownet as sn
    >>> trainer = sn.Trainer(sn.TrainingConfig(l1=0.1), sn.datasets.notebook(m=20))
    >>> print(sklearn_lacks(trainer))
    scikit-learn's MLPRegressor has no L1 penalty, and this run's is 0.1
    """
    lack = _lack(trainer)
    return f"scikit-learn's MLPRegressor {lack}" if lack else ""


def _lack(trainer: Trainer) -> str:
    used = UsedSettings(trainer)
    *hidden, output = trainer.network.activations
    for name in hidden:
        if name not in SKLEARN_ACTIVATIONS:
            return f"has no activation {ACTIVATIONS[name].title}"
    if len(set(hidden)) > 1:
        return "has one activation for all hidden layers, and this run has several"
    if output != "identity":
        title = ACTIVATIONS[output].title
        return f"has a linear output, and this run's output is {title}"
    for name in used.values("optimizer"):
        if name not in SOLVERS:
            return f"has no optimizer {OPTIMIZERS[name].title}"
    for name in used.values("schedule"):
        if name != "constant":
            return f"has no {name} schedule of the learning rate"
    for name, (neutral, lack) in NEUTRAL.items():
        for value in used.values(name):
            if value != neutral:
                return f"has {lack}, and this run's is {about(name).show(value)}"
    for event in trainer.events:
        if event.kind == "frozen":
            return "cannot freeze a parameter, as this run does"
        if event.kind == "value":
            if any(later.kind == "stopped" for later in trainer.events):
                return "stops early on samples of its own choice, this run on others"
            return "keeps its parameters, and in this run one is set by hand"
        if event.name in ("learning_rate", "optimizer"):
            return f"cannot change its {about(event.name).label} during a run"
    if trainer.divergence is not None:
        return "stops with an error where a run diverges, as this one does"
    return ""


ROWS: Final = [
    "",
    "# Here a sample is a row, and the target has no second dimension",
    "X, y = X.T, y[0]",
]


class _EpsilonFirst(Adam):
    """Adam as scikit-learn has it."""

    def _direction(self, gradient: Array) -> Array:
        out = super()._direction(gradient)
        share = 1.0 - self.beta2**self.updates
        size = np.sqrt(self.memory[1] / share)
        out *= (size + self.eps) / (size + self.eps / np.sqrt(share))
        return out


class _Program:
    """Writes the parts of a script; it knows which settings the run has used."""

    def __init__(self, trainer: Trainer, checks: Checks) -> None:
        self._trainer, self._checks = trainer, checks
        self._used = UsedSettings(trainer)

    def imports(self, packed: bool) -> list[str]:
        """Return the first lines."""
        return [
            *(["import base64"] if packed else []),
            "import warnings",
            *(["import zlib"] if packed else []),
            "",
            "import numpy as np",
            "from sklearn.exceptions import ConvergenceWarning",
            "from sklearn.neural_network import MLPRegressor",
        ]

    def settings(self) -> list[str]:
        """Return the variables at the start."""
        lines = setting_lines(self._trainer, self._used)
        if self._used.differs("batch_size", None):
            lines += batch_setting_lines(self._trainer, "len(X)")
        return lines

    def network(self) -> list[str]:
        """Return the estimator with the first parameters."""
        names = list(self._trainer.network.parameters)
        *hidden, _ = self._trainer.network.activations
        weights = [f"{name}.T.copy()" for name in names[::2]]
        biases = [f"{name}[:, 0].copy()" for name in names[1::2]]
        activation = SKLEARN_ACTIVATIONS[hidden[0]] if hidden else "identity"
        arguments = [
            f"hidden_layer_sizes={self._trainer.config.hidden_units!r},",
            f'activation="{activation}",',
            *SOLVERS[self._trainer.config.optimizer],
            'learning_rate="constant",',
            "learning_rate_init=learning_rate,",
            "alpha=0.0,",
            "shuffle=False,",
            "max_iter=1,",
            "warm_start=True,",
        ]
        return [
            "# One update makes the arrays, which then get the start of the run",
            "network = MLPRegressor(",
            *(f"    {argument}" for argument in arguments),
            ")",
            "network.partial_fit(X, y)",
            f"network.coefs_ = [{', '.join(weights)}]",
            f"network.intercepts_ = [{', '.join(biases)}]",
            'warnings.simplefilter("ignore", ConvergenceWarning)',
            "",
            "# The parameters in the order and the shapes of the run",
            "parameters = []",
            "for W, b in zip(network.coefs_, network.intercepts_):",
            "    parameters += [W.T, b]",
        ]

    def loop(self) -> list[str]:
        """Return the updates."""
        used = self._used
        body = change_lines(self._trainer, self._change)
        if used.differs("batch_size", None):
            body += batch_lines(self._trainer, "rows")
        plain = scaling_is_plain(self._trainer.problem.model.target)
        body += [
            "if t in losses:",
            "    J = ((network.predict(X) - y) ** 2).mean() / 2"
            + ("" if plain else " * unit**2"),
            '    check(f"J before update {t + 1}", J, losses[t])',
            *self._options(),
            "if t == 0:",
            "    network.fit(X, y)  # the optimizer begins with an empty memory",
            "else:",
            "    network.partial_fit(X, y)  # and goes on with it",
        ]
        return known.loop_lines(self._trainer, self._checks, body)

    def _options(self) -> list[str]:
        """Return lines that set what depends on the size of a batch."""
        if self._used.differs("l2", 0.0):
            return [
                "# It divides alpha by the samples of a batch",
                "network.set_params(batch_size=len(X), alpha=l2 * len(X))",
            ]
        return ["network.set_params(batch_size=len(X))"]

    def _change(self, event: Event) -> list[str]:
        if event.name in self._used.variables:
            return [f"{event.name} = {event.after!r}"]
        return []
