"""How long the user waits: from an event to its result on the screen, while training.

``python benchmarks/latency.py`` runs this part alone. Events come at moments that the
training does not know of; what counts begins when the event was due, so that a window
that is late to take it is slow too. Input is to be answered within 50 ms even where one
update takes longer.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if not __package__:  # run by its path: the packages lie in the checkout's root
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.driving import opened_window, recipe_of, train
from benchmarks.options import Options, run
from benchmarks.processes import lines_or_failure
from benchmarks.table import Aim, Line, Spread, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.window.main_window import MainWindow

SIZES = (10_000, 1_000_000)
MOST_MS = 50
DRAGS = 3
EVENTS = 2
"""Events of each kind in a round."""

KINDS = {
    "pause": "Pause",
    "step": "Step",
    "learning_rate": "learning-rate change",
    "hover": "hover",
    "drag": "timeline drag",
    "past": "timeline drag, the state of then shown,",
}


def waited(
    window: MainWindow, act: Callable[[], None], done: Callable[[], bool]
) -> float:
    """Return the milliseconds from an event to its result on the screen."""
    from PyQt6.QtCore import QEventLoop, Qt, QTimer

    loop = QEventLoop()
    delay = random.randint(40, 160)
    event, painted = QTimer(), QTimer()
    for timer in (event, painted):
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
    painted.setInterval(0)
    ends: list[float] = []

    def look() -> None:
        if event.remainingTime() <= 0 and not painted.isActive() and done():
            painted.start()  # fires when all that is posted, paint included, is done

    def end() -> None:
        ends.append(time.perf_counter())
        loop.quit()

    def begin() -> None:
        act()
        look()

    event.timeout.connect(begin)
    painted.timeout.connect(end)
    # After draw_newest, which is connected to it first.
    window.training.settled.connect(look)
    window.frame_clock.painted.connect(look)
    due = time.perf_counter() + delay / 1e3
    event.start(delay)
    loop.exec()
    window.training.settled.disconnect(look)
    window.frame_clock.painted.disconnect(look)
    return 1e3 * (ends[0] - due)


def latencies(samples: int, rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds that events of each kind took."""
    with opened_window(recipe_of(samples, iterations=10_000_000)) as window:
        train(window, 3)
        return latencies_in(window, rounds)


def latencies_in(window: MainWindow, rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds that events in this window took."""
    from PyQt6.QtCore import QEvent, QPointF, Qt
    from PyQt6.QtGui import QMouseEvent
    from PyQt6.QtWidgets import QApplication

    from gui.training.commands import Change, Start
    from gui.training.status import RunState

    view = window.network_view
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}

    def shown(state: RunState) -> Callable[[], bool]:
        return lambda: window.shown is not None and window.shown.state is state

    def running() -> None:
        window.training.post(Start(None))
        waited(window, lambda: None, shown(RunState.RUNNING))

    def hover() -> None:
        layout = view.graph
        assert layout is not None
        x1, y1, x2, y2 = layout.lines[random.randrange(len(layout.lines))]
        at = QPointF((x1 + x2) / 2, (y1 + y2) / 2)
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            view.mapToGlobal(at),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(view, move)

    wanted = [0]

    def press() -> None:
        mouse(QEvent.Type.MouseButtonPress, window.timeline.x_of(0))

    def drag() -> None:
        made = window.shown.made if window.shown is not None else 0
        x = window.timeline.x_of(random.randrange(max(made, 1)))
        wanted[0] = window.timeline.update_at(x)
        mouse(QEvent.Type.MouseMove, x)

    def release() -> None:
        mouse(QEvent.Type.MouseButtonRelease, 0.0)

    def mouse(kind: QEvent.Type, x: float) -> None:
        at, left = QPointF(x, 20.0), Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind != QEvent.Type.MouseMove else left
        of = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
        where = window.timeline.mapToGlobal(at)
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, where, of, held, none)
        QApplication.sendEvent(window.timeline, event)

    def dragged() -> bool:
        status = window.shown
        return status is not None and status.snapshot.step == wanted[0]

    def is_present() -> bool:
        return window.shown is not None and not window.shown.is_past

    running()
    for number in range(rounds * EVENTS):
        rate = 0.001 + 1e-6 * (number + 1)

        def changed(rate: float = rate) -> bool:
            status = window.shown
            return status is not None and status.snapshot.learning_rate == rate

        def change(rate: float = rate) -> None:
            window.training.post(Change({"learning_rate": rate}))

        found["hover"].append(waited(window, hover, lambda: True))
        found["learning_rate"].append(waited(window, change, changed))
        for kind in ("pause", "step"):
            act = window.actions_[kind].trigger
            found[kind].append(waited(window, act, shown(RunState.PAUSED)))
            running()
        # A drag pauses the run: what is dragged about is at rest from then on.
        waited(window, press, shown(RunState.PAUSED))
        for _ in range(DRAGS):
            found["drag"].append(waited(window, drag, lambda: True))
            waited(window, lambda: None, dragged)
            found["past"].append(waited(window, drag, dragged))
        release()
        window.actions_["now"].trigger()
        waited(window, lambda: None, is_present)
        running()
    return found


def lines_of(samples: int, rounds: int) -> list[Line]:
    """Return the lines of one number of samples."""
    lines = []
    for kind, values in latencies(samples, rounds).items():
        slow = statistics.quantiles(values, n=20, method="inclusive")[-1]
        # A past state is evaluated before it is shown: that takes an update.
        aim = None if kind == "past" and samples > SIZES[0] else Aim(MOST_MS, "value")
        lines.append(
            Line(
                f"latency/{samples}/{kind}",
                f"{KINDS[kind]} answered, 95th percentile, m = {samples:,}",
                Spread(slow, slow, slow),
                "ms",
                aim=aim,
            )
        )
    return lines


def measure(options: Options) -> list[Line]:
    """Return the lines of this part."""
    lines: list[Line] = []
    for samples in options.pick(SIZES, (200,)):
        name = f"latency/{samples}"
        if options.wants(name):
            say(f"latency: m = {samples:,}")
            lines += lines_or_failure(name, lines_of, samples, options.rounds)
    return [line for line in lines if line.failed or options.wants(line.name)]


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
