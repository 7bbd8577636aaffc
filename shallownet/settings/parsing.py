"""A recipe out of text: a command line, or Python, as `settings_text` writes them.

Neither is ever run: the command line is read by its words, the Python by its syntax
tree.
"""

from __future__ import annotations

import ast
import re
import shlex
from typing import TYPE_CHECKING, Any, Final

from shallownet.errors import ConfigError
from shallownet.settings.data_config import DataConfig
from shallownet.settings.presets import preset
from shallownet.settings.recipe import Recipe, about
from shallownet.settings.table_config import TableConfig
from shallownet.settings.training_config import TrainingConfig

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST: Final = 200_000
"""Characters from which a text is certainly no recipe: some thousand changes fit in."""

OTHER_OPTIONS: Final = {
    "--autostart": False,
    "--after-steps": True,
    "--screenshot": True,
    "--theme": True,
    "--size": True,
    "--version": False,
    "--help": False,
    "-h": False,
}
"""Options of the app that tell of no settings, and whether a value follows them."""

NOTEBOOK: Final = {"m": "samples", "seed": "data_seed"}
"""What the values of ``datasets.notebook(m, seed)`` are called in a recipe."""

CHANGES: Final = ("change", "edit", "freeze")
"""Methods of `Trainer` that change a run on its way."""

PARTS: Final = {
    kind.__name__: kind for kind in (TrainingConfig, DataConfig, TableConfig)
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
    called = any(f"{name}(" in text for name in (*PARTS, "notebook"))
    # A file may be called notebook(1).csv, and so may a column.
    if called and not re.search(r"(?:^|\s)--(?:set|preset)\b", text):
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
    """Return the recipe of a command line's words: --preset NAME, --set NAME=VALUE.

    The app's other options are passed over.
    """
    recipe, settings = Recipe(), []
    rest = list(words)
    while rest:
        option, _, value = rest.pop(0).partition("=")
        if option in OTHER_OPTIONS:
            if OTHER_OPTIONS[option] and not value:
                del rest[:1]
            continue
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


def changes_in(text: str) -> int:
    """Count the changes on the way that a text tells of, which no recipe holds.

    A command line, and what is no Python, tells of none.
    """
    try:
        tree = _parsed(text)
    except ConfigError:
        return 0
    return sum(name in CHANGES for name, _ in _calls(tree))


def _from_python(text: str) -> Recipe:
    settings: dict[str, Any] = {}
    for name, call in _calls(_parsed(text)):
        if name in PARTS:
            if call.args:
                raise ConfigError(f"{name}(...) has values without names")
            settings |= _values(call)
        elif name == "notebook":
            if len(call.args) > len(NOTEBOOK):
                raise ConfigError("notebook(...) takes m and seed, and no more")
            settings |= {
                NOTEBOOK.get(given, given): value
                for given, value in _values(call, tuple(NOTEBOOK)).items()
            }
    return Recipe.of(**settings)


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConfigError(f"the text is no Python that can be read: {error}") from None


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield what is called, by the last part of its name, and how."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                yield name, node


def _values(call: ast.Call, places: Sequence[str] = ()) -> dict[str, Any]:
    """Return the plain values that are given by name, or in these places."""
    given = list(zip(places, call.args, strict=False))
    given += [(keyword.arg or "**", keyword.value) for keyword in call.keywords]
    values = {}
    for name, value in given:
        try:
            values[name] = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            raise ConfigError(
                f"{name} is {ast.unparse(value)[:60]!r}; it must be a plain value"
            ) from None
    return values
