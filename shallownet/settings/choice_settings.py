"""Hyperparameters that are not numbers: a choice, a switch, a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shallownet.settings.hyperparameter import Hyperparameter
from shallownet.wording import quoted


def titles(entries: Mapping[str, Any]) -> dict[str, str]:
    """Return the title of each entry of a table, as choices of a setting."""
    return {name: entry.title for name, entry in entries.items()}


@dataclass(frozen=True, kw_only=True)
class ChoiceSetting(Hyperparameter):
    """One of a few names.

    Attributes
    ----------
    choices : mapping of str to str
        Each name and its title.
    per : str
        What may have a choice of its own, such as ``"a hidden layer"``: then the value
        may also be a sequence of names. Empty if nothing.
    """

    choices: Mapping[str, str] = field(default_factory=dict)
    per: str = ""

    def _convert(self, value: Any) -> str | tuple[str, ...]:
        if self.per and isinstance(value, Sequence) and not isinstance(value, str):
            return tuple(map(self._check_name, value))
        return self._check_name(value)

    def _check_name(self, value: Any) -> str:
        if isinstance(value, str) and value in self.choices:
            return value
        more = f", or a sequence of them, one {self.per}" if self.per else ""
        raise ValueError(f"{self._advice}{more}")

    def _read(self, text: str) -> str | tuple[str, ...]:
        names = [self._find_name(item.strip()) for item in text.split(",")]
        return names[0] if len(names) == 1 else tuple(names)

    def _find_name(self, text: str) -> str:
        for name, title in self.choices.items():
            if text.lower() in (name.lower(), title.lower()):
                return name
        raise ValueError(f"{quoted(text)} is none of them: {self._advice}")

    @property
    def _advice(self) -> str:
        return f"choose one of {', '.join(self.choices)}"

    def write(self, value: Any) -> str:
        """Return the name, or the names separated by commas."""
        return ",".join(value) if isinstance(value, tuple) else str(value)

    def show(self, value: Any) -> str:
        """Return the title, or the titles separated by commas."""
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
        raise ValueError(f"{quoted(text)} is neither on nor off")

    def write(self, value: Any) -> str:
        """Return ``on`` or ``off``."""
        return "on" if value else "off"


@dataclass(frozen=True, kw_only=True)
class TextSetting(Hyperparameter):
    """A text of at most ``max_length`` characters, or a sequence if ``multiple``.

    Blanks around a typed text are left out unless it is ``exact``.
    """

    max_length: int = 500
    multiple: bool = False
    exact: bool = False

    def _convert(self, value: Any) -> str | tuple[str, ...]:
        if not self.multiple:
            return self._check_text(value)
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise ValueError("it must be a sequence of texts")
        return tuple(map(self._check_text, value))

    def _check_text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("it must be a text")
        if len(value) > self.max_length:
            raise ValueError(f"it must be at most {self.max_length} characters long")
        return value

    def _read(self, text: str) -> str | tuple[str, ...]:
        if not self.multiple:
            return text if self.exact else text.strip()
        # A backslash escapes a comma or a backslash within a name.
        items = re.findall(r"((?:\\[\\,]|[^,])+)", text)
        plain = (re.sub(r"\\([\\,])", r"\1", item).strip() for item in items)
        return tuple(item for item in plain if item)

    def write(self, value: Any) -> str:
        """Return the text, or the texts separated by commas."""
        if isinstance(value, tuple):
            return ",".join(re.sub(r"([\\,])", r"\\\1", item) for item in value)
        return str(value)
