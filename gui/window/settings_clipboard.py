"""Settings of a run as text: copied to the clipboard, and found in what is pasted."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtGui import QGuiApplication

from gui.window.own_command import own_command
from shallownet.settings.export import as_command_line, as_python
from shallownet.settings.parsing import count_changes, from_text
from shallownet.settings.table_config import TableConfig
from shallownet.wording import counted

if TYPE_CHECKING:
    from gui.training.status import Status
    from shallownet.settings.recipe import Recipe
    from shallownet.settings.shell import Shell


def copy_command_line(status: Status) -> str:
    """Copy the command that opens the application with a run's present settings.

    Returns a sentence for the user: changes made during the run are not copied.
    """
    kind: Shell = "windows" if sys.platform == "win32" else "posix"
    text = as_command_line(_with_full_path(status.recipe), own_command(), kind)
    _copy(text)
    changes = len(status.snapshot.events)
    if not changes:
        return f"Copied: {text}"
    return (
        "Copied the settings as they are now, without the "
        f"{counted(changes, 'change')} made during the run (a copy as Python has "
        f"them): {text}"
    )


def copy_python(status: Status) -> str:
    """Copy a Python program that makes a run; return a sentence for the user."""
    run, events = status.snapshot.run, status.snapshot.events
    recipe = replace(_with_full_path(status.recipe), config=run.config)
    text = as_python(recipe, events)
    _copy(text)
    lines = f"Copied {len(text.splitlines())} lines of Python that make this run"
    if not events:
        return f"{lines}."
    return f"{lines}, with the {counted(len(events), 'change')} made during the run."


def settings_in(text: str) -> tuple[Recipe, str]:
    """Return the recipe in a text, and a sentence to show once it has begun.

    Raises
    ------
    ConfigError, DataError
        If there is none.
    """
    recipe = from_text(text)
    changes = count_changes(text)
    if not changes:
        return recipe, "Began a run with the settings pasted."
    return recipe, (
        "Began a run with the settings that the pasted one began with; the "
        f"{counted(changes, 'change')} made during it "
        f"{'is' if changes == 1 else 'are'} not taken."
    )


def _with_full_path(recipe: Recipe) -> Recipe:
    """Return a recipe whose file is found from every folder."""
    if not isinstance(recipe.data, TableConfig):
        return recipe
    return recipe.changed(csv=os.path.abspath(recipe.data.csv))


def _copy(text: str) -> None:
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(text)
