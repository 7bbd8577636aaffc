"""The light and the dark theme, with palette, style sheet and icons made from them.

Nothing here asks the application, because offscreen there is no system colour scheme.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from PyQt6.QtCore import QByteArray, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QIcon, QPainter, QPalette, QPixmap
from PyQt6.QtSvg import QSvgRenderer

import resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ThemeChoice = Literal["system", "light", "dark"]
CHOICES: Final[tuple[ThemeChoice, ...]] = ("system", "light", "dark")


class Theme(NamedTuple):
    """Colours by their purpose, as ``#rrggbb``, and the size of letters and lines.

    ``negative`` and ``positive`` have about equal lightness, and differ for people with
    any common colour blindness (after Okabe and Ito).

    ``scale`` is the factor of letters and lines: 1 but for a presentation.
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
    scale: float = 1.0


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


ROLES: Final[dict[str, QPalette.ColorRole]] = {
    "window": QPalette.ColorRole.Window,
    "surface": QPalette.ColorRole.Base,
    "raised": QPalette.ColorRole.Button,
    "border": QPalette.ColorRole.Mid,
    "text": QPalette.ColorRole.Text,
    "muted": QPalette.ColorRole.PlaceholderText,
    "faint": QPalette.ColorRole.Midlight,
    "accent": QPalette.ColorRole.Highlight,
    "on_accent": QPalette.ColorRole.HighlightedText,
    "warning": QPalette.ColorRole.Shadow,
    "error": QPalette.ColorRole.BrightText,
    "selection": QPalette.ColorRole.LinkVisited,
}
"""By which role of a palette a style sheet asks for a colour."""

ALSO: Final = (
    ("raised", QPalette.ColorRole.AlternateBase),
    ("raised", QPalette.ColorRole.ToolTipBase),
    ("text", QPalette.ColorRole.WindowText),
    ("text", QPalette.ColorRole.ButtonText),
    ("text", QPalette.ColorRole.ToolTipText),
    ("accent", QPalette.ColorRole.Accent),
    ("accent", QPalette.ColorRole.Link),
)
"""Further roles, of what no style sheet paints."""

MARKS: Final = "marks"
"""The prefix of the paths of the marks in the application's style sheet."""


def palette(theme: Theme) -> QPalette:
    """Return the palette for Qt widgets."""
    result, role = QPalette(), QPalette.ColorRole
    colours = _colours(theme)
    for name, key in (*ROLES.items(), *ALSO):
        result.setColor(key, QColor(colours[name]))
    faded = mix(theme.window, theme.text, 0.42)
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, faded)
    return result


def style_sheet(theme: Theme) -> str:
    """Return the style sheet, with colour names replaced by a theme's colours."""
    return _sheet(_colours(theme) | {"check": (marks(theme) / "check.svg").as_posix()})


def application_sheet() -> str:
    """Return the style sheet for all themes, whose colours are those of the palette."""
    words = {name: _kebab(role.name) for name, role in ROLES.items()}
    roles = {name: f"palette({word})" for name, word in words.items()}
    return _sheet(roles | {"check": f"{MARKS}:check.svg"})


def sizes_sheet(scale: float) -> str:
    """Return rules that scale the letters for which the style sheet has a size.

    For a window beside the application's sheet, which need not be set again: that
    would restyle every widget of the program. Empty at 1.
    """
    if scale == 1.0:
        return ""
    text = re.sub(r"/\*.*?\*/", "", _sheet_text(), flags=re.DOTALL)
    rules = re.findall(r"([^{}]+)\{[^{}]*?font-size: (\d+)px", text)
    return "".join(
        f"{selectors.strip()} {{ font-size: {round(int(size) * scale)}px; }}\n"
        for selectors, size in rules
    )


def marks(theme: Theme) -> Path:
    """Return the folder of the marks in a theme's colours."""
    return _resources() / "marks" / theme.name


def _colours(theme: Theme) -> dict[str, str]:
    colours = theme._asdict()
    del colours["scale"]
    return colours | {"selection": selection(theme).name()}


def _sheet(values: dict[str, str]) -> str:
    """Return the style sheet, with each name after an @ replaced by its value."""
    return re.sub(
        r"@([a-z]+(_[a-z]+)?)", lambda match: values[match.group(1)], _sheet_text()
    )


def _sheet_text() -> str:
    return (_resources() / "style.qss").read_text(encoding="utf-8")


def _kebab(name: str) -> str:
    """Return the name of a role as style sheets write it: placeholder-text."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


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
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        yield pixmap


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
