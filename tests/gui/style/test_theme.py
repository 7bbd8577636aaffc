"""Themes: contrast, colour blindness, style sheet, palette and icons."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor, QFont, QIcon, QPalette
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QPushButton

from gui.style import theme as themes
from gui.style.theme import CHOICES, DARK, LIGHT

each_theme = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2)."""
    c = QColor(colour)
    r, g, b = (
        v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4
        for v in (c.redF(), c.greenF(), c.blueF())
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightness(colour: str) -> float:
    """Return L* (CIE), 0 to 100: equal steps look equal."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def seen_without(kind: str, colour: str) -> tuple[float, float, float]:
    """Return a colour as seen by people without red or green cones.

    The matrices of Machado, Oliveira and Fernandes (2009), for complete deficiency.
    """
    matrix = {
        "red": (
            (0.152286, 1.052583, -0.204868),
            (0.114503, 0.786281, 0.099216),
            (-0.003882, -0.048116, 1.051998),
        ),
        "green": (
            (0.367322, 0.860646, -0.227968),
            (0.280085, 0.672501, 0.047413),
            (-0.011820, 0.042940, 0.968881),
        ),
    }[kind]
    rgb = QColor(colour).getRgbF()[:3]
    red, green, blue = (
        sum(a * b for a, b in zip(row, rgb, strict=True)) for row in matrix
    )
    return red, green, blue


@each_theme
def test_every_colour_is_a_colour(theme):
    for name, colour in theme._asdict().items():
        if name not in ("name", "scale"):
            assert re.fullmatch("#[0-9a-f]{6}", colour), name


@each_theme
@pytest.mark.parametrize("back", ["window", "surface", "raised"])
def test_text_can_be_read(theme, back):
    assert contrast(theme.text, getattr(theme, back)) >= 7
    assert contrast(theme.muted, getattr(theme, back)) >= 4.5


@each_theme
def test_text_on_colours_can_be_read(theme):
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.text, theme.warning) >= 4.5
    assert contrast(theme.error, theme.surface) >= 4.5


@each_theme
@pytest.mark.parametrize(
    "name",
    (
        *("accent", "negative", "positive", "error"),
        *("loss", "test", "mean_error", "points"),
    ),
)
def test_graphics_stand_out(theme, name):
    assert contrast(getattr(theme, name), theme.surface) >= 3


@each_theme
def test_the_two_signs_are_of_about_equal_lightness(theme):
    assert abs(lightness(theme.negative) - lightness(theme.positive)) < 10


@each_theme
@pytest.mark.parametrize("kind", ["red", "green"])
def test_the_two_signs_differ_for_the_colour_blind(theme, kind):
    one, other = (seen_without(kind, c) for c in (theme.negative, theme.positive))
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.3


@each_theme
@pytest.mark.parametrize(("one", "other"), [("loss", "test"), ("points", "test")])
def test_training_and_test_differ_in_every_eye(theme, one, other):
    for kind in ("red", "green"):
        colours = [seen_without(kind, getattr(theme, name)) for name in (one, other)]
        assert max(abs(a - b) for a, b in zip(*colours, strict=True)) > 0.2
    hues = [QColor(getattr(theme, name)).hsvHue() for name in (one, other)]
    assert 60 <= abs(hues[0] - hues[1]) <= 300


@each_theme
def test_the_style_sheet_names_only_colours_of_the_theme(theme):
    source = files("resources").joinpath("style.qss").read_text(encoding="utf-8")
    rules = source.partition("*/")[2]
    names = set(re.findall(r"@([a-z]+(?:_[a-z]+)?)", rules)) - {
        "check",
        "selection",
    }
    assert names <= set(theme._fields) - {"name"}
    assert len(names) > 5
    sheet = themes.style_sheet(theme).partition("*/")[2]
    assert "@" not in sheet
    for name in names:
        assert getattr(theme, name) in sheet


@pytest.mark.parametrize(
    ("choice", "system", "theme"),
    [
        ("system", Qt.ColorScheme.Dark, DARK),
        ("system", Qt.ColorScheme.Light, LIGHT),
        ("system", Qt.ColorScheme.Unknown, LIGHT),
        ("light", Qt.ColorScheme.Dark, LIGHT),
        ("dark", Qt.ColorScheme.Light, DARK),
    ],
)
def test_the_choice_may_follow_the_system(choice, system, theme):
    assert choice in CHOICES
    assert themes.choose(choice, system) is theme


def test_mixing_goes_from_back_to_front():
    assert themes.mix("#000000", "#ffffff", 0.0).name() == "#000000"
    assert themes.mix("#000000", "#ffffff", 1.0).name() == "#ffffff"
    assert themes.mix("#204060", "#406080", 0.5).name() == "#305070"


@each_theme
def test_the_palette_takes_its_colours_from_the_theme(theme):
    palette = themes.palette(theme)
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    assert palette.color(role.Window).name() == theme.window
    assert palette.color(role.WindowText).name() == theme.text
    assert palette.color(role.Base).name() == theme.surface
    disabled = palette.color(group.Disabled, role.Text).name()
    assert contrast(disabled, theme.window) < contrast(theme.text, theme.window)


@each_theme
@pytest.mark.parametrize(
    "name",
    [
        path.name.removesuffix(".svg")
        for path in files("resources").joinpath("icons").iterdir()
        if path.name != "shallownet.svg"
    ],
)
def test_icons_are_drawn_in_the_colour_of_text(qapp, theme, name):
    icon = themes.icon(name, theme)

    def colours(mode: QIcon.Mode) -> set[str]:
        image = icon.pixmap(20, 20, mode).toImage()
        return {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        }

    assert theme.text in colours(QIcon.Mode.Normal)
    assert theme.text not in colours(QIcon.Mode.Disabled)


@pytest.mark.parametrize("size", [16, 48, 256])
def test_the_application_has_an_icon_in_every_size(qapp, size):
    image = themes.application_icon().pixmap(size, size).toImage()
    assert image.width() == size
    assert image.pixelColor(size // 2, size // 2).alpha() == 255


def test_the_number_font_has_tabular_digits_only_in_a_copy(qapp):
    font = QFont("Sans Serif", 13)
    result = themes.number_font(font)
    assert (result.family(), result.pointSize()) == (font.family(), 13)
    assert result.featureValue(QFont.Tag.fromString("tnum")) == 1
    assert not font.featureTags()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("default", [True, False])
def test_a_disabled_button_does_not_look_as_if_it_could_be_pressed(
    qtbot, theme, default
):
    button = QPushButton("Learn from it")
    qtbot.addWidget(button)
    button.setStyleSheet(themes.style_sheet(theme))
    button.setDefault(default)
    button.resize(120, 30)
    middle = QPoint(8, 8)
    enabled = button.grab().toImage().pixelColor(middle).name()
    button.setEnabled(False)
    assert button.grab().toImage().pixelColor(middle).name() != enabled


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_box_of_an_unchecked_item_can_be_seen(qtbot, theme):
    views = QListWidget()
    qtbot.addWidget(views)
    views.setStyleSheet(themes.style_sheet(theme))
    item = QListWidgetItem("rooms")
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Unchecked)
    views.addItem(item)
    image = views.grab().toImage()
    row = views.visualItemRect(item).center().y()
    border = QColor(theme.muted).name()
    assert border in {image.pixelColor(x, row).name() for x in range(2, 24)}
