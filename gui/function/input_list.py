"""What the list of inputs shows of a card: values, profiles, and the answer to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gui.widgets.painted_label import Part
from shallownet.analysis.unit_shares import unit_shares
from shallownet.wording import counted, figure, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gui.function.function_card import FunctionCard
    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

STRONGEST: Final = 3
"""Units that are told."""


class InputList:
    """Fills the list of inputs of a card, while that is open."""

    def __init__(self, card: FunctionCard) -> None:
        self._card = card

    @property
    def is_open(self) -> bool:
        """Whether the list is open."""
        pane = self._card.panes.inputs
        return pane is not None and not pane.isHidden()

    def fill(self) -> None:
        """Make the rows of another run."""
        surface, pane = self._card.surface, self._card.panes.inputs
        if surface is None or pane is None:
            return
        names = surface.run.data.input_names
        pane.set_fields(
            surface.fields,
            [
                (surface.extent(field.rows.start), surface.field_range(field))
                for field in surface.fields
            ],
            names,
        )
        self.show_point()

    def show_point(self) -> None:
        """Show the values that the network is asked about."""
        surface, pane = self._card.surface, self._card.panes.inputs
        if surface is not None and pane is not None:
            point = surface.point
            pane.set_places([f.place_of(point[f.rows]) for f in surface.fields])

    def show_profiles(self, means: Sequence[Array]) -> None:
        """Show the partial dependence (k,) on each column."""
        surface, pane = self._card.surface, self._card.panes.inputs
        if surface is not None and pane is not None:
            samples = len(surface.profile_rows)
            pane.set_profiles(surface.profile_places, list(means), samples)

    def point_with(self, number: int, place: float) -> Array:
        """Return the inputs (inputs,) that are asked about with another column's."""
        surface = self._card.surface
        assert surface is not None
        point, field = surface.point.copy(), surface.fields[number]
        point[field.rows] = field.inputs_at(np.array([place]))[:, 0]
        return point

    def show_answer(self, snapshot: Snapshot, theme: Theme, *, is_sample: bool) -> None:
        """Show the prediction, the units it comes from, and whether samples are near.

        A sample is where samples are.
        """
        surface, pane = self._card.surface, self._card.panes.inputs
        if surface is None or pane is None or not self.is_open:
            return
        predicted, _ = surface.values_at(snapshot, surface.point)
        model = surface.run.model.copy()
        model.network.theta[:] = snapshot.theta
        shares = unit_shares(model, surface.point)
        target = surface.run.data.target_name
        pane.answer.set_longest(answers(target, predicted, shares, theme))
        warning = "" if is_sample else surface.region.warning(surface.point)
        pane.set_warning(warning)


def answers(
    target: str, predicted: float, shares: Array, theme: Theme
) -> Iterator[list[Part]]:
    """Yield a prediction with the units that it comes from, from long to short.

    Parameters
    ----------
    target : str
    predicted : float
    shares : ndarray, shape (units,)
        See `unit_shares`; empty if the prediction is of no units.
    theme : Theme
    """
    value = [Part("ŷ", theme.loss), Part(f" {figure(predicted)}", joined=True)]
    named = [Part(shortened(target, 20)), *value]
    if shares.size and np.isfinite(shares).all():
        order = np.argsort(-np.abs(shares), kind="stable")[:STRONGEST]
        told = [f"{unit} ({_added(float(shares[unit]))})" for unit in order]
        rest = len(shares) - len(order)
        for units in (told, told[:1]):
            most = [Part("most from " + ("units " if len(units) > 1 else "unit "))]
            most += [Part(", ".join(units), joined=True)]
            if rest and units is told:
                yield [*named, *most, Part(f"of {counted(len(shares), 'unit')}")]
            yield [*named, *most]
            yield [*value, *most]
    yield named
    yield value


def _added(share: float) -> str:
    return f"{'+' if share > 0.0 else ''}{figure(share, 3)}"
