"""A formula in pieces, which stand beside each other or below as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QRectF

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shallownet.analysis.equations import Equation

APART: Final = 12.0
"""Room between two pieces on a line, in pixels."""


class Piece(NamedTuple):
    """A statement of a formula: to be typeset, and for where that cannot be."""

    latex: str
    plain: str


def pieces(equation: Equation) -> list[Piece]:
    """Return the statements of a line, each with the comma that follows it."""
    latex, plain = equation.latex.split(r",\quad "), equation.plain.split(",  ")
    if len(latex) != len(plain):
        return [Piece(equation.latex, equation.plain)]
    *first, last = map(Piece, latex, plain)
    return [*(Piece(p.latex + ",", p.plain + ",") for p in first), last]


def flow(
    sizes: Sequence[tuple[float, float]], left: float, top: float, right: float
) -> list[QRectF]:
    """Return a box for each of some sizes, line by line, level in their middles.

    What is wider than a line has one to itself.
    """
    boxes: list[QRectF] = []
    for line in _lines(sizes, right - left):
        height, x = max(h for _, h in line), left
        for width, _ in line:
            boxes.append(QRectF(x, top, width, height))
            x += width + APART
        top += height + 2.0
    return boxes


def _lines(
    sizes: Sequence[tuple[float, float]], room: float
) -> Iterator[list[tuple[float, float]]]:
    line: list[tuple[float, float]] = []
    taken = 0.0
    for width, height in sizes:
        if line and taken + width > room:
            yield line
            line, taken = [], 0.0
        line.append((width, height))
        taken += width + APART
    if line:
        yield line
