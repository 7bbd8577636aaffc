"""How much of the training speed the window leaves, and what a frame costs.

``python benchmarks/window.py`` runs this part alone, offscreen, and once more in a
real X window where Xvfb is installed. The lesson's own run is trained without and with
the window in turns within one process.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

if not __package__:  # run by its path: the packages lie in the checkout's root
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.driving import live_for, open_window, recipe_of, train
from benchmarks.options import Options, run, say
from benchmarks.processes import alone
from benchmarks.screen import Screen, why_no_screen
from benchmarks.table import Aim, Line, Spread
from benchmarks.timing import ratios
from shallownet import Trainer

SAMPLES = 10_000
UPDATES = 1_500
TURNS = 2
"""Turns of so many updates in a round: the machine may be another a second later."""

LONG = 1_000_000
"""Updates of the run whose history is long."""

LONG_SAMPLES = 100
"""It looks at few samples: the cost of a frame does not depend on how many."""

HEADLESS = "without a window"


def against_headless(rounds: int) -> dict[str, list[float]]:
    """Train with and without the window in turns, further and further."""
    recipe = recipe_of(SAMPLES, iterations=rounds * TURNS * UPDATES)
    window = open_window(recipe)
    trainer = Trainer(recipe.config, recipe.make_data())
    train(window, UPDATES)
    trainer.run(UPDATES)
    rates: dict[str, list[float]] = {"alone": [], "inside": [], "frames": []}
    frames: list[float] = []
    window.frame_clock.painted.connect(frames.append)
    for _ in range(rounds * TURNS):
        begun = time.perf_counter()
        trainer.run(UPDATES)
        rates["alone"].append(UPDATES / (time.perf_counter() - begun))
        before = len(frames)
        seconds = train(window, UPDATES)
        rates["inside"].append(UPDATES / seconds)
        rates["frames"].append((len(frames) - before) / seconds)
    window.close()
    return rates | {"frame": [1e3 * seconds for seconds in frames]}


def painting(rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds each view takes to be told a state and to paint it."""
    recipe = recipe_of(SAMPLES)
    window = open_window(recipe)
    train(window, 1_000)
    status, probe = window.shown, window.display.probe
    assert status is not None
    assert probe is not None
    snapshot = status.snapshot
    chosen, predicted = probe.chosen, probe.predictions(snapshot)
    loss, fit = window.loss_plot, window.fit_plot

    def graph() -> None:
        window._draw_graph(status, probe)
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
    for _ in range(rounds):
        for name, draw in views.items():
            live_for(0.02)
            begun = time.perf_counter()
            draw()
            found[name].append(1e3 * (time.perf_counter() - begun))
    window.close()
    return found


def after_long_run() -> list[float]:
    """Return the milliseconds of frames once the history is long."""
    window = open_window(recipe_of(LONG_SAMPLES, iterations=2 * LONG))
    train(window, LONG)
    frames: list[float] = []
    window.frame_clock.painted.connect(frames.append)
    train(window, 100_000)
    window.close()
    return [1e3 * seconds for seconds in frames]


def slow(values: list[float]) -> Spread:
    """Return the 95th percentile, which has no spread of its own."""
    percentile = statistics.quantiles(values, n=20)[-1]
    return Spread(percentile, percentile, percentile)


def training_lines(platform: str, rounds: int) -> list[Line]:
    """Return the lines about training in the window."""
    found = against_headless(rounds)
    name, size = f"window/{platform}", f"m = {SAMPLES:,}, {platform}"
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


def on_screen(rounds: int, display: str) -> list[Line]:
    """Measure in a real X window; to be called in a process of its own."""
    os.environ.update(DISPLAY=display, QT_QPA_PLATFORM="xcb")
    return training_lines("Xvfb", rounds)


def measure(options: Options) -> list[Line]:
    """Return the lines of this part."""
    lines: list[Line] = []
    if options.wants("window/offscreen"):
        say("window: in turns with and without, offscreen")
        lines += alone(training_lines, "offscreen", options.rounds)
    if options.wants("window/Xvfb"):
        missing = why_no_screen()
        if missing:
            lines.append(Line("window/Xvfb", "the same in X", missing=missing))
        else:
            say("window: the same in a real X window")
            with Screen() as display:
                lines += alone(on_screen, options.rounds, display)
    if options.wants("window/views"):
        for view, values in alone(painting, 10 * options.rounds).items():
            name = f"window/views/{view.replace(' ', '_')}"
            what = f"{view}: told a state and painted, at rest"
            lines.append(Line(name, what, Spread.of(values), "ms"))
    if options.wants("window/long"):
        say(f"window: frames after {LONG:,} updates")
        frames = alone(after_long_run)
        what = f"a frame while training, after {LONG:,} updates"
        for name, title, values, most in (
            ("frame", "median", Spread.of(frames), 5),
            ("slow_frame", "95th percentile", slow(frames), 10),
        ):
            aim = Aim(most, of="value")
            text = f"{what}, {title}"
            lines.append(Line(f"window/long/{name}", text, values, "ms", aim=aim))
    return [line for line in lines if options.wants(line.name)]


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
