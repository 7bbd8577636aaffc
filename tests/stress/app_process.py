"""The whole program in a process of its own: what it logs, and how it ends."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.stress.children import ROOT, environment

START: Final = 40.0
END: Final = 20.0
"""Seconds that a start and an end may take on a machine that is busy."""

BAD_WORDS: Final = ("Traceback", "QThread", "Segmentation", "Warning:", "Aborted")
"""What the program never says."""


class AppProcess:
    """The program, started with settings and log in a folder.

    Parameters
    ----------
    folder : Path
    words : str
        The arguments of its command line.
    prefix : sequence of str
        What to start it with, such as a shell that limits it.
    environment : str
        More variables.
    """

    def __init__(
        self, folder: Path, *words: str, prefix: tuple[str, ...] = (), **more: str
    ) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [*prefix, sys.executable, str(ROOT / "main.py"), *words],
            cwd=folder,
            env=environment(folder, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    @property
    def log(self) -> str:
        """What it has logged so far."""
        files = sorted(self.folder.rglob("shallownet.log"))
        return "".join(path.read_text(errors="replace") for path in files)

    def wait_for(self, logged: str) -> bool:
        """Wait until it logs something; return whether it did, and still runs."""
        deadline = time.monotonic() + START
        while time.monotonic() < deadline and self.process.poll() is None:
            if logged in self.log:
                return True
            time.sleep(0.02)
        return False

    def wait_until_listening(self) -> bool:
        """Wait until it handles signals itself, and a moment more, to open its run."""
        status = Path(f"/proc/{self.process.pid}/status")
        deadline = time.monotonic() + START
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError):
                (caught,) = re.findall(r"SigCgt:\s*(\w+)", status.read_text())
                if int(caught, 16) >> (signal.SIGTERM - 1) & 1:
                    time.sleep(1.0)
                    break
            time.sleep(0.02)
        return self.process.poll() is None

    def end(self, number: int = signal.SIGTERM) -> str:
        """Send it a signal; return what is wrong with how it ends, or nothing."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.outcome()

    def outcome(self, codes: tuple[int, ...] = (0,)) -> str:
        """Wait for its end; return what is wrong with it, or nothing."""
        try:
            output, _ = self.process.communicate(timeout=END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            output, _ = self.process.communicate()
            return f"does not end\n{output}{self.log[-2_000:]}"
        said = [word for word in BAD_WORDS if word in output]
        if said:
            return f"says {said[0]!r}\n{output[-3_000:]}"
        if self.process.returncode not in codes:
            return f"ends with {self.process.returncode}\n{output[-3_000:]}"
        return ""

    def kill(self) -> None:
        """End it at once, if it runs still."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
