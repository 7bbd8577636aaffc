"""A lesson at the window: read, answered, done, left and taken up again."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QWidget

from gui.graph.display_mode import EdgeMode
from gui.training.commands import Change, GoTo, SetNotes, Start, Undo
from gui.window.main_window import MainWindow
from shallownet import Recipe
from shallownet.lessons.facts import Facts
from shallownet.lessons.progress import LessonProgress
from tests.gui.hands import train
from tests.gui.lessons.hands import (
    answer,
    draw,
    go_to_state,
    open_lesson,
    question,
    turn,
    wait_until_done,
)


@pytest.fixture
def window(qtbot, same_window):
    """Return the window of all tests, with a new run and no panel of lessons."""
    lessons = same_window.actions_["lessons"]
    if lessons.isChecked():
        lessons.trigger()
    run = same_window.shown.snapshot.run
    same_window.run.load(Recipe.of(samples=200))
    qtbot.waitUntil(lambda: same_window.shown.snapshot.run is not run)
    return same_window


@pytest.fixture
def controller(qtbot, window, lesson_file):
    """Return the controller of the small lesson, open on its second page."""
    controller = open_lesson(qtbot, window, lesson_file)
    turn(qtbot, window)
    yield controller
    controller.close()


@pytest.fixture
def shared(qtbot, same_window, lesson_file):
    """Return the window with the small lesson open, whatever run the last test left."""
    controller = open_lesson(qtbot, same_window, lesson_file)
    turn(qtbot, same_window)
    yield same_window
    controller.close()


def test_a_right_and_a_wrong_answer(qtbot, shared):
    window, controller = shared, shared.lessons.controller()
    frame = answer(qtbot, window, "sign", 1)
    assert frame.verdict.text() == "✗ Not yet"
    assert frame.comment.plain_text == "No: the loss falls."
    assert frame.reveal.isHidden() and not frame.state.is_over
    frame.hint.click()
    assert frame.hints.plain_text == "Hint 1. Look at the curve."
    answer(qtbot, window, "sign", 0)
    assert frame.verdict.text() == "✓ Right" and frame.worth.text() == "1 of 2 points"
    assert frame.reveal.plain_text == "It goes down."
    assert controller.view.score.text() == "1 of 7 points"
    assert controller.progress.answers["sign"].attempts == ("1", "0")


def test_a_number_is_judged_at_the_state_of_the_page(qtbot, shared):
    window = shared
    frame = answer(qtbot, window, "twice", 3)
    assert "3 is too" in frame.comment.plain_text
    go_to_state(qtbot, window)
    loss = window.shown.snapshot.loss
    answer(qtbot, window, "twice", f"{loss:.6f}")
    assert frame.comment.plain_text == "That is J itself."
    assert frame.reveal.plain_text == "Twice J."  # after two wrong ones
    answer(qtbot, window, "twice", f"{2 * loss:.6f}")
    assert frame.state.solved and frame.state.points == 0.0


def test_text_that_is_no_number_is_no_attempt(qtbot, shared):
    window, controller = shared, shared.lessons.controller()
    frame = question(window, "twice")
    line = frame.findChild(QWidget, "numberLine")
    qtbot.keyClicks(line, "0,5")
    assert not frame.check.isEnabled()
    assert "write 0.5" in line.accessibleDescription()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert controller.progress.answers == {}


def test_giving_up_reveals_the_answer_and_brings_nothing(qtbot, shared):
    window = shared
    frame = question(window, "twice")
    frame.give_up.click()
    qtbot.waitUntil(lambda: "The answer is" in frame.comment.plain_text)
    assert frame.state.is_over and frame.state.points == 0.0
    assert frame.verdict.text() == "Given up" and frame.reveal.isVisible()
    sign = question(window, "sign")
    sign.give_up.click()
    assert sign.comment.plain_text == "The answer is down"


def test_back_to_the_state_in_one_click_and_undone_in_one(qtbot, window, controller):
    before = window.shown.snapshot.run
    assert controller.view.state_button.isDefault()  # it is pointed out
    go_to_state(qtbot, window)
    shown = window.shown.snapshot
    assert (shown.step, shown.run.data.samples, shown.settings.iterations) == (
        *(20, 50),
        400,
    )
    assert [(e.step, e.name, e.after) for e in shown.events] == [(0, "b2[0]", 1.5)]
    assert window.microscope.modes.edges is EdgeMode.GRADIENT
    assert window.microscope.selection.sample == 3
    assert window.actions_["function_panel"].isChecked()
    window.run.send(Undo())
    qtbot.waitUntil(lambda: window.shown.snapshot.run is before)
    qtbot.waitUntil(controller.view.state_button.isDefault)


def test_a_sketch_is_drawn_from_the_state_of_the_page(qtbot, shared):
    window, controller = shared, shared.lessons.controller()
    frame = question(window, "next")
    frame.check.click()
    sketch = window.quizzes.sketch
    qtbot.waitUntil(sketch.layer.isVisible)
    assert window.shown.snapshot.step == 20  # the state was gone to
    assert frame.verdict.text().startswith("Draw it") and not frame.check.isEnabled()
    qtbot.keyClick(sketch.layer, Qt.Key.Key_Escape)
    assert frame.verdict.text() == "" and frame.check.isEnabled()
    before = window.shown.snapshot.run
    draw(qtbot, window, "next")
    assert window.shown.snapshot.run is before  # it stood there already
    assert window.shown.snapshot.step == 50
    drawing = controller.progress.sketches["next"]
    assert len(drawing.points) > 2 and frame.state.points == 2 * drawing.score > 0.0
    assert "your line ends" in frame.comment.plain_text


def test_the_sketch_of_somebody_else_is_no_answer(qtbot, shared):
    window, controller = shared, shared.lessons.controller()
    go_to_state(qtbot, window)
    frame = question(window, "next")
    frame.check.click()
    window.actions_["predict_loss"].trigger()
    assert frame.check.isEnabled()
    sketch = window.quizzes.sketch
    qtbot.keyClick(sketch.layer, Qt.Key.Key_Down)
    qtbot.keyClick(sketch.layer, Qt.Key.Key_Return)
    window.speed.set_full_speed(True)
    with qtbot.waitSignal(sketch.revealed, timeout=20_000):
        pass
    assert controller.progress.sketches == {}


def test_tasks_are_done_at_the_run(qtbot, window, controller):
    turn(qtbot, window)
    train(qtbot, window, 70)  # of another run than the lesson's
    assert question(window, "reach").verdict.text().startswith("Not done yet")
    go_to_state(qtbot, window)
    train(qtbot, window, 45)
    frame = wait_until_done(qtbot, window, "reach")
    assert frame.comment.plain_text == "It held at update 65."
    assert controller.progress.tasks["reach"].values == {
        "updates": 65.0,
        "from_lesson": True,
    }
    assert not question(window, "look").state.solved
    window.run.send(GoTo(7))
    wait_until_done(qtbot, window, "look")
    assert controller.view.score.text() == "2 of 7 points"


def test_a_task_is_seen_while_the_run_goes_on(qtbot, window, controller):
    turn(qtbot, window)
    go_to_state(qtbot, window)
    window.run.set_pace(120)
    window.run.send(Start(380))
    frame = wait_until_done(qtbot, window, "reach")
    assert window.shown.snapshot.step < 400
    assert 60 <= controller.progress.tasks["reach"].update < 400
    assert frame.worth.text() == "1 of 1 point"


def test_nothing_is_checked_while_the_panel_is_closed(
    qtbot, window, controller, monkeypatch
):
    turn(qtbot, window)
    checked = []
    begin = Facts.__init__

    def count(facts, snapshot, *rest, **named):
        checked.append(snapshot.step)
        begin(facts, snapshot, *rest, **named)

    monkeypatch.setattr(Facts, "__init__", count)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not controller.view.isVisible()
    train(qtbot, window, 30)
    assert set(checked) <= {0}  # asked for when the page was turned
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: 30 in checked)


def test_what_a_lesson_hides_and_locks_comes_back(qtbot, window, lesson_file):
    actions, form = window.actions_, window.parameter_panel.form
    tip = form.fields["learning_rate"].toolTip()
    controller = open_lesson(qtbot, window, lesson_file)
    assert not actions["compare"].isVisible() and not actions["compare"].isEnabled()
    assert not actions["landscape_panel"].isVisible()
    assert not form.fields["learning_rate"].isEnabled()
    assert "A small lesson" in form.fields["learning_rate"].toolTip()
    assert form.fields["optimizer"].isEnabled()
    window.run.change({"hidden_units": (3,)})  # as the graph's buttons ask
    assert "A small lesson" in window.step_panel.narration.text()
    window.network_view.edit_requested.emit(0, QPoint(5, 5))
    assert window.editing.editor.isHidden()
    train(qtbot, window, 2)
    assert window.shown.snapshot.settings.hidden_units == (10,)
    assert not actions["compare"].isEnabled()  # whatever the run allows
    controller.view.all_button.click()
    assert actions["compare"].isVisible() and actions["compare"].isEnabled()
    assert actions["landscape_panel"].isVisible()
    assert form.fields["learning_rate"].isEnabled()
    assert form.fields["learning_rate"].toolTip() == tip
    window.run.send(Change({"hidden_units": (3,)}))
    qtbot.waitUntil(lambda: window.shown.snapshot.settings.hidden_units == (3,))


def test_locks_are_taken_back_while_the_panel_is_closed(qtbot, window, controller):
    compare = window.actions_["compare"]
    window.actions_["lessons"].trigger()
    qtbot.waitUntil(compare.isVisible)
    window.actions_["lessons"].trigger()
    qtbot.waitUntil(lambda: not compare.isVisible())
    assert controller.lesson is not None and controller.progress.page == 1


def test_a_bad_file_is_refused_with_all_its_lines(qtbot, same_window, lesson_file):
    window = same_window
    bad = lesson_file.with_name("bad <b>.md")
    text = lesson_file.read_text(encoding="utf-8")
    text = text.replace("minutes = 5", "minutes = -5").replace("2 * J", "2 * K")
    bad.write_text(text, encoding="utf-8")
    window.lessons.open(str(bad))
    problems = window.lessons.controller().view.list.problems
    qtbot.waitUntil(lambda: problems.text() != "")
    lines = problems.text().split("\n")
    assert lines[0] == "bad <b>.md is no lesson:" and len(lines) == 3
    assert lines[1].startswith("line 5: ") and lines[2].startswith("line ")
    assert problems.textFormat() is Qt.TextFormat.PlainText
    open_lesson(qtbot, same_window, lesson_file)
    window.lessons.controller().close()
    assert problems.text() == ""


def test_a_file_whose_lesson_is_not_here_says_so(qtbot, shared):
    window, controller = shared, shared.lessons.controller()
    progress = LessonProgress("elsewhere", "0" * 64)
    controller.close()
    with qtbot.waitSignal(controller.message) as said:
        window.lessons.go_on(progress.as_json())
    assert "“elsewhere”, which is not here" in said.args[0]
    window.lessons.go_on({"lesson": 3})
    assert "The lesson in it is damaged" in window.step_panel.narration.text()


def test_it_never_blocks_exploring(qtbot, window, controller):
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 1)
    window.run.send(SetNotes("free"))
    window.run.change({"activation": "tanh"})
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 0)
    assert window.shown.recipe.config.hidden_activations == ("tanh",)
    assert isinstance(window, MainWindow) and window.isEnabled()
