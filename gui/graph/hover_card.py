"""Names and numbers of what is under the pointer, and the card that shows them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPen

from gui.text.number_format import signed

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

    from gui.graph.network_layout import Node
    from gui.style.theme import Theme
    from shallownet.nn.scaling import Scaling
    from shallownet.training.snapshot import Snapshot

WIDEST_LINE: Final = "gradient  −0.0000e−00"
"""The card always has room for this line, so that its width does not jump."""

MAX_WIDTH: Final = 260.0
"""Pixels; a longer name of a column is elided."""


def describe_parameter(snapshot: Snapshot, index: int) -> list[str]:
    """Return the name, value and gradient of an entry of theta, a line each."""
    value, unscaled = snapshot.theta[index], snapshot.theta_in_data_units[index]
    lines = [
        snapshot.run.model.network.parameter_name(index),
        f"value     {signed(float(value))}",
        f"gradient  {signed(float(snapshot.gradient[index]))}",
    ]
    if unscaled != value:  # for the data as they are, not standardized
        lines.insert(2, f"unscaled  {signed(float(unscaled))}")
    if snapshot.frozen[index]:
        lines.append("frozen: updates leave it")
    return lines


def describe_node(snapshot: Snapshot, node: Node, inputs: Scaling) -> list[str]:
    """Return lines about a node: an input, a unit, or the "1" of the biases.

    ``inputs`` holds mean and deviation of the inputs.
    """
    network = snapshot.run.model.network
    if node.index is None:
        biases = f"b{node.layer + 1}"
        what = "always one; its edges are"
        return [f"1 (bias {biases})", what, f"the biases {biases}"]
    if node.layer == 0:
        return [
            snapshot.run.data.input_names[node.index],
            f"mean      {signed(float(inputs.shift[node.index, 0]))}",
            f"deviation {signed(float(inputs.scale[node.index, 0]))}",
        ]
    layer = node.layer - 1
    bias = network.matrices(snapshot.theta)[layer][node.index, -1]
    slope = network.matrices(snapshot.gradient)[layer][node.index, -1]
    is_output = node.layer == len(network.layers)
    return [
        "ŷ (output)" if is_output else f"unit {node.index} of layer {node.layer}",
        network.layers[layer].activation.name,
        f"bias      {signed(float(bias))}",
        f"gradient  {signed(float(slope))}",
    ]


def paint_card(
    painter: QPainter, lines: list[str], at: QPointF, bounds: QRectF, theme: Theme
) -> None:
    """Draw a card near a point, inside the bounds: a title, then names and values."""
    metrics = QFontMetricsF(painter.font())
    elide = Qt.TextElideMode.ElideRight
    widest = MAX_WIDTH * theme.scale
    lines = [metrics.elidedText(line, elide, widest) for line in lines]
    line_height = math.ceil(metrics.height())
    width = max(metrics.horizontalAdvance(line) for line in [*lines, WIDEST_LINE]) + 22
    height = line_height * len(lines) + 14
    x = min(at.x() + 16, bounds.right() - width - 6)
    y = min(at.y() + 16, bounds.bottom() - height - 6)
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(QRectF(x, y, width, height), 6, 6)
    for number, line in enumerate(lines):
        base = y + 7 + line_height * number + metrics.ascent()
        name, _, value = line.partition(" ") if number else (line, "", "")
        value = value.strip()
        is_number = bool(value) and (value[0] in "+−-")
        painter.setPen(QColor(theme.muted if number else theme.text))
        painter.drawText(QPointF(x + 11, base), name if is_number else line)
        if is_number:
            painter.setPen(QColor(theme.text))
            right = x + width - 11 - metrics.horizontalAdvance(value)
            painter.drawText(QPointF(right, base), value)
