"""The program as a process: what it says when it cannot run, and the pictures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PyQt6.QtGui import QImage

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path):
    """Return a function that runs ``main.py`` with an environment of its own."""

    def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        keep = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        }
        return subprocess.run(
            [sys.executable, str(ROOT / "main.py"), *arguments],
            env={**keep, "HOME": str(tmp_path), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=tmp_path,
        )

    return start


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have one")
@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":987"}])
def test_without_a_display_it_says_so(run, environment):
    result = run(**environment)
    assert result.returncode == 1
    assert "needs a display" in result.stderr
    assert "QT_QPA_PLATFORM=offscreen" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("error", "word"),
    [
        ("ModuleNotFoundError('no PyQt6', name='PyQt6')", "needs PyQt6"),
        ("ImportError('libGL.so.1: cannot open shared object file')", "libGL.so.1"),
    ],
)
def test_without_its_dependencies_it_says_what_sets_them_up(run, tmp_path, error, word):
    (tmp_path / "PyQt6.py").write_text(f"raise {error}\n")
    result = run(PYTHONPATH=str(tmp_path))
    assert result.returncode == 1
    assert word in result.stderr
    assert "script/run" in result.stderr
    assert "Traceback" not in result.stderr


def test_bad_options_end_with_code_2(run):
    result = run("--preset", "nosuch", QT_QPA_PLATFORM="offscreen")
    assert result.returncode == 2
    assert result.stderr.startswith("usage:")


@pytest.mark.parametrize("updates", [0, 25])
def test_a_picture_of_the_window_after_some_updates(run, tmp_path, updates):
    file = tmp_path / "window.png"
    result = run(
        "--after-steps",
        str(updates),
        "--screenshot",
        str(file),
        "--size",
        "1000x650",
        QT_QPA_PLATFORM="offscreen",
    )
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    picture = QImage(str(file))
    assert (picture.width(), picture.height()) == (1000, 650)
    log = "".join(path.read_text() for path in tmp_path.rglob("shallownet.log"))
    assert (f"paused at update {updates}" in log) == (updates > 0)
