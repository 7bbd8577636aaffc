"""The program as a process: what it says when it cannot run, and the pictures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage

from gui.style import theme as themes

ROOT = Path(__file__).parents[3]


@pytest.fixture
def run(tmp_path):
    """Return a function that runs ``main.py`` with an environment of its own."""

    def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        keep = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
            and not (name.startswith("XDG_") and name.endswith("_HOME"))
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
    assert result.stdout == ""
    if not environment:
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "word"),
    [
        ("ModuleNotFoundError('no PyQt6', name='PyQt6')", "needs PyQt6"),
        ("ModuleNotFoundError('no numpy', name='numpy')", "needs numpy"),
    ],
)
def test_without_its_dependencies_it_says_what_sets_them_up(run, tmp_path, error, word):
    (tmp_path / "PyQt6.py").write_text(f"raise {error}\n")
    result = run(PYTHONPATH=str(tmp_path))
    assert result.returncode == 1
    assert word in result.stderr
    assert "script/run" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_fault_of_our_own_is_not_taken_for_a_missing_dependency(run, tmp_path):
    folder = tmp_path / "shadow" / "PyQt6"
    folder.mkdir(parents=True)
    error = "ModuleNotFoundError('no gui.nosuch', name='gui.nosuch')"
    (folder / "__init__.py").write_text(f"raise {error}\n")
    result = run(PYTHONPATH=str(folder.parent))
    assert result.returncode == 1
    assert "Traceback" in result.stderr
    assert "gui.nosuch" in result.stderr


@pytest.mark.parametrize(("option", "code"), [("--help", 0), ("--nosuch", 2)])
def test_options_are_read_before_a_display_is_needed(run, option, code):
    result = run(option)
    assert result.returncode == code
    assert "usage: shallownet" in result.stdout + result.stderr
    assert "needs a display" not in result.stderr


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_in_a_theme(run, tmp_path, theme):
    file = tmp_path / "window.png"
    result = run(
        *("--screenshot", str(file), "--theme", theme), QT_QPA_PLATFORM="offscreen"
    )
    assert result.returncode == 0, result.stderr
    corner = QImage(str(file)).pixelColor(3, 300)
    assert corner.name() == themes.choose(theme, Qt.ColorScheme.Unknown).window


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


def test_a_picture_that_cannot_be_written_is_an_error(run, tmp_path):
    (tmp_path / "a.png").mkdir()
    file = str(tmp_path / "a.png")
    result = run("--screenshot", file, QT_QPA_PLATFORM="offscreen")
    assert result.returncode == 1
    assert "could not write" in result.stderr


def test_a_picture_may_be_of_an_update_beyond_the_plan(run, tmp_path):
    file = str(tmp_path / "a.png")
    arguments = "--set iterations=20 --after-steps 23 --screenshot".split()
    result = run(*arguments, file, QT_QPA_PLATFORM="offscreen")
    assert result.returncode == 0, result.stderr
    log = "".join(path.read_text() for path in tmp_path.rglob("shallownet.log"))
    assert "finished at update 23" in log


def test_no_picture_is_made_of_a_run_that_diverged_before(run, tmp_path):
    file = tmp_path / "window.png"
    options = "--set learning_rate=100 --set activation=identity"
    result = run(
        *f"{options} --after-steps 500 --screenshot".split(),
        str(file),
        QT_QPA_PLATFORM="offscreen",
    )
    assert result.returncode == 1
    assert "no picture after update 500: update" in result.stderr
    assert not file.exists()


UNMAKEABLE = {
    "no such file": "--set csv=nope.csv --set csv_target=y --set csv_inputs=x",
    "a formula that is not finite": "--set target=formula --set formula=log(x1)",
}


@pytest.mark.parametrize("arguments", UNMAKEABLE.values(), ids=UNMAKEABLE)
def test_no_picture_is_made_of_a_run_that_cannot_be(run, tmp_path, arguments):
    file = tmp_path / "window.png"
    result = run(
        *arguments.split(), "--screenshot", str(file), QT_QPA_PLATFORM="offscreen"
    )
    assert result.returncode == 1
    assert "no file nope.csv" in result.stderr or "log(x1) gives" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not file.exists()


def test_no_picture_is_waited_for_when_something_breaks(run, tmp_path):
    # Python runs this before the program: a fault where none is foreseen.
    (tmp_path / "sitecustomize.py").write_text(
        "import shallownet.settings.data_config as module\n"
        "def broken(self):\n    raise ZeroDivisionError('made for this test')\n"
        "module.DataConfig.make = broken\n"
    )
    file = tmp_path / "window.png"
    result = run(
        *("--screenshot", str(file)),
        QT_QPA_PLATFORM="offscreen",
        PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}",
    )
    assert result.returncode == 1
    assert "made for this test" in result.stderr
    assert not file.exists()


def test_a_picture_of_a_file_that_cannot_be_read_is_an_error(run, tmp_path):
    arguments = "--set csv=nosuch.csv --set csv_target=y --set csv_inputs=a".split()
    file = tmp_path / "a.png"
    result = run(*arguments, "--screenshot", str(file), QT_QPA_PLATFORM="offscreen")
    assert result.returncode == 1
    assert "no file nosuch.csv" in result.stderr
    assert not file.exists()
