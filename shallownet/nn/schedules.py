"""Learning-rate schedules: the factor on the learning rate at each update."""

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


def _cosine(update: int, config: RateSettings) -> float:
    """Loshchilov and Hutter (2017), equation 5, without restarts.

    It reaches 0 after the planned updates: of 10 the last one still takes 2.4 %.
    """
    share = min(update / config.iterations, 1.0)
    return 0.5 * (1.0 + math.cos(math.pi * share))


class Schedule(NamedTuple):
    """A learning rate as a function of the update.

    Attributes
    ----------
    title, formula : str
        Its name, and the rate after ``t`` updates as plain text.
    factor : callable
        ``factor(updates made, config)``, by which to multiply the learning rate.
    """

    title: str
    formula: str
    factor: Callable[[int, RateSettings], float]


SCHEDULES: Final[dict[str, Schedule]] = {
    "constant": Schedule("constant", "η", lambda _update, _config: 1.0),
    "step": Schedule(
        "step",
        "η γ^floor(t / every)",
        lambda update, config: float(config.decay ** (update // config.decay_every)),
    ),
    "cosine": Schedule("cosine", "η (1 + cos(π t / N)) / 2", _cosine),
}


def rate(config: RateSettings, updates: int) -> float:
    """Return the learning rate of the update after the first ``updates``."""
    return config.learning_rate * SCHEDULES[config.schedule].factor(updates, config)
