"""What a hyperparameter is: its meaning, the values it may have, and how to write them.

Each kind knows three ways: ``check`` takes a value from code, ``parse`` a text that a
person typed, and ``show`` and ``write`` turn a value into text, for people and for
reading back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from shallownet.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, kw_only=True)
class Hyperparameter(ABC):
    """What a person may want to know of one hyperparameter.

    Attributes
    ----------
    title, symbol, unit : str
        Its name in words, the letter it has in formulas, and what it is counted in.
    tip : str
        One sentence: what it does.
    section : str
        Where a form shows it: ``"data"``, ``"network"`` or ``"training"``.
    restarts : bool
        Whether another value needs a fresh start; otherwise a run can go on with it.
    advanced : bool
        Whether most people never change it, so that a form may put it aside.
    only_if : Condition or None
        When it matters; None if always.
    """

    title: str
    symbol: str = ""
    unit: str = ""
    tip: str = ""
    section: str = "training"
    restarts: bool = True
    advanced: bool = False
    only_if: Condition | None = None

    def matters(self, settings: Mapping[str, Any]) -> bool:
        """Say whether it matters, given all settings by name."""
        return self.only_if is None or self.only_if.holds(settings)

    @property
    def label(self) -> str:
        """The title as it stands within a sentence: "learning rate", "L1 penalty"."""
        first, rest = self.title[:1], self.title[1:]
        return self.title if rest[:1].isdigit() else first.lower() + rest

    def check(self, name: str, value: Any) -> Any:
        """Return a value from code in its proper type.

        Raises
        ------
        ConfigError
            If it may not have that value; the message names both and what is right.
        """
        try:
            return self._convert(value)
        except ValueError as error:
            raise ConfigError(f"{name} is {_brief(value)}; {error}") from None

    def parse(self, text: str) -> Any:
        """Return the value that a typed text stands for.

        Raises
        ------
        ConfigError
            With a sentence that says what is wrong and what would be right.
        """
        try:
            return self._convert(self._read(text))
        except ValueError as error:
            reason = str(error)
            raise ConfigError(f"{reason[:1].upper()}{reason[1:]}.") from None

    def show(self, value: Any) -> str:
        """Return a value as text for people."""
        return self.write(value)

    def write(self, value: Any) -> str:
        """Return a value as text that `parse` takes for exactly the same value."""
        return str(value)

    @abstractmethod
    def _convert(self, value: Any) -> Any:
        """Return the value in its proper type, or raise ValueError with a reason."""

    @abstractmethod
    def _read(self, text: str) -> Any:
        """Return what a text says, or raise ValueError with a reason."""


class Condition(NamedTuple):
    """When a setting matters: it depends on another one.

    Attributes
    ----------
    name : str
        The other setting.
    test : callable
        Says of its value whether the condition holds.
    words : str
        What to set so that it holds, as a command line writes it.
    """

    name: str
    test: Callable[[Any], bool]
    words: str

    def holds(self, settings: Mapping[str, Any]) -> bool:
        """Say whether it holds, given all settings by name."""
        return self.name in settings and self.test(settings[self.name])


def when(name: str, *values: Any) -> Condition:
    """Return the condition that a setting has one of these values."""
    words = " or ".join(f"{name}={value}" for value in values)
    return Condition(name, lambda value: value in values, words)


def setting(default: Any, about: Hyperparameter) -> Any:
    """Return a field of a dataclass of hyperparameters."""
    return field(default=default, metadata={"about": about})


def settings_of(kind: Any) -> dict[str, Hyperparameter]:
    """Return what there is to know of each field of a dataclass of hyperparameters."""
    return {item.name: item.metadata["about"] for item in fields(kind)}


def check_all(instance: Any) -> None:
    """Check every field of such a dataclass, and put it into its proper type."""
    for name, about in settings_of(instance).items():
        # The way a frozen dataclass tidies its own input.
        object.__setattr__(instance, name, about.check(name, getattr(instance, name)))


def _brief(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        # Python writes no integer of more than 4,300 digits.
        return f"{value:,}" if abs(value) < 10**30 else "far too large"
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
