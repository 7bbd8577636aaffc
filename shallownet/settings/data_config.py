"""What generated data is made of: a target, inputs, and noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.data.datasets import Dataset
from shallownet.data.formula import MAX_INPUTS, Formula
from shallownet.data.targets import LESSON, TARGETS
from shallownet.errors import ConfigError, DataError
from shallownet.settings.choice_settings import ChoiceSetting, TextSetting
from shallownet.settings.hyperparameter import check_all, setting, when
from shallownet.settings.number_settings import NumberListSetting, NumberSetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array


_ANY: Final = NumberSetting(title="", minimum=-1e6, maximum=1e6)


def _per_input(default: Any, title: str, symbol: str, tip: str, *of: str) -> Any:
    return setting(
        default,
        NumberListSetting(
            title=title,
            advanced=True,
            symbol=symbol,
            tip=f"{tip}: one number each, such as 0, 10; the last one stands for any "
            "further input.",
            section="data",
            each=_ANY,
            of="an input",
            most=MAX_INPUTS,
            alone=True,
            only_if=when("distribution", *of),
        ),
    )


@dataclass(frozen=True)
class DataConfig:
    """All that determines generated data. Frozen, and checked when made.

    Raises
    ------
    ConfigError
        If a value is of the wrong kind or outside its range, or does not fit another.
    DataError
        If the formula cannot be used.
    """

    target: str = setting(
        "product",
        ChoiceSetting(
            title="Target",
            symbol="y",
            tip="What the network is to learn, as a function of the inputs.",
            section="data",
            choices={name: entry.title for name, entry in TARGETS.items()}
            | {"formula": "own formula"},
        ),
    )
    formula: str = setting(
        "sin(x1) + x2**2",
        TextSetting(
            title="Formula",
            symbol="y",
            tip="The target as a formula of x1, x2, ...: + - * / **, comparisons, "
            "sin, exp, sqrt, where and more (see the help).",
            section="data",
            only_if=when("target", "formula"),
        ),
    )
    inputs: int = setting(
        2,
        NumberSetting(
            title="Inputs",
            tip="How many inputs the formula has: x1, x2, ...",
            section="data",
            minimum=1,
            maximum=MAX_INPUTS,
            whole=True,
            only_if=when("target", "formula"),
        ),
    )
    distribution: str = setting(
        "normal",
        ChoiceSetting(
            title="Distribution",
            advanced=True,
            tip="How the inputs are spread: at random, or evenly on a grid.",
            section="data",
            choices={"normal": "normal", "uniform": "uniform", "grid": "grid"},
        ),
    )
    mean: float | tuple[float, ...] = _per_input(
        LESSON["mean"], "Mean", "μ", "Mean of the inputs", "normal"
    )
    deviation: float | tuple[float, ...] = _per_input(
        LESSON["deviation"],
        "Deviation",
        "σ",
        "Standard deviation of the inputs",
        "normal",
    )
    low: float | tuple[float, ...] = _per_input(
        -1.0, "From", "", "Smallest value of the inputs", "uniform", "grid"
    )
    high: float | tuple[float, ...] = _per_input(
        1.0, "To", "", "Largest value of the inputs", "uniform", "grid"
    )
    samples: int = setting(
        10_000,
        NumberSetting(
            title="Samples",
            symbol="m",
            unit="samples",
            tip="How many points the data has. A grid has as many a side as makes no "
            "more than that, and at least two: below are its points in all.",
            section="data",
            minimum=10,
            maximum=1_000_000,
            whole=True,
            logarithmic=True,
        ),
    )
    noise: float = setting(
        0.0,
        NumberSetting(
            title="Noise",
            unit="deviations of y",
            tip="Normal noise added to the target, as a multiple of the target's own "
            "standard deviation; the best possible R² is 1 / (1 + noise²).",
            section="data",
            minimum=0.0,
            maximum=100.0,
            step=0.1,
        ),
    )
    data_seed: int = setting(
        0,
        NumberSetting(
            title="Data seed",
            advanced=True,
            tip="The number that determines inputs and noise.",
            section="data",
            minimum=0,
            maximum=2**32 - 1,
            whole=True,
        ),
    )

    def __post_init__(self) -> None:
        check_all(self)
        if self._uses("deviation") and min(self._each("deviation")) < 0.0:
            raise ConfigError("deviation is below 0; it must be 0 or more")
        if self._uses("low"):
            for low, high in zip(self._each("low"), self._each("high"), strict=True):
                if low > high:
                    raise ConfigError(
                        f"low is {low:g} and high is {high:g}; low must not be above it"
                    )
        if self.target == "formula":
            object.__setattr__(self, "formula", Formula(self.formula, self.inputs).text)

    def _uses(self, name: str) -> bool:
        return (name in ("mean", "deviation")) == (self.distribution == "normal")

    def _each(self, name: str) -> tuple[float, ...]:
        """Return a setting of the distribution for each input."""
        value = getattr(self, name)
        given = value if isinstance(value, tuple) else (value,)
        return (given + given[-1:] * self.features)[: self.features]

    @property
    def features(self) -> int:
        """How many inputs the data has."""
        return self.inputs if self.target == "formula" else TARGETS[self.target].inputs

    @property
    def description(self) -> str:
        """The target as an equation."""
        if self.target == "formula":
            return f"y = {self.formula}"
        return f"y = {TARGETS[self.target].formula}"

    @property
    def grid_side(self) -> int:
        """How many points a side a grid has: as many as make no more than asked for.

        Two are the fewest, also where that makes more: 2^8 = 256 with eight inputs.
        """
        side: int = max(round(self.samples ** (1 / self.features)), 2)
        # Rounding may have gone up, and a root in floating point may be just short.
        while side > 2 and side**self.features > self.samples:
            side -= 1
        return side

    def make(self) -> Dataset:
        """Make the data; at m = 1,000,000 this takes a tenth of a second.

        The inputs are drawn one after the other from NumPy's legacy generator, as the
        lesson did: its data is the default. The noise has a stream of its own, so
        that other noise leaves the inputs as they are.

        Raises
        ------
        DataError
            If the target is not finite somewhere.
        """
        X = self._inputs()
        if self.target == "formula":
            y = Formula(self.formula, self.inputs)(X)
        else:
            y = TARGETS[self.target].function(X)
        if self.noise:
            stream = np.random.default_rng((self.data_seed, 1))
            with np.errstate(over="ignore"):  # refused below, with a sentence
                spread = self.noise * float(y.std())
                y = y + spread * stream.standard_normal(len(y))
            if not np.isfinite(y).all():
                raise DataError(
                    "the target's values are too large for noise to be added to them"
                )
        return Dataset(X=X, y=y[np.newaxis], target_name=self.description)

    def _inputs(self) -> Array:
        m = self.samples
        if self.distribution == "grid":
            lines = [
                np.linspace(low, high, self.grid_side)
                for low, high in zip(self._each("low"), self._each("high"), strict=True)
            ]
            return np.stack([a.ravel() for a in np.meshgrid(*lines, indexing="ij")])
        stream = np.random.RandomState(self.data_seed)
        uniform = self.distribution == "uniform"
        names = ("low", "high") if uniform else ("mean", "deviation")
        draw: Callable[..., Array] = stream.uniform if uniform else stream.normal
        pairs = zip(*(self._each(name) for name in names), strict=True)
        return np.stack([draw(first, second, m) for first, second in pairs])
