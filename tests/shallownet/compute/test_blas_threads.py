"""BLAS keeps to half of the processors while two threads share large products."""

from __future__ import annotations

import pytest
from threadpoolctl import ThreadpoolController

from shallownet import Trainer, TrainingConfig
from shallownet.compute import blas_threads
from shallownet.data import datasets
from shallownet.errors import Cancelled


def blas_thread_counts() -> set[int]:
    """Return how many threads BLAS uses for a product."""
    libraries = ThreadpoolController().select(user_api="blas").info()
    return {library["num_threads"] for library in libraries}


@pytest.fixture
def unlimited(monkeypatch) -> set[int]:
    """Return the thread counts outside of the limit, which is a single thread."""
    monkeypatch.setattr(blas_threads, "processors", lambda: 2)
    return blas_thread_counts()


def test_the_limit_ends_with_its_last_user(unlimited):
    with blas_threads.half_the_processors():
        assert blas_thread_counts() == {1}
        with blas_threads.half_the_processors():
            pass
        assert blas_thread_counts() == {1}
    assert blas_thread_counts() == unlimited


@pytest.mark.parametrize(
    ("units", "m", "limited"), [((64, 64), 12_000, True), ((10,), 200_000, False)]
)
def test_a_pass_limits_blas_where_its_products_are_large(unlimited, units, m, limited):
    trainer = Trainer(TrainingConfig(hidden_units=units), datasets.notebook(m))
    counts = []

    def cancelled() -> bool:
        counts.append(blas_thread_counts())
        return False

    trainer.cancelled = cancelled
    trainer.step()
    assert counts
    assert all(count == ({1} if limited else unlimited) for count in counts)
    assert blas_thread_counts() == unlimited


def test_a_cancelled_pass_lifts_the_limit(unlimited):
    trainer = Trainer(TrainingConfig(hidden_units=(64, 64)), datasets.notebook(12_000))
    trainer.cancelled = lambda: True
    with pytest.raises(Cancelled):
        trainer.step()
    assert blas_thread_counts() == unlimited
