"""The entry point of the application: the window, or a command without one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gui.app.gc_policy import disable_gc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.commands.lesson import WindowParts
    from shallownet.documents.run_file import RunDocument


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the application or a command, and return the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if words and not words[0].startswith("-"):
        from shallownet.commands import is_command

        if is_command(words):
            from shallownet.commands.command_line import run as run_command

            return run_command(words, _save_pdf, _window_parts)
    disable_gc()
    from gui.app.application import run

    return run(arguments)


def _save_pdf(run: RunDocument, path: str, title: str) -> None:
    """Write a report as PDF for a command, which has no window.

    Raises
    ------
    DataError
        If it cannot be written, or there is no Qt here.
    """
    try:
        from gui.report.without_window import save_report
    except ImportError as error:
        from shallownet.commands.export import NO_PDF
        from shallownet.errors import DataError

        raise DataError(NO_PDF) from error
    save_report(run, path, title)


def _window_parts() -> WindowParts:
    """Return what lessons may refer to, and the folder of the built-in ones.

    Without Qt the names of actions are not known, and any will do.
    """
    import resources
    from shallownet.commands.lesson import WindowParts

    folder = Path(str(resources.__file__)).with_name("lessons")
    try:
        from gui.actions.specs import ACTION_SPECS
    except ImportError:
        return WindowParts(lessons=folder)
    names = frozenset(spec.name for spec in ACTION_SPECS)
    panels = {name.removesuffix("_panel") for name in names if name.endswith("_panel")}
    return WindowParts(names | panels, frozenset(panels), folder)
