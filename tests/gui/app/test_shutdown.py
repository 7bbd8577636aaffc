"""The program as a process that the system ends: saved, in order, without an abort."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject, QSettings
from PyQt6.QtWidgets import QLabel

from benchmarks.screen import Screen, why_no_screen
from gui.app import shutdown
from shallownet import Trainer, TrainingConfig, datasets, save_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return a function that starts the program, and waits until it does something."""
    started: list[subprocess.Popen[str]] = []

    def launch(
        *arguments: str,
        until: str = "started at",
        program: Sequence[str] = ("main.py",),
        **environment: str,
    ) -> subprocess.Popen[str]:
        keep = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
            and not (name.startswith("XDG_") and name.endswith("_HOME"))
        }
        process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=ROOT,
            env={**keep, "HOME": str(tmp_path), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        deadline = time.monotonic() + 60
        while until not in log(tmp_path):
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < deadline, log(tmp_path)
            time.sleep(0.02)  # between two looks
        return process

    yield launch
    for process in started:
        process.kill()
        process.communicate()


def log(home: Path) -> str:
    """Return what the program has logged."""
    return "".join(path.read_text() for path in home.rglob("shallownet.log"))


def saved(home: Path) -> QSettings:
    """Return the settings that the program has saved."""
    (path,) = home.rglob("shallownet.ini")
    return QSettings(str(path), QSettings.Format.IniFormat)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.parametrize("at_rest", [False, True])
def test_a_signal_saves_settings_and_ends_the_program(start, tmp_path, name, at_rest):
    arguments = () if at_rest else ("--autostart",)
    until = "loaded Recipe" if at_rest else "started at"
    process = start(*arguments, until=until, QT_QPA_PLATFORM="offscreen")
    process.send_signal(getattr(signal, name))
    output = process.communicate(timeout=30)
    assert (process.returncode, *output) == (0, "", "")
    assert f"closing because of {name}" in log(tmp_path)
    settings = saved(tmp_path)
    assert settings.contains("geometry")
    assert settings.contains("theme")


def test_a_second_signal_ends_a_program_that_does_not_close(start, tmp_path):
    process = start("--autostart", QT_QPA_PLATFORM="offscreen")
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode in (0, -signal.SIGTERM)


@pytest.mark.parametrize("killed", [False, True])
def test_a_log_out_saves_settings_and_asks_nothing(start, tmp_path, killed):
    """Not of a run that has changed since it was saved, either."""
    file = tmp_path / "run.shallownet"
    trainer = Trainer(TrainingConfig(), datasets.notebook(m=200))
    trainer.run(3)
    save_run(trainer, file)
    process = start(
        *(str(file), *(["--killed"] if killed else [])),
        until="saving because of a log-out",
        program=("-m", "tests.gui.app.log_out_child"),
        QT_QPA_PLATFORM="offscreen",
    )
    if killed:
        assert process.stdout.readline() == "asked to save\n"
        process.kill()
    _, errors = process.communicate(timeout=30)
    assert errors == ""  # of a thread that was still running, as well
    assert process.returncode == (-signal.SIGKILL if killed else 0)
    assert saved(tmp_path).contains("geometry")


@pytest.mark.skipif(why_no_screen() != "", reason=why_no_screen())
@pytest.mark.parametrize("how", ["killed", "ended"])
def test_a_lost_display_saves_settings_and_does_not_abort(start, tmp_path, how):
    """Whether Qt or Xlib finds out first depends on how the display is lost."""
    screen = Screen()
    with screen as display:
        process = start("--autostart", DISPLAY=display)
        if how == "killed":
            screen.kill()
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "QThread" not in errors
    assert "Traceback" not in errors
    assert saved(tmp_path).contains("geometry")


def test_no_event_is_looked_at_before_a_log_out(qtbot, qapp, monkeypatch):
    """A filter of the application is called for all events of all widgets."""
    seen: list[QEvent] = []

    class Watched(shutdown.Shutdown):
        def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
            assert event is not None
            seen.append(event)
            return False

    monkeypatch.setattr(shutdown, "SIGNALS", ())
    watching = Watched(qapp, lambda: None, lambda: None)
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()
    qtbot.waitExposed(label)
    assert not seen
    qapp.installEventFilter(watching)  # or this test could not fail
    label.hide()
    assert seen
    sip.delete(watching)
