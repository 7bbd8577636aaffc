"""Every hyperparameter of a run: its range, default, unit and meaning, written once.

The form in the window, the command line and the error messages all take what they
say from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

from shallownet.activations import ACTIVATIONS
from shallownet.errors import ConfigError
from shallownet.initialization import INITIALIZATIONS
from shallownet.optimizers import OPTIMIZERS
from shallownet.validation import (
    Hyperparameter,
    choice,
    layer_sizes,
    number,
    whole_number,
)

GradientRule = Literal["exact", "published"]

MAX_HIDDEN_LAYERS: Final = 6
MAX_UNITS: Final = 64


def _hyperparameter(default: Any, about: Hyperparameter) -> Any:
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True)
class TrainingConfig:
    """All that determines a run beside its data. Frozen, and checked when made.

    Raises
    ------
    ConfigError
        If a value is of the wrong kind or outside its range; the message names the
        hyperparameter, the value and what would be right.
    """

    hidden_units: tuple[int, ...] = _hyperparameter(
        (10,),
        Hyperparameter(
            "Hidden units",
            "n",
            "units",
            "How many units each hidden layer has, one number a layer.",
            minimum=1,
            maximum=MAX_UNITS,
        ),
    )
    activation: str | tuple[str, ...] = _hyperparameter(
        "sigmoid",
        Hyperparameter(
            "Activation",
            "g",
            tip="The function each hidden unit applies to its weighted sum z; one "
            "name for all hidden layers, or one a layer.",
            choices=tuple(ACTIVATIONS),
        ),
    )
    output_activation: str = _hyperparameter(
        "identity",
        Hyperparameter(
            "Output activation",
            "g",
            tip="The function the output unit applies. Only the identity (a linear "
            "output) can reach any value of the target.",
            choices=tuple(ACTIVATIONS),
        ),
    )
    learning_rate: float = _hyperparameter(
        0.001,
        Hyperparameter(
            "Learning rate",
            "η",
            tip="How far one update follows the gradient downhill.",
            minimum=1e-8,
            maximum=100.0,
            logarithmic=True,
        ),
    )
    iterations: int = _hyperparameter(
        10_000,
        Hyperparameter(
            "Iterations",
            "N",
            "updates",
            "How many gradient updates the run is planned for; it stops there.",
            minimum=1,
            maximum=10_000_000,
            logarithmic=True,
        ),
    )
    gradient: GradientRule = _hyperparameter(
        "exact",
        Hyperparameter(
            "Gradient",
            "dJ",
            tip="The exact gradient of the loss, or the rule the lesson published, "
            "whose db1 is one number for all units.",
            choices=("exact", "published"),
        ),
    )
    optimizer: str = _hyperparameter(
        "gradient_descent",
        Hyperparameter(
            "Optimizer",
            tip="How the gradient becomes a change of the parameters.",
            choices=tuple(OPTIMIZERS),
        ),
    )
    batch_size: int | None = _hyperparameter(
        None,
        Hyperparameter(
            "Batch size",
            "B",
            "samples",
            "How many samples each update looks at; none given means all of them.",
            minimum=1,
            maximum=1_000_000,
            logarithmic=True,
        ),
    )
    l1: float = _hyperparameter(
        0.0,
        Hyperparameter(
            "L1 penalty",
            "λ1",
            tip="Adds λ1 sum(|W|) to the loss that is descended (not the biases).",
            minimum=0.0,
            maximum=1_000.0,
            logarithmic=True,
        ),
    )
    l2: float = _hyperparameter(
        0.0,
        Hyperparameter(
            "L2 penalty",
            "λ2",
            tip="Adds λ2/2 sum(W^2) to the loss that is descended (not the biases).",
            minimum=0.0,
            maximum=1_000.0,
            logarithmic=True,
        ),
    )
    initialization: str = _hyperparameter(
        "notebook",
        Hyperparameter(
            "Initialization",
            tip="How the first weights and biases are drawn.",
            choices=tuple(INITIALIZATIONS),
        ),
    )
    standardize_inputs: bool = _hyperparameter(
        False,
        Hyperparameter(
            "Standardize inputs",
            tip="Train on inputs shifted to mean 0 and scaled to deviation 1.",
        ),
    )
    standardize_target: bool = _hyperparameter(
        False,
        Hyperparameter(
            "Standardize target",
            tip="Train on a target shifted to mean 0 and scaled to deviation 1.",
        ),
    )
    seed: int = _hyperparameter(
        0,
        Hyperparameter(
            "Seed",
            tip="The number that determines the start (and the batches): the same "
            "seed gives the same run.",
            minimum=0,
            maximum=2**32 - 1,
        ),
    )

    def __post_init__(self) -> None:
        set_ = object.__setattr__  # the way a frozen dataclass tidies its own input
        for name in ("learning_rate", "l1", "l2"):
            set_(self, name, number(name, getattr(self, name), about(name)))
        for name in ("iterations", "seed", "batch_size"):
            value = getattr(self, name)
            if not (name == "batch_size" and value is None):
                set_(self, name, whole_number(name, value, about(name)))
        name = "hidden_units"
        units = layer_sizes(name, self.hidden_units, about(name), MAX_HIDDEN_LAYERS)
        set_(self, name, units)
        if not isinstance(self.activation, str):
            if not isinstance(self.activation, Sequence):
                raise ConfigError(
                    f"activation is {self.activation!r}; it must be a name, or a "
                    "sequence of names, one a hidden layer"
                )
            set_(self, "activation", tuple(self.activation))
            if len(self.activation) != len(self.hidden_units):
                raise ConfigError(
                    f"activation names {len(self.activation)} functions for "
                    f"{len(self.hidden_units)} hidden layers; give one name for all "
                    "layers, or one a layer"
                )
        for name in self.hidden_activations:
            choice("activation", name, about("activation"))
        for name in ("output_activation", "gradient", "optimizer", "initialization"):
            choice(name, getattr(self, name), about(name))
        for name in ("standardize_inputs", "standardize_target"):
            if not isinstance(getattr(self, name), bool):
                raise ConfigError(
                    f"{name} is {getattr(self, name)!r}; it must be True or False"
                )

    @property
    def hidden_activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        if isinstance(self.activation, str):
            return (self.activation,) * len(self.hidden_units)
        return self.activation


_ABOUT: Final[dict[str, Hyperparameter]] = {
    item.name: item.metadata["about"] for item in fields(TrainingConfig)
}


def about(name: str) -> Hyperparameter:
    """Return the range, unit and meaning of the hyperparameter of that name."""
    return _ABOUT[name]
