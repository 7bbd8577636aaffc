"""Values from JSON, each checked before it is used."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any, Final, TypeVar

from shallownet.documents.run_file_error import RunFileError
from shallownet.wording import brief

Value = TypeVar("Value")

KINDS: Final[dict[type, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
    type(None): "null",
}
"""What a value of JSON is in words."""

MAX_COUNT: Final = 10**15
"""The largest count: more updates than anybody makes, and few enough for NumPy."""


def typed(value: object, kind: type[Value], name: str) -> Value:
    """Return a value of that type; True is no number."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise RunFileError(
            f"its {name} is {KINDS[type(value)]}; it must be {KINDS[kind]}"
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
    most: int = MAX_COUNT,
    member: str = "run.json",
) -> int:
    """Return an entry that counts something, from 0 to ``most``."""
    value = entry(entries, name, int, member)
    if not 0 <= value <= most:
        raise RunFileError(
            f"its “{name}” in {member} is {brief(value)}; it must be a whole number "
            f"from 0 to {most:,}"
        )
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
