"""A recipe as text: a command line, or Python; and back again.

Both name only what differs from the lesson's run, and both are read back without ever
being run: the command line by its words, the Python by its syntax tree.
"""

from __future__ import annotations

import ast
import shlex
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from shallownet.config import TrainingConfig
from shallownet.data_config import DataConfig
from shallownet.errors import ConfigError
from shallownet.presets import PRESETS, preset
from shallownet.recipe import Recipe, about
from shallownet.table_config import TableConfig

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST: Final = 20_000
"""Characters from which a text is certainly no recipe."""

PARTS: Final = {
    kind.__name__: kind for kind in (TrainingConfig, DataConfig, TableConfig)
}


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
        for name, value in differences(recipe).items():
            if about(name).matters(settings):
                words += ["--set", f"{name}={about(name).write(value)}"]
    return shlex.join(words)


def as_python(recipe: Recipe) -> str:
    """Return a program that makes this run with the core alone."""
    settings = differences(recipe)

    def call(kind: type) -> str:
        names = [item.name for item in fields(kind) if item.name in settings]
        given = [f"    {name}={settings[name]!r}," for name in names]
        inside = "\n" + "\n".join(given) + "\n" if given else ""
        return f"sn.{kind.__name__}({inside})"

    return (
        "import shallownet as sn\n\n"
        f"config = {call(TrainingConfig)}\n"
        f"data = {call(type(recipe.data))}.make()\n"
        "trainer = sn.Trainer(config, data)\n"
        "trainer.run(config.iterations)\n"
    )


def differences(recipe: Recipe) -> dict[str, Any]:
    """Return the settings in which a recipe differs from the lesson's, by name."""
    lesson = Recipe().settings
    missing = object()
    defaults = {item.name: item.default for item in fields(TableConfig)}
    return {
        name: value
        for name, value in recipe.settings.items()
        if value != lesson.get(name, defaults.get(name, missing))
    }


def from_text(text: str) -> Recipe:
    """Return the recipe that a text tells of, in either form.

    Raises
    ------
    ConfigError, DataError
        If it tells of none, or of one that cannot be; the message says why.
    """
    if len(text) > LONGEST:
        raise ConfigError(f"a text of {len(text):,} characters is no settings of a run")
    if any(f"{name}(" in text for name in PARTS):
        return _from_python(text)
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ConfigError(f"the command line cannot be read: {error}") from None
    start = next((n for n, word in enumerate(words) if word.startswith("-")), None)
    if start is None and words[-1:] != ["main.py"]:
        raise ConfigError(
            "the text has no settings; it should be a command line such as "
            "python main.py --set learning_rate=0.01, or Python with "
            "TrainingConfig(...)"
        )
    return from_words(words[start:] if start is not None else [])


def from_words(words: Sequence[str]) -> Recipe:
    """Return the recipe of a command line's words: --preset NAME, --set NAME=VALUE."""
    recipe, settings = Recipe(), []
    rest = list(words)
    while rest:
        option, _, value = rest.pop(0).partition("=")
        if option not in ("--preset", "--set"):
            raise ConfigError(
                f"{option!r} is not understood here; only --preset NAME and "
                "--set NAME=VALUE tell of settings"
            )
        if not value:
            if not rest:
                raise ConfigError(f"{option} has no value behind it")
            value = rest.pop(0)
        if option == "--preset":
            recipe = preset(value).recipe
        else:
            settings.append(value)
    return with_assignments(recipe, settings)


def with_assignments(recipe: Recipe, assignments: Sequence[str]) -> Recipe:
    """Return a recipe changed by texts such as ``learning_rate=3e-4``.

    A formula, or a number of its inputs, makes the formula the target.

    Raises
    ------
    ConfigError
        If one of them is not of that form, not possible, or does not matter under
        the others.
    DataError
        If the formula cannot be used.
    """
    settings: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise ConfigError(
                f"{assignment!r} is not like NAME=VALUE, such as learning_rate=0.01"
            )
        name = name.strip()
        try:
            settings[name] = about(name).parse(text)
        except ConfigError as error:
            if name in str(error):
                raise
            raise ConfigError(f"{name}: {error}") from None
    if "target" not in settings and ("formula" in settings or "inputs" in settings):
        settings["target"] = "formula"  # what else could be meant
    changed = recipe.changed(**settings)
    for name in settings:
        condition = about(name).only_if
        if condition is not None and not condition.holds(changed.settings):
            raise ConfigError(
                f"{name} matters only with {condition.words}; set that too, or leave "
                f"{name} out"
            )
    return changed


def _from_python(text: str) -> Recipe:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConfigError(f"the text is no Python that can be read: {error}") from None
    settings: dict[str, Any] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else ""
        name = called.id if isinstance(called, ast.Name) else name
        if name not in PARTS:
            continue
        if node.args:
            raise ConfigError(f"{name}(...) has values without names")
        for keyword in node.keywords:
            try:
                settings[keyword.arg or "**"] = ast.literal_eval(keyword.value)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                raise ConfigError(
                    f"{keyword.arg} is {ast.unparse(keyword.value)[:60]!r}; it must be "
                    "a plain value"
                ) from None
    return Recipe.of(**settings)
