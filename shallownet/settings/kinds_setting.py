"""The kinds of a table's columns as a setting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shallownet.data.columns.kind_text import MAX_LENGTH, read_kind
from shallownet.settings.hyperparameter import Hyperparameter


@dataclass(frozen=True, kw_only=True)
class KindsSetting(Hyperparameter):
    """Texts such as "town: category", one a column; typed with semicolons between.

    A semicolon within a name has a backslash before it.
    """

    def _convert(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, str):
            value = self._read(value)
        if not isinstance(value, Sequence):
            raise ValueError("it must be a sequence of texts")
        kinds = []
        for item in value:
            if not isinstance(item, str):
                raise ValueError("it must be a sequence of texts")
            if len(item) > MAX_LENGTH:
                raise ValueError(f"a kind must be at most {MAX_LENGTH:,} characters")
            kinds.append(read_kind(item))
        names = [kind.column for kind in kinds]
        if len(set(names)) < len(names):
            raise ValueError("a column has two kinds")
        return tuple(kind.text for kind in kinds)

    def _read(self, text: str) -> tuple[str, ...]:
        # Only the semicolon is unescaped here; `read_kind` does the rest.
        items = re.findall(r"(?:\\.|[^\\;])+", text, re.DOTALL)
        plain = (item.replace("\\;", ";").strip() for item in items)
        return tuple(item for item in plain if item)

    def write(self, value: Any) -> str:
        """Return the kinds separated by semicolons."""
        return "; ".join(item.replace(";", "\\;") for item in value)
