"""The light and the dark theme, with palette, style sheet and icons made from them.

Nothing here asks the application, because offscreen there is no system colour scheme.
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
    """Colours by their purpose, as ``#rrggbb``.

    ``negative`` and ``positive`` have about equal lightness, and differ for people with
    any common colour blindness (after Okabe and Ito).
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
    loss="#007d6c",
    test="#a16207",
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
    """Return the theme for a choice and the system's colour scheme."""
    dark = choice == "dark" or (choice == "system" and system == Qt.ColorScheme.Dark)
    return DARK if dark else LIGHT


def mix(back: str, front: str, share: float) -> QColor:
    """Blend ``front`` over ``back``; a share of 1 is ``front``."""
    a, b = QColor(back), QColor(front)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


def selection(theme: Theme) -> QColor:
    """Return the background of what is selected or highlighted in a table."""
    return mix(theme.surface, theme.accent, 0.25)


def translucent(colour: str, alpha: int) -> QColor:
    """Return a colour with an alpha from 0 to 255."""
    result = QColor(colour)
    result.setAlpha(alpha)
    return result


def palette(theme: Theme) -> QPalette:
    """Return the palette for Qt widgets."""
    result, role = QPalette(), QPalette.ColorRole
    for colour, roles in (
        (theme.window, (role.Window,)),
        (theme.surface, (role.Base,)),
        (theme.raised, (role.AlternateBase, role.Button, role.ToolTipBase)),
        (theme.text, (role.WindowText, role.Text, role.ButtonText, role.ToolTipText)),
        (theme.muted, (role.PlaceholderText,)),
        (theme.accent, (role.Highlight, role.Accent, role.Link)),
        (theme.on_accent, (role.HighlightedText,)),
    ):
        for key in roles:
            result.setColor(key, QColor(colour))
    faded = mix(theme.window, theme.text, 0.42)
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, faded)
    return result


def style_sheet(theme: Theme) -> str:
    """Return the style sheet, with colour names replaced by a theme's colours."""
    sheet = (_resources() / "style.qss").read_text(encoding="utf-8")
    names = {f"@{name}": value for name, value in theme._asdict().items()}
    names["@selection"] = selection(theme).name()
    names["@marks"] = (_resources() / "marks").as_posix()
    return re.sub(r"@[a-z]+(_[a-z]+)?", lambda match: names[match.group()], sheet)


@cache
def icon(name: str, theme: Theme) -> QIcon:
    """Return an icon of the resources, in the text colour, or faded while disabled."""
    result, mode = QIcon(), QIcon.Mode
    faded = mix(theme.surface, theme.text, 0.35).name()
    for state, colour in ((mode.Normal, theme.text), (mode.Disabled, faded)):
        for pixmap in _svg(name, colour, (20, 40)):
            result.addPixmap(pixmap, state)
    return result


def application_icon() -> QIcon:
    """Return the icon of the application, the same in every theme."""
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
    """Return the font with tabular digits, so that changing numbers do not move."""
    result = QFont(font)
    tabular = QFont.Tag.fromString("tnum")
    if tabular is not None:
        result.setFeature(tabular, 1)
    return result
