"""Settings of training with which a network learns from a table the first time.

The lesson's settings suit the lesson's data: on 200 tables that Python packages bring
they learn next to nothing. These rules were measured on them (`benchmarks.tables`).
"""

from __future__ import annotations

from typing import Final

from shallownet.settings.training_config import TrainingConfig
from shallownet.wording import counted, figure

UPDATES: Final = 2_000
"""Planned updates. Most tables are learnt after 500; it takes seconds."""

MANY: Final = 2_000
"""Samples from which batches do: an update with all of them would be slow."""

BATCH: Final = 256
PENALTY: Final = 0.3
"""λ2 times samples over inputs: with few samples for its inputs a network learns the
noise."""

PENALTIES: Final = 0.001, 0.05
"""The least and the largest λ2."""


def propose_training(samples: int, inputs: int) -> TrainingConfig:
    """Return settings of training for a table of which the size alone is known.

    Inputs and target are standardized, since columns of a table have any size. Then the
    same learning rate suits all tables, and Adam gives each weight a step of its own.

    Parameters
    ----------
    samples, inputs : int
        How many there are.

    Examples
    --------
    >>> config = propose_training(samples=5_000, inputs=10)
    >>> config.optimizer, config.batch_size, config.l2
    ('adam', 256, 0.001)
    """
    penalty, (least, largest) = PENALTY * inputs / samples, PENALTIES
    return TrainingConfig(
        hidden_units=(16,),
        activation="tanh",
        initialization="xavier",
        optimizer="adam",
        learning_rate=0.01,
        batch_size=BATCH if samples > MANY else None,
        l2=float(f"{min(max(penalty, least), largest):.1g}"),
        iterations=UPDATES,
        standardize_inputs=True,
        standardize_target=True,
    )


def training_reason(config: TrainingConfig) -> str:
    """Return in a few sentences what `propose_training` proposed, and why.

    Examples
    --------
    >>> training_reason(propose_training(500, 16)).split(". ")[1]
    '16 tanh units can bend; an L2 penalty of 0.01 keeps them from learning the noise.'
    """
    units = counted(sum(config.hidden_units), f"{config.activation} unit")
    said = (
        "Inputs and target are standardized, as columns have any size, and Adam at η = "
        f"{figure(config.learning_rate)} gives each weight a step of its own. {units} "
        f"can bend; an L2 penalty of {figure(config.l2)} keeps them from learning the "
        "noise."
    )
    if config.batch_size is not None:
        said += (
            f" Each update looks at {config.batch_size:,} samples, which is quick "
            "however many there are."
        )
    return said
