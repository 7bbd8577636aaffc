"""Units that are turned off in the picture alone: the run is as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from shallownet.analysis.ablation import theta_without

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.graph.hover_target import Unit
    from shallownet.training.snapshot import Snapshot


class WhatIf(QObject):
    """The hidden units whose activation the pictures take to be 0.

    Attributes
    ----------
    off : frozenset of Unit

    Signals
    -------
    changed()
        Other units are off.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.off: frozenset[Unit] = frozenset()
        self._applied: tuple[Snapshot, Snapshot] | None = None

    def set_off(self, units: Iterable[Unit]) -> None:
        """Turn these units off, and all others on again."""
        units = frozenset(units)
        if units != self.off:
            self.off, self._applied = units, None
            self.changed.emit()

    def drop_beyond(self, layer_sizes: tuple[int, ...]) -> None:
        """Drop units, without a signal, that a network of another shape lacks."""
        kept = {
            unit
            for unit in self.off
            if unit.layer < len(layer_sizes) - 1
            and unit.index < layer_sizes[unit.layer]
        }
        if kept != self.off:
            self.off, self._applied = frozenset(kept), None

    def applied_to(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot for the pictures: with the units off, if there are any.

        Nothing but its parameters differs; the same snapshot gives the same one again.
        """
        if not self.off:
            return snapshot
        if self._applied is None or self._applied[0] is not snapshot:
            off = [(unit.layer, unit.index) for unit in self.off]
            theta = theta_without(snapshot.run.model.network, snapshot.theta, off)
            self._applied = snapshot, replace(snapshot, theta=theta)
        return self._applied[1]
