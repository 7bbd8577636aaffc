"""Options that several command lines have, each defined once."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from shallownet.errors import ConfigError, DataError
from shallownet.number_text import read_number
from shallownet.settings.parsing import with_assignments
from shallownet.settings.presets import PRESETS, preset
from shallownet.wording import quoted

if TYPE_CHECKING:
    from shallownet.settings.presets import Preset
    from shallownet.settings.recipe import Recipe

MAX_UPDATES = 10_000_000


def add_recipe(parser: argparse.ArgumentParser) -> None:
    """Add ``--preset`` and ``--set``; `recipe_of` reads them."""
    parser.add_argument(
        "--preset",
        metavar="NAME",
        type=_preset,
        default=PRESETS[0],
        help="begin with this preset, by name or title (default: notebook)",
    )
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="give a hyperparameter another value than the preset's, such as "
        "learning_rate=3e-4; as often as needed",
    )


def recipe_of(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Recipe:
    """Return the recipe that ``--preset`` and ``--set`` ask for.

    A wrong value prints the usage and ends the program with code 2.
    """
    try:
        return with_assignments(options.preset.recipe, options.set)
    except (ConfigError, DataError) as error:
        parser.error(f"argument --set: {error}")


def add_output(parser: argparse.ArgumentParser, what: str) -> None:
    """Add ``--output``, for ``what`` the command writes."""
    parser.add_argument(
        "--output",
        metavar="FILE",
        help=f"write {what} to FILE (default: to standard output)",
    )


def add_run(parser: argparse.ArgumentParser) -> None:
    """Add the file of a run."""
    parser.add_argument("run", metavar="RUN", help="the file of a run")


def updates(text: str) -> int:
    """Return a number of updates, for the parser.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is no whole number from 0 to `MAX_UPDATES`.
    """
    try:
        count = int(read_number(text, whole=True))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not 0 <= count <= MAX_UPDATES:
        raise argparse.ArgumentTypeError(
            f"{quoted(text)} is not from 0 to {MAX_UPDATES:,}"
        )
    return count


def _preset(text: str) -> Preset:
    try:
        return preset(text)
    except ConfigError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
