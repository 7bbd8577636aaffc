"""Every hyperparameter of a run: its range, default, unit and meaning, written once.

The form in the window, the command line and the error messages all take what they
say from here.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

from shallownet.activations import ACTIVATIONS
from shallownet.errors import ConfigError
from shallownet.initialization import INITIALIZATIONS
from shallownet.optimizers import OPTIMIZERS

GradientRule = Literal["exact", "published"]

MAX_HIDDEN_LAYERS: Final = 6
MAX_UNITS: Final = 64


@dataclass(frozen=True)
class Hyperparameter:
    """What a person may want to know of one hyperparameter.

    Attributes
    ----------
    title, symbol, unit : str
        Its name in words, the letter it has in formulas, and what it is counted in.
    tip : str
        One sentence: what it does.
    minimum, maximum : float or None
        The closed range it may lie in.
    choices : tuple of str
        The names it may have, where it is a choice.
    logarithmic : bool
        Whether it is sensibly changed by factors rather than by differences.
    """

    title: str
    symbol: str = ""
    unit: str = ""
    tip: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    logarithmic: bool = False


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
            set_(self, name, _number(name, getattr(self, name)))
        for name in ("iterations", "seed"):
            set_(self, name, _whole_number(name, getattr(self, name)))
        if self.batch_size is not None:
            set_(self, "batch_size", _whole_number("batch_size", self.batch_size))
        set_(self, "hidden_units", _hidden_units(self.hidden_units))
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
            _choice("activation", name)
        for name in ("output_activation", "gradient", "optimizer", "initialization"):
            _choice(name, getattr(self, name))
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


def _in_range(name: str, value: float) -> None:
    entry = about(name)
    low, high = entry.minimum, entry.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise ConfigError(f"{name} is {value:g}; it must lie from {low:g} to {high:g}")


def _number(name: str, value: Any) -> float:
    try:
        if isinstance(value, (bool, str)):
            raise TypeError
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ConfigError(f"{name} is {value!r}; it must be a number") from None
    if not math.isfinite(number):
        raise ConfigError(f"{name} is {number}; it must be a finite number")
    _in_range(name, number)
    return number


def _whole_number(name: str, value: Any) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise ConfigError(f"{name} is {value!r}; it must be a whole number") from None
    _in_range(name, number)
    return number


def _hidden_units(value: Any) -> tuple[int, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ConfigError(
            f"hidden_units is {value!r}; it must be a sequence of whole numbers, one "
            "a hidden layer, such as (10,)"
        )
    if len(value) > MAX_HIDDEN_LAYERS:
        raise ConfigError(
            f"hidden_units names {len(value)} hidden layers; there may be at most "
            f"{MAX_HIDDEN_LAYERS}"
        )
    return tuple(_whole_number("hidden_units", units) for units in value)


def _choice(name: str, value: Any) -> None:
    choices = about(name).choices
    if value not in choices:
        raise ConfigError(f"{name} is {value!r}; choose one of {', '.join(choices)}")
