"""The landscape in words: the plane, the place, the step, and the moves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from gui.landscape.present_point import largest_stable_rate
from gui.text.number_format import signed
from shallownet.arrays import norm
from shallownet.nn.gradient_rules import RULES
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.wording import counted, figure, percent

if TYPE_CHECKING:
    from shallownet.analysis.landscape.joint_moves import JointMoves
    from shallownet.analysis.landscape.loss_map import LossMap, PlaneChoice
    from shallownet.analysis.landscape.plane import Plane
    from shallownet.analysis.landscape.survey import Outlook
    from shallownet.nn.network import Network
    from shallownet.training.snapshot import Snapshot

MOSTLY_INSIDE: Final = 0.95
"""The share of a step's length in the plane from which its picture is true."""


def when(update: int) -> str:
    """Name the state after so many updates."""
    return f"update {update:,}" if update else "the start"


def describe_plane(landscape: LossMap, snapshot: Snapshot) -> list[str]:
    """Say what a map shows, the longest text first."""
    total, share = len(snapshot.run.split.train), percent(landscape.plane.share)
    texts = [
        f"{share} of the path's spread lies in this plane",
        f"{share} of the path's spread",
        f"{share} of the path",
    ]
    if landscape.path.shape[1] < 2:
        texts = ["no path yet: a plane along the steepest descent", "no path yet"]
    if landscape.samples < total:
        over = f"J over {landscape.samples:,} of {total:,} samples"
        texts = [f"{text}; {over}" for text in texts] + [over]
    return [*texts, share, ""]


def axis_names(choice: PlaneChoice, network: Network) -> tuple[str, str]:
    """Return what is along the horizontal and the vertical axis of a plane."""
    if choice.kind == "parameters":
        assert choice.first is not None and choice.second is not None
        names = map(network.parameter_name, (choice.first, choice.second))
        return next(names), next(names)
    if choice.kind == "states":
        return "from the first state to the second", "across"
    return "principal component 1", "component 2"


def notes_on(
    measured: Snapshot, outlook: Outlook, snapshot: Snapshot, plane: Plane
) -> tuple[str, str]:
    """Say in brief and in full what a state's surroundings are, and the step there.

    Parameters
    ----------
    measured : Snapshot
        The state that the outlook is of.
    outlook : Outlook
    snapshot : Snapshot
        The state that is shown: of another one the step is not told.
    plane : Plane
    """
    brief, full = summarize_place(outlook), describe_place(outlook)
    if np.array_equal(measured.theta, snapshot.theta):
        brief += f" {summarize_step(snapshot, outlook, plane)}"
        full += f" {describe_step(snapshot, outlook, plane)}"
    elif measured.step != snapshot.step:
        after = f"After update {measured.step:,}: "
        brief, full = after + brief, after + full
    return brief, full


def summarize_place(outlook: Outlook) -> str:
    """Say in a line what kind of place it is, and where the best state known is."""
    place = outlook.place
    if place.kind == "unknown":
        return place.sentence
    low, high = place.figures
    text = f"{place.kind.capitalize()}: λmin {low}, λmax {high}"
    if math.isnan(outlook.angle):
        return f"{text}; the best state known."
    way = f"the way to {when(outlook.best)}, the best"
    return f"{text}; −gradient {outlook.angle:.0f}° off {way}."


def describe_place(outlook: Outlook) -> str:
    """Say what kind of place it is, and where the best state known is."""
    text = outlook.place.sentence
    if math.isnan(outlook.angle):
        return f"{text} This is the best state known."
    return (
        f"{text} −gradient points {outlook.angle:.0f}° off the way to the best state "
        f"known, {when(outlook.best)}."
    )


def summarize_step(snapshot: Snapshot, outlook: Outlook, plane: Plane) -> str:
    """Say in a line how long this step is, and how long it may be."""
    stable = largest_stable_rate(snapshot, outlook.place.largest)
    size, rate = _size(snapshot, plane), snapshot.learning_rate
    if rate <= stable:
        return f"This step, {size}, is stable: η may be up to {figure(stable)}."
    if rate > stable:
        return f"This step, {size}, overshoots: η may be up to {figure(stable)}."
    return f"This step is {size}."


def describe_step(snapshot: Snapshot, outlook: Outlook, plane: Plane) -> str:
    """Say how long this step is, how long it may be, and what the circle is."""
    stable = largest_stable_rate(snapshot, outlook.place.largest)
    size, rate = _size(snapshot, plane), snapshot.learning_rate
    if rate <= stable:
        circle = (
            f"the dashed circle, that with η {figure(stable)}, is the longest stable"
        )
        return f"This step is {size}; {circle}."
    if rate > stable:
        return (
            f"This step, {size}, overshoots: it leaves the dashed circle, where one "
            f"with η {figure(stable)} ends."
        )
    settings = snapshot.settings
    if RULES[settings.gradient].why:
        why = "the gradient is not exact"
    elif not outlook.place.largest > 0.0:
        why = "J does not curve up here"
    elif not rate:
        why = "the learning rate is 0"
    else:
        title = OPTIMIZERS[settings.optimizer].title
        why = f"2/λmax bounds no step of {title}, which scales each parameter's"
    return f"This step is {size}. No circle: {why}."


def _size(snapshot: Snapshot, plane: Plane) -> str:
    """Return a step's length, and how much of it is in a plane unless nearly all is."""
    step = snapshot.upcoming - snapshot.theta
    length = norm(step)
    text = f"{figure(length)} long"
    if length and (inside := norm(plane.along(step)) / length) < MOSTLY_INSIDE:
        text += f" ({inside:.0%} in this plane)".replace("%", " %")
    return text


def describe_moves(moves: JointMoves, snapshot: Snapshot) -> str:
    """Give the three numbers of an update, and what their difference means."""
    names = ("J + penalty" if snapshot.settings.l1 or snapshot.settings.l2 else "J",)
    total = len(snapshot.run.split.train)
    over = "" if moves.samples == total else f", over {moves.samples:,} samples"
    alone = moves.alone[moves.alone != 0.0]
    text = (
        f"Update {snapshot.step + 1:,} changes {names[0]} by "
        f"{signed(moves.together, 4)}{over}. Each of {counted(len(alone), 'parameter')}"
        f" moved alone: {signed(moves.added, 4)} added up. The difference, "
        f"{signed(moves.interplay, 4)}, is what the moves do to one another."
    )
    if moves.together > 0.0 > moves.added:
        helping = "Each move" if alone.max() < 0.0 else "Added up, the moves"
        text += f" {helping} would help, all together harm: the step is too long."
    return text
