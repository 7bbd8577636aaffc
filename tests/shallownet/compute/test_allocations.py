"""An update allocates nothing of the size of the data."""

from __future__ import annotations

import tracemalloc

import pytest

from shallownet import ACTIVATIONS, Trainer, TrainingConfig
from shallownet.data import datasets

M = 100_000


def peak_of_three_steps(trainer: Trainer) -> int:
    trainer.run(3)  # the first steps fill caches of Python and NumPy
    tracemalloc.start()
    try:
        previous, _ = tracemalloc.get_traced_memory()
        trainer.run(3)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - previous


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
@pytest.mark.parametrize("hidden_units", [(), (10,), (6, 4)])
def test_a_step_allocates_no_array_of_the_samples(name, hidden_units):
    config = TrainingConfig(
        hidden_units=hidden_units,
        activation=name,
        output_activation=name,
        initialization="xavier",
        standardize_inputs=True,
        standardize_target=True,
        learning_rate=1e-4,
    )
    peak = peak_of_three_steps(Trainer(config, datasets.notebook(M)))
    # One value a sample would take 800,000 bytes, a block of samples at least 50,000;
    # NumPy's own allocations reach 20,000 in each of two threads.
    assert peak < 42_000


def test_the_peak_includes_a_temporary_array_of_the_samples(monkeypatch):
    trainer = Trainer(TrainingConfig(), datasets.notebook(M))
    batch = trainer.batch

    def wasteful():
        trainer.network.parameters["W1"] @ trainer.data.X
        return batch()

    monkeypatch.setattr(trainer, "batch", wasteful)
    assert peak_of_three_steps(trainer) > 8 * M
