"""The colours of light and dark, and what is made of them: pure functions.

Offscreen there is no system scheme to follow and no signal of its change, so nothing
here asks the application for anything.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from PyQt6.QtCore import QByteArray, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QIcon, QImage, QPainter, QPalette, QPixmap
from PyQt6.QtSvg import QSvgRenderer

import resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ThemeChoice = Literal["system", "light", "dark"]
CHOICES: Final[tuple[ThemeChoice, ...]] = ("system", "light", "dark")


class Theme(NamedTuple):
    """Colours by what they are for, as ``#rrggbb``.

    ``negative`` and ``positive`` are a pair of about equal lightness that people with
    any of the common colour blindnesses can tell apart (after Okabe and Ito).
    """

    name: str
    window: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    negative: str
    positive: str
    loss: str
    test: str
    mean_error: str
    points: str
    warning: str
    error: str


LIGHT: Final = Theme(
    name="light",
    window="#eef1f4",
    surface="#ffffff",
    raised="#f6f8fa",
    border="#d3dae1",
    text="#17202a",
    muted="#566370",
    faint="#e4e9ee",
    accent="#0b7261",
    on_accent="#ffffff",
    negative="#d55e00",
    positive="#0072b2",
    loss="#0b7261",
    test="#8a6100",
    mean_error="#a8428a",
    points="#2f6fa5",
    warning="#fff3d6",
    error="#b3261e",
)

DARK: Final = Theme(
    name="dark",
    window="#12161b",
    surface="#1a2027",
    raised="#222a33",
    border="#343f4b",
    text="#e8edf2",
    muted="#a0adba",
    faint="#29323c",
    accent="#3ecfae",
    on_accent="#06231d",
    negative="#f28b3c",
    positive="#4fa8e6",
    loss="#3ecfae",
    test="#e3c04b",
    mean_error="#dd8fc8",
    points="#79b4e8",
    warning="#3b3116",
    error="#ff8a80",
)


def choose(choice: ThemeChoice, system: Qt.ColorScheme) -> Theme:
    """Return the theme for a person's choice and the system's scheme."""
    dark = choice == "dark" or (choice == "system" and system == Qt.ColorScheme.Dark)
    return DARK if dark else LIGHT


def mix(back: str, front: str, share: float) -> QColor:
    """Blend ``front`` over ``back``; a share of 1 is all front."""
    a, b = QColor(back), QColor(front)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


def palette(theme: Theme) -> QPalette:
    """Return the palette that plain Qt widgets take their colours from."""
    result = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for key, colour in (
        (role.Window, theme.window),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.raised),
        (role.Button, theme.raised),
        (role.ToolTipBase, theme.raised),
        (role.WindowText, theme.text),
        (role.Text, theme.text),
        (role.ButtonText, theme.text),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
    ):
        result.setColor(key, QColor(colour))
    faded = mix(theme.window, theme.text, 0.42)
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(group.Disabled, key, faded)
    return result


def style_sheet(theme: Theme) -> str:
    """Return the style sheet with this theme's colours in place of their names."""
    sheet = (_resources() / "style.qss").read_text(encoding="utf-8")
    names = {f"@{name}": value for name, value in theme._asdict().items()}
    names["@marks"] = (_resources() / "marks").as_posix()
    return re.sub(r"@[a-z]+(_[a-z]+)?", lambda match: names[match.group()], sheet)


def icon(name: str, theme: Theme) -> QIcon:
    """Draw an icon of ours in the theme's text colour, and faded where disabled."""
    result = QIcon()
    faded = mix(theme.surface, theme.text, 0.35).name()
    for mode, colour in (
        (QIcon.Mode.Normal, theme.text),
        (QIcon.Mode.Disabled, faded),
    ):
        for picture in _svg(name, colour, (20, 40)):
            result.addPixmap(picture, mode)
    return result


def application_icon() -> QIcon:
    """Return the icon of the application, the same in every theme and at any size."""
    return QIcon(str(_resources() / "icons" / "shallownet.svg"))


def _svg(name: str, colour: str, sizes: Iterable[int]) -> Iterator[QPixmap]:
    source = _resources() / "icons" / f"{name}.svg"
    text = source.read_text(encoding="utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(text.encode()))
    for size in sizes:
        image = QImage(QSize(size, size), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        yield QPixmap.fromImage(image)


@cache
def _resources() -> Path:
    return Path(resources.__file__).parent


def number_font(font: QFont) -> QFont:
    """Return the font with digits of one width, so that numbers sit still."""
    result = QFont(font)
    tabular = QFont.Tag.fromString("tnum")
    if tabular is not None:
        result.setFeature(tabular, 1)
    return result
