"""MP4, where Qt Multimedia can encode it."""

from __future__ import annotations

import builtins
import struct
from typing import TYPE_CHECKING, Any

import pytest
from PyQt6.QtGui import QColor, QImage

from gui.export import mp4
from gui.export.animation_page import AnimationPage
from gui.export.film_plan import FORMATS, MP4, FilmPlan
from gui.export.film_thread import FilmThread, MakeFilm
from shallownet import DataError, Recipe, Trainer, save_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from shallownet.training.snapshot import Snapshot

SIZE = (320, 200)


@pytest.fixture
def encoder(qapp) -> None:
    """Skip a test where there is none, and say why."""
    problem = mp4.loading_problem() or mp4.support().problem
    if problem:
        pytest.skip(problem)


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the boxes of an MP4 file, with those in them, and their contents."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        contents = data[at + 8 : at + size]
        yield kind.decode("latin-1"), contents
        if kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
            yield from boxes(contents)
        at += max(size, 8)


def test_a_film_has_its_frames_and_its_length(qtbot: QtBot, encoder, tmp_path):
    recipe = Recipe.of(samples=20)
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(9)
    run, path = tmp_path / "run", tmp_path / "film.mp4"
    save_run(trainer, run, recipe)
    thread = FilmThread()
    ended: list[str] = []

    def paint(snapshot: Snapshot) -> None:
        image = QImage(*SIZE, QImage.Format.Format_RGB32)
        image.fill(QColor(20 * snapshot.step, 60, 90))
        thread.give(image)

    thread.frame_wanted.connect(paint)
    thread.ended.connect(ended.append)
    thread.start()
    try:
        plan = FilmPlan.of(0, 9, 1.0, SIZE, MP4)
        thread.make(MakeFilm(str(run), str(path), plan, []))
        qtbot.waitUntil(lambda: bool(ended), timeout=30_000)
    finally:
        thread.shut_down()
    assert ended[0].startswith("Wrote film.mp4, ")
    found = dict(boxes(path.read_bytes()))
    assert struct.unpack_from(">I", found["stsz"], 8) == (10,)
    scale, length = struct.unpack_from(">II", found["mvhd"], 12)
    assert length / scale == pytest.approx(1.0, abs=0.11)
    assert struct.unpack_from(">HH", found["stsd"], 40) == SIZE


def test_an_encoder_that_fails_is_told(qtbot, encoder, tmp_path, monkeypatch):
    monkeypatch.setattr(mp4, "TemporaryDirectory", lambda prefix: Missing())
    plan = FilmPlan.of(0, 3, 1.0, SIZE, MP4)
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    with (tmp_path / "film").open("wb") as file, pytest.raises(DataError) as caught:
        mp4.write_mp4(file, plan, lambda: image)
    assert str(caught.value).startswith("MP4 could not be encoded: ")


class Missing:
    """A folder that is not there."""

    def __enter__(self) -> str:
        return "/missing/folder"

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind."""


def test_what_keeps_qt_multimedia_from_loading_is_told(monkeypatch):
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **named: Any) -> Any:
        if name == "PyQt6" and rest[2] == ("QtMultimedia",):
            raise ImportError("libpulse.so.0: cannot open shared object file")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    mp4.loading_problem.cache_clear()
    problem = mp4.loading_problem()
    mp4.loading_problem.cache_clear()
    assert problem == (
        "MP4 needs Qt Multimedia, which cannot be loaded (libpulse.so.0: cannot open "
        "shared object file); on Debian and Ubuntu: apt-get install libpulse0."
    )


@pytest.mark.parametrize("problem", ["", "MP4 needs an encoder."])
def test_mp4_is_offered_where_it_can_be_written(qtbot, problem):
    page = AnimationPage()
    qtbot.addWidget(page)
    page.set_mp4(mp4.Support(problem, "" if problem else "Browsers do not show it."))
    page.set_mp4(mp4.Support(problem, "" if problem else "Browsers do not show it."))
    titles = [page.format_box.itemText(n) for n in range(page.format_box.count())]
    offered = [kind.title for kind in FORMATS]
    assert titles == (offered if problem else [*offered, MP4.title])
    said = problem or "Browsers do not show it."
    assert said in page.format_box.toolTip()
    page.set_made(10)
    page.format_box.setCurrentIndex(len(titles) - 1)
    assert page.plan.kind is (FORMATS[-1] if problem else MP4)
    assert page.summary.text().endswith("Browsers do not show it.") != bool(problem)
