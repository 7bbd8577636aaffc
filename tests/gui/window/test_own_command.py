"""The command that a copied line begins with starts the same program again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gui.window.own_command import own_command

ROOT = Path(__file__).resolve().parents[3]


def runs(words: list[str], folder: Path) -> bool:
    """Return whether words start the program from a folder."""
    found = subprocess.run(
        [*words, "--version"], cwd=folder, capture_output=True, text=True
    )
    return found.returncode == 0 and bool(found.stdout.strip())


def test_in_the_checkout_paths_are_relative(monkeypatch):
    monkeypatch.chdir(ROOT)
    for script in ("main.py", str(ROOT / "main.py")):
        words = own_command([script])
        assert words[1] == "main.py"
        assert runs(words, ROOT)


def test_from_another_folder_the_path_is_full(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    words = own_command([str(ROOT / "main.py")])
    assert words[1] == str(ROOT / "main.py")
    assert runs(words, tmp_path)


@pytest.mark.parametrize("on_path", [True, False])
def test_an_installed_program_is_named_if_the_shell_finds_it(
    monkeypatch, tmp_path, on_path
):
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / ("shallownet.exe" if sys.platform == "win32" else "shallownet")
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(folder) if on_path else str(tmp_path))
    expected = "shallownet" if on_path else str(program)
    assert own_command([str(program)]) == [expected]


def test_another_python_on_the_path_is_not_taken_for_ours(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda name: str(tmp_path / name))
    assert own_command([str(ROOT / "main.py")])[0] != Path(sys.executable).stem
    monkeypatch.setattr(shutil, "which", lambda name: sys.executable)
    assert own_command([str(ROOT / "main.py")])[0] == Path(sys.executable).stem
