"""What a benchmark finds: lines, the table they make, and the same as JSON."""

from __future__ import annotations

import json
import statistics
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def say(text: str) -> None:
    """Report progress on stderr, beside the results."""
    print(text, file=sys.stderr, flush=True)


class Spread(NamedTuple):
    """A median and the quartiles around it: half of all rounds lie between these."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the spread of some values; one alone has none."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        return cls(*statistics.quantiles(values, n=4, method="inclusive"))

    def times(self, factor: float) -> Spread:
        """Return the same in a unit that is smaller by a factor."""
        return Spread(self.low * factor, self.median * factor, self.high * factor)


@dataclass(frozen=True)
class Aim:
    """What a line's median should come to.

    Attributes
    ----------
    bound : float
    of : str
        Which of the line's numbers it bounds: ``"ratio"`` or ``"value"``.
    at_least : bool
        Whether more is better, as for frames a second.
    """

    bound: float
    of: str = "ratio"
    at_least: bool = False

    def __str__(self) -> str:
        what = "" if self.of == "ratio" else "value "
        return f"{what}{'≥' if self.at_least else '≤'} {self.bound:g}"


AHEAD = Aim(1.0)
"""No slower than the reference."""


@dataclass(frozen=True)
class Line:
    """One thing measured.

    Attributes
    ----------
    name : str
        Its place among the others, as ``--only`` selects it: ``networks/.../torch``.
    what : str
        What was measured, in words.
    value : Spread or None
        ShallowNet's own figure, in ``unit``; None if there is none, for the reason
        that ``missing`` gives.
    reference : str
        What it is compared with; empty for nothing.
    reference_value : Spread or None
        The reference's figure, in the same unit.
    ratio : Spread or None
        Ours over the reference's, taken within each round.
    aim : Aim or None
    missing : str
        Why there is no figure, as a sentence.
    failed : bool
        Whether that is a fault, and not just something that is not installed.
    """

    name: str
    what: str
    value: Spread | None = None
    unit: str = ""
    reference: str = ""
    reference_value: Spread | None = None
    ratio: Spread | None = None
    aim: Aim | None = None
    missing: str = ""
    failed: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether the median meets the aim; None if there is no aim or no figure."""
        spread = self.value
        if self.aim is not None and self.aim.of == "ratio":
            spread = self.ratio
        if self.aim is None or spread is None:
            return None
        if self.aim.at_least:
            return spread.median >= self.aim.bound
        return spread.median <= self.aim.bound


def number(value: float) -> str:
    """Write a number with three significant digits, or all before the point."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) < 0.001:
        return f"{value:.1e}"
    return f"{value:.{1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3}f}"


def spread(values: Spread | None) -> str:
    """Write a median, and the quartiles behind it."""
    if values is None:
        return ""
    low, median, high = map(number, values)
    return median if low == high else f"{median} ({low} to {high})"


HEADINGS = ("what", "ShallowNet", "unit", "against", "its own", "ratio", "aim", "")
REACHED = {None: "", True: "reached", False: "MISSED"}


def table(lines: Sequence[Line]) -> str:
    """Return the lines as a table: medians, with their quartiles in brackets."""
    rows = [
        (
            line.what,
            spread(line.value),
            line.unit if line.value else "",
            line.reference,
            spread(line.reference_value),
            spread(line.ratio),
            "" if line.aim is None else str(line.aim),
            REACHED[line.reached],
        )
        for line in lines
    ]
    columns = zip(HEADINGS, *rows, strict=True)
    widths = [max(map(len, column)) for column in columns]
    text = [_row(HEADINGS, widths), _row(("-" * width for width in widths), widths)]
    for line, row in zip(lines, rows, strict=True):
        if line.missing:
            # What is said in place of figures runs across the columns.
            said = "FAILED" if line.failed else "skipped"
            head = (
                line.what.ljust(widths[0]),
                f"{said}, {line.reference}".rstrip(", "),
            )
            text.append(f"{'  '.join(head)}: {line.missing}")
        else:
            text.append(_row(row, widths))
    return "\n".join(text)


def _row(cells: Iterable[str], widths: Sequence[int]) -> str:
    return "  ".join(
        cell.ljust(width) for cell, width in zip(cells, widths, strict=True)
    ).rstrip()


def as_json(lines: Sequence[Line], about: dict[str, Any]) -> str:
    """Return the lines and what they were taken on as JSON."""
    results = []
    for line in lines:
        record = asdict(line)
        for name in ("value", "reference_value", "ratio"):
            values: Spread | None = getattr(line, name)
            record[name] = None if values is None else values._asdict()
        results.append(record | {"reached": line.reached})
    return json.dumps({"machine": about, "results": results}, indent=2)


def write(lines: Sequence[Line], about: dict[str, Any], target: str | None) -> None:
    """Print the table, and write JSON to a file; for ``-``, print JSON alone."""
    if target == "-":
        print(as_json(lines, about))
        return
    print("; ".join(f"{name} {value}" for name, value in about.items()))
    print(
        "Medians over interleaved rounds, with quartiles; ratio = ShallowNet / other."
    )
    print(table(lines), flush=True)
    aims = [line.reached for line in lines if line.reached is not None]
    print(f"{sum(aims)} of {len(aims)} aims reached.")
    if target is not None:
        Path(target).write_text(as_json(lines, about) + "\n", encoding="utf-8")
        print(f"Written to {target}.", file=sys.stderr)
