"""Runs with faults, and their findings, for the tests of the diagnosis."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from shallownet import Dataset, Snapshot, Trainer, TrainingConfig
from shallownet.analysis.diagnosis import Finding, diagnose
from shallownet.data import datasets

LESSON = datasets.notebook(400)


def data(samples: int = 300, seed: int = 0) -> Dataset:
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(2, samples))
    return Dataset(X, X[:1] * X[1:])


def trainer_of(*units: int, **changes) -> Trainer:
    given = {"initialization": "xavier", "activation": "tanh"} | changes
    return Trainer(TrainingConfig(hidden_units=units, **given), data())


def of_kind(findings: tuple[Finding, ...], kind: str) -> list[Finding]:
    return [finding for finding in findings if finding.kind == kind]


def one(findings: tuple[Finding, ...], kind: str) -> Finding:
    (found,) = of_kind(findings, kind)
    return found


def findings_of(trainer: Trainer) -> tuple[Finding, ...]:
    return diagnose(trainer.snapshot())


def after_an_update(trainer: Trainer) -> tuple[Finding, ...]:
    """Return the findings as if the parameters were not the initial ones."""
    return diagnose(replace(trainer.snapshot(), step=1))


def with_history(trainer: Trainer, losses, **changes) -> Snapshot:
    """Return a snapshot with a made-up history."""
    losses = np.asarray(losses, dtype=np.float64)
    missing = np.full(len(losses) - 1, math.nan)
    snapshot = trainer.snapshot()
    return replace(
        snapshot,
        step=len(losses) - 1,
        history_loss=losses[:-1],
        history_held_out_loss=changes.pop("history_held_out_loss", missing),
        loss=float(losses[-1]),
        **changes,
    )
