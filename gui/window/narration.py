"""The narration under the graph: what the last update did, in words and numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gui.text.number_format import loss as loss_text
from gui.text.number_format import signed
from gui.training.status import RunState
from shallownet.analysis.equations import Phase
from shallownet.nn.schedules import rate
from shallownet.settings.event_text import opening, sentence
from shallownet.wording import figure, joined, shortened, told_apart

if TYPE_CHECKING:
    from gui.training.status import Status
    from shallownet.training.snapshot import Run, Snapshot


def last_update(snapshot: Snapshot) -> str:
    """Describe what the last update did, or where the run starts.

    Always in two lines while a run is going on: text that wraps by itself would take
    one line or two as its numbers change.
    """
    changed = [e for e in snapshot.events if e.step == snapshot.step]
    if changed:
        many = f" ({len(changed)} changes)" if len(changed) > 1 else ""
        return (
            f"After update {snapshot.step:,}: {sentence(changed[-1])}{many};\n"
            f"loss {loss_text(snapshot.loss)}.{_rate_change(snapshot)}"
        )
    if snapshot.previous_loss is None and snapshot.step == 0:
        return (
            f"Start (seed {snapshot.run.config.seed}): loss {loss_text(snapshot.loss)}."
            f"{_constants(snapshot.run)}"
        )
    if snapshot.previous_loss is None:
        train = snapshot.run.split.train.size
        which = "training samples" if train < snapshot.run.data.samples else "samples"
        return (
            f"After update {snapshot.step:,}{_epoch_position(snapshot)}:\n"
            f"loss over all {which} {loss_text(snapshot.loss)}."
        )
    before, after = told_apart(snapshot.previous_loss, snapshot.loss)
    name, change = snapshot.largest_change
    return (
        f"Step {snapshot.step:,}: loss {before} → {after};\n"
        f"largest change {name} {signed(change)}"
    )


def _rate_change(snapshot: Snapshot) -> str:
    """Say how other planned updates change the learning rate of the schedule."""
    planned = [
        event.before
        for event in snapshot.events
        if event.step == snapshot.step and event.name == "iterations"
    ]
    if not planned:
        return ""
    before = rate(replace(snapshot.settings, iterations=planned[0]), snapshot.step)
    if before == snapshot.learning_rate:
        return ""
    return (
        f" The schedule's learning rate goes from {figure(before, 3)} to "
        f"{figure(snapshot.learning_rate, 3)}."
    )


def _constants(run: Run) -> str:
    """Say which of the values to standardize are constant."""
    standardized = [
        *(run.data.input_names if run.config.standardize_inputs else ()),
        *((run.data.target_name,) if run.config.standardize_target else ()),
    ]
    names = [shortened(name) for name in run.constant if name in standardized]
    if not names:
        return ""
    are, them = ("is", "it") if len(names) == 1 else ("are", "them")
    return (
        f"\n{joined(names)} {are} constant but for rounding: standardizing only shifts "
        f"{them}."
    )


def _epoch_position(snapshot: Snapshot) -> str:
    """Describe the position of a run with batches in its epoch."""
    epoch, batch, batches = snapshot.epoch_position
    if batches == 1:
        return ""
    return f" (epoch {epoch + 1:,}, {batch:,} of {batches:,} batches)"


def _divergence(snapshot: Snapshot) -> str:
    """Describe a divergence, and what was changed at its update.

    A setting changed there, undone for instance, changes nothing else that is seen.
    """
    changed = [e for e in snapshot.events if e.step == snapshot.step]
    if not changed:
        return f"{snapshot.divergence}."
    if changed[-1].kind == "value":
        return f"{sentence(changed[-1])} after update {snapshot.step:,}."
    return (
        f"{snapshot.divergence}. {opening(changed[-1])}, which takes effect "
        "once you go back."
    )


PHASE_TEXTS: Final = {
    Phase.FORWARD: "forward.\nEvery layer's values, from the inputs to ŷ.",
    Phase.LOSS: "loss.\nHow far ŷ is from y, over this update's samples.",
    Phase.BACKWARD: "backward.\nThe gradient, from ŷ back to the inputs.",
    Phase.UPDATE: "update.\nThe parameters before and after; ↓ makes it, ↑ goes back.",
}


def describe(status: Status, phase: Phase | None = None) -> str:
    """Describe a run: its last update, and why it stopped if it did.

    While a phase of the next update is shown, describe that one instead.
    """
    snapshot = status.snapshot
    if phase is not None:
        return f"Update {snapshot.step + 1:,}, not made yet: {PHASE_TEXTS[phase]}"
    if status.state is RunState.DIVERGED:
        if snapshot.step == 0:
            return (
                "The start itself gives no finite loss. Choose another start, or "
                "data of a smaller size."
            )
        return f"Diverged: {_divergence(snapshot)} Z tells why, and what would help."
    if status.state is RunState.FINISHED:
        return (
            f"Finished: all {snapshot.iterations:,} updates are made. "
            f"{last_update(snapshot)}"
        )
    if status.is_past:
        return (
            f"Looking back at {snapshot.step:,} of {status.made:,}: loss "
            f"{loss_text(snapshot.loss)}. Changes branch off."
        )
    text = last_update(snapshot)
    if snapshot.step == 0 and status.undo.startswith("bring back"):
        text += f" Ctrl+Z can {status.undo}."
    return text
