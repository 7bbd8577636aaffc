"""The log file, in the directory that the system has for an application's data."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

from PyQt6.QtCore import QStandardPaths


def log_file() -> Path:
    """Return the path of the log file."""
    location = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(location)) / "shallownet.log"


def start_logging() -> None:
    """Write the log to a file of at most 1 MB, and keep the one before it.

    An app that was started from a menu has no terminal.
    """
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=1, encoding="utf-8"
        )
    except OSError as error:
        # The app has to start even with a full disk or a read-only home.
        handler = logging.StreamHandler()
        logging.getLogger("gui").warning("no log file at %s: %s", path, error)
    line = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
    handler.setFormatter(logging.Formatter(line))
    for name in ("gui", "shallownet"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
