"""Read a recipe from text: a command line or Python, as `export` writes them.

Neither is executed: `argparse` parses the command line, `ast` the Python.
"""

from __future__ import annotations

import argparse
import ast
import re
import shlex
from typing import TYPE_CHECKING, Any, Final

from shallownet.errors import ConfigError
from shallownet.settings.presets import preset
from shallownet.settings.recipe import Recipe, about

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_LENGTH: Final = 200_000
"""A recipe with thousands of changes is shorter than this many characters."""

OTHER_OPTIONS: Final = {
    **dict.fromkeys(("--autostart", "--version", "--help", "-h"), "store_true"),
    **dict.fromkeys(("--after-steps", "--screenshot", "--theme", "--size"), "store"),
}
"""Options of the app that are not settings, and their actions in ``argparse``."""

_NOTEBOOK_SETTINGS: Final = {"m": "samples", "seed": "data_seed"}
"""The parameters of ``datasets.notebook(m, seed)`` and the settings they stand for."""

_CHANGE_METHODS: Final = ("change", "edit", "freeze")
"""Methods of `Trainer` that change a run."""

_CONFIGS: Final = ("TrainingConfig", "DataConfig", "TableConfig")


def from_text(text: str) -> Recipe:
    """Return the recipe in a command line or in Python code.

    Raises
    ------
    ConfigError, DataError
        If there is none, or one that is not possible; the message says why.
    """
    if len(text) > MAX_LENGTH:
        raise ConfigError(f"a text of {len(text):,} characters is no settings of a run")
    called = any(f"{name}(" in text for name in (*_CONFIGS, "notebook"))
    # A file or a column may be called notebook(1).csv.
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
    return _from_options(words[start:] if start is not None else [])


def _from_options(words: Sequence[str]) -> Recipe:
    """Return the recipe of the options --preset NAME and --set NAME=VALUE."""
    parser = argparse.ArgumentParser(
        add_help=False, allow_abbrev=False, exit_on_error=False
    )
    parser.add_argument("--preset", default="notebook")
    parser.add_argument("--set", action="append", default=[])
    for option, action in OTHER_OPTIONS.items():
        parser.add_argument(option, action=action)
    try:
        options, unknown = parser.parse_known_args(words)
    except argparse.ArgumentError as error:
        name = error.argument_name
        flag = OTHER_OPTIONS.get(str(name)) == "store_true"
        problem = "takes no value" if flag else "has no value behind it"
        raise ConfigError(f"{name} {problem}") from None
    if unknown:
        raise ConfigError(
            f"{unknown[0].partition('=')[0]!r} is not understood here; only --preset "
            "NAME and --set NAME=VALUE tell of settings"
        )
    return with_assignments(preset(options.preset).recipe, options.set)


def with_assignments(recipe: Recipe, assignments: Sequence[str]) -> Recipe:
    """Return a recipe changed by texts such as ``learning_rate=3e-4``.

    A formula, or its number of inputs, implies ``target=formula``.

    Raises
    ------
    ConfigError
        If a text is not of that form, or its value is not possible or does not matter
        under the other settings.
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
    if "formula" in settings or "inputs" in settings:
        settings.setdefault("target", "formula")
    changed = recipe.changed(**settings)
    for name in settings:
        condition = about(name).only_if
        if condition and not condition.holds(changed.settings):
            raise ConfigError(
                f"{name} matters only with {condition.assignment}; set that too, or "
                f"leave {name} out"
            )
    return changed


def count_changes(text: str) -> int:
    """Return how many changes Python code makes to a run, which no recipe contains.

    It is 0 for a command line, or text that is not Python.
    """
    try:
        tree = _parse(text)
    except ConfigError:
        return 0
    return sum(name in _CHANGE_METHODS for name, _ in _calls(tree))


def _from_python(text: str) -> Recipe:
    settings: dict[str, Any] = {}
    for name, call in _calls(_parse(text)):
        if name in _CONFIGS:
            if call.args:
                raise ConfigError(f"{name}(...) has values without names")
            settings |= _arguments(call)
        elif name == "notebook":
            if len(call.args) > len(_NOTEBOOK_SETTINGS):
                raise ConfigError("notebook(...) takes m and seed, and no more")
            arguments = _arguments(call, tuple(_NOTEBOOK_SETTINGS))
            settings |= {_NOTEBOOK_SETTINGS.get(n, n): v for n, v in arguments.items()}
    return Recipe.of(**settings)


def _parse(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConfigError(f"the text is no Python that can be read: {error}") from None


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call with the last part of the name of what is called."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                yield name, node


def _arguments(call: ast.Call, names: Sequence[str] = ()) -> dict[str, Any]:
    """Return the literal arguments of a call; ``names`` are for positional ones."""
    arguments = dict(zip(names, call.args, strict=False))
    arguments |= {keyword.arg or "**": keyword.value for keyword in call.keywords}
    values = {}
    for name, value in arguments.items():
        try:
            values[name] = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            raise ConfigError(
                f"{name} is {ast.unparse(value)[:60]!r}; it must be a plain value"
            ) from None
    return values
