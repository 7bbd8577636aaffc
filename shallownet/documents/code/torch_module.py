"""A run as a PyTorch module: autograd and torch.optim make its updates.

Where torch.optim lacks what the run uses, the updates are made by the formulas of the
NumPy script: it cannot leave single parameters as they are, and has no L1 penalty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shallownet.documents.code import known
from shallownet.documents.code.changes import (
    RATES,
    batch_lines,
    batch_setting_lines,
    change_lines,
    memory_lines,
    place_of,
    setting_lines,
)
from shallownet.documents.code.checks import find_checks
from shallownet.documents.code.functions import OPTIMIZER_CODE
from shallownet.documents.code.numpy_script import ABOUT, program_title
from shallownet.documents.code.optimizer_step import step_lines
from shallownet.documents.code.samples import is_packed, sample_lines, scaling_is_plain
from shallownet.documents.code.section import Section, as_script
from shallownet.documents.code.start import start_lines
from shallownet.documents.code.torch_network import (
    MISTAKES,
    exact_lines,
    mistaken_lines,
    network_lines,
)
from shallownet.documents.code.used_settings import UsedSettings, indented
from shallownet.nn.optimizers import Adam, Momentum, RMSProp

if TYPE_CHECKING:
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.documents.code.checks import Checks
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.events import Event
    from shallownet.settings.table_config import TableConfig
    from shallownet.training.trainer import Trainer

TORCH_OPTIMIZERS: Final = {
    "gradient_descent": "SGD(parameters, lr=learning_rate)",
    "momentum": f"SGD(parameters, lr=learning_rate, momentum={Momentum.mu})",
    "nesterov": f"SGD(parameters, lr=learning_rate, momentum={Momentum.mu}, "
    "nesterov=True)",
    "rmsprop": f"RMSprop(parameters, lr=learning_rate, alpha={RMSProp.rho})",
    "adam": f"Adam(parameters, lr=learning_rate, betas=({Adam.beta1}, {Adam.beta2}))",
}
"""Each optimizer in torch.optim; eps is 1e-8 there too."""

ADAPTIVE: Final = {"rmsprop", "adam"}
"""Optimizers that make steps of one size of small gradients and large ones."""

SHRINK_CODE: Final = [
    "",
    "",
    "def shrink(P, way):",
    '    """Move weights towards 0, and no further: the proximal step of L1."""',
    "    P.copy_(torch.sign(P) * torch.clamp(torch.abs(P) - way, min=0.0))",
]


def torch_module(
    trainer: Trainer,
    data: DataConfig | TableConfig | None = None,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> str:
    """Return a PyTorch module with a program that makes a run again and checks itself.

    Its class ``Network`` has the parameters ``layers.0.weight``, ``layers.0.bias`` and
    so on, as in the file of `shallownet.save_weights`. The program needs NumPy for the
    samples and the start, which come from the random streams of the run.

    Parameters
    ----------
    trainer : Trainer
        It is not changed.
    data : DataConfig or TableConfig, optional
        Where the samples come from, to generate them in the program.
    cancelled, progress : callable, optional
        The run is replayed once; see `shallownet.runs.replay.replay`.

    Raises
    ------
    DataError
        If the samples are not generated and too many for a program.
    Cancelled
        If ``cancelled`` returned True.
    """
    checks = find_checks(trainer, cancelled, progress)
    program = _Program(trainer, checks)
    flat = "P.detach().numpy().ravel()"
    sections = [
        Section("Imports", program.imports(is_packed(trainer, data))),
        Section("Network", program.functions()),
        Section("Samples", [*sample_lines(trainer, data), *ROWS]),
        Section("Start", program.start()),
        Section("Settings", program.settings()),
        Section("Known", known.known_lines(trainer, checks, flat)),
        Section("Updates", program.loop()),
        Section("Result", [known.closing_line(trainer, checks)]),
    ]
    return as_script([f"{program_title(trainer)}, in PyTorch.", *ABOUT], sections)


ROWS: Final = [
    "",
    "# Here a sample is a row",
    "X, y = torch.tensor(X.T), torch.tensor(y.T)",
]


class _Program:
    """Writes the parts of a program; it knows which settings the run has used."""

    def __init__(self, trainer: Trainer, checks: Checks) -> None:
        self._trainer, self._checks = trainer, checks
        self._network = trainer.network
        self._used = UsedSettings(trainer)
        self._rules = self._used.values("gradient")
        # Whether torch.optim has all that the updates do.
        self._has_optimizer = not (self._used.freezes or self._used.differs("l1", 0.0))
        self._rate_changes = (
            self._used.differs("schedule", "constant")
            or len(self._used.values("learning_rate")) > 1
        )

    def imports(self, packed: bool) -> list[str]:
        """Return the first lines."""
        lines = ["import base64", "import zlib", ""] if packed else []
        lines += ["import numpy as np", "import torch"]
        used = set(self._network.activations)
        if used & {"leaky_relu", "softplus"}:
            lines.append("from torch.nn import functional")
        return [
            *lines,
            "from torch import nn",
            "",
            "torch.set_default_dtype(torch.float64)",
        ]

    def functions(self) -> list[str]:
        """Return the network, and what else the updates use."""
        exact = bool(ADAPTIVE & set(self._used.values("optimizer")))
        lines = exact_lines(dict.fromkeys(self._network.activations)) if exact else []
        lines += network_lines(self._network, exact)
        lines += mistaken_lines(self._network, self._rules, exact)
        if not self._has_optimizer:
            for name in self._used.values("optimizer"):
                code = [line.replace("np.", "torch.") for line in OPTIMIZER_CODE[name]]
                lines += ["", *code[:-1]]
        if self._used.differs("l1", 0.0):
            lines += SHRINK_CODE
        return lines

    def start(self) -> list[str]:
        """Return the network with its first parameters."""
        names = list(self._network.parameters)
        return [
            *start_lines(self._trainer),
            f"weights, biases = [{', '.join(names[::2])}], [{', '.join(names[1::2])}]",
            "network = Network()",
            "with torch.no_grad():",
            "    for layer, W, b in zip(network.layers, weights, biases):",
            "        layer.weight.copy_(torch.tensor(W))",
            "        layer.bias.copy_(torch.tensor(b[:, 0]))",
        ]

    def settings(self) -> list[str]:
        """Return the variables at the start."""
        lines = setting_lines(self._trainer, self._used)
        lines.append("parameters = list(network.parameters())")
        lines += self._empty_memory(self._trainer.config.optimizer)
        if self._used.freezes:
            made = "torch.zeros(P.shape, dtype=torch.bool)"
            lines.append(f"frozen = [{made} for P in parameters]")
        if self._used.differs("batch_size", None):
            lines += batch_setting_lines(self._trainer, "len(X)")
        return lines

    def _empty_memory(self, optimizer: str) -> list[str]:
        if self._has_optimizer:
            return [f"optimizer = torch.optim.{TORCH_OPTIMIZERS[optimizer]}"]
        return memory_lines(optimizer, "torch")

    def loop(self) -> list[str]:
        """Return the updates."""
        used = self._used
        body = change_lines(self._trainer, self._change)
        if self._rate_changes or not self._has_optimizer:
            body += used.switch("schedule", RATES.__getitem__)
            if self._has_optimizer:
                body.append('optimizer.param_groups[0]["lr"] = rate')
        if used.differs("batch_size", None):
            body += batch_lines(self._trainer, "rows")
        plain = scaling_is_plain(self._trainer.problem.model.target)
        body += [
            *(["", "# Forward"] if body else ["# Forward"]),
            *self._forward(),
            *known.check_loss("J.item()" if plain else "J.item() * unit**2"),
            "",
            "# Backward: autograd computes dJ/dW and dJ/db",
            "network.zero_grad()",
            "J.backward()",
            *self._after_backward(),
            "",
            "# Update",
            *self._update(),
        ]
        return known.loop_lines(self._trainer, self._checks, body)

    def _forward(self) -> list[str]:
        def loss(rule: str) -> list[str]:
            output = f"{rule}(network, X)" if rule in MISTAKES else "network(X)"
            return [f"J = (({output} - y) ** 2).mean() / 2"]

        if set(self._rules) & set(MISTAKES):
            return self._used.switch("gradient", loss)
        return loss("exact")

    def _after_backward(self) -> list[str]:
        """Return lines that change the gradients in place."""
        lines = []
        if set(self._rules) - {"exact", *MISTAKES}:
            lines = self._used.switch("gradient", self._mistake)
        if self._used.differs("l2", 0.0):
            lines += ["for P in parameters[::2]:", "    P.grad += l2 * P.detach()"]
        if self._has_optimizer and self._used.differs("clip_norm", None):
            lines += [
                "length = torch.sqrt(sum((P.grad**2).sum() for P in parameters))",
                "if clip_norm is not None and length > clip_norm:",
                "    for P in parameters:",
                "        P.grad *= clip_norm / length",
            ]
        return lines

    def _mistake(self, rule: str) -> list[str]:
        """Return lines that make a mistake after autograd made none."""
        if rule == "published":
            hidden = range(len(self._network.layers) - 1)
            return [
                f"network.layers[{number}].bias.grad[:] = "
                f"network.layers[{number}].bias.grad.sum()"
                for number in hidden
            ]
        factors = {"missing_mean": "len(X)", "wrong_sign": "-1.0", "no_biases": "0.0"}
        if rule not in factors:
            return []
        part = "parameters[1::2]" if rule == "no_biases" else "parameters"
        return [f"for P in {part}:", f"    P.grad *= {factors[rule]}"]

    def _update(self) -> list[str]:
        if self._has_optimizer:
            return ["optimizer.step()"]
        gradients = "P.grad for P in parameters"
        step = step_lines(self._used, gradients, "torch")
        return ["with torch.no_grad():", *indented(step)]

    def _change(self, event: Event) -> list[str]:
        if event.is_note:
            return []
        if event.kind == "setting":
            lines = []
            if event.name in self._used.variables:
                lines.append(f"{event.name} = {event.after!r}")
            if event.name == "optimizer":
                lines += self._empty_memory(event.after)
            return lines
        name, place = place_of(event)
        number = int(name[1:]) - 1
        if event.kind == "value":
            kind = "weight" if name[0] == "W" else "bias"
            return [
                "with torch.no_grad():",
                f"    network.layers[{number}].{kind}[{place}] = {event.after!r}",
            ]
        index = 2 * number + (name[0] == "b")
        return [f"frozen[{index}][{place}] = {event.after!r}"]
