"""Hyperparameters that are names: a choice, a switch, a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shallownet.settings.hyperparameter import Hyperparameter
from shallownet.wording import shortened


@dataclass(frozen=True, kw_only=True)
class ChoiceSetting(Hyperparameter):
    """One of a few names.

    Attributes
    ----------
    choices : mapping of str to str
        Each name, and how a person reads it.
    each : str
        What may have a choice of its own (``"a hidden layer"``); then a sequence of
        names will do too.
    """

    choices: Mapping[str, str] = field(default_factory=dict)
    each: str = ""

    def _convert(self, value: Any) -> str | tuple[str, ...]:
        if self.each and isinstance(value, Sequence) and not isinstance(value, str):
            return tuple(self._one(item) for item in value)
        return self._one(value)

    def _one(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.choices:
            names = ", ".join(self.choices)
            more = f", or a sequence of them, one {self.each}" if self.each else ""
            raise ValueError(f"choose one of {names}{more}")
        return value

    def _read(self, text: str) -> str | tuple[str, ...]:
        names = [self._name(item.strip()) for item in text.split(",")]
        return names[0] if len(names) == 1 else tuple(names)

    def _name(self, text: str) -> str:
        for name, title in self.choices.items():
            if text.lower() in (name.lower(), title.lower()):
                return name
        names = ", ".join(self.choices)
        raise ValueError(f"“{shortened(text)}” is none of them: choose one of {names}")

    def write(self, value: Any) -> str:
        """Return the name, or the names with commas between them."""
        return ",".join(value) if isinstance(value, tuple) else str(value)

    def show(self, value: Any) -> str:
        """Return the title, or the titles with commas between them."""
        names = value if isinstance(value, tuple) else (value,)
        return ", ".join(self.choices[name] for name in names)


@dataclass(frozen=True, kw_only=True)
class SwitchSetting(Hyperparameter):
    """On or off."""

    def _convert(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError("it must be True or False")
        return value

    def _read(self, text: str) -> bool:
        plain = text.strip().lower()
        if plain in ("true", "on", "yes", "1"):
            return True
        if plain in ("false", "off", "no", "0"):
            return False
        raise ValueError(f"“{shortened(text)}” is neither on nor off")

    def write(self, value: Any) -> str:
        """Return ``on`` or ``off``."""
        return "on" if value else "off"


@dataclass(frozen=True, kw_only=True)
class TextSetting(Hyperparameter):
    """A text of at most so many characters; where ``listed``, several of them."""

    longest: int = 500
    listed: bool = False

    def _convert(self, value: Any) -> str | tuple[str, ...]:
        if self.listed:
            if isinstance(value, str) or not isinstance(value, Sequence):
                raise ValueError("it must be a sequence of texts")
            return tuple(self._one(item) for item in value)
        return self._one(value)

    def _one(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("it must be a text")
        if len(value) > self.longest:
            raise ValueError(f"it must be at most {self.longest} characters long")
        return value

    def _read(self, text: str) -> str | tuple[str, ...]:
        if not self.listed:
            return text.strip()
        # A name may hold a comma or a backslash: a backslash before it says so.
        items = re.findall(r"((?:\\[\\,]|[^,])+)", text)
        plain = (re.sub(r"\\([\\,])", r"\1", item).strip() for item in items)
        return tuple(item for item in plain if item)

    def write(self, value: Any) -> str:
        """Return the text, or the texts with commas between them."""
        if isinstance(value, tuple):
            return ",".join(re.sub(r"([\\,])", r"\\\1", item) for item in value)
        return str(value)
