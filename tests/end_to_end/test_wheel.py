"""The wheel, installed outside the checkout beside files named like its parts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STRAY = ("gui", "main", "resources")
OTHERS = ("pyproject.toml", "setup.py", "README.md", "LICENSE")
START = "from shallownet.start import main; exit(main())"


def pip(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments],
        check=True,
        capture_output=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Build the wheel from a copy of the checkout, and install it in a folder."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-z", "gui", "resources", "shallownet", *OTHERS],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(source))
    (wheel,) = folder.glob("*.whl")
    installed = folder / "installed"
    pip("install", "--no-deps", "--target", str(installed), str(wheel))
    return installed


def test_everything_is_installed_under_one_name(place):
    names = {path.name for path in place.iterdir() if path.suffix != ".dist-info"}
    assert names == {"bin", "shallownet"}
    resources = place / "shallownet" / "_window" / "resources"
    assert (resources / "style.qss").is_file()
    assert {path.name for path in (resources / "lessons").iterdir()} == {
        path.name for path in (ROOT / "resources" / "lessons").glob("*.md")
    }


def test_it_starts_beside_files_of_the_same_names(place, tmp_path):
    for name in STRAY:
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('stray {name}')\n")
    picture = tmp_path / "window.png"
    result = subprocess.run(
        [sys.executable, "-c", START, "--after-steps", "3", "--screenshot", picture],
        # The working folder comes first, as with `python -c` and `python -m`.
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(tmp_path), str(place))),
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(tmp_path),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert picture.stat().st_size > 10_000
