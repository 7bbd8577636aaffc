"""The base of all hyperparameters: meaning, possible values, and conversion to text.

``check`` accepts a value from code and ``parse`` a typed text; ``show`` writes a value
for a reader, and ``write`` so that ``parse`` can read it back.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from shallownet.errors import ConfigError
from shallownet.wording import brief, capital

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, kw_only=True)
class Hyperparameter(ABC):
    """What there is to know about a hyperparameter.

    Attributes
    ----------
    title, symbol, unit : str
        Its name in words, its letter in formulas, and its unit.
    tip : str
        One sentence: what it does.
    section : str
        Where a form shows it: ``"data"``, ``"network"`` or ``"training"``.
    advanced : bool
        Whether it is rarely changed, so that a form may hide it.
    only_if : Condition or None
        When it matters; None if always.
    """

    title: str
    symbol: str = ""
    unit: str = ""
    tip: str = ""
    section: str = "training"
    advanced: bool = False
    only_if: Condition | None = None

    def field(self, default: Any) -> Any:
        """Return a dataclass field for this hyperparameter."""
        return dataclasses.field(default=default, metadata={"about": self})

    def matters(self, settings: Mapping[str, Any]) -> bool:
        """Return whether it matters, given all settings by name."""
        return self.only_if is None or self.only_if.holds(settings)

    @property
    def restarts(self) -> bool:
        """Whether another value needs a fresh start, as for data and network."""
        return self.section != "training"

    @property
    def label(self) -> str:
        """The title as written within a sentence: "learning rate", "L1 penalty"."""
        first, rest = self.title[:1], self.title[1:]
        return self.title if rest[:1].isdigit() else first.lower() + rest

    def check(self, name: str, value: Any) -> Any:
        """Return a value from code, converted to the proper type.

        Raises
        ------
        ConfigError
            If the value is not allowed; the message says which are.
        """
        try:
            return self._convert(value)
        except ValueError as error:
            raise ConfigError(f"{name} is {brief(value)}; {error}") from None

    def parse(self, text: str) -> Any:
        """Return the value of a typed text.

        Raises
        ------
        ConfigError
            If the value is not allowed; the message is a sentence that says which are.
        """
        try:
            return self._convert(self._read(text))
        except ValueError as error:
            raise ConfigError(f"{capital(str(error))}.") from None

    def show(self, value: Any) -> str:
        """Return a value as text for a reader."""
        return self.write(value)

    def write(self, value: Any) -> str:
        """Return a value as text that `parse` converts back to the same value."""
        return str(value)

    @abstractmethod
    def _convert(self, value: Any) -> Any:
        """Return the value in its proper type, or raise ValueError with a reason."""

    @abstractmethod
    def _read(self, text: str) -> Any:
        """Return the value of a text, or raise ValueError with a reason."""


class Condition(NamedTuple):
    """When a setting matters, depending on other settings.

    Attributes
    ----------
    names : tuple of str
        The other settings, of which one must meet the test.
    test : callable
        Returns whether the condition holds for another setting's value.
    assignment : str
        What to set to fulfil it, as a command line writes it.
    """

    names: tuple[str, ...]
    test: Callable[[Any], bool]
    assignment: str

    def holds(self, settings: Mapping[str, Any]) -> bool:
        """Return whether it holds, given all settings by name."""
        known = (name for name in self.names if name in settings)
        return any(self.test(settings[name]) for name in known)


def when(name: str, *values: Any) -> Condition:
    """Return the condition that a setting has one of these values."""
    assignment = " or ".join(f"{name}={value}" for value in values)
    return Condition((name,), lambda value: value in values, assignment)


def settings_of(config: Any) -> dict[str, Hyperparameter]:
    """Return the hyperparameters of a configuration or its class, by name."""
    return {item.name: item.metadata["about"] for item in dataclasses.fields(config)}


def check_all(config: Any) -> None:
    """Check every setting of a frozen configuration and convert it to its type."""
    for name, about in settings_of(config).items():
        object.__setattr__(config, name, about.check(name, getattr(config, name)))
