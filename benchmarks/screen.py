"""A screen that nobody sees: an X server of our own, for the time of a measurement."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


def why_no_screen() -> str:
    """Return why there can be none, as a sentence; empty if there can."""
    if not sys.platform.startswith("linux"):
        return "an X server is at hand on Linux alone"
    return "" if shutil.which("Xvfb") else "Xvfb is not installed"


class Screen:
    """Xvfb on a free display, whose name it gives."""

    def __enter__(self) -> str:
        told, tell = os.pipe()
        self._server = subprocess.Popen(
            f"Xvfb -displayfd {tell} -screen 0 1920x1080x24 -nolisten tcp".split(),
            pass_fds=(tell,),
            stderr=subprocess.DEVNULL,
        )
        os.close(tell)
        with os.fdopen(told) as line:
            number = line.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        return f":{number}"

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        self._server.kill()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait()
