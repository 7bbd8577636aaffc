"""Every hyperparameter of training: its range, default, unit and meaning, written once.

The form in the window, the command line and the error messages all use them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from shallownet.errors import ConfigError
from shallownet.nn.activations import ACTIVATIONS
from shallownet.nn.gradient_rules import RULES
from shallownet.nn.initialization import INITIALIZATIONS
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.nn.schedules import SCHEDULES
from shallownet.settings.choice_settings import ChoiceSetting, SwitchSetting, titles
from shallownet.settings.hyperparameter import Condition, check_all, when
from shallownet.settings.number_settings import (
    NumberListSetting,
    NumberSetting,
    SeedSetting,
)
from shallownet.wording import figure

MAX_HIDDEN_LAYERS: Final = 6
MAX_UNITS: Final = 64
MAX_HELD_OUT: Final = 0.9
"""The largest share of the samples that training does not see."""

_FUNCTIONS: Final = titles(ACTIVATIONS)
_Penalty = partial(
    NumberSetting,
    advanced=True,
    minimum=0.0,
    maximum=1_000.0,
    logarithmic=True,
    typical=0.001,
)
_Updates = partial(
    NumberSetting,
    unit="updates",
    minimum=1,
    maximum=10_000_000,
    whole=True,
    logarithmic=True,
)


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that determines a run except its data; checked when created.

    Raises
    ------
    ConfigError
        If a value has the wrong type or is outside its range; the message names the
        hyperparameter, the value and what is allowed.
    """

    hidden_units: tuple[int, ...] = NumberListSetting(
        title="Hidden units",
        symbol="n",
        unit="units",
        tip="How many units each hidden layer has, one number a layer; none for a "
        "linear model.",
        section="network",
        item=NumberSetting(title="Units", minimum=1, maximum=MAX_UNITS, whole=True),
        per="a hidden layer",
        max_length=MAX_HIDDEN_LAYERS,
    ).field((10,))
    activation: str | tuple[str, ...] = ChoiceSetting(
        title="Activation",
        symbol="g",
        tip="The function each hidden unit applies to its weighted sum z; one name "
        "for all hidden layers, or one a layer.",
        section="network",
        choices=_FUNCTIONS,
        per="a hidden layer",
    ).field("sigmoid")
    output_activation: str = ChoiceSetting(
        title="Output activation",
        advanced=True,
        symbol="g",
        tip="The function the output unit applies. Only the identity (a linear "
        "output) can reach any value of the target.",
        section="network",
        choices=_FUNCTIONS,
    ).field("identity")
    initialization: str = ChoiceSetting(
        title="Initialization",
        tip="How the first weights and biases are drawn: as in the notebook, uniform "
        "in [0, 1); uniform in [−0.5, 0.5); scaled to the layer's size (Xavier, He); "
        "or all zero.",
        section="network",
        choices=titles(INITIALIZATIONS),
    ).field("notebook")
    seed: int = SeedSetting(
        title="Seed",
        tip="The number that determines the start (and the batches): the same seed "
        "gives the same run.",
        section="network",
    ).field(0)
    learning_rate: float = NumberSetting(
        title="Learning rate",
        symbol="η",
        tip="How far one update follows the gradient downhill.",
        minimum=1e-8,
        maximum=100.0,
        logarithmic=True,
    ).field(0.001)
    iterations: int = _Updates(
        title="Iterations",
        symbol="N",
        tip="How many gradient updates the run is planned for; it stops there.",
    ).field(10_000)
    optimizer: str = ChoiceSetting(
        title="Optimizer",
        tip="How the gradient becomes a change of the parameters. Another one begins "
        "with an empty memory.",
        choices=titles(OPTIMIZERS),
    ).field("gradient_descent")
    batch_size: int | None = NumberSetting(
        title="Batch size",
        symbol="B",
        unit="samples",
        tip="How many samples each update looks at; all of them is the full batch. "
        "Another size begins a new epoch.",
        minimum=1,
        maximum=1_000_000,
        whole=True,
        logarithmic=True,
        typical=32,
        none="all",
    ).field(None)
    schedule: str = ChoiceSetting(
        title="Schedule",
        advanced=True,
        tip="How the learning rate changes by itself: not at all, by a factor every "
        "so many updates, or along half a cosine, which is 0 once all iterations are "
        "made (the last of 10 still takes 2.4 %).",
        choices=titles(SCHEDULES),
    ).field("constant")
    decay: float = NumberSetting(
        title="Decay",
        advanced=True,
        symbol="γ",
        tip="What the learning rate is multiplied by at each step of the schedule.",
        minimum=0.001,
        maximum=1.0,
        step=0.1,
        only_if=when("schedule", "step"),
    ).field(0.5)
    decay_every: int = _Updates(
        title="Decay every",
        advanced=True,
        tip="After how many updates the learning rate is multiplied by the decay.",
        only_if=when("schedule", "step"),
    ).field(1_000)
    l1: float = _Penalty(
        title="L1 penalty",
        symbol="λ1",
        tip="Adds λ1 sum(|W|) to the loss that is descended (not the biases). After "
        "its step each update moves the weights towards 0, and stops them there.",
    ).field(0.0)
    l2: float = _Penalty(
        title="L2 penalty",
        symbol="λ2",
        tip="Adds λ2/2 sum(W^2) to the loss that is descended (not the biases).",
    ).field(0.0)
    clip_norm: float | None = NumberSetting(
        title="Clip gradient",
        advanced=True,
        symbol="c",
        tip="Shortens a gradient whose Euclidean length exceeds c to that length "
        "(Pascanu, Mikolov and Bengio, 2013).",
        minimum=1e-8,
        maximum=1e12,
        logarithmic=True,
        typical=1.0,
        none="off",
    ).field(None)
    patience: int | None = _Updates(
        title="Early stopping",
        tip="Stop once the validation loss has not fallen for so many updates, and go "
        "back to the parameters with which it was lowest.",
        typical=200,
        none="off",
        only_if=Condition(
            ("validation_share",), lambda share: share > 0.0, "validation_share=0.2"
        ),
    ).field(None)
    gradient: str = ChoiceSetting(
        title="Gradient",
        advanced=True,
        symbol="dJ",
        tip="The exact gradient of the loss, the rule the lesson published, whose db1 "
        "is one number for all units, or another mistake that learners make.",
        choices=titles(RULES),
    ).field("exact")
    standardize_inputs: bool = SwitchSetting(
        title="Standardize inputs",
        tip="Train on inputs shifted to mean 0 and scaled to deviation 1.",
        section="data",
    ).field(False)
    standardize_target: bool = SwitchSetting(
        title="Standardize target",
        tip="Train on a target shifted to mean 0 and scaled to deviation 1.",
        section="data",
    ).field(False)
    test_share: float = NumberSetting(
        title="Test share",
        tip="The share of the samples that training never sees, to test it on. With a "
        "validation share nothing shows them before you look at the test.",
        section="data",
        minimum=0.0,
        maximum=MAX_HELD_OUT,
        step=0.05,
    ).field(0.0)
    validation_share: float = NumberSetting(
        title="Validation share",
        tip="The share of the samples to judge by while you choose settings: training "
        "never sees them, and the plots show them in place of the test's.",
        section="data",
        minimum=0.0,
        maximum=MAX_HELD_OUT,
        step=0.05,
    ).field(0.0)
    split_seed: int = SeedSetting(
        title="Split seed",
        advanced=True,
        tip="The number that determines which samples are kept for test and "
        "validation.",
        section="data",
        only_if=Condition(
            ("test_share", "validation_share"),
            lambda share: share > 0.0,
            "test_share=0.2 or validation_share=0.2",
        ),
    ).field(0)

    def __post_init__(self) -> None:
        check_all(self)
        if self.test_share + self.validation_share > MAX_HELD_OUT:
            raise ConfigError(
                f"test_share is {figure(self.test_share)} and validation_share "
                f"{figure(self.validation_share)}; together they may be "
                f"{figure(MAX_HELD_OUT)} at most, so that training has some left"
            )
        names = self.activation
        if isinstance(names, str):
            return
        if len(names) != len(self.hidden_units):
            raise ConfigError(
                f"activation names {len(names)} functions for "
                f"{len(self.hidden_units)} hidden layers; give one name for all "
                "layers, or one a layer"
            )
        # Equal networks must compare equal, so one name for all layers is preferred.
        if len(set(names)) < 2:
            object.__setattr__(self, "activation", names[0] if names else "sigmoid")

    @property
    def hidden_activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        if isinstance(self.activation, str):
            return (self.activation,) * len(self.hidden_units)
        return self.activation
