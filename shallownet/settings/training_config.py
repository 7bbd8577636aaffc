"""Every hyperparameter of a run: its range, default, unit and meaning, written once.

The form in the window, the command line and the error messages all take what they
say from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shallownet.errors import ConfigError
from shallownet.nn.activations import ACTIVATIONS
from shallownet.nn.gradient_rules import RULES
from shallownet.nn.initialization import INITIALIZATIONS
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.nn.schedules import SCHEDULES
from shallownet.settings.choice_settings import ChoiceSetting, SwitchSetting
from shallownet.settings.hyperparameter import Condition, check_all, setting, when
from shallownet.settings.number_settings import NumberListSetting, NumberSetting

MAX_HIDDEN_LAYERS: Final = 6
MAX_UNITS: Final = 64

_FUNCTIONS: Final = {name: entry.title for name, entry in ACTIVATIONS.items()}


@dataclass(frozen=True)
class TrainingConfig:
    """All that determines a run beside its data. Frozen, and checked when made.

    Raises
    ------
    ConfigError
        If a value is of the wrong kind or outside its range; the message names the
        hyperparameter, the value and what would be right.
    """

    hidden_units: tuple[int, ...] = setting(
        (10,),
        NumberListSetting(
            title="Hidden units",
            symbol="n",
            unit="units",
            tip="How many units each hidden layer has, one number a layer; none for a "
            "linear model.",
            section="network",
            each=NumberSetting(title="Units", minimum=1, maximum=MAX_UNITS, whole=True),
            of="a hidden layer",
            most=MAX_HIDDEN_LAYERS,
        ),
    )
    activation: str | tuple[str, ...] = setting(
        "sigmoid",
        ChoiceSetting(
            title="Activation",
            symbol="g",
            tip="The function each hidden unit applies to its weighted sum z; one "
            "name for all hidden layers, or one a layer.",
            section="network",
            choices=_FUNCTIONS,
            each="a hidden layer",
        ),
    )
    output_activation: str = setting(
        "identity",
        ChoiceSetting(
            title="Output activation",
            advanced=True,
            symbol="g",
            tip="The function the output unit applies. Only the identity (a linear "
            "output) can reach any value of the target.",
            section="network",
            choices=_FUNCTIONS,
        ),
    )
    initialization: str = setting(
        "notebook",
        ChoiceSetting(
            title="Initialization",
            tip="How the first weights and biases are drawn: as in the notebook, "
            "uniform in [0, 1); uniform in [-0.5, 0.5); scaled to the layer's size "
            "(Xavier, He); or all zero.",
            section="network",
            choices={name: entry.title for name, entry in INITIALIZATIONS.items()},
        ),
    )
    seed: int = setting(
        0,
        NumberSetting(
            title="Seed",
            tip="The number that determines the start (and the batches): the same "
            "seed gives the same run.",
            section="network",
            minimum=0,
            maximum=2**32 - 1,
            whole=True,
        ),
    )
    learning_rate: float = setting(
        0.001,
        NumberSetting(
            title="Learning rate",
            symbol="η",
            tip="How far one update follows the gradient downhill.",
            restarts=False,
            minimum=1e-8,
            maximum=100.0,
            logarithmic=True,
        ),
    )
    iterations: int = setting(
        10_000,
        NumberSetting(
            title="Iterations",
            symbol="N",
            unit="updates",
            tip="How many gradient updates the run is planned for; it stops there.",
            restarts=False,
            minimum=1,
            maximum=10_000_000,
            whole=True,
            logarithmic=True,
        ),
    )
    optimizer: str = setting(
        "gradient_descent",
        ChoiceSetting(
            title="Optimizer",
            tip="How the gradient becomes a change of the parameters. Another one "
            "begins with an empty memory.",
            restarts=False,
            choices={name: kind.title for name, kind in OPTIMIZERS.items()},
        ),
    )
    batch_size: int | None = setting(
        None,
        NumberSetting(
            title="Batch size",
            symbol="B",
            unit="samples",
            tip="How many samples each update looks at; all of them is the full batch. "
            "Another size begins a new epoch.",
            restarts=False,
            minimum=1,
            maximum=1_000_000,
            whole=True,
            logarithmic=True,
            typical=32,
            none="all",
        ),
    )
    schedule: str = setting(
        "constant",
        ChoiceSetting(
            title="Schedule",
            advanced=True,
            tip="How the learning rate changes by itself: not at all, by a factor "
            "every so many updates, or along a cosine to 0 at the last iteration.",
            restarts=False,
            choices={name: entry.title for name, entry in SCHEDULES.items()},
        ),
    )
    decay: float = setting(
        0.5,
        NumberSetting(
            title="Decay",
            advanced=True,
            symbol="γ",
            tip="What the learning rate is multiplied by at each step of the schedule.",
            restarts=False,
            minimum=0.001,
            maximum=1.0,
            step=0.1,
            only_if=when("schedule", "step"),
        ),
    )
    decay_every: int = setting(
        1_000,
        NumberSetting(
            title="Decay every",
            advanced=True,
            unit="updates",
            tip="After how many updates the learning rate is multiplied by the decay.",
            restarts=False,
            minimum=1,
            maximum=10_000_000,
            whole=True,
            logarithmic=True,
            only_if=when("schedule", "step"),
        ),
    )
    l1: float = setting(
        0.0,
        NumberSetting(
            title="L1 penalty",
            advanced=True,
            symbol="λ1",
            tip="Adds λ1 sum(|W|) to the loss that is descended (not the biases).",
            restarts=False,
            minimum=0.0,
            maximum=1_000.0,
            logarithmic=True,
            typical=0.001,
        ),
    )
    l2: float = setting(
        0.0,
        NumberSetting(
            title="L2 penalty",
            advanced=True,
            symbol="λ2",
            tip="Adds λ2/2 sum(W^2) to the loss that is descended (not the biases).",
            restarts=False,
            minimum=0.0,
            maximum=1_000.0,
            logarithmic=True,
            typical=0.001,
        ),
    )
    clip_norm: float | None = setting(
        None,
        NumberSetting(
            title="Clip gradient",
            advanced=True,
            symbol="c",
            tip="Shortens a gradient whose Euclidean length exceeds c to that length "
            "(Pascanu, Mikolov and Bengio, 2013).",
            restarts=False,
            minimum=1e-8,
            maximum=1e12,
            logarithmic=True,
            typical=1.0,
            none="off",
        ),
    )
    gradient: str = setting(
        "exact",
        ChoiceSetting(
            title="Gradient",
            advanced=True,
            symbol="dJ",
            tip="The exact gradient of the loss, the rule the lesson published, whose "
            "db1 is one number for all units, or another mistake that learners make.",
            restarts=False,
            choices={name: rule.title for name, rule in RULES.items()},
        ),
    )
    standardize_inputs: bool = setting(
        False,
        SwitchSetting(
            title="Standardize inputs",
            tip="Train on inputs shifted to mean 0 and scaled to deviation 1.",
            section="data",
        ),
    )
    standardize_target: bool = setting(
        False,
        SwitchSetting(
            title="Standardize target",
            tip="Train on a target shifted to mean 0 and scaled to deviation 1.",
            section="data",
        ),
    )
    test_share: float = setting(
        0.0,
        NumberSetting(
            title="Test share",
            tip="The share of the samples that training never sees, to test it on.",
            section="data",
            minimum=0.0,
            maximum=0.9,
            step=0.05,
        ),
    )
    split_seed: int = setting(
        0,
        NumberSetting(
            title="Split seed",
            advanced=True,
            tip="The number that determines which samples are kept for the test.",
            section="data",
            only_if=Condition(
                "test_share", lambda share: share > 0.0, "test_share=0.2"
            ),
            minimum=0,
            maximum=2**32 - 1,
            whole=True,
        ),
    )

    def __post_init__(self) -> None:
        check_all(self)
        if not isinstance(self.activation, str) and len(self.activation) != len(
            self.hidden_units
        ):
            raise ConfigError(
                f"activation names {len(self.activation)} functions for "
                f"{len(self.hidden_units)} hidden layers; give one name for all "
                "layers, or one a layer"
            )
        # One way to say one thing: runs that are the same compare equal.
        if not isinstance(self.activation, str) and len(set(self.activation)) < 2:
            name = self.activation[0] if self.activation else "sigmoid"
            object.__setattr__(self, "activation", name)

    @property
    def hidden_activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        if isinstance(self.activation, str):
            return (self.activation,) * len(self.hidden_units)
        return self.activation
