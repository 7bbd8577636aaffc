"""The settings of generated data: a target, inputs and noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet import streams
from shallownet.compute.memory import bytes_text, free_memory
from shallownet.data.datasets import Dataset
from shallownet.data.formula import MAX_INPUTS, Formula
from shallownet.data.targets import LESSON, TARGETS
from shallownet.errors import ConfigError, DataError
from shallownet.settings.choice_settings import ChoiceSetting, TextSetting, titles
from shallownet.settings.hyperparameter import check_all, when
from shallownet.settings.number_settings import (
    NumberListSetting,
    NumberSetting,
    SeedSetting,
)
from shallownet.wording import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shallownet.arrays import Array

MAKING_COPIES: Final = 3
"""Copies of inputs and target at most at once while they are made."""


def _per_input(
    title: str, symbol: str, tip: str, *distributions: str
) -> NumberListSetting:
    return NumberListSetting(
        title=title,
        advanced=True,
        symbol=symbol,
        tip=f"{tip}: one number each, such as 0, 10; the last one stands for any "
        "further input.",
        section="data",
        item=NumberSetting(title="", minimum=-1e6, maximum=1e6),
        per="an input",
        max_length=MAX_INPUTS,
        scalar=True,
        only_if=when("distribution", *distributions),
    )


@dataclass(frozen=True)
class DataConfig:
    """Everything that determines generated data; checked when created.

    Raises
    ------
    ConfigError
        If a value has the wrong type, is outside its range, or contradicts another.
    DataError
        If the formula cannot be used.
    """

    target: str = ChoiceSetting(
        title="Target",
        symbol="y",
        tip="What the network is to learn, as a function of the inputs.",
        section="data",
        choices=titles(TARGETS) | {"formula": "own formula"},
    ).field("product")
    formula: str = TextSetting(
        title="Formula",
        symbol="y",
        tip="The target as a formula of x1, x2, ...: + - * / **, comparisons, sin, "
        "exp, sqrt, where and more (see the help).",
        section="data",
        only_if=when("target", "formula"),
    ).field("sin(x1) + x2**2")
    inputs: int = NumberSetting(
        title="Inputs",
        tip="How many inputs the formula has: x1, x2, ...",
        section="data",
        minimum=1,
        maximum=MAX_INPUTS,
        whole=True,
        only_if=when("target", "formula"),
    ).field(2)
    distribution: str = ChoiceSetting(
        title="Distribution",
        advanced=True,
        tip="How the inputs are spread: at random, or evenly on a grid.",
        section="data",
        choices={"normal": "normal", "uniform": "uniform", "grid": "grid"},
    ).field("normal")
    mean: float | tuple[float, ...] = _per_input(
        "Mean", "μ", "Mean of the inputs", "normal"
    ).field(LESSON["mean"])
    deviation: float | tuple[float, ...] = _per_input(
        "Deviation", "σ", "Standard deviation of the inputs", "normal"
    ).field(LESSON["deviation"])
    low: float | tuple[float, ...] = _per_input(
        "From", "", "Smallest value of the inputs", "uniform", "grid"
    ).field(-1.0)
    high: float | tuple[float, ...] = _per_input(
        "To", "", "Largest value of the inputs", "uniform", "grid"
    ).field(1.0)
    samples: int = NumberSetting(
        title="Samples",
        symbol="m",
        unit="samples",
        tip="How many points the data has. A grid has as many a side as makes no more "
        "than that, and at least two: below are its points in all.",
        section="data",
        minimum=10,
        maximum=1_000_000,
        whole=True,
        logarithmic=True,
    ).field(10_000)
    noise: float = NumberSetting(
        title="Noise",
        unit="deviations of y",
        tip="Normal noise added to the target, as a multiple of the target's own "
        "standard deviation; the best possible R² is 1 / (1 + noise²).",
        section="data",
        minimum=0.0,
        maximum=100.0,
        step=0.1,
    ).field(0.0)
    data_seed: int = SeedSetting(
        title="Data seed",
        advanced=True,
        tip="The number that determines inputs and noise.",
        section="data",
    ).field(0)

    def __post_init__(self) -> None:
        check_all(self)
        if self.distribution == "normal":
            if min(self._each("deviation")) < 0.0:
                raise ConfigError("deviation is below 0; it must be 0 or more")
        else:
            for low, high in self.pairs("low", "high"):
                if low > high:
                    raise ConfigError(
                        f"low is {_written(low)} and high is {_written(high)}; "
                        "low must not be above it"
                    )
        if self.target == "formula":
            object.__setattr__(self, "formula", Formula(self.formula, self.inputs).text)

    def _each(self, name: str) -> tuple[float, ...]:
        """Return a setting of the distribution for each input."""
        value = getattr(self, name)
        values = value if isinstance(value, tuple) else (value,)
        return (values + values[-1:] * self.features)[: self.features]

    def pairs(self, first: str, second: str) -> Iterator[tuple[float, float]]:
        """Yield two settings of the distribution for each input."""
        return zip(self._each(first), self._each(second), strict=True)

    @property
    def features(self) -> int:
        """The number of inputs."""
        return self.inputs if self.target == "formula" else TARGETS[self.target].inputs

    @property
    def description(self) -> str:
        """The target as an equation."""
        own = self.target == "formula"
        return f"y = {self.formula if own else TARGETS[self.target].formula}"

    @property
    def grid_side(self) -> int:
        """The number of points along each side of a grid.

        As many as give no more than ``samples`` points, but at least two, even if that
        gives more: 2^8 = 256 with eight inputs.
        """
        side: int = max(round(self.samples ** (1 / self.features)), 2)
        # The root may have been rounded up.
        while side > 2 and side**self.features > self.samples:
            side -= 1
        return side

    def make(self) -> Dataset:
        """Generate the data; m = 1,000,000 takes a tenth of a second.

        The inputs are drawn one after the other from NumPy's legacy generator, as in
        the lesson, whose data is the default. The noise has a stream of its own, so
        that other noise leaves the inputs unchanged.

        Raises
        ------
        DataError
            If a value of the target is not finite, or there is not enough memory.
        """
        needed = 8 * MAKING_COPIES * (self.inputs + 1) * self.samples
        free = min(free_memory())
        if needed > free:
            raise DataError(
                f"{self.samples:,} samples take about {bytes_text(needed)} of memory "
                f"while they are made, and {bytes_text(free)} are free; ask for fewer"
            )
        X = self._inputs()
        own = self.target == "formula"  # which says where it has no value
        y = Formula(self.formula, self.inputs)(X) if own else self.true_function(X)
        if self.noise:
            stream = streams.noise(self.data_seed)
            with np.errstate(over="ignore"):  # the next check reports it
                spread = self.noise * float(y.std())
                y = y + spread * stream.standard_normal(len(y))
            if not np.isfinite(y).all():
                raise DataError(
                    "the target's values are too large for noise to be added to them"
                )
        return Dataset(X=X, y=y[np.newaxis], target_name=self.description)

    def true_function(self, X: Array) -> Array:
        """Return the target (n,) without its noise for any inputs (features, n).

        It is NaN or infinite where a formula has no finite value.
        """
        if self.target == "formula":
            return Formula(self.formula, self.inputs).values(X)
        with np.errstate(over="ignore", invalid="ignore"):
            return TARGETS[self.target].function(X)

    def _inputs(self) -> Array:
        m = self.samples
        stream = np.random.RandomState(self.data_seed)
        if self.distribution == "normal":
            pairs = self.pairs("mean", "deviation")
            return np.stack([stream.normal(mean, dev, m) for mean, dev in pairs])
        pairs = self.pairs("low", "high")
        if self.distribution == "uniform":
            return np.stack([stream.uniform(low, high, m) for low, high in pairs])
        axes = [np.linspace(low, high, self.grid_side) for low, high in pairs]
        return np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])


def _written(value: float) -> str:
    """Return a number with all of its digits, and a whole one without decimals."""
    return typeset(str(value).removesuffix(".0"))
