"""The table of actions, and the QActions created from it."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QWidget

from gui.actions import ACTION_SPECS, MENUS, Actions
from gui.style.theme import DARK, LIGHT
from gui.window.panels import PANELS

each_spec = pytest.mark.parametrize("spec", ACTION_SPECS, ids=lambda spec: spec.name)


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def actions(window) -> Actions:
    return Actions(window)


@each_spec
def test_every_action_has_a_text_and_a_tip(actions, spec):
    action = actions[spec.name]
    assert action.text() == spec.text != ""
    assert action.statusTip() == spec.tip != ""
    assert action.toolTip().replace("\n", " ").startswith(spec.tip)
    if spec.keys:
        assert action.toolTip().endswith(f"({spec.keys[0]})")


@each_spec
def test_every_key_is_one_that_qt_knows(actions, spec):
    shortcuts = actions[spec.name].shortcuts()
    assert len(shortcuts) == len(spec.keys)
    for key, shortcut in zip(spec.keys, shortcuts, strict=True):
        assert shortcut.count() == 1
        assert shortcut.toString(QKeySequence.SequenceFormat.PortableText) == key


def test_only_start_and_pause_share_a_key(actions):
    uses = Counter(
        key.toString()
        for spec in ACTION_SPECS
        for key in actions[spec.name].shortcuts()
    )
    assert {key for key, count in uses.items() if count > 1} == {"Space"}
    assert [e.name for e in ACTION_SPECS if "Space" in e.keys] == ["start", "pause"]


def test_everything_but_about_has_a_key():
    assert [spec.name for spec in ACTION_SPECS if not spec.keys] == ["about"]


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


def test_names_are_unique():
    assert len({spec.name for spec in ACTION_SPECS}) == len(ACTION_SPECS)
    assert len({spec.object_name for spec in ACTION_SPECS}) == len(ACTION_SPECS)


def test_the_actions_belong_to_the_window(window, actions):
    assert window.actions() == [actions[spec.name] for spec in ACTION_SPECS]


def test_every_action_is_in_one_menu(actions):
    menus = [actions.in_menu(menu) for menu in MENUS]
    assert all(menus)
    listed = [action.objectName() for menu in menus for action in menu.values()]
    assert sorted(listed) == sorted(spec.object_name for spec in ACTION_SPECS)


def test_only_stepping_and_speed_repeat_while_a_key_is_held(actions):
    repeating = {e.name for e in ACTION_SPECS if actions[e.name].autoRepeat()}
    assert repeating == {"step", "one_back", "slower", "faster"}


def test_only_switches_are_checkable(actions):
    checkable = {e.name for e in ACTION_SPECS if actions[e.name].isCheckable()}
    switches = {"full_speed", "log_axis", "mean_error", "play", "play_back"}
    panels = {spec.action_name for spec in PANELS}
    switches |= {"microscope", "microscope_beside", "presentation"}
    assert checkable == switches | panels


@each_spec
def test_every_icon_exists(spec):
    if spec.icon:
        assert files("resources").joinpath("icons", f"{spec.icon}.svg").is_file()


def test_icons_follow_the_theme(actions):
    actions.set_theme(LIGHT)
    light = actions["start"].icon().pixmap(20, 20).toImage()
    actions.set_theme(DARK)
    dark = actions["start"].icon().pixmap(20, 20).toImage()
    assert light != dark
    assert actions["about"].icon().isNull()
