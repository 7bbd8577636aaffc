"""A small run and its landscape, computed once for the tests of the views."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from shallownet.analysis.landscape.loss_map import PlaneChoice
from shallownet.analysis.landscape.survey import Survey
from tests.shallownet.analysis.landscape.runs import path_of, trainer_of

if TYPE_CHECKING:
    from shallownet import Trainer
    from shallownet.analysis.landscape.loss_map import LossMap
    from shallownet.analysis.landscape.run_path import RunPath
    from shallownet.analysis.landscape.survey import Outlook
    from shallownet.training.snapshot import Snapshot


class Case(NamedTuple):
    """A state with everything that a view shows of it."""

    trainer: Trainer
    snapshot: Snapshot
    path: RunPath
    landscape: LossMap
    outlook: Outlook


@cache
def case_of(kind: str = "principal", updates: int = 40, **settings) -> Case:
    """Return a run after some updates, with a coarse map."""
    trainer = trainer_of(hidden_units=(3,), **settings)
    trainer.run(updates)
    snapshot, path = trainer.snapshot(), path_of(trainer)
    survey = Survey(snapshot.run)
    landscape = survey.map(snapshot, path, PlaneChoice(kind), 0.6, cells=8)
    return Case(trainer, snapshot, path, landscape, survey.outlook(snapshot, path))
