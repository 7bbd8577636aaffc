"""The chips of the diagnosis: what is wrong with the state that is shown."""

from __future__ import annotations

import math
from dataclasses import replace
from html import escape

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtWidgets import QWidget

from gui.analysis.analysis_thread import AnalysisThread
from gui.analysis.tasks import Diagnose
from gui.diagnosis import controller
from gui.diagnosis.debounce import Debounce
from gui.graph.legend import HEIGHT as LEGEND
from gui.training.commands import Edit, GoTo, Load, Undo
from gui.training.status import RunState
from shallownet import Recipe
from shallownet.analysis.diagnosis import Finding, Severity, diagnose
from tests.gui.hands import train

DEAD = Finding("dead", "2 dead", "Two units are dead.", Severity.WARNING, 1, (0, 1))
KINDS = ("dead", "twins", "rising", "exploding", "mean_error", "plateau")


def shows(window, kind="saturated"):
    """Return a check that a chip describes the state that is shown."""

    def check() -> bool:
        found = [f for f in diagnose(window.shown.snapshot) if f.kind == kind]
        chips = window.diagnosis.chips.buttons
        if not found:
            return kind not in chips
        sentences = " ".join(finding.sentence for finding in found)
        return kind in chips and chips[kind].accessibleDescription() == sentences

    return check


def test_debounce_shows_and_hides_lasting_findings():
    debounce = Debounce()
    found = (1, 0, 1, 1, 0, 0, 1)
    seen = [bool(debounce.update([DEAD] if dead else [])) for dead in found]
    assert seen == [False, False, False, True, True, True, True]
    assert [bool(debounce.update([])) for _ in range(3)] == [True, True, False]
    assert debounce.update([DEAD], at_rest=True) == {"dead": (DEAD,)}


def test_chip_of_saturated_units_changes_with_them(qtbot, window):
    chips = window.diagnosis.chips
    qtbot.waitUntil(shows(window))
    before = chips.buttons["saturated"].text()
    assert before == "2 of 10 units saturated"  # the lesson's own start
    for unit in (0, 1, 3):
        window.training.post(Edit(f"b1[{unit}]", 500.0))
    qtbot.waitUntil(lambda: "5 of 10" in chips.buttons["saturated"].text())
    assert (
        "units 0, 1, 2, 3 and 8"
        in chips.buttons["saturated"].toolTip().replace("\n", " ").lower()
    )
    for _ in range(3):
        window.training.post(Undo())
    qtbot.waitUntil(lambda: chips.buttons["saturated"].text() == before)


def test_chip_is_removed_with_its_finding(qtbot, make_window):
    window = make_window(Recipe.of(samples=200, standardize_inputs=True))
    chips = window.diagnosis.chips
    window.training.post(Edit("b1[0]", 500.0))
    qtbot.waitUntil(lambda: "saturated" in chips.buttons)
    assert chips.isVisible()
    window.training.post(Undo())
    qtbot.waitUntil(lambda: not chips.buttons)
    assert not chips.isVisible()


def test_key_on_a_chip_opens_a_popup_with_all_sentences(qtbot, window):
    chips = window.diagnosis.chips
    train(qtbot, window, 100)
    qtbot.waitUntil(lambda: "twins" in chips.buttons)
    qtbot.waitUntil(shows(window, "twins"))
    chip = chips.buttons["saturated"]
    assert chip.text() in chip.accessibleName()
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert chips.popup.isVisible()
    assert "After update 100" in chips.sentences.text()
    for finding in diagnose(window.shown.snapshot):
        assert escape(finding.sentence) in chips.sentences.text()
    # Nothing is cut off.
    label = chips.sentences
    assert label.height() >= label.heightForWidth(label.width())
    assert window.screen().availableGeometry().contains(chips.popup.frameGeometry())
    chips.popup.hide()


def test_past_state_is_diagnosed_while_it_is_shown(qtbot, window):
    train(qtbot, window, 1_000)
    chips = window.diagnosis.chips
    qtbot.waitUntil(shows(window))
    late = chips.buttons["saturated"].text()
    for update, when in ((0, "At the start"), (400, "After update 400")):
        window.training.post(GoTo(update))
        qtbot.waitUntil(lambda u=update: window.shown.snapshot.step == u)
        qtbot.waitUntil(lambda w=when: w in chips.sentences.text())
        for kind in ("saturated", "twins", "mean_error"):
            assert shows(window, kind)()
    window.training.post(GoTo(1_000))
    qtbot.waitUntil(lambda: "After update 1,000" in chips.sentences.text())
    assert chips.buttons["saturated"].text() == late


def test_chips_are_removed_with_their_run(qtbot, window):
    chips = window.diagnosis.chips
    qtbot.waitUntil(lambda: bool(chips.buttons))
    window.training.post(Load(Recipe.of(samples=200, standardize_inputs=True)))
    qtbot.waitUntil(lambda: not chips.buttons)


def test_hidden_graph_is_not_diagnosed(qtbot, window, monkeypatch):
    qtbot.waitUntil(lambda: bool(window.diagnosis.chips.buttons))
    tasks = []
    post = AnalysisThread.post

    def note(thread, task):
        tasks.append(task)
        post(thread, task)

    monkeypatch.setattr(AnalysisThread, "post", note)
    window.network_view.hide()
    train(qtbot, window, 50)
    qtbot.wait(300)
    assert not any(isinstance(task, Diagnose) for task in tasks)
    window.network_view.show()
    qtbot.waitUntil(shows(window))
    assert any(isinstance(task, Diagnose) for task in tasks)


def test_diagnoses_while_training_keep_their_interval(qtbot, window, monkeypatch):
    running = []
    ask = AnalysisThread.post

    def note(thread, task):
        if window.shown.state is RunState.RUNNING:
            running.append(task)
        ask(thread, task)

    qtbot.waitUntil(shows(window))
    monkeypatch.setattr(AnalysisThread, "post", note)
    monkeypatch.setattr(controller, "TRAINING_INTERVAL", math.inf)
    window.run.start()
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 100)
    assert not running
    monkeypatch.setattr(controller, "TRAINING_INTERVAL", 0.0)
    qtbot.waitUntil(lambda: len(running) > 1)
    window.run.pause()


@pytest.mark.parametrize("size", [(1_000, 600), (1_000, 650), (1_280, 800)])
def test_chips_stay_in_their_corner_and_cover_no_unit(qtbot, make_window, size):
    window = make_window(Recipe.of(samples=200, hidden_units=(10, 10, 10)))
    window.resize(*size)
    view, chips = window.network_view, window.diagnosis.chips
    kinds = {
        kind: (
            Finding(kind, f"{kind} of 10 units", f"{kind}.", Severity.NOTE, 1, (0,)),
        )
        for kind in KINDS
    }
    chips.set_findings(kinds, 5)
    area = QRect(QPoint(0, 0), view.size()).adjusted(0, 0, 0, -LEGEND)
    assert area.contains(chips.geometry())
    shown = [chip for chip in chips.findChildren(QWidget) if chip.isVisible()]
    for chip in shown:
        assert chips.rect().contains(chip.geometry())
        assert chip.width() >= chip.sizeHint().width()
        for other in shown:
            assert other is chip or not chip.geometry().intersects(other.geometry())
    lowest = max(node.y + node.size / 2 for node in view.graph.nodes)
    assert chips.geometry().top() >= lowest
    # Kinds without room share the last chip.
    hidden = [kind for kind in KINDS if not chips.buttons[kind].isVisible()]
    assert chips.more.isVisible() is bool(hidden)
    assert all(
        f"{kind} of 10" in chips.more.toolTip().replace("\n", " ") for kind in hidden
    )
    assert all(f"{kind}." in chips.sentences.text() for kind in KINDS)


def finding(kind: str, sentence: str) -> Finding:
    return replace(DEAD, kind=kind, title=kind, sentence=sentence)


def test_open_popup_is_resized_with_the_findings(qtbot, window):
    chips = window.diagnosis.chips
    qtbot.waitUntil(lambda: bool(chips.buttons))
    short = finding("saturated", "One line.")
    long = finding("twins", "Many words that take several lines. " * 12)
    chips.set_findings({"saturated": (short,)})
    chips.open()
    low = chips.popup.height()
    chips.set_findings({"saturated": (short,), "twins": (long,)})
    assert chips.popup.height() > low + 60
    label = chips.sentences
    assert label.height() >= label.heightForWidth(label.width())
    chips.set_findings({"saturated": (short,)})
    assert chips.popup.height() == low
    chips.set_findings({})
    assert not chips.popup.isVisible()


def test_popup_higher_than_the_screen_scrolls(qtbot, window):
    chips = window.diagnosis.chips
    chips.set_findings(
        {f"kind {n}": (finding(f"kind {n}", "Many words. " * 90),) for n in range(9)}
    )
    chips.open()
    screen = window.screen().availableGeometry()
    assert screen.contains(chips.popup.frameGeometry())
    bar = chips.area.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.maximum() + chips.area.viewport().height() >= chips.sentences.height()
    chips.popup.hide()
