"""Takes the pictures in ``docs/pictures`` of the real window.

Run it with ``QT_QPA_PLATFORM=offscreen .venv/bin/python docs/pictures.py``; names of
functions below take those alone. ``--smoke`` only sees that everything runs: with few
updates, and pictures that are not kept.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # as in the checkout

from camera import (
    Camera,
    close,
    keep,
    live,
    live_until,
    save,
    shown,
    train,
    window_on,
)
from PyQt6 import QtTest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QApplication

from gui.csv.dialog import CsvDialog
from gui.training.commands import Change
from gui.widgets.text_field import TextField
from shallownet import Recipe, preset

if TYPE_CHECKING:
    from gui.style.theme import ThemeChoice
    from gui.window.main_window import MainWindow

QTest: Any = QtTest.QTest
"""Its stubs lack that these are static methods."""


def phases() -> None:
    """Show each phase of an update."""
    window = window_on(Recipe(), 1_200)
    for name in ("forward", "loss", "backward", "update"):
        window.actions_["next_phase"].trigger()
        live(1_200)
        save(window, f"phase_{name}")
    close(window)


def microscope() -> None:
    """Show the tug of war, the check of both gradients, and the mistakes."""
    window = window_on(Recipe(), 1_200)
    panel = window.microscope.open()
    panel.tabs.setCurrentWidget(panel.weight_tab)
    window.microscope.select(22)
    panel.samples.worst.click()
    live(600)
    save(window, "tug_of_war")
    window.actions_["check_gradient"].trigger()
    live_until(lambda: not panel.gradient_check.progress_bar.isVisible())
    save(window, "check_exact")
    panel.tabs.setCurrentWidget(panel.bug_lab)
    panel.bug_lab.try_button.click()
    live_until(lambda: panel.bug_lab.try_button.isVisible())
    save(window, "bug_lab")
    close(window)
    window = window_on(preset("notebook-as-published").recipe, 1_200)
    panel = window.microscope.open()
    window.actions_["check_gradient"].trigger()
    live_until(lambda: not panel.gradient_check.progress_bar.isVisible())
    panel.gradient_check.exact.click()
    panel.gradient_check.only_wrong.click()
    save(window, "check_published")
    close(window)


def sharpness() -> None:
    """Show the curvature along the run, past where it meets its bound."""
    window = window_on(Recipe())
    panel = window.microscope.open()
    panel.tabs.setCurrentWidget(panel.step_size)
    panel.step_size.sharpness.watch.click()
    train(window, 6_000)
    live(1_000)
    save(window, "sharpness")
    close(window)


def layers() -> None:
    """Show networks of several depths."""
    scaled = {"standardize_inputs": True, "initialization": "xavier"}
    cases: tuple[tuple[tuple[int, ...], ThemeChoice], ...] = (
        ((), "light"),
        ((10,), "dark"),
        ((8, 6, 4), "light"),
        ((5, 8, 12, 12, 8, 5), "dark"),
        ((64,) * 6, "light"),
    )
    for units, theme in cases:
        many = "x64" if 64 in units else ""
        drawn = tuple(min(n, 12) for n in units) if Camera.smoke else units
        recipe = Recipe.of(hidden_units=drawn, samples=1_000, **scaled)
        window = window_on(recipe, 200, theme)
        save(window, f"layers_{len(units)}{many}_{theme}")
        close(window)


def data() -> None:
    """Show a formula with a mistake, and a file of one's own."""
    for theme in Camera.themes:
        window = window_on(Recipe.of(target="formula", samples=500), 100, theme)
        field = window.parameter_panel.form.fields["formula"]
        assert isinstance(field, TextField)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "sin(x1) + x3^2")
        save(window, f"formula_error_{theme}")
        QTest.keyClick(field, Qt.Key.Key_Escape)
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            path = Path("houses.csv")  # whose place is nobody's business
            lines = ["area;rooms;district;price"]
            for n in range(400):
                area = 40 + n * 37 % 90
                rooms = "" if n == 6 else str(1 + n % 5)
                price = 2.75 * area + 12 * (n % 5)
                lines.append(f"{area},5;{rooms};{'NESW'[n % 4]};{price:.2f}")
            path.write_text("\n".join(lines).replace(".", ","), encoding="utf-8")
            window.csv_opener.open(path=str(path))
            (dialog,) = window.findChildren(CsvDialog)
            live_until(dialog.ok.isEnabled)
            save(dialog, f"csv_{theme}")
            dialog.ok.click()
            live_until(partial(is_on, window, "houses"))
            train(window, 500)
            save(window, f"csv_loaded_{theme}")
        close(window)


def is_on(window: MainWindow, name: str) -> bool:
    """Return whether the run shown learns from a file of this name."""
    return name in str(shown(window).recipe.data)


def time_travel() -> None:
    """Take an earlier update, and a branch with the run that it left."""
    for theme in Camera.themes:
        window = window_on(preset("notebook").recipe, 3_000, theme)
        window.timeline.go_by(-60 if Camera.smoke else -1_800)
        live_until(partial(shows_past, window, True))
        save(window, f"looking_back_{theme}")
        window.training.post(Change({"learning_rate": 0.01}))
        live_until(partial(shows_past, window, False))
        train(window, 800)
        save(window, f"branch_{theme}")
        close(window)


def shows_past(window: MainWindow, past: bool) -> bool:
    """Return whether an earlier update is shown, or the run as it is now."""
    return shown(window).is_past is past


def post_mortem() -> None:
    """Take a run that diverged after it had gone well, with its post-mortem."""
    recipe = Recipe.of(standardize_inputs=True, samples=1_000)
    for theme in Camera.themes:
        window = window_on(recipe, 300, theme)
        window.training.post(Change({"learning_rate": 3.0}))
        window.run.start(5_000)
        case = window.diagnosis.post_mortem
        live_until(lambda: case.view is not None and bool(case.view.buttons))  # noqa: B023
        save(window, f"post_mortem_{theme}")
        close(window)


def diagnosis() -> None:
    """Take marks of what is wrong with a run, and their sentences, opened."""
    for theme in Camera.themes:
        window = window_on(preset("notebook-as-published").recipe, 1_200, theme)
        marks = window.diagnosis.chips
        if not Camera.smoke:  # the twins take a thousand updates
            live_until(lambda: "twins" in marks.buttons)  # noqa: B023
        live(400)
        marks.open()
        live(200)
        # A popup is a window of its own: both are put together.
        picture = window.grab()
        painter = QPainter(picture)
        place = window.mapFromGlobal(marks.popup.pos())
        painter.drawPixmap(place, marks.popup.grab())
        painter.end()
        keep(picture, f"diagnosis_{theme}")
        marks.popup.hide()
        close(window)


def comparison() -> None:
    """Compare four presets."""
    names = ("notebook", "notebook-as-published", "standardized-inputs", "adam")
    for theme in Camera.themes:
        window = window_on(preset(names[0]).recipe, 0, theme)
        comparing = window.compare
        for count, name in enumerate(names, 1):
            if count > 1:
                run = shown(window).snapshot.run
                window.run.load(preset(name).recipe)
                live_until(lambda: shown(window).snapshot.run is not run)  # noqa: B023
            train(window, 3_000)
            window.actions_["pin"].trigger()
            live_until(lambda: len(comparing.pins.records) == count)  # noqa: B023
        comparing.pins.set_notes(2, "ten times the rate is safe")
        comparing.open()
        live(400)
        comparing.window.table.select([3])
        save(comparing.window, f"comparison_{theme}")
        close(window)


def panels() -> None:
    """Take the panels of what was learned, each as high as the window."""
    window = window_on(preset("notebook").recipe, 4_000)
    window.actions_["loss_panel"].trigger()  # which closes it
    takes: tuple[tuple[ThemeChoice, str], ...] = (
        ("light", "function"),
        ("light", "residuals"),
        ("dark", "units"),
        ("dark", "landscape"),
    )
    for theme, name in takes:
        window.set_theme_choice(theme)
        window.panels.bring_into_view(name)
        live(3_000)  # some are computed in a thread of their own
        save(window, f"panel_{name}")
    close(window)


def learning() -> None:
    """Take a lesson with its run, and a quiz with a mistake that is recognized."""
    window = window_on(preset("notebook").recipe)
    window.lessons.open("01-forward-by-hand")
    lessons = window.lessons.controller()
    live_until(lambda: lessons.lesson is not None)
    lessons.view.next_button.click()
    lessons.view.state_button.click()
    live_until(lambda: len(shown(window).snapshot.theta) == 9)
    live(3_000)  # the equations are typeset in a thread of their own
    save(window, "lesson")
    close(window)
    window = window_on(preset("notebook").recipe, 40, "dark")
    window.actions_["quiz"].trigger()
    bar = window.quizzes.quiz.bar
    live_until(lambda: "?" in bar.question.text())
    live(3_000)
    save(window, "quiz")
    close(window)


def front() -> None:
    """Take the window as the README shows it, with a line pointed at."""
    window = window_on(preset("notebook").recipe, 2_400)
    view = window.network_view
    assert view.graph is not None
    x1, y1, x2, y2 = view.graph.lines[view.graph.drawn[37]]
    at = QPoint(round(0.6 * x1 + 0.4 * x2), round(0.6 * y1 + 0.4 * y2))
    QTest.mouseMove(view, at)
    live(200)
    keep(window.grab(), "../window")
    close(window)


def main() -> None:
    """Take all pictures, or those named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    with tempfile.TemporaryDirectory() as scratch:
        if options.smoke:
            Camera.smoke, Camera.folder = True, Path(scratch) / "pictures"
            Camera.themes = ("dark",)
        Camera.folder.mkdir(exist_ok=True)
        take(options.names)


def take(names: list[str]) -> None:
    """Take pictures by the names of their functions; all of them if none is named."""
    every = (
        phases,
        microscope,
        sharpness,
        layers,
        data,
        time_travel,
        comparison,
        post_mortem,
        diagnosis,
        panels,
        learning,
        front,
    )
    for pictures in every:
        if not names or pictures.__name__ in names:
            pictures()


if __name__ == "__main__":
    main()
