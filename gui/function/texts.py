"""The texts around the plot: what is hatched, drawn and held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.function.surface import Surface
    from gui.graph.hover_target import Unit


def note(surface: Surface, off: Iterable[Unit]) -> str:
    """Return short notes, the most important one first, with "; " between them."""
    units = ", ".join(
        str(index) for _, index in sorted((unit.layer, unit.index) for unit in off)
    )
    m, shown = len(surface.run.split.open), len(surface.shown)
    some = f"{shown:,} of {m:,} drawn" if shown < m else f"all {m:,} drawn"
    without = f"without unit {units}; " if units else ""
    return f"{without}hatched: no samples; {some}"


def explanation(surface: Surface) -> str:
    """Return what the notes mean, in sentences."""
    m, shown = len(surface.run.split.open), len(surface.shown)
    held = len(surface.held)
    choice = ", a fixed random choice." if shown < m else "."
    lines = [
        "Hatched is what lies outside the convex hull of the training samples: there "
        "the network extrapolates.",
        f"{shown:,} of {counted(m, 'sample')} are drawn{choice}",
    ]
    if held:
        others = f"{counted(held, 'other input')} {'is' if held == 1 else 'are'} held"
        lines.append(
            f"{others} where the list of inputs says, at first at the median; the "
            "samples have values of their own there."
        )
    return "\n".join(lines)
