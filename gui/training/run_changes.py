"""Changes of several parameters at once, each recorded for undo as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gui.training.session_manager import SessionManager
    from shallownet.arrays import Array
    from shallownet.settings.events import Event


def set_at_start(sessions: SessionManager, edits: Iterable[tuple[str, float]]) -> None:
    """Set parameters that the present run begins with: undoing them undoes the run."""
    for name, value in edits:
        sessions.trainer.edit(name, value)


def freeze(sessions: SessionManager, parameters: Sequence[str], fixed: bool) -> None:
    """Freeze parameters of the present run, or free them."""

    def change() -> None:
        for parameter in parameters:
            sessions.trainer.freeze(parameter, fixed)

    sessions.record_change(change)


def take_back(sessions: SessionManager, events: Sequence[Event]) -> None:
    """Apply the opposite of some events of the present run."""

    def change() -> None:
        for event in reversed(events):
            sessions.trainer.apply(event.reversed)

    sessions.record_change(change)


def set_parameters(
    sessions: SessionManager, theta: Array, layer_sizes: Sequence[int]
) -> int:
    """Set all parameters of the present run; return how many were different.

    Raises
    ------
    DataError
        If the network has other layers by now than those that they were read for.
    """
    from shallownet.documents.weights import set_parameters as set_all  # rarely needed

    found = sessions.trainer.network.layer_sizes
    if tuple(layer_sizes) != found:
        read, have = ("-".join(map(str, sizes)) for sizes in (layer_sizes, found))
        raise DataError(
            f"the weights were read for a {read} network, and it is a {have} network "
            "by now"
        )
    changed = 0

    def change() -> None:
        nonlocal changed
        changed = set_all(sessions.trainer, theta)

    sessions.record_change(change)
    return changed
