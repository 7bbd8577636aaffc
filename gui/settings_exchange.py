"""The settings of a run, to the clipboard and from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QGuiApplication

from shallownet.errors import ConfigError, DataError
from shallownet.settings_reading import from_text
from shallownet.settings_text import as_command_line, as_python

if TYPE_CHECKING:
    from shallownet.recipe import Recipe


def copy_command_line(recipe: Recipe) -> str:
    """Copy the command that opens the app on a recipe; return what to tell of it."""
    text = as_command_line(recipe)
    _copy(text)
    return f"Copied: {text}"


def copy_python(recipe: Recipe) -> str:
    """Copy a program that makes a recipe's run; return what to tell of it."""
    text = as_python(recipe)
    _copy(text)
    return f"Copied {len(text.splitlines())} lines of Python that make this run."


def paste() -> tuple[Recipe | None, str]:
    """Return the recipe on the clipboard, or None, and what to tell of it."""
    clipboard = QGuiApplication.clipboard()
    text = clipboard.text() if clipboard is not None else ""
    if not text.strip():
        return None, "The clipboard has no text to take settings from."
    try:
        return from_text(text), "Began a run with the settings pasted."
    except (ConfigError, DataError) as error:
        return None, f"The clipboard has no settings: {error}."


def _copy(text: str) -> None:
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(text)
