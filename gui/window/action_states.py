"""Which actions a status enables, and the title that it gives the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker

from gui.text.number_format import wrapped
from gui.training.status import RunState
from shallownet.wording import capital

if TYPE_CHECKING:
    from gui.actions import Actions
    from gui.training.status import Status

UNDO_KEYS: Final = {"undo": "Ctrl+Z", "redo": "Ctrl+Shift+Z"}


def set_enabled(actions: Actions, status: Status, *, can_examine: bool) -> None:
    """Enable the actions that a status allows, and set their texts.

    ``can_examine`` tells whether there is a divergence for the post-mortem.
    """
    state, step = status.state, status.snapshot.step
    running = state is RunState.RUNNING
    actions["start"].setEnabled(state is RunState.PAUSED)
    actions["pause"].setEnabled(running)
    actions["step"].setEnabled(running or state is RunState.PAUSED)
    actions["reset"].setEnabled(running or status.made > 0)
    actions["extend"].setEnabled(state is RunState.FINISHED)
    actions["extend"].setText(f"Run {status.snapshot.run.config.iterations:,} more")
    actions["post_mortem"].setEnabled(can_examine)
    actions["go_back"].setText(f"Back to update {max(step - 1, 0):,}")
    actions["go_back"].setEnabled(state is RunState.DIVERGED and step > 0)
    for name, text in (("undo", status.undo), ("redo", status.redo)):
        actions[name].setEnabled(bool(text))
        actions[name].setText(capital(text) or name.capitalize())
        actions[name].setToolTip(wrapped(f"{actions[name].text()} ({UNDO_KEYS[name]})"))
    if status.undo_end:  # pressed, it says why it does nothing
        actions["undo"].setEnabled(True)
        actions["undo"].setToolTip(wrapped(status.undo_end))
    actions["one_back"].setEnabled(running or step > 0)
    actions["now"].setEnabled(status.is_past)
    sealed = status.snapshot.run.split.sealed.size > 0
    actions["look_at_test"].setEnabled(sealed and not status.is_past)
    actions["cancel"].setEnabled(False)  # recomputing is over
    named = ("pin", "save", "save_as", "export", "print", "predict", "import_weights")
    for name in named:
        actions[name].setEnabled(True)
    for name in ("play", "play_back", "go_to"):
        actions[name].setEnabled(status.made > 0)


def show_playback(actions: Actions, direction: int) -> None:
    """Check the action of the direction that is played; none at 0."""
    actions["play"].setChecked(direction == 1)
    actions["play_back"].setChecked(direction == -1)


def show_full_speed(actions: Actions, is_full: bool) -> None:
    """Check the action of full speed, without setting the speed again."""
    with QSignalBlocker(actions["full_speed"]):
        actions["full_speed"].setChecked(is_full)


def title_of(status: Status, run_title: str) -> str:
    """Return the title of the window: the run's file, if it has one, or its recipe."""
    name = Path(status.path).name if status.path else run_title
    # Qt shows [*] as the mark of a changed file, and [*][*] as it is.
    run_title = name.replace("[*]", "[*][*]") + ("[*]" if status.path else "")
    state, step = status.state, status.snapshot.step
    running = state is RunState.RUNNING
    where = "running" if running else f"{state.value} at update {step:,}"
    if status.is_past:
        where = f"looking back at update {step:,} of {status.made:,}"
    return f"{run_title} – {where} – ShallowNet"
