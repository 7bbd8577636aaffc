"""Animations of a stretch of a run."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication

import shallownet as sn
from gui.export import animation_page
from gui.export import controller as controller_module
from gui.export.animation_page import AnimationPage
from gui.export.film_plan import FORMATS, FRAMES_PER_SECOND, FilmPlan
from gui.export.film_stage import FilmStage, palette_of
from gui.export.film_views import Display
from gui.export.scene import Scene
from gui.graph.display_mode import DisplayModes
from gui.style.theme import DARK, LIGHT
from gui.window.filmed_window import FilmedWindow
from shallownet.runs.rewind import Rewind
from tests.gui.hands import train

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.export.dialog import ExportDialog
    from gui.window.main_window import MainWindow
    from shallownet.training.snapshot import Snapshot

GIF, WEBP = FORMATS
SIZE = (640, 400)


@given(
    first=st.integers(0, 50_000),
    length=st.integers(1, 50_000),
    seconds=st.integers(1, 60),
)
def test_frames_are_spread_evenly_over_the_updates(first, length, seconds):
    plan = FilmPlan.of(first, first + length, seconds, SIZE, GIF)
    updates = plan.updates
    assert updates[0] == first and updates[-1] == first + length
    gaps = {after - before for before, after in pairwise(updates)}
    assert min(gaps) >= 1 and max(gaps) - min(gaps) <= 1
    assert len(updates) == min(seconds * FRAMES_PER_SECOND, length + 1)
    assert plan.frame_ms % 10 == 0
    assert plan.seconds == pytest.approx(seconds, rel=0.1)


@pytest.fixture
def page(qtbot) -> AnimationPage:
    page = AnimationPage()
    qtbot.addWidget(page)
    return page


def test_size_and_length_are_told_before_it_starts(page):
    assert not page.can_save and "no update yet" in page.summary.text()
    page.set_made(3_000)
    assert page.can_save
    told = page.summary.text()
    assert told.startswith("200 frames in 10.0 s; a file of about 1.4 MB")
    page.size_box.setCurrentIndex(2)
    page.seconds.setValue(5)
    assert page.summary.text().startswith("100 frames in 5.0 s; a file of about 179")
    page.first.setValue(3_000)
    assert not page.can_save and "an update to end with" in page.summary.text()


def test_the_end_follows_the_run_until_another_is_chosen(page):
    page.set_made(100)
    page.set_made(250)
    assert page.last.value() == 250
    page.last.setValue(120)
    page.set_made(300)
    assert page.last.value() == 120 and page.last.maximum() == 300


def test_without_pillow_the_command_that_installs_it_is_told(qtbot, monkeypatch):
    monkeypatch.setattr(animation_page, "find_spec", lambda name: None)
    page = AnimationPage()
    qtbot.addWidget(page)
    page.set_made(100)
    assert not page.can_save
    assert page.summary.text().replace("\u200b", "").endswith("-m pip install pillow")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("scene", [Scene.GRAPH, Scene.FUNCTION])
def test_a_palette_has_the_colours_that_fill_areas(scene, theme):
    palette = palette_of(scene, theme)
    assert len(palette) <= 3 * 256
    colours = {tuple(palette[n : n + 3]) for n in range(0, len(palette), 3)}
    for name in ("window", "surface", "text", "negative", "positive", "loss"):
        colour = getattr(theme, name)
        assert tuple(bytes.fromhex(colour[1:])) in colours


# In the window


@pytest.fixture
def window(make_window) -> MainWindow:
    return make_window(sn.Recipe.of(samples=50))


@pytest.fixture
def dialog(qtbot, window) -> ExportDialog:
    """Return the dialog of a run of 12 updates, on its page for animations."""
    train(qtbot, window, 12)
    window.actions_["export"].trigger()
    dialog = window.exports.controller().dialog
    dialog.tabs.setCurrentWidget(dialog.animation)
    dialog.animation.size_box.setCurrentIndex(2)
    return dialog


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(controller_module, "choose_output", lambda *_: str(path))


def make(qtbot: QtBot, dialog: ExportDialog) -> str:
    dialog.save.click()
    assert not dialog.save.isEnabled() and dialog.cancel.isVisible()
    qtbot.waitUntil(dialog.save.isEnabled, timeout=30_000)
    assert not dialog.cancel.isVisible()
    return dialog.outcome.text().replace("\u200b", "")


def test_an_animation_has_a_frame_of_each_state(
    qtbot, window, dialog, tmp_path, monkeypatch
):
    page = dialog.animation
    page.first.setValue(3)
    page.last.setValue(6)
    page.seconds.setValue(1)
    shown, theme = window.shown, LIGHT
    recipe = shown.recipe
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.run(12)
    states = [Rewind(trainer).snapshot_at(n) for n in (3, 4, 5, 6)]
    stage = FilmStage(page.scene, SIZE, theme, Display(DisplayModes(), log=True))
    for index, kind in enumerate(FORMATS):
        page.format_box.setCurrentIndex(index)
        path = tmp_path / f"film{kind.suffix}"
        choose(monkeypatch, path)
        assert make(qtbot, dialog).startswith(f"Wrote film{kind.suffix}, ")
        with Image.open(path) as film:
            count = getattr(film, "n_frames", 1)
            assert (count, film.size, film.info["loop"]) == (4, SIZE, 0)
            for number, state in enumerate(states):
                film.seek(number)
                stage.show_state(state, _caption(state))
                expected = stage.image()
                if kind is WEBP:
                    assert film.convert("RGB").tobytes() == _pixels(expected)
                else:
                    assert film.info["duration"] == 250
    stage.remove()
    assert window.shown is shown  # the run in the window is left alone
    assert sorted(p.name for p in tmp_path.glob("film*")) == ["film.gif", "film.webp"]


def _caption(state: Snapshot) -> str:
    return f"Notebook, changed, after update {state.step}: J = {state.loss:,.2f}"


def _pixels(image: QImage) -> bytes:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    size = (plain.width(), plain.height())
    bits, stride = plain.constBits().asstring(plain.sizeInBytes()), plain.bytesPerLine()
    return Image.frombytes("RGB", size, bits, "raw", "RGB", stride).tobytes()


def test_the_whole_window_is_filmed(qtbot, window, dialog, tmp_path, monkeypatch):
    page, path = dialog.animation, tmp_path / "film.gif"
    page.scene_box.setCurrentText(Scene.WINDOW.value)
    page.first.setValue(10)
    choose(monkeypatch, path)
    assert make(qtbot, dialog).startswith("Wrote film.gif, ")
    with Image.open(path) as film:
        assert (getattr(film, "n_frames", 1), film.size) == (3, SIZE)
    tops = QApplication.topLevelWidgets()
    assert not [w for w in tops if isinstance(w, FilmedWindow) and w.isVisible()]


def test_an_animation_is_cancelled_and_told_if_it_cannot_be_written(
    qtbot, window, dialog, tmp_path, monkeypatch
):
    page, path = dialog.animation, tmp_path / "film.gif"
    choose(monkeypatch, path)
    page.scene_box.setCurrentIndex(list(Scene).index(Scene.GRAPH))
    dialog.save.click()
    qtbot.waitUntil(lambda: dialog.progress.value() >= 1)
    window.run.start(3)  # the run goes on meanwhile
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 15)
    dialog.cancel.click()
    qtbot.waitUntil(dialog.save.isEnabled)
    assert dialog.outcome.text().startswith("Cancelled")
    assert not list(tmp_path.glob("*film*"))
    choose(monkeypatch, tmp_path / "missing" / "film.gif")
    said = make(qtbot, dialog)
    assert said.endswith("film.gif cannot be written: No such file or directory.")
    choose(monkeypatch, path)
    dialog.save.click()
    qtbot.waitUntil(lambda: dialog.progress.value() >= 1)
    window.close()  # ends it
    assert not list(tmp_path.glob("*film*"))
