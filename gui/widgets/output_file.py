"""The question which file to write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


def choose_output(
    parent: QWidget, title: str, kind: str, proposal: str, folder: str = ""
) -> str:
    """Return the path of the file to write that the user chooses; empty if none.

    Parameters
    ----------
    parent : QWidget
    title : str
        Of the dialog.
    kind : str
        A filter of Qt's: ``Python (*.py)``.
    proposal : str
        A name, whose suffix a name without one gets.
    folder : str, optional
        Where to begin; the user's own if not given.
    """
    return choose_output_of(parent, title, (kind,), proposal, folder)[0]


def choose_output_of(
    parent: QWidget, title: str, kinds: tuple[str, ...], proposal: str, folder: str = ""
) -> tuple[str, str]:
    """Return the path that the user chooses, as above, and which of the kinds."""
    start = folder or str(Path.home())
    filters = ";;".join((*kinds, "All files (*)"))
    dialog = QFileDialog(parent, title, start, filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # The dialog adds it before it asks whether to replace a file.
    dialog.setDefaultSuffix(Path(proposal).suffix.removeprefix("."))
    dialog.selectFile(proposal)
    path = dialog.selectedFiles()[0] if dialog.exec() else ""
    return path, dialog.selectedNameFilter()
