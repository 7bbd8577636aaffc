"""The log file: what the app did and what went wrong, kept where the system puts it."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

from PyQt6.QtCore import QStandardPaths


def log_file() -> Path:
    """Return where the log is written."""
    place = QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.AppLocalDataLocation
    )
    return Path(place) / "shallownet.log"


def start_logging() -> None:
    """Write the log of this program to a file of at most 1 MB, and one before it.

    An app that was started from a menu has no terminal to complain in.
    """
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=1, encoding="utf-8"
        )
    except OSError as error:
        # A full disk or a read-only home must not keep the app from starting.
        handler = logging.StreamHandler()
        logging.getLogger("gui").warning("no log file at %s: %s", path, error)
    handler.setFormatter(
        logging.Formatter(
            "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
        )
    )
    for name in ("gui", "shallownet"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
