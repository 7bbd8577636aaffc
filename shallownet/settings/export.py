"""Write a recipe as a command line or as Python, for `parsing` to read back.

Both name only the settings that differ from the lesson's.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from shallownet.settings import shell
from shallownet.settings.event_text import sentence
from shallownet.settings.presets import PRESETS
from shallownet.settings.recipe import Recipe, about
from shallownet.settings.table_config import TableConfig
from shallownet.settings.training_config import TrainingConfig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.settings.events import Event


def as_command_line(
    recipe: Recipe,
    program: Sequence[str] = ("python", "main.py"),
    kind: shell.Shell = "posix",
) -> str:
    """Return the command that opens the app with this recipe.

    It omits settings that do not matter under the others: the run is the same.

    Parameters
    ----------
    recipe : Recipe
    program : sequence of str
        The words that start the app.
    kind : str
        The shell that is to read it.
    """
    words: list[str] = [*program]
    name = next((entry.name for entry in PRESETS[1:] if entry.recipe == recipe), None)
    if name is not None:
        return _line([*words, "--preset", name], kind)
    for name, value in _changed_settings(recipe).items():
        if about(name).matters(recipe.settings):
            words += ["--set", f"{name}={about(name).write(value)}"]
    return _line(words, kind)


def _line(words: Sequence[str], kind: shell.Shell) -> str:
    line = shell.join(words, kind)
    # PowerShell takes a quoted program for a text unless it is called.
    return f"& {line}" if kind == "windows" and line[0] in "\"'" else line


def as_python(recipe: Recipe, events: Sequence[Event] = ()) -> str:
    """Return a program that repeats a run with the core alone, to its planned end.

    Parameters
    ----------
    recipe : Recipe
        What the run began with.
    events : sequence of Event
        Changes during the run; the program makes them at the same updates.
    """
    settings = _changed_settings(recipe)

    def call(kind: type) -> str:
        names = [item.name for item in fields(kind) if item.name in settings]
        arguments = "".join(f"\n    {name}={settings[name]!r}," for name in names)
        return f"sn.{kind.__name__}({arguments}" + ("\n)" if names else ")")

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
        lines += filter(None, [_change(event)])
        if event.name == "iterations":
            planned = event.after
    if updates < planned:
        rest = f"trainer.iterations - {updates}" if events else "config.iterations"
        lines.append(f"trainer.run({rest})")
    return "\n".join([*lines, ""])


def _change(event: Event) -> str:
    """Return the call that repeats a change."""
    if event.kind == "frozen":
        return f"trainer.freeze({event.name!r}{'' if event.after else ', False'})"
    if event.kind == "look":
        return "trainer.look_at_test()" if event.after is not None else ""
    if event.kind == "stopped":
        return f"# {sentence(event)}"
    method = "edit" if event.kind == "value" else "change"
    return f"trainer.{method}({event.name!r}, {event.after!r})"


def _changed_settings(recipe: Recipe) -> dict[str, Any]:
    """Return the settings that differ from the lesson's or a file's defaults."""
    defaults = {item.name: item.default for item in fields(TableConfig)}
    defaults |= Recipe().settings
    return {n: value for n, value in recipe.settings.items() if value != defaults[n]}
