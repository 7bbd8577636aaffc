"""Values from JSON, each checked before it is used."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any, TypeVar

from shallownet.documents.run_file_error import RunFileError
from shallownet.wording import brief

Value = TypeVar("Value")


def typed(value: object, kind: type[Value], name: str) -> Value:
    """Return a value of that type; True is no number."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise RunFileError(
            f"its {name} is a {type(value).__name__} and not a {kind.__name__}"
        )
    return value


def entry(
    entries: dict[str, Any], name: str, kind: type[Value], member: str = "run.json"
) -> Value:
    """Return an entry of that type."""
    if name not in entries:
        raise RunFileError(f"its {member} has no “{name}”")
    return typed(entries[name], kind, f"“{name}” in {member}")


def count(
    entries: dict[str, Any],
    name: str,
    most: float = math.inf,
    member: str = "run.json",
) -> int:
    """Return an entry that counts something, from 0 to ``most``."""
    value = entry(entries, name, int, member)
    if not 0 <= value <= most:
        raise RunFileError(f"its “{name}” in {member} is {brief(value)}")
    return value


def number(value: object, name: str) -> float:
    """Return a finite number."""
    checked = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError):
            checked = float(value)
    if not math.isfinite(checked):
        raise RunFileError(f"its {name} is no finite number")
    return checked
