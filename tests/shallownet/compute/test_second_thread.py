"""The second thread: both halves run at once, and the numbers are the same without."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from shallownet import Trainer, TrainingConfig
from shallownet.compute import second_thread
from shallownet.compute.second_thread import run_in_parallel
from shallownet.data import datasets
from shallownet.errors import Cancelled

M = 12_000
"""Samples enough for two threads."""


def set_processors(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Begin without a second thread, as on a machine with so many processors."""
    monkeypatch.setattr(second_thread, "processors", lambda: count)
    second_thread._inbox.cache_clear()


@pytest.fixture(autouse=True)
def two_processors(monkeypatch):
    set_processors(monkeypatch, 2)
    yield
    second_thread._inbox.cache_clear()


def nothing() -> None:
    pass


def check_that_both_run_at_once() -> None:
    """Run two functions that wait for each other, so neither can run alone."""
    names = []
    meeting = threading.Barrier(2, timeout=10)

    def work():
        names.append(threading.current_thread().name)
        meeting.wait()

    run_in_parallel(work, work, pytest.fail)
    other = next(name for name in names if name != threading.current_thread().name)
    assert other == second_thread.NAME


def test_both_halves_run_at_once():
    check_that_both_run_at_once()
    check_that_both_run_at_once()


def test_on_one_processor_the_caller_computes_both_halves(monkeypatch):
    set_processors(monkeypatch, 1)
    done = []
    run_in_parallel(
        lambda: done.append("own"), pytest.fail, lambda: done.append("fallback")
    )
    assert done == ["own", "fallback"]


def test_if_the_second_thread_is_busy_the_caller_computes_both_halves():
    done = []
    begun, nested_call_done = threading.Event(), threading.Event()

    def nested_call():
        assert begun.wait(10)
        run_in_parallel(nothing, pytest.fail, lambda: done.append("fallback"))
        nested_call_done.set()

    def busy():
        begun.set()
        assert nested_call_done.wait(10)

    run_in_parallel(nested_call, busy, pytest.fail)
    assert done == ["fallback"]
    check_that_both_run_at_once()


@pytest.mark.parametrize("failing", [("own",), ("other",), ("own", "other")])
def test_an_error_is_raised_when_both_halves_have_ended(failing):
    meeting = threading.Barrier(2, timeout=10)
    ended = []

    def work(name):
        meeting.wait()
        time.sleep(0.02 if name == "other" else 0.0)
        ended.append(name)
        if name in failing:
            raise ValueError(name)

    with pytest.raises(ValueError, match=failing[0]):
        run_in_parallel(lambda: work("own"), lambda: work("other"), pytest.fail)
    assert sorted(ended) == ["other", "own"]
    check_that_both_run_at_once()


def test_after_an_error_a_half_that_has_not_begun_never_runs():
    begun, release = threading.Event(), threading.Event()

    def fail():
        raise ValueError

    def nested_call():
        assert begun.wait(10)
        with pytest.raises(ValueError):
            run_in_parallel(fail, pytest.fail, pytest.fail)
        release.set()

    def busy():
        begun.set()
        assert release.wait(10)

    run_in_parallel(nested_call, busy, pytest.fail)
    check_that_both_run_at_once()


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs POSIX signals")
def test_an_interrupt_while_waiting_is_raised_when_both_halves_have_ended():
    ended = []
    meeting, interrupted = threading.Barrier(2, timeout=10), threading.Event()
    main = threading.main_thread().ident

    def handler(number, frame):
        interrupted.set()
        raise KeyboardInterrupt

    def slow():
        meeting.wait()
        signal.pthread_kill(main, signal.SIGINT)
        assert interrupted.wait(10)
        time.sleep(0.05)
        ended.append(True)

    previous = signal.signal(signal.SIGINT, handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run_in_parallel(meeting.wait, slow, pytest.fail)
    finally:
        signal.signal(signal.SIGINT, previous)
    assert ended
    check_that_both_run_at_once()


def test_an_interrupt_at_any_instruction_leaves_the_second_thread_usable():
    class Interrupt(BaseException):
        pass

    running = []

    def other():
        running.append(True)
        time.sleep(0.0005)
        running.clear()

    def interrupt_at(instruction: int) -> bool:
        """Run both halves; return whether there are so many instructions."""
        left = [instruction]

        def trace(frame, event, argument):
            frame.f_trace_opcodes = True
            if event == "opcode":
                left[0] -= 1
                if not left[0]:
                    raise Interrupt
            return trace

        previous = sys.gettrace()
        sys.settrace(trace)
        try:
            run_in_parallel(nothing, other, nothing)
        except Interrupt:
            return True
        finally:
            sys.settrace(previous)
        return False

    check_that_both_run_at_once()
    instruction = 1
    while interrupt_at(instruction):
        assert not running
        check_that_both_run_at_once()
        instruction += 1
    assert instruction > 30


def test_if_no_thread_can_be_started_the_caller_computes_both_halves(monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    done = []
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        run_in_parallel(nothing, pytest.fail, lambda: done.append("fallback"))
    assert done == ["fallback"]
    check_that_both_run_at_once()


def test_numpy_does_not_warn_in_the_second_thread():
    meeting = threading.Barrier(2, timeout=10)
    found = []

    def overflow():
        meeting.wait()
        with np.errstate(divide="raise"):
            found.append(np.array([1e308]) * 10.0)

    run_in_parallel(meeting.wait, overflow, pytest.fail)
    assert found[0] == np.inf


def test_importing_starts_no_thread_and_exit_waits_for_none():
    script = """
import threading
import shallownet
from shallownet.compute import second_thread
assert threading.active_count() == 1
second_thread.processors = lambda: 2

def train():
    trainer = shallownet.Trainer(
        shallownet.TrainingConfig(), shallownet.datasets.notebook(12_000)
    )
    trainer.step()
    started.set()
    threading.main_thread().join()  # the interpreter is shutting down
    trainer.step()
    print(trainer.updates)

started = threading.Event()
threading.Thread(target=train).start()
started.wait()
"""
    found = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, "2\n", "")


@pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="needs fork"
)
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_gets_a_second_thread_of_its_own():
    check_that_both_run_at_once()
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=check_that_both_run_at_once, daemon=True)
    child.start()
    child.join(20)
    child.kill()
    child.join()
    assert child.exitcode == 0


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
def test_a_run_has_the_same_bits_with_one_thread_and_with_two(monkeypatch, settings):
    config = TrainingConfig(**settings)
    two = run(config, 12)
    assert len(two.objective.blocks) > 1
    set_processors(monkeypatch, 1)
    one = run(config, 12)
    assert one.network.theta.tobytes() == two.network.theta.tobytes()
    for name in ("loss", "mean_error", "held_out_loss"):
        np.testing.assert_array_equal(
            getattr(one.history, name), getattr(two.history, name)
        )


def test_simultaneous_runs_do_not_disturb_each_other():
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


@pytest.mark.parametrize("processors", [1, 2])
def test_only_the_calling_thread_checks_whether_to_cancel(monkeypatch, processors):
    set_processors(monkeypatch, processors)
    trainer = Trainer(TrainingConfig(), datasets.notebook(200_000))
    callers = []

    def cancelled() -> bool:
        callers.append(threading.current_thread())
        return len(callers) == 3

    trainer.cancelled = cancelled
    theta = trainer.network.theta.copy()
    with pytest.raises(Cancelled):
        trainer.step()
    assert callers == [threading.current_thread()] * 3
    assert np.array_equal(trainer.network.theta, theta)
    trainer.cancelled = None
    trainer.step()
    expected = run(TrainingConfig(), 1, 200_000)
    assert trainer.network.theta.tobytes() == expected.network.theta.tobytes()
