"""Colours that can be read and told apart, and the one table of actions."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor

from gui import theme as themes
from gui.actions import ENTRIES, Actions
from gui.help_dialog import keys_html
from gui.speed_control import PACES, SpeedControl

THEMES = [themes.LIGHT, themes.DARK]


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2)."""
    c = QColor(colour)
    parts = [
        v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4
        for v in (c.redF(), c.greenF(), c.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_and_graphics_stand_out(theme):
    for back in (theme.window, theme.surface, theme.raised):
        assert contrast(theme.text, back) >= 7
        assert contrast(theme.muted, back) >= 4.5
    for name in ("negative", "positive", "loss", "mean_error", "points", "error"):
        assert contrast(getattr(theme, name), theme.surface) >= 3, name
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_two_signs_are_of_about_equal_lightness(theme):
    assert contrast(theme.negative, theme.positive) < 1.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_style_sheet_names_only_colours_there_are(theme):
    sheet = themes.style_sheet(theme)
    assert theme.accent in sheet
    assert not re.search(r"@\w", sheet.partition("*/")[2])


def test_the_choice_follows_the_system_or_does_not():
    dark, light = Qt.ColorScheme.Dark, Qt.ColorScheme.Light
    assert themes.choose("system", dark) is themes.DARK
    assert themes.choose("system", light) is themes.LIGHT
    assert themes.choose("system", Qt.ColorScheme.Unknown) is themes.LIGHT
    assert themes.choose("light", dark) is themes.LIGHT
    assert themes.choose("dark", light) is themes.DARK


def test_every_icon_is_there_and_drawn(qtbot):
    for entry in ENTRIES:
        if entry.icon:
            assert files("resources").joinpath("icons", f"{entry.icon}.svg").is_file()
            image = themes.icon(entry.icon, themes.DARK).pixmap(20, 20).toImage()
            colours = {
                image.pixelColor(x, y).name()
                for x in range(20)
                for y in range(20)
                if image.pixelColor(x, y).alpha() == 255
            }
            assert themes.DARK.text in colours


def test_no_two_actions_share_a_key_but_start_and_pause():
    keys = [(key, entry.name) for entry in ENTRIES for key in entry.keys]
    by_key: dict[str, set[str]] = {}
    for key, name in keys:
        by_key.setdefault(key, set()).add(name)
    shared = {key: names for key, names in by_key.items() if len(names) > 1}
    assert shared == {"Space": {"start", "pause"}}


def test_every_action_has_words_a_tip_and_a_name(window):
    actions: Actions = window.actions_
    for entry in ENTRIES:
        action = actions[entry.name]
        assert action.text()
        assert entry.tip in action.toolTip()
        assert action.objectName() == entry.object_name
    assert actions["new_start"].objectName() == "actionNewStart"


def test_the_help_lists_every_key():
    html = keys_html()
    for entry in ENTRIES:
        if entry.keys:
            assert entry.text in html


def test_the_pace_goes_from_one_a_second_to_full_speed(qtbot):
    control = SpeedControl()
    qtbot.addWidget(control)
    paces = []
    control.pace_changed.connect(paces.append)
    control.change_by(-100)
    assert (control.pace, control.label.text()) == (1, "1 update/s")
    control.change_by(100)
    assert control.label.text() == "full speed"
    assert paces == [1, float("inf")]
    assert 10_000 / 300 == pytest.approx(30, rel=0.2)
    assert 300 in PACES
