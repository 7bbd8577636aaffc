"""Keeps tables that come as text, pasted or dropped, in files of the program's own.

A table is read from its file another way, and once more for a run that was pinned.
"""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gui.log import data_folder
from shallownet.errors import DataError

if TYPE_CHECKING:
    from PyQt6.QtCore import QMimeData

MAX_KEPT: Final = 10
"""The files of the tables that were pasted last; each is of 20 MB at most."""

_NAME: Final = re.compile(r"pasted table (\d{1,9})\.\w+")


def pasted_folder() -> Path:
    """Return the folder of these files, which need not exist."""
    return data_folder() / "pasted"


def is_pasted(path: str) -> bool:
    """Return whether a file is one of these: its user does not know of it."""
    return Path(path).parent == pasted_folder()


def keep_table(data: QMimeData) -> Path:
    """Write the table of a text, or of HTML, to a file, and return its path.

    Raises
    ------
    DataError
        If there is none, or the file cannot be written.
    """
    from shallownet.data.tables.pasted import pasted_table  # with a table only

    text = data.text() if data.hasText() else ""
    table = pasted_table(text, data.html() if data.hasHtml() else "")
    # Half of a surrogate pair is in no file.
    content = table.text.encode("utf-8", "replace")
    folder = pasted_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = _kept(folder)
        for number in count(max(kept, default=0) + 1):
            path = folder / f"pasted table {number}{table.suffix}"
            try:
                with path.open("xb") as file:
                    file.write(content)
            except FileExistsError:
                continue  # another window was quicker
            break
        for number in sorted(kept)[: max(len(kept) + 1 - MAX_KEPT, 0)]:
            kept[number].unlink(missing_ok=True)
    except OSError as error:
        raise DataError(f"it cannot be kept in a file: {error.strerror}") from None
    return path


def _kept(folder: Path) -> dict[int, Path]:
    found = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return {int(match[1]): path for match, path in found if match}
