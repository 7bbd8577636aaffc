"""Two threads for one pass: the same bits, whoever computes what."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from shallownet import Trainer, TrainingConfig
from shallownet.compute import blas_threads as blas
from shallownet.compute import second_thread as helper
from shallownet.compute.second_thread import Helper, run_in_parallel
from shallownet.data import datasets
from shallownet.errors import Cancelled

M = 12_000
"""Samples enough for two threads."""


@pytest.fixture(params=[True, False], ids=["helped", "alone"])
def hands(request, monkeypatch) -> bool:
    """Let there be a second thread, whatever the machine has, or none."""
    monkeypatch.setattr(helper, "_helper", Helper() if request.param else None)
    return request.param


def test_both_are_done(hands):
    done = []
    run_in_parallel(
        lambda: done.append(threading.current_thread().name),
        lambda: done.append(threading.current_thread().name),
        lambda: done.append("instead"),
    )
    other = helper.NAME if hands else "instead"
    assert sorted(done) == sorted([threading.current_thread().name, other])


def test_they_are_done_at_the_same_time(monkeypatch):
    monkeypatch.setattr(helper, "_helper", Helper())
    meet = threading.Barrier(2, timeout=5)
    run_in_parallel(meet.wait, meet.wait, pytest.fail)  # each waits for the other


def test_a_helper_that_is_busy_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(helper, "_helper", Helper())
    done = []

    def inner():
        run_in_parallel(
            lambda: None, lambda: done.append("helped"), lambda: done.append("alone")
        )

    run_in_parallel(inner, lambda: time.sleep(0.05), pytest.fail)
    assert done == ["alone"]
    inner()
    assert done == ["alone", "helped"]


def test_word_of_a_task_that_comes_late_is_no_answer_to_the_next(monkeypatch):
    class Late:
        """A lock that a second thread is slow to release: it was put aside there."""

        def __init__(self) -> None:
            self._lock = threading.Lock()
            self.acquire = self._lock.acquire

        def release(self) -> None:
            if threading.current_thread().name == helper.NAME:
                time.sleep(0.01)
            self._lock.release()

        def __enter__(self) -> None:
            self.acquire()

        def __exit__(self, *error: object) -> None:
            self.release()

    monkeypatch.setattr(helper, "Lock", Late)
    monkeypatch.setattr(helper, "_helper", Helper())
    done = []

    def go_through() -> None:
        for number in range(30):
            # Now one of the two has ended first, and now the other.
            mine, other = (0.004, 0.0) if number % 2 else (0.0, 0.004)

            def work(seconds: float = other, number: int = number) -> None:
                time.sleep(seconds)
                done.append(number)

            run_in_parallel(lambda seconds=mine: time.sleep(seconds), work, work)
            assert done[-1] == number

    watched = threading.Thread(target=go_through, daemon=True)
    watched.start()
    watched.join(timeout=10)
    assert not watched.is_alive()  # nobody waits for ever
    assert done == list(range(30))


# One that comes while the interpreter collects garbage can be raised nowhere.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs POSIX timers")
def test_interrupts_at_any_moment_leave_the_second_thread_at_hand(monkeypatch):
    class Interrupt(Exception):
        pass

    armed = [False]

    def interrupt(number: int, frame: object) -> None:
        if armed[0]:
            armed[0] = False
            raise Interrupt

    def work() -> None:
        for _ in range(200):
            pass

    second = Helper()
    monkeypatch.setattr(helper, "_helper", second)
    before = signal.signal(signal.SIGALRM, interrupt)
    gc.disable()
    signal.setitimer(signal.ITIMER_REAL, 0.0004, 0.0004)
    met, end = 0, time.perf_counter() + 1.0
    try:
        while time.perf_counter() < end:
            try:
                armed[0] = True
                run_in_parallel(work, work, work)
                armed[0] = False
            except Interrupt:
                met += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
        gc.enable()
    assert met > 10
    time.sleep(0.05)
    task = second.take(work)
    assert task is not None
    task.wait()


@pytest.mark.parametrize("failing", ["mine", "other"])
def test_what_goes_wrong_in_either_is_raised_when_both_have_ended(monkeypatch, failing):
    monkeypatch.setattr(helper, "_helper", Helper())
    ended = []

    def work(name):
        time.sleep(0.01)
        ended.append(name)
        if name == failing:
            raise ValueError(name)

    with pytest.raises(ValueError, match=failing):
        run_in_parallel(lambda: work("mine"), lambda: work("other"), pytest.fail)
    assert sorted(ended) == ["mine", "other"]
    run_in_parallel(lambda: None, lambda: None, pytest.fail)  # and it can be used again


def test_of_two_errors_ones_own_is_raised(monkeypatch):
    monkeypatch.setattr(helper, "_helper", Helper())

    def fail(error):
        raise error

    with pytest.raises(MemoryError):
        run_in_parallel(
            lambda: fail(MemoryError()), lambda: fail(Cancelled()), pytest.fail
        )
    run_in_parallel(lambda: None, lambda: None, pytest.fail)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="POSIX alone has it")
def test_who_is_interrupted_while_waiting_is_heard_when_both_have_ended(monkeypatch):
    monkeypatch.setattr(helper, "_helper", Helper())
    ended = []

    def slowly():
        time.sleep(0.2)
        ended.append(True)

    # Where a shell has started this in the background, interrupts are passed over.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    main = threading.main_thread().ident
    timer = threading.Timer(0.05, signal.pthread_kill, (main, signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            run_in_parallel(lambda: None, slowly, pytest.fail)
        timer.join()
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended
    run_in_parallel(lambda: None, lambda: None, pytest.fail)  # and it can be used again


def test_where_no_thread_can_be_begun_one_does_both(monkeypatch):
    monkeypatch.setattr(helper, "_helper", Helper())

    def refuse(thread):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as here:
        here.setattr(threading.Thread, "start", refuse)
        done = []
        run_in_parallel(lambda: None, pytest.fail, lambda: done.append(True))
        assert done
    run_in_parallel(lambda: None, lambda: None, pytest.fail)


def run(config: TrainingConfig, updates: int, m: int = M) -> Trainer:
    trainer = Trainer(config, datasets.notebook(m))
    trainer.run(updates)
    return trainer


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"gradient": "published"},
        {"hidden_units": (5, 4), "activation": "tanh", "optimizer": "adam"},
        {"test_share": 0.4, "l2": 0.01},
        {"batch_size": 9_000},
    ],
)
def test_with_and_without_help_a_run_has_the_same_bits(monkeypatch, settings):
    config = TrainingConfig(**settings)
    monkeypatch.setattr(helper, "_helper", Helper())
    assert len(Trainer(config, datasets.notebook(M)).objective.blocks) > 1
    helped = run(config, 12)
    monkeypatch.setattr(helper, "_helper", None)
    alone = run(config, 12)
    assert helped.network.theta.tobytes() == alone.network.theta.tobytes()
    for name in ("loss", "mean_error", "test_loss"):
        one, other = (getattr(t.history, name) for t in (helped, alone))
        np.testing.assert_array_equal(one, other)


def test_several_runs_at_once_do_not_disturb_each_other(monkeypatch):
    monkeypatch.setattr(helper, "_helper", Helper())
    config = TrainingConfig()
    expected = run(config, 30).network.theta.tobytes()
    found = []

    def train():
        found.append(run(config, 30).network.theta.tobytes())

    threads = [threading.Thread(target=train) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 3


def threads_of_blas() -> set[int]:
    """Return how many threads BLAS uses for a product."""
    found = ThreadpoolController().select(user_api="blas").info()
    return {library["num_threads"] for library in found}


def test_while_two_threads_share_large_products_blas_leaves_them_the_processors(
    monkeypatch,
):
    monkeypatch.setattr(blas, "processors", lambda: 2)
    config = TrainingConfig(hidden_units=(64, 64))
    trainer = Trainer(config, datasets.notebook(M))
    assert trainer.objective._samples(None).large
    before, during = threads_of_blas(), []
    with blas.half_the_processors():
        during.append(threads_of_blas())
        with blas.half_the_processors():  # of another run
            pass
        during.append(threads_of_blas())
    assert during == [{1}, {1}]
    assert threads_of_blas() == before
    trainer.step()
    assert threads_of_blas() == before


def test_a_pass_that_is_broken_off_gives_blas_its_threads_back():
    trainer = Trainer(TrainingConfig(hidden_units=(64, 64)), datasets.notebook(M))
    before = threads_of_blas()
    trainer.cancelled = lambda: True
    with pytest.raises(Cancelled):
        trainer.step()
    assert threads_of_blas() == before


def test_small_products_leave_blas_alone():
    objective = Trainer(TrainingConfig(), datasets.notebook(M)).objective
    assert not objective._samples(None).large


def test_only_the_thread_that_computes_is_asked_whether_to_stop(hands):
    trainer = Trainer(TrainingConfig(), datasets.notebook(200_000))
    asked = []

    def cancelled() -> bool:
        asked.append(threading.current_thread())
        return len(asked) == 3

    trainer.cancelled = cancelled
    before = trainer.network.theta.copy()
    with pytest.raises(Cancelled):
        trainer.step()
    assert set(asked) == {threading.current_thread()}
    assert np.array_equal(trainer.network.theta, before)
    trainer.cancelled = None
    trainer.step()
    expected = run(TrainingConfig(), 1, 200_000)
    assert trainer.network.theta.tobytes() == expected.network.theta.tobytes()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_process_that_was_forked_can_train(monkeypatch):
    monkeypatch.setattr(helper, "_helper", Helper())
    run(TrainingConfig(), 1)
    child = os.fork()
    if child == 0:
        run(TrainingConfig(), 1)
        os._exit(7)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.01)
    else:
        os.kill(child, 9)
        pytest.fail("it waits for a thread that it does not have")
    assert os.waitstatus_to_exitcode(status) == 7
