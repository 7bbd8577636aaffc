"""A recipe as text: a command line, or Python.

Both name only what differs from the lesson's run, and `settings_reading` reads both.
"""

from __future__ import annotations

import shlex
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from shallownet.settings.presets import PRESETS
from shallownet.settings.recipe import Recipe, about
from shallownet.settings.table_config import TableConfig
from shallownet.settings.training_config import TrainingConfig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.settings.events import Event


def as_command_line(recipe: Recipe) -> str:
    """Return the command that opens the app on this recipe.

    Settings that do not matter under the others are left out: the run is the same.
    """
    words = ["python", "main.py"]
    for entry in PRESETS[1:]:
        if entry.recipe == recipe:
            words += ["--preset", entry.name]
            break
    else:
        settings = recipe.settings
        for name, value in changed_settings(recipe).items():
            if about(name).matters(settings):
                words += ["--set", f"{name}={about(name).write(value)}"]
    return shlex.join(words)


def as_python(recipe: Recipe, events: Sequence[Event] = ()) -> str:
    """Return a program that makes a run with the core alone, to its planned end.

    Parameters
    ----------
    recipe : Recipe
        What the run began with.
    events : sequence of Event
        What was changed on the way; the program changes it at the same updates.
    """
    settings = changed_settings(recipe)

    def call(kind: type) -> str:
        names = [item.name for item in fields(kind) if item.name in settings]
        given = [f"    {name}={settings[name]!r}," for name in names]
        inside = "\n" + "\n".join(given) + "\n" if given else ""
        return f"sn.{kind.__name__}({inside})"

    lines = [
        "import shallownet as sn\n",
        f"config = {call(TrainingConfig)}",
        f"data = {call(type(recipe.data))}.make()",
        "trainer = sn.Trainer(config, data)",
    ]
    updates, planned = 0, recipe.config.iterations
    for event in events:
        if event.step > updates:
            lines.append(f"trainer.run({event.step - updates})")
            updates = event.step
        lines.append(_change(event))
        if event.name == "iterations":
            planned = event.after
    rest = f"trainer.iterations - {updates}" if events else "config.iterations"
    if updates < planned:
        lines.append(f"trainer.run({rest})")
    return "\n".join([*lines, ""])


def _change(event: Event) -> str:
    """Return the call that makes a change again."""
    if event.kind == "frozen":
        free = "" if event.after else ", False"
        return f"trainer.freeze({event.name!r}{free})"
    act = "edit" if event.kind == "value" else "change"
    return f"trainer.{act}({event.name!r}, {event.after!r})"


def changed_settings(recipe: Recipe) -> dict[str, Any]:
    """Return the settings in which a recipe differs from the lesson's, by name."""
    lesson = Recipe().settings
    missing = object()
    defaults = {item.name: item.default for item in fields(TableConfig)}
    return {
        name: value
        for name, value in recipe.settings.items()
        if value != lesson.get(name, defaults.get(name, missing))
    }
