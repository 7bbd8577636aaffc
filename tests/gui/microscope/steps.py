"""Runs and their step profiles, for the tests of the step size tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtWidgets import QApplication

from shallownet import Trainer, TrainingConfig
from shallownet.analysis.microscope import Microscope
from shallownet.data import datasets

if TYPE_CHECKING:
    from gui.microscope.step_size_view import StepSizeView
    from shallownet.analysis.step_profile import StepProfile
    from shallownet.training.snapshot import Snapshot


class StepCase(NamedTuple):
    snapshot: Snapshot
    profile: StepProfile
    sharpness: float


def train(updates: int = 0, *, watched: bool = False, **settings) -> Trainer:
    trainer = Trainer(TrainingConfig(**settings), datasets.notebook(200))
    trainer.watch_sharpness(watched)
    trainer.run(updates)
    return trainer


def analyse(trainer: Trainer) -> StepCase:
    snapshot = trainer.snapshot()
    microscope = Microscope(snapshot.run)
    return StepCase(
        snapshot, microscope.step_profile(snapshot), microscope.sharpness(snapshot)
    )


def show(view: StepSizeView, case: StepCase) -> None:
    view.set_state(case.snapshot)
    view.set_profile(case.snapshot, case.profile)
    view.set_sharpness(case.snapshot, case.sharpness)


def settle() -> None:
    """Let layouts and plots take their new sizes."""
    QApplication.processEvents()


def place_of(marks) -> tuple[float, float]:
    (x,), (y,) = marks.getData()
    return float(x), float(y)
