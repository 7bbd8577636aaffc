"""The entry point: a window, or a command without one."""

from __future__ import annotations

import sys

from gui.launch import main


def test_a_command_opens_no_window(tmp_path, capsys):
    assert main(["verify", str(tmp_path / "missing")]) == 1
    assert "shallownet verify: " in capsys.readouterr().err


def test_the_command_line_is_taken_if_no_arguments_are_given(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(sys, "argv", ["main.py", "verify", str(tmp_path)])
    assert main() == 1
    assert "it is no ordinary file" in capsys.readouterr().err
