"""The app in a process of its own, seen and used from outside only."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.end_to_end.screen import Screen

ROOT: Final = Path(__file__).parents[2]
SIZE: Final = (1280, 800)

PATIENCE: Final = 15.0
"""Seconds until waiting for something to happen becomes a failure."""

CLOSING: Final = 5.0
"""Seconds that closing may take, on a machine that is busy with other things."""


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition, looking a hundred times a second."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {PATIENCE:.0f} s for {what}")
        time.sleep(0.01)


def no_first_start(config: Path) -> None:
    """Write settings of somebody who has been here: no card lies over the graph."""
    folder = config / "ShallowNet"
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "shallownet.ini"
    if not settings.exists():
        settings.write_text("[General]\ntour=0\n")


class App:
    """The running app.

    Parameters
    ----------
    screen : Screen
    folder : Path
        Where this app keeps settings and log, away from those of the person
        running the tests.
    arguments : str
        Of the command line, after those that make the window look the same always.
    """

    def __init__(self, screen: Screen, folder: Path, *arguments: str) -> None:
        self._screen = screen
        self._folder = folder
        places = {}
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            places[name] = str(folder / name.lower())
            Path(places[name]).mkdir(exist_ok=True)
        no_first_start(Path(places["XDG_CONFIG_HOME"]))
        width, height = SIZE
        look = ("--size", f"{width}x{height}", "--theme", "light")
        self.process = subprocess.Popen(
            [sys.executable, "main.py", *look, *arguments],
            cwd=ROOT,
            env={**os.environ, **places},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A group of its own: whatever it starts and leaves behind can be found.
            start_new_session=True,
        )
        self.window: Any = None  # python-xlib publishes no types

    def appear(self) -> None:
        """Wait for the window, with its run loaded, and give it the keys."""

        def found() -> bool:
            assert self.process.poll() is None, self.process.communicate()[0]
            self.window = self._screen.window_of(self.process.pid)
            return self.window is not None and "– ShallowNet" in self.title

        wait_until(found, "the window")
        self._screen.focus(self.window)

    @property
    def title(self) -> str:
        return self._screen.title(self.window)

    @property
    def log(self) -> str:
        return "".join(p.read_text() for p in self._folder.rglob("shallownet.log"))

    def logged(self, what: str) -> list[int]:
        """Return at which updates the log says that something happened."""
        return [int(n) for n in re.findall(rf"{what} at update (\d+)", self.log)]

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait for a title that matches, and return the match."""
        match = None

        def matches() -> bool:
            nonlocal match
            match = re.search(pattern, self.title)
            return match is not None

        self.wait_until(matches, f"the title {pattern!r}")
        assert match is not None
        return match

    def wait_until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for a condition; if it never comes, tell how the app stands."""
        try:
            wait_until(condition, what)
        except AssertionError as late:
            raise AssertionError(f"{late}; {self._how_it_stands()}") from None

    def updates(self) -> int:
        """Wait until the run is at rest, and return how many updates it has made."""
        match = self.wait_for(r"– (?:paused|finished) at update ([\d,]+) –")
        return int(match.group(1).replace(",", ""))

    def end(self) -> int:
        """Wait for the process to end by itself, and return its exit code."""
        try:
            return self.process.wait(timeout=CLOSING)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still runs; {self._how_it_stands()}") from None

    def has_left_nothing(self) -> bool:
        """Return whether neither a process nor a window of it is there any more."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return self._screen.window_of(self.process.pid) is None
        return False

    def _how_it_stands(self) -> str:
        log = "\n".join(self.log.splitlines()[-20:])
        if self.process.poll() is not None:
            return f"it ended with {self.process.returncode}; log:\n{log}"
        picture = self._folder / "failure.png"
        self._screen.save(self.window, picture)
        return f"title {self.title!r}; picture {picture}; log:\n{log}"
