"""The ways by which a person names a file: the system's dialog, or dropping it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from PyQt6.QtCore import QMimeData
    from PyQt6.QtWidgets import QWidget


def choose_file(parent: QWidget) -> str:
    """Return the path of a file that a person chose; empty if none."""
    path, _ = QFileDialog.getOpenFileName(
        parent,
        "Open a CSV file",
        str(Path.home()),
        "Tables (*.csv *.tsv *.txt);;All files (*)",
    )
    return path


def dropped_file(data: QMimeData | None) -> str:
    """Return the path of the one file that is dragged; empty if it is none."""
    urls = data.urls() if data is not None else []
    return urls[0].toLocalFile() if len(urls) == 1 else ""
