"""What is pasted or dropped: a file, settings of a run, or a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gui.window.csv_opener import local_file
from gui.window.settings_clipboard import settings_in
from shallownet.errors import ConfigError, DataError
from shallownet.wording import capital

if TYPE_CHECKING:
    from PyQt6.QtCore import QMimeData

    from gui.window.main_window import MainWindow

_SETTINGS: Final = re.compile(r"(?:^|\s)--(?:set|preset)\b|\bConfig\(|\bTrainer\(")
"""What settings have, and no table: what is wrong with them is told then."""


def take(window: MainWindow, data: QMimeData | None, source: str) -> None:
    """Open a file; or begin a run with the settings in a text, or open its table.

    Parameters
    ----------
    window : MainWindow
    data : QMimeData or None
    source : str
        What the text comes from, as the beginning of a sentence: "The clipboard".
    """
    notify = window.step_panel.notify
    if data is not None and data.urls():
        try:
            window.documents.open(local_file(data))
        except DataError as error:
            notify(f"{capital(str(error))}.")
        return
    text = data.text() if data is not None and data.hasText() else ""
    try:
        recipe, notice = settings_in(text)
    except (ConfigError, DataError) as error:
        problem = str(error).rstrip(".")
    else:
        window.run.choose(recipe, notice=notice)
        return
    if _SETTINGS.search(text[:100_000]):
        notify(f"{source} has no settings: {problem}.")
        return
    if data is None or not (text.strip() or data.hasHtml()):
        notify(f"{source} has no text to take settings or a table from.")
        return
    from gui.documents.pasted_tables import keep_table  # with a table only

    try:
        path = keep_table(data)
    except DataError as error:
        said = capital(str(error).rstrip("."))
        notify(f"{source} has no settings and no table. {said}.")
    else:
        window.csv_opener.open(path=str(path))
