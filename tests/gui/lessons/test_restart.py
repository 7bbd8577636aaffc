"""What is kept of a lesson and of the window around it: between starts, in a file."""

from __future__ import annotations

import json

from PyQt6.QtCore import Qt

from shallownet import Recipe
from shallownet.documents.run_file import open_run
from shallownet.lessons.grading import Grader
from shallownet.lessons.progress import LessonProgress
from tests.gui.hands import train
from tests.gui.lessons.hands import (
    answer,
    go_to_state,
    open_lesson,
    question,
    turn,
    wait_until_done,
)


def test_answers_survive_turning_pages_and_a_restart(
    qtbot, make_window, settings, lesson_file
):
    window = make_window(Recipe.of(samples=50))
    controller = open_lesson(qtbot, window, lesson_file)
    turn(qtbot, window)
    answer(qtbot, window, "sign", 1)
    question(window, "sign").hint.click()
    controller.view.next_button.click()
    controller.view.back_button.click()
    assert question(window, "sign").verdict.text() == "✗ Not yet"
    window.end()
    again = make_window(Recipe.of(samples=50))
    qtbot.waitUntil(lambda: again.actions_["lessons"].isChecked())
    controller = again.lessons.controller()
    qtbot.waitUntil(lambda: controller.lesson is not None)
    assert controller.progress.page == 1
    frame = question(again, "sign")
    assert frame.state.attempts == ("1",) and frame.state.hints
    assert frame.comment.plain_text == "No: the loss falls."
    controller.view.all_button.click()
    again.save_state()
    assert "lesson=\n" in settings.path.read_text()


def test_the_list_says_how_far_one_is(qtbot, window):
    window.actions_["lessons"].trigger()
    view = window.lessons.controller().view
    qtbot.waitUntil(lambda: len(view.list.cards) >= 10)
    first = view.list.cards[0]
    name = first.accessibleName()
    assert "about" in first.accessibleDescription()
    assert "page" not in first.accessibleDescription()
    first.click()
    controller = window.lessons.controller()
    qtbot.waitUntil(lambda: controller.lesson is not None)
    assert controller.lesson.title == name
    turn(qtbot, window)
    view.all_button.click()
    qtbot.waitUntil(lambda: "page 2 of" in view.list.cards[0].accessibleDescription())


def test_kept_progress_that_is_damaged_is_not_used(qtbot, make_window, settings):
    window = make_window(Recipe.of(samples=50))
    controller = open_lesson(qtbot, window, "01-forward-by-hand")
    turn(qtbot, window)
    window.end()
    (place,) = (settings.path.parent / "lessons").iterdir()
    kept = json.loads(place.read_text())
    kept["progress"]["page"] = -1
    place.write_text(json.dumps(kept))
    again = make_window(Recipe.of(samples=50))
    controller = open_lesson(qtbot, again, "01-forward-by-hand")
    assert controller.progress.page == 0


def test_in_a_narrow_window_the_settings_are_folded_meanwhile(qtbot, make_window):
    window = make_window(Recipe.of(samples=50))
    window.resize(1024, 640)
    qtbot.waitUntil(lambda: window.docks.width() < 1030)
    lessons, columns = window.actions_["lessons"], window.columns
    for _ in range(2):
        with qtbot.waitSignal(window.docks.view_changed):
            lessons.trigger()
        qtbot.waitUntil(lambda: columns.sizes()[0] == 0)
        window.actions_["learning_rate"].trigger()  # a key for a field shows them
        assert columns.sizes()[0] > 150
        with qtbot.waitSignal(window.docks.view_changed):
            lessons.trigger()
        assert columns.sizes()[0] > 150


def test_settings_that_were_folded_come_back_after_a_restart(qtbot, make_window):
    window = make_window(Recipe.of(samples=50))
    window.resize(1024, 640)
    qtbot.waitUntil(lambda: window.docks.width() < 1030)
    window.actions_["lessons"].trigger()
    qtbot.waitUntil(lambda: window.columns.sizes()[0] == 0)
    window.end()
    again = make_window(Recipe.of(samples=50))
    qtbot.waitUntil(lambda: again.actions_["lessons"].isChecked())
    assert again.columns.sizes()[0] == 0
    again.actions_["lessons"].trigger()
    qtbot.waitUntil(lambda: again.columns.sizes()[0] > 200)


def test_handed_in_and_opened_again(qtbot, window, tmp_path, monkeypatch, lesson_file):
    controller = open_lesson(qtbot, window, lesson_file)
    turn(qtbot, window)
    path = str(tmp_path / "handed in.shallownet")
    proposals = []

    def choose(parent, title, kind, proposal):
        proposals.append(proposal)
        return path

    monkeypatch.setattr("gui.window.lesson_opener.choose_output", choose)
    go_to_state(qtbot, window)
    answer(qtbot, window, "sign", 0)
    turn(qtbot, window)
    train(qtbot, window, 40)
    wait_until_done(qtbot, window, "reach")
    turn(qtbot, window)
    view = controller.view
    view.hand_in_button.click()
    qtbot.keyClicks(view.hand_in.name, " Ada   <b>Lovelace ")
    qtbot.keyClick(view.hand_in.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Handed in" in view.message.text())
    assert path in view.message.text() and "Ada <b>Lovelace" in view.message.text()
    assert proposals == ["small-Ada-b-Lovelace.shallownet"]
    assert not window.shown.path  # it did not become the run's own file
    document = open_run(path)
    assert str(document.verify()) == "replayed 60 updates: bit for bit"
    held = LessonProgress.of_json(document.lesson)
    assert held.learner == "Ada <b>Lovelace" and held.tasks["reach"].update == 60
    graded = Grader([controller.lesson]).grade(path)
    points = {mark.question.id: mark.points for mark in graded.marks}
    assert points["sign"] > 0.0 and points["reach"] > 0.0
    assert graded.remarks == ()
    view.all_button.click()
    window.documents.open(path)
    qtbot.waitUntil(lambda: controller.lesson is not None)
    assert window.shown.snapshot.step == 60
    assert controller.progress.page == 3
    assert controller.progress.tasks.keys() == {"reach"}
