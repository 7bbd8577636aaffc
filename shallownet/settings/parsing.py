"""Read a recipe from text: a command line or Python, as `export` writes them.

Neither is executed: `argparse` parses the command line, `ast` the Python.
"""

from __future__ import annotations

import argparse
import ast
import re
import warnings
from typing import TYPE_CHECKING, Any, Final

from shallownet.errors import ConfigError
from shallownet.settings import shell
from shallownet.settings.presets import preset
from shallownet.settings.recipe import Recipe, about
from shallownet.wording import quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_LENGTH: Final = 200_000
"""A recipe with thousands of changes is shorter than this many characters."""

_FLAGS: Final = ("--autostart", "--version", "--help", "-h", "--json")
_WITH_A_VALUE: Final = (
    *("--after-steps", "--screenshot", "--theme", "--size"),
    *("--updates", "--save"),
)
OTHER_OPTIONS: Final = {
    **dict.fromkeys(_FLAGS, "store_true"),
    **dict.fromkeys(_WITH_A_VALUE, "store"),
}
"""Options of the programs that are not settings, and their actions in ``argparse``."""

_PROGRAM: Final = re.compile(
    r"(?:.*[\\/>])?(?:main\.py|shallownet(?:\.exe)?)", re.DOTALL
)
"""What a command line runs, also behind a prompt: ``./main.py``, ``C:>shallownet``."""

_PROMPTS: Final = ("$", "%", ">", "&")
"""What may stand before a program: prompts, and PowerShell's sign for a call."""

_EXAMPLE: Final = "python main.py --set learning_rate=0.01"

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
        raise ConfigError(
            f"the text has {len(text):,} characters; settings of a run have "
            f"{MAX_LENGTH:,} at most"
        )
    if any(f"{name}(" in text for name in (*_CONFIGS, "notebook")):
        try:
            return _from_settings(_python_settings(_parse(text)))
        except _NotPythonError:
            # A file or a column may be called notebook(1).csv.
            if not re.search(r"(?:^|\s)--(?:set|preset)\b", text):
                raise
    try:
        words = shell.split(text)
    except ValueError as error:
        raise ConfigError(f"the command line cannot be read: {error}") from None
    return _from_options(_options(words))


def _options(words: Sequence[str]) -> Sequence[str]:
    """Return what follows the program in a command line."""
    if words[:1] and words[0] in _PROMPTS:
        words = words[1:]
    known = ("--preset", "--set", *OTHER_OPTIONS)
    first = next(
        (n for n, word in enumerate(words) if word.partition("=")[0] in known),
        len(words),
    )
    programs = [n for n in range(first) if _PROGRAM.fullmatch(words[n])]
    if programs and (first < len(words) or programs[-1] == len(words) - 1 <= 1):
        options = words[programs[-1] + 1 :]
        return options[1:] if options[:1] == ["train"] else options
    start = next((n for n, word in enumerate(words) if word.startswith("-")), None)
    if start is None:
        raise ConfigError(
            "the text has no settings; it should be a command line such as "
            f"{_EXAMPLE}, or Python with TrainingConfig(...)"
        )
    return words[start:]


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
        raise ConfigError(f"{name} {problem}; write it as in {_EXAMPLE}") from None
    if unknown:
        raise ConfigError(
            f"{quoted(unknown[0].partition('=')[0])} is not understood here; only "
            "--preset NAME and --set NAME=VALUE tell of settings"
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
                f"{quoted(assignment)} is not like NAME=VALUE, such as "
                "learning_rate=0.01"
            )
        name = name.strip()
        setting = about(name)
        try:
            settings[name] = setting.parse(text)
        except ConfigError as error:
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


def _from_settings(settings: Mapping[str, Any]) -> Recipe:
    """Return the recipe of settings given in Python."""
    for name, value in settings.items():
        if isinstance(value, str) and re.match(
            r"[A-Za-z]:.*[\0-\x1f]", value, re.DOTALL
        ):
            raise ConfigError(
                f"{name} is {quoted(value)}: in Python, write each backslash of a path "
                "twice, or / instead"
            )
    return Recipe.of(**settings)


def _python_settings(tree: ast.AST) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for name, call in _calls(tree):
        if name in _CONFIGS:
            if call.args:
                raise ConfigError(
                    f"{name}(...) has values without names; write NAME=VALUE"
                )
            settings |= _arguments(call)
        elif name == "notebook":
            if len(call.args) > len(_NOTEBOOK_SETTINGS):
                raise ConfigError("notebook(...) takes m and seed, and no more")
            arguments = _arguments(call, tuple(_NOTEBOOK_SETTINGS))
            settings |= {_NOTEBOOK_SETTINGS.get(n, n): v for n, v in arguments.items()}
    return settings


class _NotPythonError(ConfigError):
    """A text is not Python."""


def _parse(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that Python leaves: "\d"
            return ast.parse(text)
    except SyntaxError as error:
        where, reason = f" at line {error.lineno or 1}", _syntax_problem(error)
    except (RecursionError, MemoryError):
        where, reason = "", "its brackets are nested too deeply"
    except ValueError:
        where, reason = "", "it has characters that no text has"
    raise _NotPythonError(
        f"the Python cannot be read{where}: {reason}; it should be like "
        "TrainingConfig(learning_rate=0.01)"
    )


def _syntax_problem(error: SyntaxError) -> str:
    """Return what is wrong with a line, in words of ours where Python's say little."""
    if "digits" in error.msg:
        return "a number has more than 4,300 digits"
    if "unicode error" in error.msg:
        return "a backslash in a text is written twice"
    if "positional argument" in error.msg:
        return "a value has no name before it, as in seed=3"
    if "null bytes" in error.msg:
        return "it has characters that no text has"
    line = quoted(error.text or "")
    if error.msg.startswith("invalid syntax"):
        return f"something is missing or too much in {line}"
    return f"{shortened(error.msg, 80)}, in {line}"


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
                f"{shortened(name)} at line {value.lineno} is no plain value: write a "
                "number, a text, True, False, None or a tuple of them"
            ) from None
    return values
