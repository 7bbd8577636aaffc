"""Takes the pictures in ``docs/pictures`` of the real window, driven as a person would.

Run it with ``QT_QPA_PLATFORM=offscreen .venv/bin/python docs/pictures.py``.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # as in the checkout

from PyQt6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PyQt6.QtGui import QPainter
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from gui.csv.dialog import CsvDialog
from gui.training.commands import Change
from gui.training.status import RunState
from gui.window.main_window import MainWindow
from shallownet import Recipe, preset

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Choice


PICTURES = Path(__file__).resolve().parent / "pictures"


def live(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def live_until(condition: Callable[[], bool]) -> None:
    """Let the window live until something holds."""
    while not condition():
        live(20)


def window_on(recipe: Recipe, updates: int = 0, theme: Choice = "light") -> MainWindow:
    """Return a window on a recipe after so many updates."""
    window = MainWindow(None, recipe)
    window.set_theme_choice(theme)
    window.resize(1280, 800)
    window.show()
    live_until(lambda: window.shown is not None)
    train(window, updates)
    return window


def train(window: MainWindow, updates: int) -> None:
    """Make so many updates, and let them be drawn."""
    status = window.shown
    assert status is not None
    goal = status.snapshot.step + updates
    window.start(updates)

    def there() -> bool:
        now = window.shown
        assert now is not None
        return now.snapshot.step >= goal and now.state is not RunState.RUNNING

    live_until(there)
    live(150)


def save(widget: QWidget, name: str) -> None:
    """Save a picture."""
    live(400)
    widget.grab().save(str(PICTURES / f"{name}.png"), quality=0)  # the smallest file
    print(name)


def phases() -> None:
    """Show each phase of an update."""
    window = window_on(Recipe(), 1_200)
    for name in ("forward", "loss", "backward", "update"):
        window.actions_["next_phase"].trigger()
        live(1_200)
        save(window, f"phase_{name}")
    window.close()


def microscope() -> None:
    """Show the tug of war, the check of both gradients, and the mistakes."""
    window = window_on(Recipe(), 1_200)
    panel = window.bench.open()
    panel.tabs.setCurrentWidget(panel.weight_tab)
    window.bench.select(22)
    panel.samples.worst.click()
    live(600)
    save(window, "tug_of_war")
    window.actions_["check_gradient"].trigger()
    live_until(lambda: not panel.proof.bar.isVisible())
    save(window, "check_exact")
    panel.tabs.setCurrentWidget(panel.mistakes)
    panel.mistakes.try_button.click()
    live_until(lambda: panel.mistakes.try_button.isVisible())
    save(window, "bug_lab")
    window.close()
    window = window_on(preset("notebook-as-published").recipe, 1_200)
    panel = window.bench.open()
    window.actions_["check_gradient"].trigger()
    live_until(lambda: not panel.proof.bar.isVisible())
    panel.proof.exact.click()
    panel.proof.only_wrong.click()
    save(window, "check_published")
    window.close()


def sharpness() -> None:
    """Show the curvature along the run, past where it meets its bound."""
    window = window_on(Recipe())
    panel = window.bench.open()
    panel.tabs.setCurrentWidget(panel.step_size)
    panel.step_size.sharpness.watch.click()
    train(window, 6_000)
    live(1_000)
    save(window, "sharpness")
    window.close()


def layers() -> None:
    """Show networks of several depths."""
    scaled = {"standardize_inputs": True, "initialization": "xavier"}
    for units, theme in (
        ((), "light"),
        ((10,), "dark"),
        ((8, 6, 4), "light"),
        ((5, 8, 12, 12, 8, 5), "dark"),
        ((64,) * 6, "light"),
    ):
        recipe = Recipe.of(hidden_units=units, samples=1_000, **scaled)
        window = window_on(recipe, 200, theme)
        many = "x64" if 64 in units else ""
        save(window, f"layers_{len(units)}{many}_{theme}")
        window.close()


def data() -> None:
    """Show a formula with a mistake, and a file of one's own."""
    for theme in ("light", "dark"):
        window = window_on(Recipe.of(target="formula", samples=500), 100, theme)
        field = window.parameter_panel.form.fields["formula"]
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
            window.csv.open(path=str(path))
            (dialog,) = window.findChildren(CsvDialog)
            live_until(dialog.ok.isEnabled)
            save(dialog, f"csv_{theme}")
            dialog.ok.click()
            live_until(lambda w=window: "houses" in str(w.shown.recipe.data))
            train(window, 500)
            save(window, f"csv_loaded_{theme}")
        window.close()


def is_past() -> None:
    """Take an earlier update, and a branch with what it left."""
    for theme in ("light", "dark"):
        window = window_on(preset("notebook").recipe, 3_000, theme)
        window.timeline.go_by(-1_800)
        live_until(lambda w=window: w.shown.is_past)
        save(window, f"looking_back_{theme}")
        window.training.post(Change({"learning_rate": 0.01}))
        live_until(lambda w=window: not w.shown.is_past)
        train(window, 800)
        save(window, f"branch_{theme}")
        window.close()


def post_mortem() -> None:
    """Take a run that diverged after it had gone well, with what is told of it."""
    recipe = Recipe.of(standardize_inputs=True, samples=1_000)
    for theme in ("light", "dark"):
        window = window_on(recipe, 300, theme)
        window.training.post(Change({"learning_rate": 3.0}))
        window.start(5_000)
        case = window.doctor.case
        live_until(lambda c=case: c.view is not None and bool(c.view.buttons))
        save(window, f"post_mortem_{theme}")
        window.close()


def diagnosis() -> None:
    """Take marks of what is wrong with a run, and their sentences, opened."""
    for theme in ("light", "dark"):
        window = window_on(preset("notebook-as-published").recipe, 1_200, theme)
        marks = window.doctor.marks
        live_until(lambda m=marks: "twins" in m.chips)
        live(400)
        marks.open()
        live(200)
        # A popup is a window of its own: both are put together.
        picture = window.grab()
        painter = QPainter(picture)
        place = window.mapFromGlobal(marks.popup.pos())
        painter.drawPixmap(place, marks.popup.grab())
        painter.end()
        picture.save(str(PICTURES / f"diagnosis_{theme}.png"), quality=0)
        print(f"diagnosis_{theme}")
        marks.popup.hide()
        window.close()


def comparison() -> None:
    """Hold four presets against each other."""
    names = ("notebook", "notebook-as-published", "standardized-inputs", "adam")
    for theme in ("light", "dark"):
        window = window_on(preset(names[0]).recipe, 0, theme)
        comparing = window.comparing
        for count, name in enumerate(names, 1):
            if count > 1:
                run = window.shown.snapshot.run
                window.loading.load(preset(name).recipe)
                live_until(lambda w=window, r=run: w.shown.snapshot.run is not r)
            train(window, 3_000)
            window.actions_["pin"].trigger()
            live_until(lambda c=comparing, n=count: len(c.pins.records) == n)
        comparing.pins.note(2, "ten times the rate is safe")
        comparing.open()
        live(400)
        comparing.window.table.select([3])
        save(comparing.window, f"comparison_{theme}")
        window.close()


def front() -> None:
    """Take the window as the README shows it, with a line pointed at."""
    window = window_on(preset("notebook").recipe, 2_400)
    view = window.network_view
    x1, y1, x2, y2 = view.graph.lines[view.graph.drawn[37]]
    at = QPoint(round(0.6 * x1 + 0.4 * x2), round(0.6 * y1 + 0.4 * y2))
    QTest.mouseMove(view, at)
    live(200)
    window.grab().save(str(PICTURES.parent / "window.png"), quality=0)
    window.close()


def main() -> None:
    """Take them all, or those that are named on the command line."""
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    PICTURES.mkdir(exist_ok=True)
    every = (
        phases,
        microscope,
        sharpness,
        layers,
        data,
        is_past,
        comparison,
        post_mortem,
        diagnosis,
        front,
    )
    for take in every:
        if not sys.argv[1:] or take.__name__ in sys.argv[1:]:
            take()


if __name__ == "__main__":
    main()
