"""What one update does to arrays of the samples, counted and not timed.

A change that makes it go through more of them, or allocate, must say so here and in
docs/performance.md.
"""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import numpy as np
import pytest

from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.nn.network import Workspace

M = 200
UNITS = 10


class Counted(np.ndarray):
    """An array that counts what NumPy is called to do with it."""

    calls: ClassVar[Counter] = Counter()
    passes = 0

    @classmethod
    def note(cls, name, arrays):
        """Count a call, and how many arrays of a layer's size it goes through."""
        seen = [np.asarray(a) for a in arrays if isinstance(a, Counted)]
        if any(a.size >= M for a in seen):
            cls.calls[name] += 1
        cls.passes += sum(a.size >= UNITS * M for a in seen)

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **kwargs):
        self.note(ufunc.__name__, (*inputs, *out))
        plain = [np.asarray(a) if isinstance(a, Counted) else a for a in inputs]
        if out:
            kwargs["out"] = tuple(np.asarray(a) for a in out)
        return getattr(ufunc, method)(*plain, **kwargs)

    def __array_function__(self, function, types, arguments, kwargs):
        self.note(function.__name__, (*arguments, *kwargs.values()))
        plain = [np.asarray(a) if isinstance(a, Counted) else a for a in arguments]
        named = {
            k: np.asarray(a) if isinstance(a, Counted) else a for k, a in kwargs.items()
        }
        return function(*plain, **named)

    def dot(self, other):
        self.note("dot", (self, other))
        return np.asarray(self).dot(np.asarray(other))


def counted(value, known):
    """Return arrays that count; what was one array stays one."""
    if isinstance(value, np.ndarray):
        return known.setdefault(id(value), value.view(Counted))
    if isinstance(value, list):
        return [counted(entry, known) for entry in value]
    return value


@pytest.fixture(autouse=True)
def _count_all_that_touches_the_workspace(monkeypatch):
    make = Workspace.__init__

    def make_counted(work, *arguments, **named):
        make(work, *arguments, **named)
        plain, known = dict(vars(work)), {}
        for name, value in plain.items():
            setattr(work, name, counted(value, known))

    monkeypatch.setattr(Workspace, "__init__", make_counted)


def one_update(trainer: Trainer) -> tuple[Counter, int]:
    """Return the calls of one update, and the arrays of a layer's size in them."""
    trainer.run(2)
    Counted.calls, Counted.passes = Counter(), 0
    trainer.step()
    return Counted.calls, Counted.passes


def test_an_update_of_the_lessons_network_makes_these_calls_and_no_other():
    calls, passes = one_update(Trainer(TrainingConfig(), datasets.notebook(M)))
    forward = Counter(dot=2, exp=1, add=1, divide=1)
    backward = Counter(subtract=2, dot=1, multiply=2, matvec=1)
    sums = Counter(dot=1)
    assert calls == forward + backward + sums
    # Written once by a product, read and written by exp, add and divide, read by one;
    # read by a product, read twice and written by a * a, read twice and written by
    # a - a * a, read by matvec.
    assert passes == 1 + 3 * 2 + 1 + 1 + 3 + 3 + 1


@pytest.mark.parametrize(
    ("settings", "most"),
    [
        ({"activation": "tanh"}, 11),
        ({"activation": "relu"}, 8),
        ({"hidden_units": (UNITS, UNITS)}, 41),
        ({"hidden_units": (UNITS,) * 3}, 62),
        ({"optimizer": "adam", "l2": 0.1, "clip_norm": 1.0}, 16),
    ],
)
def test_an_update_goes_through_no_more_arrays_than_documented(settings, most):
    config = TrainingConfig(initialization="xavier", **settings)
    calls, passes = one_update(Trainer(config, datasets.notebook(M)))
    assert calls
    assert passes == most


def test_what_is_careless_is_counted():
    trainer = Trainer(TrainingConfig(), datasets.notebook(M))
    _, usual = one_update(trainer)
    step = trainer.objective.evaluate_unguarded

    def careless(*arguments):
        found = step(*arguments)
        (block,) = trainer.objective.blocks
        np.square(block.work.A[0])
        return found

    trainer.objective.evaluate_unguarded = careless
    assert one_update(trainer)[1] == usual + 1
