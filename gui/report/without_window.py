"""A report as PDF from the command line, where there may be no display."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtGui import QGuiApplication

from gui.report import pdf

if TYPE_CHECKING:
    from shallownet.documents.run_file import RunDocument

ARGUMENTS: Final = ["shallownet", "-platform", "offscreen"]
"""Qt needs an application for its fonts, and this one needs no display."""


def save_report(run: RunDocument, path: str, title: str) -> None:
    """Write a report on a run as PDF.

    Parameters
    ----------
    run : RunDocument
    path, title : str

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    app = QGuiApplication.instance() or QGuiApplication(ARGUMENTS)
    pdf.save_report(run, path, title)
    del app
