"""The columns of the units' table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gui.text.number_format import share
from gui.units.unit_rows import UnitRow, percent_text

if TYPE_CHECKING:
    from collections.abc import Callable


class UnitColumn(NamedTuple):
    """One column.

    Attributes
    ----------
    name, title, tip : str
    text : callable
        Returns the text of a row's cell.
    key : callable
        Returns what the cell is sorted by.
    width : str
        The longest usual text, which decides the width.
    cell_tip : callable, optional
        Returns the tip of a row's cell; its text by default.
    needed : callable, optional
        Returns whether a row has anything to say here; a column is shown if any has.
    """

    name: str
    title: str
    tip: str
    text: Callable[[UnitRow], str]
    key: Callable[[UnitRow], float | str]
    width: str
    cell_tip: Callable[[UnitRow], str] | None = None
    needed: Callable[[UnitRow], bool] | None = None


COLUMNS: Final = (
    UnitColumn(
        "unit",
        "unit",
        "The unit, with its activation over the plane of the first two inputs as in "
        "the graph. Untick it (Space) to see the pictures without it; the run goes on "
        "as it is.",
        lambda row: row.name,
        lambda row: 10_000 * row.unit.layer + row.unit.index,
        "10 AA",
    ),
    UnitColumn(
        "contribution",
        "contribution",
        "How much ŷ varies by this unit's variation over the samples: the variance of "
        "w·a, as a share of the sum over the layer. In a deeper layer, or behind an "
        "output that is not linear: the variance of the difference in ŷ when the unit "
        "is held at its mean. The shares would be parts of ŷ's own variance if the "
        "units varied independently.",
        lambda row: percent_text(row.contribution),
        lambda row: row.contribution,
        "contribution",
    ),
    UnitColumn(
        "r2_without",
        "R² without",
        "R² with this unit's activation at 0 and every other number as it is. The bias "
        "is not adjusted: a saturated unit that acts as a bias is missed here.",
        lambda row: share(row.r2_without),
        lambda row: row.r2_without,
        "−0.0000",
    ),
    UnitColumn(
        "r2_at_mean",
        "R² at mean",
        "R² with this unit's activation held at its mean: the biases above are "
        "adjusted for what it gives on average, and only its variation is missed.",
        lambda row: share(row.r2_at_mean),
        lambda row: row.r2_at_mean,
        "−0.0000",
    ),
    UnitColumn(
        "activations",
        "activations",
        "Histogram of the activations over the samples, all units of a layer on the "
        "same axis; the line is the mean.",
        lambda row: "",
        lambda row: row.mean,
        "activations",
        lambda row: row.activation_text,
    ),
    UnitColumn(
        "slopes",
        "saturated",
        "Histogram of the slopes |g′(z)| from 0 to the steepest. Orange: the samples "
        "on which the unit is saturated, with a slope below 4 % of that, for a sigmoid "
        "a(1 − a) < 0.01; the number is their share.",
        lambda row: row.saturated_text,
        lambda row: row.saturated,
        "99.9 % saturated",
        lambda row: f"saturated on {row.saturated_text} of the samples",
        lambda row: row.slopes.size > 0,
    ),
    UnitColumn(
        "outgoing",
        "weight out",
        "The weight that leads from the unit to ŷ; in a deeper network those to the "
        "next layer, sorted by the root of the sum of their squares.",
        lambda row: row.outgoing.text,
        lambda row: row.outgoing.key,
        "10 of size 1.234",
        lambda row: row.outgoing.whole,
    ),
    UnitColumn(
        "outgoing_in_data",
        "… in data units",
        "The same weight for the data as they are, not standardized.",
        lambda row: row.outgoing_in_data.text,
        lambda row: row.outgoing_in_data.key,
        "… in data units",
        lambda row: row.outgoing_in_data.whole,
        lambda row: bool(row.outgoing_in_data.text),
    ),
    UnitColumn(
        "incoming",
        "weighted sum z",
        "What the unit adds up, in the network's units; sorted by the root of the sum "
        "of the weights' squares.",
        lambda row: row.incoming.text,
        lambda row: row.incoming.key,
        "0.1234·x1 − 0.1234·x2 − 0.1234",
        lambda row: row.incoming.whole,
        lambda row: bool(row.incoming.text),
    ),
    UnitColumn(
        "incoming_in_data",
        "z in data units",
        "The same sum for the data as they are, not standardized.",
        lambda row: row.incoming_in_data.text,
        lambda row: row.incoming_in_data.key,
        "0.1234·x1 − 0.1234·x2 − 0.1234",
        lambda row: row.incoming_in_data.whole,
        lambda row: bool(row.incoming_in_data.text),
    ),
    UnitColumn(
        "twins",
        "twins",
        "Units of the layer whose activations correlate beyond 0.99 in size: they do "
        "the work of one. They have the same letter. (The diagnosis leaves saturated "
        "units out, which vary on a few samples only.)",
        lambda row: row.twins,
        lambda row: row.twins or "~",
        "A: with 1, 2 and 3",
        None,
        lambda row: bool(row.twins),
    ),
)
"""In the order in which they stand."""
