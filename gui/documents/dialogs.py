"""The questions about files: which one, and what becomes of changes."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog

from gui.text.number_format import breakable
from gui.widgets.builders import plain_label
from gui.widgets.output_file import choose_output, choose_output_of

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from shallownet.documents.exports import ExportKind

SUFFIX: Final = ".shallownet"
RUNS: Final = f"Runs (*{SUFFIX})"
EMBEDDED: Final = f"Runs with their table (*{SUFFIX})"
LINKED: Final = f"Runs that refer to their table (*{SUFFIX})"
WEIGHTS: Final = "Weights as NumPy arrays (*.npz);;All files (*)"
_TABLES: Final = (
    "*.csv *.tsv *.txt *.gz *.xlsx *.xlsm *.xls *.ods *.html *.htm *.arff *.json "
    "*.jsonl *.ndjson"
)
TABLES: Final = f"Tables ({_TABLES});;All files (*)"
OPENED: Final = f"Runs and tables (*{SUFFIX} {_TABLES});;{RUNS};;All files (*)"


PROGRESS_MS: Final = 500
"""What takes longer shows its progress."""


class Answer(Enum):
    """What is to become of changes that are not saved."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


def choose_file(parent: QWidget) -> str:
    """Return the path of a run or a table that the user chooses; empty if none."""
    home = str(Path.home())
    path, _ = QFileDialog.getOpenFileName(parent, "Open a run or a table", home, OPENED)
    return path


def choose_table(parent: QWidget) -> str:
    """Return the path of a table to predict that the user chooses; empty if none."""
    home = str(Path.home())
    title = "Predict for a table"
    return QFileDialog.getOpenFileName(parent, title, home, TABLES)[0]


def choose_predictions(parent: QWidget, proposal: str, folder: Path) -> str:
    """Return the path to write predictions to; empty if the user cancels."""
    title = "Write the predictions"
    return choose_output(parent, title, "CSV (*.csv)", proposal, str(folder))


def choose_weights(parent: QWidget) -> str:
    """Return the path of weights that the user chooses; empty if none."""
    home = str(Path.home())
    title = "Import weights"
    path, _ = QFileDialog.getOpenFileName(parent, title, home, WEIGHTS)
    return path


def choose_name(parent: QWidget, proposal: str) -> str:
    """Return the path to save a run to; empty if the user cancels."""
    return choose_output(parent, "Save the run", RUNS, proposal)


def choose_name_for_table(parent: QWidget, proposal: str) -> tuple[str, bool]:
    """Return the path to save a run on a table to, and whether to embed the table."""
    kinds = EMBEDDED, LINKED
    path, kind = choose_output_of(parent, "Save the run", kinds, proposal)
    return path, kind != LINKED


def choose_export(parent: QWidget, kind: ExportKind, stem: str) -> str:
    """Return the path to export a run to; empty if the user cancels."""
    title = f"Export as {kind.title}"
    files = f"{kind.title} (*{kind.suffix})"
    return choose_output(parent, title, files, f"{stem}{kind.ending}")


def progress_dialog(parent: QWidget, title: str, text: str) -> QProgressDialog:
    """Return a dialog with Cancel that is shown once what it tells of takes long."""
    progress = QProgressDialog("", "Cancel", 0, 0)
    progress.setLocale(QLocale.c())  # its percentage has the digits of all numbers
    progress.setLabel(plain_label(breakable(text)))
    progress.setParent(parent, Qt.WindowType.Dialog)
    progress.setWindowTitle(title)
    progress.setMinimumDuration(PROGRESS_MS)
    progress.setValue(0)
    return progress


def end_progress(progress: QProgressDialog) -> None:
    """Close such a dialog; closed by itself, it would say that it was cancelled."""
    progress.canceled.disconnect()
    progress.close()
    progress.deleteLater()


def ask_about_changes(
    parent: QWidget, name: str, *, pins_alone: bool = False
) -> Answer:
    """Ask whether to save before the window closes.

    Parameters
    ----------
    parent : QWidget
    name : str
        The name of the run's file; empty if it has none.
    pins_alone : bool
        Whether only pinned runs are not saved.
    """
    button = QMessageBox.StandardButton
    if pins_alone:
        what = "Runs are pinned that no file holds."
    elif name:
        what = f"The run in {name} has changed since it was saved."
    else:
        what = "This run is not saved."
    box = _box(parent, what)
    box.setInformativeText("Save it, or close and lose what has changed?")
    if pins_alone or not name:
        box.setInformativeText("Save the run and its pins, or close and lose them?")
    box.setStandardButtons(button.Save | button.Discard | button.Cancel)
    box.setDefaultButton(button.Save)
    answers = {button.Save: Answer.SAVE, button.Discard: Answer.DISCARD}
    return answers.get(button(box.exec()), Answer.CANCEL)


def offer_settings(parent: QWidget, problem: str) -> bool:
    """Say that a run cannot be opened; return whether to begin it anew."""
    button = QMessageBox.StandardButton
    box = _box(parent, problem)
    box.setInformativeText(
        "Its settings can be read: the run can begin anew with them, without its "
        "updates."
    )
    box.setStandardButtons(button.Ok | button.Cancel)
    begin = box.button(button.Ok)
    assert begin is not None
    begin.setText("Begin anew")
    return button(box.exec()) == button.Ok


def _box(parent: QWidget, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setObjectName("fileQuestion")
    box.setWindowTitle("ShallowNet")
    box.setTextFormat(Qt.TextFormat.PlainText)  # names of files are not markup
    box.setText(breakable(text))
    return box
