"""The command line: what it takes, and how it refuses the rest."""

from __future__ import annotations

import pytest

from gui.command_line import parse
from shallownet import PRESETS


def test_nothing_given_is_the_notebook(tmp_path):
    options = parse([])
    assert options.preset is PRESETS[0]
    assert not options.autostart
    assert options.screenshot is None


@pytest.mark.parametrize("entry", PRESETS, ids=lambda entry: entry.name)
def test_presets_go_by_name_and_title(entry):
    assert parse(["--preset", entry.name]).preset is entry
    assert parse(["--preset", entry.title]).preset is entry


def test_a_picture_after_some_steps(tmp_path):
    file = tmp_path / "window.png"
    options = parse(["--after-steps", "5", "--screenshot", str(file)])
    assert (options.after_steps, options.screenshot) == (5, file)
    assert parse(["--size", "1000x650"]).size == (1000, 650)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--nosuch"], "--nosuch"),
        (["--preset", "nosuch"], "choose one of notebook"),
        (["--preset"], "--preset"),
        (["--after-steps", "-1", "--screenshot", "a.png"], "-1"),
        (["--after-steps", "many", "--screenshot", "a.png"], "many"),
        (["--after-steps", "5"], "--screenshot"),
        (["--autostart", "--screenshot", "a.png"], "--after-steps"),
        (["--screenshot", "a.txt"], ".png"),
        (["--screenshot", "no/such/folder/a.png"], "no/such/folder"),
        (["--size", "big"], "1280x800"),
        (["--size", "0x5"], "0x5"),
        (["--theme", "pink"], "pink"),
        (["file.csv"], "file.csv"),
    ],
)
def test_a_mistake_gets_a_usage_line_and_exit_code_2(arguments, word, capsys):
    with pytest.raises(SystemExit) as end:
        parse(arguments)
    assert end.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("usage: ")
    assert word in error
