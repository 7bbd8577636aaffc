"""The command line: what it takes, and how it refuses the rest."""

from __future__ import annotations

import re
import sys
from dataclasses import fields

import pytest
from PyQt6.QtWidgets import QMessageBox

from gui.app.command_line import parse, parse_visibly
from shallownet import (
    PRESETS,
    SETTINGS,
    DataConfig,
    TableConfig,
    TrainingConfig,
    __version__,
)
from shallownet.settings.parsing import OTHER_OPTIONS


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
        (["--after-steps", "1.000", "--screenshot", "a.png"], "write 1000"),
        (["--after-steps", "5"], "--screenshot"),
        (["--autostart", "--screenshot", "a.png"], "--after-steps"),
        (["--screenshot", "a.txt"], ".png"),
        (["--screenshot", "no/such/folder/a.png"], "no/such/folder"),
        (["--size", "big"], "1280x800"),
        (["--size", "200x150"], "900x468"),
        (["--size", "99999999999x800"], "8192"),
        (["--size", "100000x100000"], "8192"),
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


@pytest.mark.parametrize("name", ["NOTEBOOK", " notebook ", "Notebook, As Published"])
def test_presets_are_found_in_upper_and_lower_case(name):
    entry = parse(["--preset", name]).preset
    assert name.strip().lower() in (entry.name, entry.title.lower())


@pytest.mark.parametrize("ending", [".png", ".PNG", ".jpg", ".bmp"])
def test_pictures_of_several_kinds(tmp_path, ending):
    assert parse(["--screenshot", f"{tmp_path}/a{ending}"]).screenshot.suffix == ending


def test_the_help_names_every_preset_and_option(capsys):
    with pytest.raises(SystemExit) as end:
        parse(["--help"])
    assert end.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    for entry in PRESETS:
        assert f"{entry.name} ({entry.title})" in text
    for option in ("--preset", "--autostart", "--after-steps", "--screenshot"):
        assert option in text


def test_a_paste_knows_every_option_there_is(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"])
    options = set(re.findall(r"--?[a-z][a-z-]*", capsys.readouterr().out))
    listed = {name for name in options if name.startswith("--") or name == "-h"}
    assert listed - set(OTHER_OPTIONS) == {"--preset", "--set"}


def test_the_version(capsys):
    with pytest.raises(SystemExit) as end:
        parse(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.strip() == __version__


def test_hyperparameters_are_set_by_name_on_top_of_a_preset():
    arguments = "--preset adam --set learning_rate=3e-4 --set hidden_units=8,4".split()
    recipe = parse([*arguments, "--set", "target=plane"]).recipe
    assert recipe.config.optimizer == "adam"
    assert recipe.config.learning_rate == 3e-4
    assert recipe.config.hidden_units == (8, 4)
    assert recipe.data.target == "plane"


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_hyperparameter_can_be_set(name):
    if name.startswith("csv"):
        texts = ["csv=a.csv", "csv_target=y", "csv_inputs=x"]
        texts = [t for t in texts if not t.startswith(f"{name}=")]
    else:
        # What it needs, to matter.
        needed = {
            "formula": ["target=formula"],
            "inputs": ["target=formula"],
            "low": ["distribution=uniform"],
            "high": ["distribution=grid"],
            "decay": ["schedule=step"],
            "decay_every": ["schedule=step"],
            "split_seed": ["test_share=0.2"],
            "patience": ["validation_share=0.2"],
        }
        texts = needed.get(name, [])
    default = TableConfig(csv="a.csv", csv_target="y", csv_inputs=("x",))
    values = {
        item.name: getattr(part, item.name)
        for part in (TrainingConfig(), DataConfig(), default)
        for item in fields(part)
    }
    texts.append(f"{name}={SETTINGS[name].write(values[name])}")
    recipe = parse([word for text in texts for word in ("--set", text)]).recipe
    assert recipe.settings[name] == values[name]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("learning_rate", "NAME=VALUE"),
        ("speed=3", "no hyperparameter “speed”"),
        ("learning_rate=fast", "learning_rate"),
        ("hidden_units=999", "hidden_units"),
        ("formula=x1(", "x1*("),
        ("low=-1", "distribution=uniform"),
    ],
)
def test_a_hyperparameter_that_cannot_be_is_refused(text, said, capsys):
    with pytest.raises(SystemExit) as end:
        parse(["--set", "target=formula", "--set", text])
    assert end.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [(["--help"], 0, "usage: shallownet"), (["--set", "samples=x"], 2, "samples")],
)
def test_without_a_terminal_it_is_said_in_a_box(
    qtbot, monkeypatch, arguments, code, word
):
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.text()))
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as end:
        parse_visibly(arguments)
    assert end.value.code == code
    assert len(shown) == 1 and word in shown[0]


def test_without_a_terminal_and_a_screen_the_program_just_ends(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "stderr", None)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: pytest.fail("shows a box"))
    with pytest.raises(SystemExit):
        parse_visibly(["--help"])
