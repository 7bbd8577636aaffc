"""The one table of actions: words, keys and names, each once."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QWidget

from gui.actions import ACTION_SPECS, Actions
from gui.style.theme import DARK, LIGHT

each_entry = pytest.mark.parametrize(
    "entry", ACTION_SPECS, ids=lambda entry: entry.name
)


@pytest.fixture
def home(qtbot) -> QWidget:
    home = QWidget()
    qtbot.addWidget(home)
    return home


@pytest.fixture
def actions(home) -> Actions:
    return Actions(home)


@each_entry
def test_every_action_has_words_and_a_tip(actions, entry):
    action = actions[entry.name]
    assert action.text() == entry.text != ""
    assert action.statusTip() == entry.tip != ""
    assert action.toolTip().startswith(entry.tip)
    if entry.keys:
        assert action.toolTip().endswith(f"({entry.keys[0]})")


@each_entry
def test_every_key_is_one_that_qt_knows(actions, entry):
    shortcuts = actions[entry.name].shortcuts()
    assert len(shortcuts) == len(entry.keys)
    for key, shortcut in zip(entry.keys, shortcuts, strict=True):
        assert shortcut.count() == 1
        assert shortcut.toString(QKeySequence.SequenceFormat.PortableText) == key


def test_no_two_actions_share_a_key_but_start_and_pause(actions):
    uses = Counter(
        key.toString()
        for entry in ACTION_SPECS
        for key in actions[entry.name].shortcuts()
    )
    assert {key for key, count in uses.items() if count > 1} == {"Space"}
    assert [e.name for e in ACTION_SPECS if "Space" in e.keys] == ["start", "pause"]


def test_everything_but_about_has_a_key():
    assert [entry.name for entry in ACTION_SPECS if not entry.keys] == ["about"]


@pytest.mark.parametrize(
    ("name", "object_name"),
    [
        ("start", "actionStart"),
        ("pause", "actionPause"),
        ("step", "actionStep"),
        ("reset", "actionReset"),
        ("new_start", "actionNewStart"),
    ],
)
def test_names_for_tests_and_assistive_tools(actions, name, object_name):
    assert actions[name].objectName() == object_name


def test_names_are_given_once():
    assert len({entry.name for entry in ACTION_SPECS}) == len(ACTION_SPECS)
    assert len({entry.object_name for entry in ACTION_SPECS}) == len(ACTION_SPECS)


def test_keys_work_in_all_of_the_window(home, actions):
    assert home.actions() == [actions[entry.name] for entry in ACTION_SPECS]


def test_every_action_is_in_one_menu(actions):
    menus = [actions.in_menu(menu) for menu in ("Run", "Edit", "View", "Help")]
    assert all(menus)
    listed = [action.objectName() for menu in menus for action in menu]
    assert sorted(listed) == sorted(entry.object_name for entry in ACTION_SPECS)


def test_a_key_held_down_steps_on_but_does_not_start_and_pause_in_turn(actions):
    repeating = {e.name for e in ACTION_SPECS if actions[e.name].autoRepeat()}
    assert repeating == {"step", "one_back", "slower", "faster"}


def test_only_what_is_on_or_off_can_be_checked(actions):
    checkable = {e.name for e in ACTION_SPECS if actions[e.name].isCheckable()}
    switches = {"full_speed", "log_axis", "mean_error", "microscope"}
    assert checkable == switches | {"play", "play_back"}


@each_entry
def test_icons_there_are(entry):
    if entry.icon:
        assert files("resources").joinpath("icons", f"{entry.icon}.svg").is_file()


def test_icons_follow_the_theme(actions):
    actions.set_theme(LIGHT)
    light = actions["start"].icon().pixmap(20, 20).toImage()
    actions.set_theme(DARK)
    dark = actions["start"].icon().pixmap(20, 20).toImage()
    assert light != dark
    assert actions["about"].icon().isNull()
