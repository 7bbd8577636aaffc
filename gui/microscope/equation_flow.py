"""Lays out the statements of a formula side by side, with line breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QRectF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.analysis.equations import Equation

SPACING: Final = 12.0
"""Pixels between two statements on a line."""


class Statement(NamedTuple):
    """A statement of a formula in LaTeX and as plain text."""

    latex: str
    plain: str


def statements(equation: Equation) -> list[Statement]:
    """Split a formula into its statements, each with the comma that follows it."""
    latex, plain = equation.latex.split(r",\quad "), equation.plain.split(",  ")
    if len(latex) != len(plain):
        return [Statement(equation.latex, equation.plain)]
    *first, last = map(Statement, latex, plain)
    return [*(Statement(s.latex + ",", s.plain + ",") for s in first), last]


def flow_layout(
    sizes: Sequence[tuple[float, float]], left: float, top: float, right: float
) -> list[QRectF]:
    """Return a box for each size, all boxes of a line being equally high.

    A size wider than a line has a line to itself.
    """
    lines: list[list[tuple[float, float, float]]] = [[]]
    x = left
    for width, height in sizes:
        if lines[-1] and x + width > right:
            lines.append([])
            x = left
        lines[-1].append((x, width, height))
        x += width + SPACING
    boxes = []
    for line in lines:
        line_height = max(height for *_, height in line)
        boxes += [QRectF(x, top, width, line_height) for x, width, _ in line]
        top += line_height + 2.0
    return boxes
