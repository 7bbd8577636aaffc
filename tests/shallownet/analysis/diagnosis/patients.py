"""Runs with something wrong with them, and what is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shallownet import (
    Dataset,
    Trainer,
    TrainingConfig,
)
from shallownet.analysis.diagnosis import Finding, diagnose


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
    """Return what is said of parameters that are no start any more."""
    return diagnose(replace(trainer.snapshot(), step=1))
