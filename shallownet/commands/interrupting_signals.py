"""Signals that end a command as Ctrl+C does, so that its work is kept."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNALS: Final = tuple(
    getattr(signal, name)
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)
"""The request to end, the end of the terminal, and Ctrl+Break of Windows."""


@contextmanager
def interrupting_signals() -> Iterator[None]:
    """Let these signals raise `KeyboardInterrupt`, unless they are ignored: by nohup.

    Other threads than the main one cannot receive signals, and are left as they are.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    taken = [s for s in SIGNALS if signal.getsignal(s) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)
