"""Marks while a run goes on: what is wrong with the state that is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtWidgets import QWidget

from gui.analysis.analysis_thread import AnalysisThread
from gui.analysis.tasks import Diagnose
from gui.diagnosis.debounce import Debounce
from gui.graph.legend import HEIGHT as LEGEND
from gui.training.commands import Edit, GoTo, Load, Undo
from gui.training.status import RunState
from shallownet import Recipe
from shallownet.analysis.diagnosis import Finding, Severity, diagnose

DEAD = Finding("dead", 1, (0, 1), "Two units are dead.", "2 dead", Severity.WARNING)
KINDS = ("dead", "twins", "rising", "exploding", "mean_error", "plateau")


def shows(window, kind="saturated"):
    """Return a function that says whether a mark tells of the state that is shown."""

    def check() -> bool:
        found = [f for f in diagnose(window.shown.snapshot) if f.kind == kind]
        chips = window.doctor.marks.chips
        if not found:
            return kind not in chips
        emitted = " ".join(finding.sentence for finding in found)
        return kind in chips and chips[kind].accessibleDescription() == emitted

    return check


def train(qtbot, window, updates):
    goal = window.shown.snapshot.step + updates
    window.start(updates)
    qtbot.waitUntil(
        lambda: (
            window.shown.snapshot.step == goal
            and window.shown.state is not RunState.RUNNING
        ),
        timeout=20_000,
    )


def test_a_finding_is_shown_once_it_lasts_and_dropped_once_it_is_gone():
    marks = Debounce()
    seen = [bool(marks.take([DEAD] if on else [])) for on in (1, 0, 1, 1, 0, 0, 1)]
    assert seen == [False, False, False, True, True, True, True]
    assert [bool(marks.take([])) for _ in range(3)] == [True, True, False]
    assert marks.take([DEAD], at_rest=True) == {"dead": (DEAD,)}


def test_saturated_units_get_a_mark_that_changes_with_them(qtbot, window):
    marks = window.doctor.marks
    qtbot.waitUntil(shows(window))
    before = marks.chips["saturated"].text()
    assert before == "2 of 10 units saturated"  # the lesson's own start
    for unit in (0, 1, 3):
        window.training.post(Edit(f"b1[{unit}]", 500.0))
    qtbot.waitUntil(lambda: "5 of 10" in marks.chips["saturated"].text())
    assert "units 0, 1, 2, 3 and 8" in marks.chips["saturated"].toolTip().lower()
    for _ in range(3):
        window.training.post(Undo())
    qtbot.waitUntil(lambda: marks.chips["saturated"].text() == before)


def test_a_mark_goes_with_what_it_tells_of(qtbot, make_window):
    window = make_window(Recipe.of(samples=200, standardize_inputs=True))
    marks = window.doctor.marks
    window.training.post(Edit("b1[0]", 500.0))
    qtbot.waitUntil(lambda: "saturated" in marks.chips)
    assert marks.isVisible()
    window.training.post(Undo())
    qtbot.waitUntil(lambda: not marks.chips)
    assert not marks.isVisible()


def test_a_mark_opens_by_keys_and_tells_all_sentences(qtbot, window):
    marks = window.doctor.marks
    train(qtbot, window, 100)
    qtbot.waitUntil(lambda: "twins" in marks.chips)
    qtbot.waitUntil(shows(window, "twins"))
    chip = marks.chips["saturated"]
    assert chip.text() in chip.accessibleName()
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert marks.popup.isVisible()
    assert "After update 100" in marks.sentences.text()
    for finding in diagnose(window.shown.snapshot):
        assert finding.sentence in marks.sentences.accessibleDescription()
    # All of it is to be read: nothing is cut off.
    label = marks.sentences
    assert label.height() >= label.heightForWidth(label.width())
    assert window.screen().availableGeometry().contains(marks.popup.frameGeometry())
    marks.popup.hide()


def test_while_looking_back_marks_are_of_the_state_that_is_shown(qtbot, window):
    train(qtbot, window, 1_000)
    marks = window.doctor.marks
    qtbot.waitUntil(shows(window))
    late = marks.chips["saturated"].text()
    for update, when in ((0, "At the start"), (400, "After update 400")):
        window.training.post(GoTo(update))
        qtbot.waitUntil(lambda u=update: window.shown.snapshot.step == u)
        qtbot.waitUntil(lambda w=when: w in marks.sentences.text())
        for kind in ("saturated", "twins", "mean_error"):
            assert shows(window, kind)()
    window.training.post(GoTo(1_000))
    qtbot.waitUntil(lambda: "After update 1,000" in marks.sentences.text())
    assert marks.chips["saturated"].text() == late


def test_another_run_takes_the_marks_with_it(qtbot, window):
    marks = window.doctor.marks
    qtbot.waitUntil(lambda: bool(marks.chips))
    window.training.post(Load(Recipe.of(samples=200, standardize_inputs=True)))
    qtbot.waitUntil(lambda: not marks.chips)


def test_nothing_is_examined_that_nobody_sees(qtbot, window, monkeypatch):
    qtbot.waitUntil(lambda: bool(window.doctor.marks.chips))
    asked = []
    ask = AnalysisThread.ask
    monkeypatch.setattr(
        AnalysisThread, "ask", lambda t, task: (asked.append(task), ask(t, task))
    )
    window.network_view.hide()
    train(qtbot, window, 50)
    qtbot.wait(300)
    assert not any(isinstance(task, Diagnose) for task in asked)
    window.network_view.show()
    qtbot.waitUntil(shows(window))
    assert any(isinstance(task, Diagnose) for task in asked)


def test_while_training_it_is_asked_about_once_a_second(qtbot, window, monkeypatch):
    asked = []
    ask = AnalysisThread.ask

    def note(thread, task):
        asked.append(window.shown.state)
        ask(thread, task)

    monkeypatch.setattr(AnalysisThread, "ask", note)
    window.start()
    qtbot.waitUntil(lambda: window.shown.state is RunState.RUNNING)
    qtbot.wait(1_500)
    window.pause()
    qtbot.waitUntil(lambda: window.shown.state is not RunState.RUNNING)
    running = [state for state in asked if state is RunState.RUNNING]
    assert 1 <= len(running) <= 2


@pytest.mark.parametrize("size", [(1_000, 600), (1_000, 650), (1_280, 800)])
def test_marks_stay_in_their_corner_and_cover_no_unit(qtbot, make_window, size):
    window = make_window(Recipe.of(samples=200, hidden_units=(10, 10, 10)))
    window.resize(*size)
    view, marks = window.network_view, window.doctor.marks
    kinds = {
        kind: (
            Finding(kind, 1, (0,), f"{kind}.", f"{kind} of 10 units", Severity.NOTE),
        )
        for kind in KINDS
    }
    marks.set_findings(kinds, 5)
    area = QRect(QPoint(0, 0), view.size()).adjusted(0, 0, 0, -LEGEND)
    assert area.contains(marks.geometry())
    shown = [chip for chip in marks.findChildren(QWidget) if chip.isVisible()]
    for chip in shown:
        assert marks.rect().contains(chip.geometry())
        assert chip.width() >= chip.sizeHint().width()
        for other in shown:
            assert other is chip or not chip.geometry().intersects(other.geometry())
    lowest = max(node.y + node.size / 2 for node in view.graph.nodes)
    assert marks.geometry().top() >= lowest
    # What there is no room for is emitted by a mark of its own.
    hidden = [kind for kind in KINDS if not marks.chips[kind].isVisible()]
    assert marks.more.isVisible() is bool(hidden)
    assert all(f"{kind} of 10" in marks.more.toolTip() for kind in hidden)
    assert all(f"{kind}." in marks.sentences.text() for kind in KINDS)


def finding(kind: str, sentence: str) -> Finding:
    return replace(DEAD, kind=kind, title=kind, sentence=sentence)


def test_what_is_open_grows_and_shrinks_with_what_is_found(qtbot, window):
    marks = window.doctor.marks
    qtbot.waitUntil(lambda: bool(marks.chips))
    short = finding("saturated", "One line.")
    long = finding("twins", "Many words that take several lines. " * 12)
    marks.set_findings({"saturated": (short,)})
    marks.open()
    low = marks.popup.height()
    marks.set_findings({"saturated": (short,), "twins": (long,)})
    assert marks.popup.height() > low + 60
    label = marks.sentences
    assert label.height() >= label.heightForWidth(label.width())
    marks.set_findings({"saturated": (short,)})
    assert marks.popup.height() == low
    marks.set_findings({})
    assert not marks.popup.isVisible()


def test_more_than_the_screen_has_room_for_can_be_scrolled_to(qtbot, window):
    marks = window.doctor.marks
    marks.set_findings(
        {f"kind {n}": (finding(f"kind {n}", "Many words. " * 90),) for n in range(9)}
    )
    marks.open()
    screen = window.screen().availableGeometry()
    assert screen.contains(marks.popup.frameGeometry())
    bar = marks.area.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.maximum() + marks.area.viewport().height() >= marks.sentences.height()
    marks.popup.hide()
