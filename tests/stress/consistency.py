"""The window against the trainer: what is shown at rest is what the run is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtWidgets import QApplication

from gui.training.commands import CollectStates, Pause
from gui.training.status import RunState
from gui.window.narration import describe
from shallownet.settings.recipe import SETTINGS

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow

PATIENCE = 30.0
"""Seconds within which a paused window comes to rest."""


class Inconsistency(AssertionError):
    """What the window shows and what the run is differ."""


def compare(window: MainWindow) -> None:
    """Pause the run, wait until all is shown, and compare it with the trainer.

    Raises
    ------
    Inconsistency
        If they differ, or the window does not come to rest.
    """
    window.training.post(Pause())
    _await_answer(window)
    _come_to_rest(window)
    status = window.shown
    if status is None:
        return
    _compare_state(window)
    _compare_views(window)


def _await_answer(window: MainWindow) -> None:
    """Wait until the training thread has carried out all that it was told so far."""
    if window.shown is None:
        return
    answers: list[object] = []
    window.training.states_collected.connect(answers.append)
    try:
        window.training.post(CollectStates())
        deadline = time.monotonic() + PATIENCE
        while not answers:
            QApplication.processEvents()
            time.sleep(0.005)
            if time.monotonic() > deadline:
                raise Inconsistency("the training thread does not answer")
    finally:
        window.training.states_collected.disconnect(answers.append)


def _come_to_rest(window: MainWindow) -> None:
    deadline, calm = time.monotonic() + PATIENCE, 0
    while calm < 4:
        QApplication.processEvents()
        time.sleep(0.005)
        newest = window.training.newest
        at_rest = newest is None or newest.state is not RunState.RUNNING
        calm = calm + 1 if at_rest and newest is window.shown else 0
        if time.monotonic() > deadline:
            raise Inconsistency("a paused window does not come to rest")


def _compare_state(window: MainWindow) -> None:
    status = window.shown
    assert status is not None
    snapshot, sessions = status.snapshot, window.training.sessions
    trainer = sessions.trainer
    expect("updates made", status.made, trainer.updates)
    expect("past", status.is_past, sessions.shown is not None)
    if status.is_past:
        expect("update", snapshot.step, sessions.shown)
        theta = sessions.present.rewind.theta_at(snapshot.step)
        expect("past parameters", snapshot.theta.tobytes(), theta.tobytes())
    else:
        expect("update", snapshot.step, trainer.updates)
        theta = trainer.network.theta
        expect("parameters", snapshot.theta.tobytes(), theta.tobytes())
        expect("settings", status.recipe.config, trainer.settings)
        expect("events", snapshot.events, tuple(trainer.events))
    model = snapshot.run.model.copy()
    model.network.theta[:] = snapshot.theta
    data = snapshot.run.data.take(snapshot.run.split.train)
    with np.errstate(all="ignore"):
        loss = float(np.mean(np.square(model.predict(data.X) - data.y))) / 2.0
        close = np.isclose(loss, snapshot.loss, rtol=1e-6, atol=0.0, equal_nan=True)
    # Near the largest numbers the order of sums decides what overflows; near 0 all of
    # the loss is rounding.
    small = 1e-20 * (1.0 + np.square(data.y).max())
    if not close and np.isfinite([loss, snapshot.loss]).all() and loss > small:
        raise Inconsistency(f"loss {snapshot.loss} is shown, and {loss} is right")


def _compare_views(window: MainWindow) -> None:
    status = window.shown
    assert status is not None
    snapshot = status.snapshot
    expect("timeline", window.timeline.value(), snapshot.step)
    counter = f"{snapshot.step:,} / {snapshot.iterations:,}"
    if counter not in window.toolbar.counter.text():
        raise Inconsistency(f"counter {window.toolbar.counter.text()!r}, not {counter}")
    field = window.timeline_bar.field
    if not field.hasFocus():
        expect("update field", field.value, snapshot.step)
    window.step_panel.end_notice()
    # What does not fit into its lines is left out at the end.
    told = " ".join(describe(status, window.microscope.phases.phase).split())
    shown = " ".join(window.step_panel.narration.text().split())
    if not told.startswith(shown.removesuffix(" …")):
        raise Inconsistency(f"narration {shown!r}, not {told!r}")
    settings = status.recipe.settings
    for name, entry in window.parameter_panel.form.fields.items():
        if name in settings and name in SETTINGS:
            expect(f"field {name}", entry.value, settings[name])


def expect(what: str, shown: object, right: object) -> None:
    """Raise `Inconsistency` if what is shown is not right."""
    if shown != right:
        text = f"{what}: {shown!r} is shown, and {right!r} is right"
        raise Inconsistency(text if len(text) < 300 else f"{what} differ")
