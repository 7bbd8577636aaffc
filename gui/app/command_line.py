"""The command line of the application."""

from __future__ import annotations

import argparse
import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt

from gui.style.sizes import MIN_WINDOW
from gui.style.theme import CHOICES
from shallownet import PRESETS, SETTINGS
from shallownet.commands import COMMANDS
from shallownet.commands.options import add_recipe, recipe_of, updates

if TYPE_CHECKING:
    from collections.abc import Sequence

IMAGE_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".bmp")
MAX_SIDE: Final = 8192
"""Pixels of the longest side that ``--size`` accepts."""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the command line; print the usage and exit with code 2 on an error."""
    parser = argparse.ArgumentParser(
        prog="shallownet",
        description="Watch a shallow neural network learn, one update at a time.",
        epilog="presets: "
        + "; ".join(f"{entry.name} ({entry.title})" for entry in PRESETS)
        + ". Hyperparameters: "
        + ", ".join(SETTINGS)
        + ". Commands without a window, each with --help: "
        + "; ".join(f"{name} ({what})" for name, what in COMMANDS.items())
        + ".",
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=_file, help="a run or a table to open"
    )
    add_recipe(parser)
    parser.add_argument(
        "--autostart", action="store_true", help="start training at once"
    )
    parser.add_argument(
        "--after-steps",
        metavar="N",
        type=updates,
        help="with --screenshot: make N updates at full speed first (default: 0)",
    )
    parser.add_argument(
        "--screenshot",
        metavar="FILE",
        type=_picture,
        help="save a picture of the window to FILE (.png, .jpg or .bmp) and exit",
    )
    parser.add_argument(
        "--theme",
        choices=CHOICES,
        help="colours, for this time (default: as last time)",
    )
    parser.add_argument(
        "--size",
        metavar="WxH",
        type=_size,
        help="size of the window in pixels, such as 1280x800",
    )
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="show the version and exit"
    )
    options = parser.parse_args(arguments)
    if options.after_steps is not None and options.screenshot is None:
        parser.error("--after-steps goes with --screenshot FILE")
    if options.file is not None and options.screenshot is not None:
        parser.error("FILE does not go with --screenshot")
    if options.autostart and options.screenshot is not None:
        parser.error("--autostart does not go with --screenshot; use --after-steps N")
    options.recipe = recipe_of(parser, options)
    return options


def parse_visibly(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the command line; show help and errors in a box if there is no terminal.

    A command for windows has neither output nor errors where the system gives it none.
    """
    if sys.stderr is not None:
        return parse(arguments)
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            return parse(arguments)
    except SystemExit:
        from gui.app.application import has_display  # which imports this module

        if not has_display():
            raise  # nobody sees a box either, and Qt would abort
        from PyQt6.QtWidgets import QApplication, QMessageBox

        app = QApplication.instance() or QApplication(["shallownet"])
        box = QMessageBox()
        box.setWindowTitle("ShallowNet")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(said.getvalue())
        box.exec()
        del app
        raise


class _Version(argparse.Action):
    """Looks the version up only if it is requested."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        from shallownet import __version__

        print(__version__)
        parser.exit()


def _file(text: str) -> str:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return str(Path(text).absolute())


def _picture(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in IMAGE_SUFFIXES:
        raise argparse.ArgumentTypeError(
            f"{text!r} does not end in {', '.join(IMAGE_SUFFIXES)}"
        )
    if not path.absolute().parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent}")
    return path


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not like 1280x800")
    size = int(width), int(height)
    for given, least in zip(size, MIN_WINDOW, strict=True):
        if not least <= given <= MAX_SIDE:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not from {MIN_WINDOW[0]}x{MIN_WINDOW[1]} to "
                f"{MAX_SIDE}x{MAX_SIDE}"
            )
    return size
