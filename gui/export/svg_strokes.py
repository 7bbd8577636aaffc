"""Strokes of an SVG file in units of the page, for programs that scale their width.

Qt writes a pen of constant width as ``vector-effect="non-scaling-stroke"``, with points
in the units of a plot. Programs that do not know this effect would draw a curve whose
unit is a thousand updates as wide as the page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"

POINT: Final = re.compile(r"(-?[\d.]+(?:e[-+]?\d+)?),(-?[\d.]+(?:e[-+]?\d+)?)")

POINTS: Final = {f"{{{SVG}}}path": "d", f"{{{SVG}}}polyline": "points"}
"""The attribute with the points of each kind of stroke."""


def with_plain_strokes(svg: bytes) -> bytes:
    """Return a file of Qt's generator whose strokes have the same width everywhere.

    Texts get a family that every system has, in case it lacks their own.
    """
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        family = element.get("font-family")
        if family is not None:
            element.set("font-family", f"{family}, sans-serif")
        strokes = list(_strokes(element))
        if strokes:
            _use_page_units(element, strokes)
    plain: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return plain


def _strokes(group: Element) -> Iterator[Element]:
    """Yield the elements of a group that need its transform in their points."""
    if group.get("transform") is None or any(e.tag not in POINTS for e in group):
        return
    for element in group:
        if element.get("vector-effect") == "non-scaling-stroke":
            yield element


def _use_page_units(group: Element, strokes: list[Element]) -> None:
    if len(strokes) != len(group):
        return
    matrix = group.attrib.pop("transform")
    a, b, c, d, e, f = map(float, matrix.removeprefix("matrix(").rstrip(")").split(","))

    def moved(match: re.Match[str]) -> str:
        x, y = float(match[1]), float(match[2])
        return f"{a * x + c * y + e:.6g},{b * x + d * y + f:.6g}"

    for stroke in strokes:
        del stroke.attrib["vector-effect"]
        points = POINTS[stroke.tag]
        stroke.set(points, POINT.sub(moved, stroke.get(points, "")))
