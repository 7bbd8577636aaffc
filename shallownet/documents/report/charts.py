"""The pictures of a report, drawn as SVG: the curve of J, and predicted over true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.documents.report.axis import Axis
from shallownet.documents.report.markup import Markup, element
from shallownet.runs.min_max_decimation import min_max_indices

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shallownet.arrays import Array

WIDTH: Final = 720
HEIGHT: Final = 320
SIDE: Final = 420
LEFT, TOP, RIGHT, BOTTOM = 84, 14, 24, 46

MAX_POINTS: Final = 1_200
"""Points of a curve: more than two for each pixel of its width are not seen."""

MAX_SAMPLES: Final = 1_500
"""Points of a scatter plot; a larger set is drawn in part."""


def curve_chart(
    title: str, curves: Sequence[tuple[str, Array]], marks: Iterable[int]
) -> Markup:
    """Return curves over the updates, on a logarithmic axis where that shows more.

    Parameters
    ----------
    title : str
        What a screen reader is told of the picture.
    curves : sequence of (str, ndarray)
        The name of each curve, and its values after 0, 1, 2 and more updates. What is
        not finite is not drawn.
    marks : iterable of int
        Updates that have a line.
    """
    finite = [values[np.isfinite(values)] for _, values in curves]
    known = np.concatenate([*finite])
    if not known.size:
        return element("p", "No value is finite, so there is no curve.")
    positive = known[known > 0.0]
    logarithmic = positive.size == known.size and known.max() > 5.0 * known.min()
    last = max(len(values) for _, values in curves) - 1
    x = Axis(0.0, float(max(last, 1)), LEFT, WIDTH - RIGHT)
    y = Axis.around(known, HEIGHT - BOTTOM, TOP, logarithmic=bool(logarithmic))
    drawn = [_axes(x, y, WIDTH, HEIGHT, "update", "J")]
    drawn += [
        element("line", x1=place, x2=place, y1=TOP, y2=HEIGHT - BOTTOM, class_="mark")
        for place in _rounded(x.place(np.array(sorted(set(marks)), dtype=float)))
    ]
    for number, (name, values) in enumerate(curves):
        seen = np.where(np.isfinite(values), values, np.nan)
        indices = min_max_indices(seen, MAX_POINTS)
        points = _points(x.place(indices.astype(float)), y.place(seen[indices]))
        drawn.append(element("polyline", points=points, class_=f"curve c{number}"))
        if len(curves) > 1:
            place = {"x": WIDTH - RIGHT - 8, "y": TOP + 16 + 18 * number}
            name = f"{'- - ' if number else '— '}{name}"
            drawn.append(element("text", name, **place, class_=f"key c{number}"))
    return _svg(title, WIDTH, HEIGHT, drawn)


def scatter_chart(title: str, true: Array, predicted: Array, name: str) -> Markup:
    """Return the predicted value of each sample over the true one.

    Parameters
    ----------
    title : str
        What a screen reader is told of the picture.
    true, predicted : ndarray, shape (m,)
        A sample whose prediction is not finite is left out.
    name : str
        Of the target.
    """
    finite = np.flatnonzero(np.isfinite(predicted))
    if len(finite) > MAX_SAMPLES:
        finite = finite[np.linspace(0, len(finite) - 1, MAX_SAMPLES).astype(int)]
    true, predicted = true[finite], predicted[finite]
    if not true.size:
        return element("p", "No prediction is finite, so there is no picture.")
    both = np.concatenate([true, predicted])
    x = Axis.around(both, LEFT, SIDE - RIGHT)
    y = Axis(x.low, x.high, SIDE - BOTTOM, TOP)
    drawn = [_axes(x, y, SIDE, SIDE, f"true {name}", f"predicted {name}")]
    ends = {"x1": LEFT, "y1": SIDE - BOTTOM, "x2": SIDE - RIGHT, "y2": TOP}
    drawn.append(element("line", **ends, class_="diagonal"))
    # One path for all points: a tenth of the size of a circle for each. Some programs
    # draw no line without a length, however round its ends are.
    dots = zip(_rounded(x.place(true)), _rounded(y.place(predicted)), strict=True)
    path = "".join(f"M{a:g} {b:g}h.01" for a, b in dots)
    drawn.append(element("path", d=path, class_="dots"))
    return _svg(title, SIDE, SIDE, drawn)


def _svg(title: str, width: int, height: int, drawn: Iterable[str]) -> Markup:
    return element(
        "svg",
        element("title", title),
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
    )


def _axes(
    x: Axis, y: Axis, width: int, height: int, x_name: str, y_name: str
) -> Markup:
    bottom, right = height - BOTTOM, width - RIGHT
    parts = []
    for place, text in x.ticks():
        place = round(place, 1)
        parts.append(element("line", x1=place, x2=place, y1=TOP, y2=bottom))
        parts.append(element("text", text, x=place, y=bottom + 16, class_="x"))
    for place, text in y.ticks():
        place = round(place, 1)
        parts.append(element("line", x1=LEFT, x2=right, y1=place, y2=place))
        parts.append(element("text", text, x=LEFT - 6, y=place + 4, class_="y"))
    middle = (TOP + bottom) / 2
    parts += [
        element("text", x_name, x=(LEFT + right) / 2, y=height - 8, class_="x name"),
        element(
            "text",
            y_name,
            x=14,
            y=middle,
            class_="x name",
            transform=f"rotate(-90 14 {middle:g})",
        ),
    ]
    return element("g", *parts, class_="axes")


def _points(x: Array, y: Array) -> str:
    return " ".join(
        f"{a:g},{b:g}" for a, b in zip(_rounded(x), _rounded(y), strict=True)
    )


def _rounded(places: Array) -> list[float]:
    """Return places to a tenth of a pixel."""
    return [float(place) for place in np.round(places, 1)]
