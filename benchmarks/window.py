"""How much of the training speed the window leaves, and what a frame costs.

``python benchmarks/window.py`` runs this part alone, offscreen, and once more in a
real X window where Xvfb is installed. The lesson's own run is trained without and with
the window in turns within one process.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if not __package__:  # run by its path: the packages lie in the checkout's root
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.driving import live_for, opened_window, recipe_of, train
from benchmarks.options import Options, run
from benchmarks.processes import lines_or_failure
from benchmarks.screen import Screen, why_no_screen
from benchmarks.table import Aim, Line, Spread, say
from benchmarks.timing import ratios
from shallownet import Trainer

if TYPE_CHECKING:
    from gui.window.frame_clock import FrameClock
    from gui.window.main_window import MainWindow

SAMPLES = 10_000
UPDATES = 1_500
TURNS = 2
"""Turns of so many updates in a round: the machine may be another a second later."""

LONG = 1_000_000
"""Updates of the run whose history is long."""

LONG_SAMPLES = 100
"""It looks at few samples: the cost of a frame does not depend on how many."""

HEADLESS = "without a window"


class Sizes(NamedTuple):
    """How much is measured.

    Attributes
    ----------
    samples, updates : int
        Of the run in the window, and the updates in a turn.
    long : int
        The updates of the run whose history is long.
    rounds : int
    """

    samples: int
    updates: int
    long: int
    rounds: int


def against_headless(sizes: Sizes) -> dict[str, list[float]]:
    """Train with and without the window in turns, further and further."""
    turns, updates = sizes.rounds * TURNS, sizes.updates
    recipe = recipe_of(sizes.samples, iterations=turns * updates)
    with opened_window(recipe) as window:
        trainer = Trainer(recipe.config, recipe.make_data())
        train(window, updates)
        trainer.run(updates)
        rates: dict[str, list[float]] = {"alone": [], "inside": [], "frames": []}
        frames: list[float] = []
        window.frame_clock.painted.connect(frames.append)
        for _ in range(turns):
            begun = time.perf_counter()
            trainer.run(updates)
            rates["alone"].append(updates / (time.perf_counter() - begun))
            before = len(frames)
            seconds = train(window, updates)
            rates["inside"].append(updates / seconds)
            rates["frames"].append((len(frames) - before) / seconds)
    return rates | {"frame": [1e3 * seconds for seconds in frames]}


def view_lines(sizes: Sizes) -> list[Line]:
    """Return the milliseconds each view takes to be given a state and to paint it."""
    with opened_window(recipe_of(sizes.samples)) as window:
        train(window, min(1_000, sizes.updates))
        status, probe = window.shown, window.presenter.probe
        assert status is not None
        assert probe is not None
        snapshot = status.snapshot
        chosen, predicted = probe.chosen, probe.predictions(snapshot)
        loss, fit = window.loss_plot, window.fit_plot

        def graph() -> None:
            window.presenter.redraw_graph()
            window.network_view.repaint()

        def loss_plot() -> None:
            loss.set_history(snapshot)
            loss.plot.viewport().repaint()

        def fit_plot() -> None:
            fit.set_predictions(snapshot, chosen, predicted)
            fit.plot.viewport().repaint()

        def timeline() -> None:
            window.timeline.set_progress(snapshot)
            window.timeline.repaint()

        views = {
            "graph": graph,
            "loss plot": loss_plot,
            "fit plot": fit_plot,
            "timeline": timeline,
        }
        found: dict[str, list[float]] = {name: [] for name in views}
        for _ in range(10 * sizes.rounds):
            for name, draw in views.items():
                live_for(0.02)
                begun = time.perf_counter()
                draw()
                found[name].append(1e3 * (time.perf_counter() - begun))
    return [
        Line(
            f"window/views/{view.replace(' ', '_')}",
            f"{view}: given a state and painted, at rest",
            Spread.of(values),
            "ms",
        )
        for view, values in found.items()
    ]


def open_everything(window: MainWindow) -> None:
    """Show all views at once: the panels float beside the window."""
    for dock in window.docks.panels:
        dock.bring_into_view()
        dock.setFloating(dock.objectName() not in ("lossDock", "fitDock"))
        live_for(0.1)
    window.microscope.open()
    live_for(0.3)


def crowded_lines(sizes: Sizes) -> list[Line]:
    """Return the milliseconds of frames with all views open, and by default, in turns.

    It is the window's thread alone that is measured, by the processor's time: the
    views' analyses have threads of their own, which may take the processors away.
    """
    iterations = 4 * sizes.rounds * sizes.updates
    recipe = recipe_of(sizes.samples, iterations)
    with opened_window(recipe) as usual, opened_window(recipe) as crowded:
        crowded.resize(1920, 1080)
        open_everything(crowded)
        found: dict[MainWindow, list[list[float]]] = {usual: [], crowded: []}
        frames: list[float] = []
        timers = [FrameTimer(window.frame_clock, frames) for window in found]
        for window, timer in zip(found, timers, strict=True):
            window.training.frame_ready.disconnect(window.frame_clock.show)
            window.training.frame_ready.connect(timer.show)
            train(window, 100)
        for _ in range(sizes.rounds):
            for window, rounds in found.items():
                frames.clear()
                train(window, sizes.updates)
                live_for(0.1)  # the last one may still be painted
                rounds.append([*frames] or [math.nan])  # few updates may have none
    medians = {w: [statistics.median(r) for r in rounds] for w, rounds in found.items()}
    return [
        Line(
            "window/crowded/frame",
            f"a frame with all views open, m = {sizes.samples:,}, median",
            Spread.of([ms for frames in found[crowded] for ms in frames]),
            "ms",
            "the default layout",
            Spread.of([ms for frames in found[usual] for ms in frames]),
            ratios(medians[crowded], medians[usual]),
            Aim(8, of="value"),
        )
    ]


class FrameTimer:
    """Takes the time of the window's thread from the beginning of frames to their end.

    Parameters
    ----------
    clock : FrameClock
    frames : list of float
        Receives the milliseconds of each frame.
    """

    def __init__(self, clock: FrameClock, frames: list[float]) -> None:
        self._clock, self._frames, self._began = clock, frames, 0.0
        clock.painted.connect(self._end)

    def show(self) -> None:
        """Begin a frame."""
        self._began = time.thread_time()
        self._clock.show()

    def _end(self, _: float) -> None:
        self._frames.append(1e3 * (time.thread_time() - self._began))


def long_lines(sizes: Sizes) -> list[Line]:
    """Return the milliseconds of frames once the history is long."""
    with opened_window(recipe_of(LONG_SAMPLES, iterations=2 * sizes.long)) as window:
        train(window, sizes.long)
        seconds: list[float] = []
        window.frame_clock.painted.connect(seconds.append)
        train(window, sizes.long // 10)
    frames = [1e3 * value for value in seconds]
    what = f"a frame while training, after {sizes.long:,} updates"
    return [
        Line(
            f"window/long/{name}",
            f"{what}, {title}",
            values,
            "ms",
            aim=Aim(bound, of="value"),
        )
        for name, title, values, bound in (
            ("frame", "median", Spread.of(frames), 5),
            ("slow_frame", "95th percentile", slow(frames), 10),
        )
    ]


def slow(values: list[float]) -> Spread:
    """Return the 95th percentile, which has no spread of its own."""
    percentile = statistics.quantiles(values, n=20, method="inclusive")[-1]
    return Spread(percentile, percentile, percentile)


def training_lines(platform: str, sizes: Sizes) -> list[Line]:
    """Return the lines about training in the window."""
    found = against_headless(sizes)
    name, size = f"window/{platform}", f"m = {sizes.samples:,}, {platform}"
    reference, spread = Spread.of(found["alone"]), Spread.of
    return [
        Line(
            f"{name}/rate",
            f"training in the window, {size}",
            spread(found["inside"]),
            "updates/s",
            HEADLESS,
            reference,
            ratios(found["inside"], found["alone"]),
            Aim(0.8, at_least=True),
        ),
        Line(
            f"{name}/frames",
            f"meanwhile frames, {platform}",
            spread(found["frames"]),
            "frames/s",
            aim=Aim(25, of="value", at_least=True),
        ),
        Line(
            f"{name}/frame",
            f"a frame of all views, median, {platform}",
            spread(found["frame"]),
            "ms",
            aim=Aim(5, of="value"),
        ),
        Line(
            f"{name}/slow_frame",
            f"a frame of all views, 95th percentile, {platform}",
            slow(found["frame"]),
            "ms",
            aim=Aim(10, of="value"),
        ),
    ]


def on_screen(sizes: Sizes, display: str) -> list[Line]:
    """Measure in a real X window; to be called in a separate process."""
    os.environ.update(DISPLAY=display, QT_QPA_PLATFORM="xcb")
    return training_lines("Xvfb", sizes)


def measure(options: Options) -> list[Line]:
    """Return the lines of this part."""
    sizes = Sizes(
        options.pick(SAMPLES, 50),
        options.pick(UPDATES, 4_000),
        options.pick(LONG, 20_000),
        options.rounds,
    )
    lines: list[Line] = []
    name = "window/offscreen"
    if options.wants(name):
        say("window: in turns with and without, offscreen")
        lines += lines_or_failure(name, training_lines, "offscreen", sizes)
    name = "window/Xvfb"
    if options.wants(name):
        missing = why_no_screen()
        if missing:
            lines.append(Line(name, "the same in X", missing=missing))
        else:
            say("window: the same in a real X window")
            with Screen() as display:
                lines += lines_or_failure(name, on_screen, sizes, display)
    if options.wants("window/views"):
        lines += lines_or_failure("window/views", view_lines, sizes)
    if options.wants("window/crowded"):
        say("window: frames with all views open, and with the default ones, in turns")
        lines += lines_or_failure("window/crowded", crowded_lines, sizes)
    if options.wants("window/long"):
        say(f"window: frames after {sizes.long:,} updates")
        lines += lines_or_failure("window/long", long_lines, sizes)
    return [line for line in lines if line.failed or options.wants(line.name)]


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
