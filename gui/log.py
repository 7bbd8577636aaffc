"""The log file, in the directory that the system has for an application's data."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QStandardPaths

if TYPE_CHECKING:
    from collections.abc import Callable


def log_file() -> Path:
    """Return the path of the log file."""
    return data_folder() / "shallownet.log"


def data_folder() -> Path:
    """Return the folder that the system has for the data of this application."""
    location = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(location))


class LogFile(logging.handlers.RotatingFileHandler):
    """A log of at most 1 MB, with the one before it; it is opened by its first line.

    The app has to start and to run even with a full disk or a read-only home: then
    lines go to stderr, and the reason is told once.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=1_000_000, backupCount=1, encoding="utf-8", delay=True
        )
        self._problem = ""
        self._tell: Callable[[str], None] | None = None

    def tell_to(self, tell: Callable[[str], None]) -> None:
        """Tell a problem to someone, from any thread; also one that was before."""
        self._tell = tell
        if self._problem:
            tell(self._problem)

    def handleError(self, record: logging.LogRecord) -> None:
        """Write a line elsewhere, and tell why, the first time."""
        error = sys.exc_info()[1]
        if sys.stderr is not None:
            print(self.format(record), file=sys.stderr)
        if not self._problem:
            reason = getattr(error, "strerror", None) or str(error)
            self._problem = (
                f"The log cannot be written to {self.baseFilename}: {reason}."
            )
            if self._tell is not None:
                self._tell(self._problem)


def start_logging() -> LogFile:
    """Write the log to a file: an app started from a menu has no terminal."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        pass  # opening the file gives the reason
    handler = LogFile(path)
    line = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
    handler.setFormatter(logging.Formatter(line))
    # All packages write into it: those of others would print warnings to the terminal.
    logging.getLogger().addHandler(handler)
    for name in ("gui", "shallownet"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger("gui").info("started")
    return handler
