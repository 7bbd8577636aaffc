"""The bug lab: each bug's lines, its verdict and its losses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton

from gui.microscope.bug_lab import BugLab
from gui.style import theme as themes
from gui.text.number_format import loss
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.microscope import Microscope, RuleTrial
from shallownet.data import datasets
from shallownet.nn.gradient_rules import RULES, touched

if TYPE_CHECKING:
    import pyqtgraph as pg

    from shallownet.training.snapshot import Snapshot

NAMES = [name for name in RULES if name != "exact"]
MISTAKE, VERDICT, LOSS = range(3)


class Trials(NamedTuple):
    snapshot: Snapshot
    trials: dict[str, RuleTrial]


def trainer_of(**settings: Any) -> Trainer:
    trainer = Trainer(TrainingConfig(**settings), datasets.notebook(200))
    trainer.run(20)
    return trainer


def try_all(trainer: Trainer) -> Trials:
    snapshot = trainer.snapshot()
    microscope = Microscope(snapshot.run)
    return Trials(
        snapshot, {rule: microscope.try_rule(snapshot, rule) for rule in RULES}
    )


@pytest.fixture(scope="module")
def lesson() -> Trials:
    return try_all(trainer_of())


@pytest.fixture(scope="module")
def deep() -> Trials:
    """Two hidden layers of equal size hide every mistake; one makes it diverge."""
    return try_all(trainer_of(hidden_units=(6, 6), activation="relu"))


@pytest.fixture
def view(qtbot) -> BugLab:
    view = BugLab()
    qtbot.addWidget(view)
    view.resize(590, 300)
    view.show()
    return view


@pytest.fixture
def emitted(view) -> list[object]:
    """Return what the view emits, in order."""
    emitted: list[object] = []
    view.trials_requested.connect(emitted.append)
    view.cancel_requested.connect(lambda: emitted.append("cancel"))
    view.rule_requested.connect(lambda rule: emitted.append(("rule", rule)))
    return emitted


def show(view: BugLab, tried: Trials) -> None:
    view.set_state(tried.snapshot)
    for trial in tried.trials.values():
        view.set_trial(tried.snapshot, trial)
    QApplication.processEvents()


def text(view: BugLab, rule: str, column: int) -> str:
    return view.table.item(NAMES.index(rule), column).text()


def select(qtbot, view: BugLab, rule: str) -> None:
    place = view.table.visualItemRect(view.table.item(NAMES.index(rule), 0)).center()
    qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def curve(item: pg.PlotDataItem) -> tuple[np.ndarray, np.ndarray]:
    x, y = item.getData()
    return (np.empty(0), np.empty(0)) if x is None else (x, 10**y)


def test_all_six_bugs_are_listed_before_any_trial(view, lesson):
    view.set_state(lesson.snapshot)
    assert view.table.rowCount() == 6
    for rule in NAMES:
        assert text(view, rule, MISTAKE) == RULES[rule].title
        hidden = rule == "untransposed"  # W2 is (1, 10)
        verdict = "cannot be made here" if hidden else "not tried yet"
        assert text(view, rule, VERDICT) == verdict
        assert text(view, rule, LOSS) == "–"
    assert "at this state" in view.intro.text()
    assert "300 updates from the start" in view.intro.text()


def test_try_button_requests_trials_of_all_rules(qtbot, view, emitted, lesson):
    view.set_state(lesson.snapshot)
    qtbot.mouseClick(view.try_button, Qt.MouseButton.LeftButton)
    assert emitted == [["exact", *NAMES]]
    assert not view.try_button.isVisible()
    assert view.cancel_button.isVisible()
    assert {text(view, rule, VERDICT) for rule in NAMES} == {"…"}
    for rule in ("exact", "published"):
        view.set_trial(lesson.snapshot, lesson.trials[rule])
    assert "2 of 7 done" in view.intro.text()
    assert text(view, "published", VERDICT) == "✗ refuted: db1"
    assert text(view, "no_biases", VERDICT) == "…"
    for rule in NAMES[1:]:
        view.set_trial(lesson.snapshot, lesson.trials[rule])
    assert view.try_button.isVisible()
    assert not view.cancel_button.isVisible()
    assert "done" not in view.intro.text()


def test_cancelling_keeps_the_trials_that_have_ended(qtbot, view, emitted, lesson):
    view.set_state(lesson.snapshot)
    view.try_button.click()
    emitted.clear()
    view.set_trial(lesson.snapshot, lesson.trials["exact"])
    view.set_trial(lesson.snapshot, lesson.trials["published"])
    qtbot.mouseClick(view.cancel_button, Qt.MouseButton.LeftButton)
    assert emitted == ["cancel"]
    for rule in NAMES[1:]:
        assert view.cancel_button.isVisible()
        view.set_cancelled(rule)
    assert view.try_button.isVisible()
    assert not view.cancel_button.isVisible()
    assert text(view, "published", VERDICT) == "✗ refuted: db1"
    assert text(view, "no_biases", VERDICT) == "not tried yet"


@pytest.mark.parametrize("which", ["lesson", "deep"])
def test_verdicts_name_the_refuted_arrays(view, request, which):
    tried = request.getfixturevalue(which)
    show(view, tried)
    network = tried.snapshot.run.model.network
    for rule in NAMES:
        if tried.trials[rule].impossible:
            assert text(view, rule, VERDICT) == "cannot be made here"
            continue
        names = ", ".join(f"d{name}" for name in touched(network, rule))
        assert text(view, rule, VERDICT) == f"✗ refuted: {names}"
        assert view.table.item(
            NAMES.index(rule), VERDICT
        ).foreground().color() == QColor(themes.LIGHT.error)


def test_a_bug_without_effect_is_not_refuted(view, lesson):
    trial = replace(lesson.trials["no_biases"], check=lesson.trials["exact"].check)
    view.set_trial(lesson.snapshot, trial)
    assert text(view, "no_biases", VERDICT) == "✓ not seen here"


def test_the_table_shows_the_losses_and_the_exact_loss(view, lesson):
    show(view, lesson)
    for rule in NAMES:
        losses = lesson.trials[rule].losses
        shown = loss(losses[-1]) if losses.size else "–"
        assert text(view, rule, LOSS) == shown
    exact = loss(lesson.trials["exact"].losses[-1])
    assert (
        view.table.horizontalHeaderItem(LOSS).text() == f"loss at 300\nexact: {exact}"
    )


def test_a_diverged_trial_shows_at_which_update(view, deep):
    count = len(deep.trials["wrong_sign"].losses)
    assert count < 300
    show(view, deep)
    assert text(view, "wrong_sign", LOSS) == f"diverged at update {count}"


@pytest.mark.parametrize("rule", NAMES)
def test_selecting_a_bug_shows_its_lines_and_curves(qtbot, view, lesson, rule):
    show(view, lesson)
    select(qtbot, view, rule)
    assert view.wrong.text() == RULES[rule].wrong
    assert view.right.text() == RULES[rule].right
    assert view.why.text().startswith(RULES[rule].why)
    trial = lesson.trials[rule]
    assert view.curves.isVisible() == (not trial.impossible)
    if trial.impossible:
        assert trial.impossible in view.why.text()
        assert not view.train_button.isEnabled()
        return
    for item, losses in (
        (view.curves.exact, lesson.trials["exact"].losses),
        (view.curves.bug, trial.losses),
    ):
        x, y = curve(item)
        np.testing.assert_array_equal(x, np.arange(301))
        np.testing.assert_allclose(y, losses, rtol=1e-12)
    (left, right), (bottom, top) = view.curves.getPlotItem().viewRange()
    assert (left, right) == (0.0, 300.0)
    both = np.concatenate([trial.losses, lesson.trials["exact"].losses])
    assert bottom <= np.log10(both.min())
    assert top >= np.log10(both.max())
    assert view.legend.isVisible()


def test_a_diverging_curve_does_not_flatten_the_exact_one(qtbot, view, deep):
    show(view, deep)
    select(qtbot, view, "wrong_sign")
    assert deep.trials["wrong_sign"].losses.max() > 1e30
    exact = deep.trials["exact"].losses
    _, (bottom, top) = view.curves.getPlotItem().viewRange()
    assert bottom <= np.log10(exact.min())
    assert np.log10(exact.max()) <= top < np.log10(exact.max()) + 3.0


def test_losses_without_a_logarithm_are_left_out(view, lesson):
    losses = np.array([4.0, 0.0, 2.0, np.inf, np.nan])
    trial = RuleTrial("published", "", lesson.trials["published"].check, losses)
    view.set_trial(lesson.snapshot, trial)
    x, y = curve(view.curves.bug)
    np.testing.assert_array_equal(x, [0.0, 2.0])
    np.testing.assert_allclose(y, [4.0, 2.0])
    assert not view.grab().isNull()


def test_lines_and_curves_differ_by_sign_style_and_colour(view, lesson):
    view.setStyleSheet(themes.style_sheet(themes.DARK))
    view.set_theme(themes.DARK)
    show(view, lesson)
    signs = [label.text() for label in view.findChildren(QLabel)]
    assert {"✗", "✓"} <= set(signs)
    role = view.wrong.foregroundRole()
    assert view.wrong.palette().color(role) == QColor(themes.DARK.error)
    assert view.right.palette().color(role) != QColor(themes.DARK.error)
    exact, mistake = (c.opts["pen"] for c in (view.curves.exact, view.curves.bug))
    assert exact.color() == QColor(themes.DARK.loss)
    assert mistake.color() == QColor(themes.DARK.error)
    assert exact.style() != mistake.style()
    assert exact.widthF() == mistake.widthF() == 1.0


def test_the_train_button_requests_a_rule_and_the_exact_one_again(
    qtbot, view, emitted, lesson
):
    view.set_state(lesson.snapshot)
    select(qtbot, view, "wrong_sign")
    assert view.train_button.text() == "Train with this mistake"
    qtbot.mouseClick(view.train_button, Qt.MouseButton.LeftButton)
    assert emitted == [("rule", "wrong_sign")]
    trainer = trainer_of()
    view.set_state(trainer.snapshot())
    trainer.change("gradient", "wrong_sign")
    view.set_state(trainer.snapshot())
    assert text(view, "wrong_sign", MISTAKE).endswith("(in use)")
    assert view.train_button.text() == "Back to the exact gradient"
    assert view.train_button.accessibleName() == "Back to the exact gradient"
    qtbot.mouseClick(view.train_button, Qt.MouseButton.LeftButton)
    assert emitted[1:] == [("rule", "exact")]
    select(qtbot, view, "no_biases")
    assert view.train_button.text() == "Train with this mistake"
    assert not text(view, "no_biases", MISTAKE).endswith("(in use)")


def test_the_intro_names_the_updates_of_the_trials(view):
    trainer = trainer_of()
    tried = try_all(trainer)
    show(view, tried)
    assert "after update 20, " in view.intro.text()
    assert "by now" not in view.intro.text()
    trainer.step()
    now = trainer.snapshot()
    view.set_state(now)
    assert "after update 20, " in view.intro.text()
    assert "21 updates are made by now." in view.intro.text()
    assert text(view, "published", VERDICT) == "✗ refuted: db1"
    view.set_trial(now, Microscope(now.run).try_rule(now, "published"))
    assert "after updates 20 to 21, " in view.intro.text()


def test_the_intro_mentions_an_edit_since_the_trials(view):
    trainer = trainer_of()
    show(view, try_all(trainer))
    trainer.network.parameters["b2"][:] = 5.0
    view.set_state(trainer.snapshot())
    assert "The parameters have been changed since." in view.intro.text()


def test_trials_of_another_run_are_removed(view, lesson, deep):
    show(view, lesson)
    view.set_state(deep.snapshot)
    assert {text(view, rule, VERDICT) for rule in NAMES} == {"not tried yet"}
    assert view.table.horizontalHeaderItem(LOSS).text().endswith("exact: –")
    assert curve(view.curves.exact)[0].size == 0
    view.set_trial(lesson.snapshot, lesson.trials["published"])  # late
    assert text(view, "published", VERDICT) == "not tried yet"


def test_changed_settings_remove_the_trials_but_another_rule_does_not(view):
    trainer = trainer_of()
    tried = try_all(trainer)
    show(view, tried)
    trainer.change("gradient", "published")
    view.set_state(trainer.snapshot())
    assert text(view, "wrong_sign", VERDICT).startswith("✗ refuted")
    trainer.change("learning_rate", 0.01)
    view.set_state(trainer.snapshot())
    assert text(view, "wrong_sign", VERDICT) == "not tried yet"
    view.set_trial(tried.snapshot, tried.trials["wrong_sign"])  # late
    assert text(view, "wrong_sign", VERDICT) == "not tried yet"


def test_setters_emit_no_signals(view, emitted, lesson, deep):
    show(view, lesson)
    view.set_theme(themes.DARK)
    view.set_cancelled("published")
    view.set_state(deep.snapshot)
    assert emitted == []


def test_the_focus_moves_to_the_button_that_replaces_the_other(qtbot, view, lesson):
    view.set_state(lesson.snapshot)
    view.activateWindow()
    view.try_button.setFocus()
    qtbot.waitUntil(view.try_button.hasFocus)
    view.try_button.click()
    assert view.cancel_button.hasFocus()
    for rule in RULES:
        view.set_cancelled(rule)
    assert view.try_button.hasFocus()


@pytest.mark.parametrize("size", [(590, 300), (1100, 600), (430, 230)])
def test_nothing_is_cut_off(qtbot, view, lesson, size):
    view.setStyleSheet(themes.style_sheet(themes.LIGHT))
    view.set_theme(themes.LIGHT)
    view.resize(*size)
    show(view, lesson)
    table = view.table
    assert table.viewport().height() >= table.verticalHeader().length()
    assert table.viewport().width() == table.horizontalHeader().length()
    for rule in NAMES:
        view.table.setCurrentCell(NAMES.index(rule), 0)
        QApplication.processEvents()
        for label in (view.intro, view.wrong, view.right, view.why):
            assert label.height() >= label.heightForWidth(label.width())
        for column in (MISTAKE, VERDICT, LOSS):
            item = table.item(NAMES.index(rule), column)
            room = table.visualItemRect(item).adjusted(3, 0, -3, 0)
            flags = Qt.TextFlag.TextWordWrap
            needed = table.fontMetrics().boundingRect(room, flags, item.text())
            assert needed.height() <= room.height()
            assert needed.width() <= room.width()


def test_in_a_narrow_view_the_details_are_below_the_table(view, lesson):
    show(view, lesson)

    def gap() -> int:
        QApplication.processEvents()
        table, line = view.table, view.wrong
        bottom = table.mapTo(view, table.rect().bottomLeft()).y()
        return line.mapTo(view, line.rect().topLeft()).y() - bottom

    assert gap() < 0
    view.resize(430, 230)
    assert 0 <= gap() < 15
    view.resize(430, 900)
    assert 0 <= gap() < 15
    view.resize(900, 420)
    assert gap() < 0


def test_every_control_has_a_name_and_a_tip(view, lesson):
    view.set_state(lesson.snapshot)
    buttons = view.findChildren(QPushButton)
    assert len(buttons) == 3
    for button in buttons:
        assert button.accessibleName()
        assert button.toolTip()
    assert view.objectName() == "bugLab"
    for part in (view.table, view.curves, view.wrong, view.right, view.why, view.intro):
        assert part.accessibleName() or part.accessibleDescription()
    for column in (MISTAKE, VERDICT, LOSS):
        assert view.table.horizontalHeaderItem(column).toolTip()
