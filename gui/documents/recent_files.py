"""The files that were opened or saved last, and their menu."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QMenu

from gui.text.number_format import as_tip
from shallownet.wording import shortened

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

MAX_FILES: Final = 10
MAX_LENGTH: Final = 4_000
"""Characters of a path that is remembered, as it is written."""

SHOWN: Final = 60
"""Characters of a path in the menu: its end."""


class RecentFiles(QObject):
    """Remembers paths, the newest first.

    Attributes
    ----------
    paths : tuple of str

    Signals
    -------
    changed()
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paths: tuple[str, ...] = ()

    def add(self, path: str) -> None:
        """Remember a path as the newest one."""
        path = os.path.abspath(path)
        if len(_written(path)) <= MAX_LENGTH:
            self._set((path, *(known for known in self.paths if known != path)))

    def remove(self, path: str) -> None:
        """Forget a path."""
        self._set(tuple(known for known in self.paths if known != path))

    def clear(self) -> None:
        """Forget all of them."""
        self._set(())

    def _set(self, paths: tuple[str, ...]) -> None:
        paths = paths[:MAX_FILES]
        if paths != self.paths:
            self.paths = paths
            self.changed.emit()

    def as_text(self) -> str:
        """Return the paths on a line."""
        return " ".join(map(_written, self.paths))

    def restore(self, text: str) -> None:
        """Take paths from a line.

        Raises
        ------
        ValueError
            If it is not one that `as_text` returns.
        """
        words = text.split()
        if len(words) > MAX_FILES or len(text) > MAX_FILES * (MAX_LENGTH + 1):
            raise ValueError(text)
        paths = [os.fsdecode(unquote_to_bytes(word)) for word in words]
        if not all(map(_is_path, paths)) or list(map(_written, paths)) != words:
            raise ValueError(text)
        self.paths = tuple(dict.fromkeys(paths))


def _written(path: str) -> str:
    """Return a path as one word of ASCII, whatever bytes it has."""
    return quote_from_bytes(os.fsencode(path), safe="/\\:.-_~")


def _is_path(path: str) -> bool:
    return os.path.isabs(path) and "\0" not in path


class RecentMenu(QMenu):
    """Lists the recent files when it is opened.

    Signals
    -------
    chosen(str)
    """

    chosen = pyqtSignal(str)

    def __init__(self, files: RecentFiles, parent: QWidget) -> None:
        super().__init__("Open recent", parent)
        self.setToolTipsVisible(True)
        self._files = files
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        paths = self._files.paths
        names = [Path(path).name for path in paths]
        for number, (path, name) in enumerate(zip(paths, names, strict=True), 1):
            # Two files of one name are told apart by their folders.
            shown = path if names.count(name) > 1 else name
            text = shortened(shown, SHOWN, keep_end=True).replace("&", "&&")
            action = self.addAction(f"&{number % 10} {text}")
            assert action is not None
            action.setToolTip(as_tip(path))
            action.triggered.connect(partial(self.chosen.emit, path))
        self.addSeparator()
        clear = self.addAction("Clear the list" if paths else "No file yet")
        assert clear is not None
        clear.setEnabled(bool(paths))
        clear.triggered.connect(self._files.clear)
