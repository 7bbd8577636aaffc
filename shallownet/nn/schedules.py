"""Learning-rate schedules: the factor that the rate has at each update."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class RateSettings(Protocol):
    """The settings that a schedule reads; `TrainingConfig` has them."""

    @property
    def learning_rate(self) -> float:
        """The rate at the start."""

    @property
    def schedule(self) -> str:
        """A name in `SCHEDULES`."""

    @property
    def iterations(self) -> int:
        """The planned number of updates."""

    @property
    def decay(self) -> float:
        """The factor of one step."""

    @property
    def decay_every(self) -> int:
        """Updates between two steps."""


def _constant(update: int, config: RateSettings) -> float:
    return 1.0


def _step(update: int, config: RateSettings) -> float:
    return float(config.decay ** (update // config.decay_every))


def _cosine(update: int, config: RateSettings) -> float:
    share = min(update / config.iterations, 1.0)
    return 0.5 * (1.0 + math.cos(math.pi * share))


class Schedule(NamedTuple):
    """A way for the learning rate to change by itself.

    Attributes
    ----------
    title, formula : str
        Its name, and the rate after ``t`` updates as a person would write it.
    factor : callable
        ``factor(updates made, config)``: what the learning rate is multiplied by.
    """

    title: str
    formula: str
    factor: Callable[[int, RateSettings], float]


SCHEDULES: Final[dict[str, Schedule]] = {
    "constant": Schedule("constant", "η", _constant),
    "step": Schedule("step", "η γ^floor(t / every)", _step),
    # Loshchilov and Hutter (2017), equation 5, without restarts and down to 0.
    "cosine": Schedule("cosine", "η (1 + cos(π t / N)) / 2", _cosine),
}


def rate(config: RateSettings, updates: int) -> float:
    """Return the learning rate of the update that follows so many updates."""
    return config.learning_rate * SCHEDULES[config.schedule].factor(updates, config)
