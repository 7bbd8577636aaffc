"""The calls of one update on arrays of the samples, counted and not timed.

A change that adds to them must update this file and docs/performance.md.
"""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import numpy as np
import pytest

from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.nn.workspace import Workspace

M = 200
UNITS = 10


class Counted(np.ndarray):
    """An array that counts the NumPy calls on it."""

    calls: ClassVar[Counter] = Counter()
    passes = 0

    @classmethod
    def count_call(cls, name, arrays):
        """Count a call, and the arrays of a layer's size that it goes through."""
        seen = [np.asarray(a) for a in arrays if isinstance(a, Counted)]
        if any(a.size >= M for a in seen):
            cls.calls[name] += 1
        cls.passes += sum(a.size >= UNITS * M for a in seen)

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **kwargs):
        self.count_call(ufunc.__name__, (*inputs, *out))
        plain = [np.asarray(a) if isinstance(a, Counted) else a for a in inputs]
        if out:
            kwargs["out"] = tuple(np.asarray(a) for a in out)
        return getattr(ufunc, method)(*plain, **kwargs)

    def __array_function__(self, function, types, arguments, kwargs):
        self.count_call(function.__name__, (*arguments, *kwargs.values()))
        plain = [np.asarray(a) if isinstance(a, Counted) else a for a in arguments]
        named = {
            k: np.asarray(a) if isinstance(a, Counted) else a for k, a in kwargs.items()
        }
        return function(*plain, **named)

    def dot(self, other, out=None):
        self.count_call("dot", (self, other))
        return np.asarray(self).dot(np.asarray(other), out)


def counted(value, known):
    """Return counting views of arrays; the same array gives the same view."""
    if isinstance(value, np.ndarray):
        return known.setdefault(id(value), value.view(Counted))
    if isinstance(value, list):
        return [counted(entry, known) for entry in value]
    return value


@pytest.fixture(autouse=True)
def count_calls_on_workspaces(monkeypatch):
    make = Workspace.__init__

    def make_counted(work, *arguments, **named):
        make(work, *arguments, **named)
        known: dict[int, Counted] = {}
        for name, value in list(vars(work).items()):
            setattr(work, name, counted(value, known))

    monkeypatch.setattr(Workspace, "__init__", make_counted)


def one_update(trainer: Trainer) -> tuple[Counter, int]:
    """Return the calls of one update, and the arrays of a layer's size in them."""
    trainer.run(2)
    Counted.calls, Counted.passes = Counter(), 0
    trainer.step()
    return Counted.calls, Counted.passes


def test_an_update_of_the_lessons_network_makes_exactly_these_calls():
    calls, passes = one_update(Trainer(TrainingConfig(), datasets.notebook(M)))
    forward = Counter(dot=2, minimum=1, exp=1, add=1, divide=2)
    backward = Counter(subtract=1, dot=1, multiply=2, matvec=1)
    sums = Counter(dot=1)
    assert calls == forward + backward + sums
    # Written once by a product, read and written by min, exp and add, read twice and
    # written by e / (1 + e), read and written by 1 / (1 + e); read by two products,
    # read twice and written by a (1 - a), read by matvec.
    assert passes == 1 + 3 * 2 + 3 + 2 + 2 + 3 + 1


@pytest.mark.parametrize(
    ("settings", "documented"),
    [
        ({"activation": "tanh"}, 13),
        ({"activation": "relu"}, 8),
        ({"hidden_units": (UNITS, UNITS)}, 45),
        ({"hidden_units": (UNITS,) * 3}, 68),
        ({"optimizer": "adam", "l2": 0.1, "clip_norm": 1.0}, 18),
    ],
)
def test_an_update_goes_through_as_many_arrays_as_documented(settings, documented):
    config = TrainingConfig(initialization="xavier", **settings)
    calls, passes = one_update(Trainer(config, datasets.notebook(M)))
    assert calls
    assert passes == documented


def test_an_unnecessary_pass_is_counted(monkeypatch):
    trainer = Trainer(TrainingConfig(), datasets.notebook(M))
    _, usual = one_update(trainer)
    step = trainer.objective.evaluate_unguarded

    def wasteful(*arguments):
        found = step(*arguments)
        (block,) = trainer.objective.blocks
        np.square(block.work.A[0])
        return found

    monkeypatch.setattr(trainer.objective, "evaluate_unguarded", wasteful)
    assert one_update(trainer)[1] == usual + 1
