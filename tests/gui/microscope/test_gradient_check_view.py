"""The gradient check: its request, its progress and its table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, Qt
from PyQt6.QtGui import QColor, QCursor, QPalette
from PyQt6.QtWidgets import QAbstractButton, QApplication

from gui.microscope import gradient_check_view as module
from gui.microscope.check_table_model import CheckColumn, CheckTableModel
from gui.microscope.gradient_check_view import GradientCheckView
from gui.style import theme as themes
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.gradient_check import GradientCheck
from shallownet.analysis.microscope import Microscope
from shallownet.data import datasets
from shallownet.training.snapshot import Snapshot

SIZES = ((590, 300), (1100, 600), (430, 230))
Checked = tuple[Snapshot, GradientCheck]


def check_of(trainer: Trainer) -> Checked:
    snapshot = trainer.snapshot()
    return snapshot, Microscope(snapshot.run).check(snapshot)


def trained(steps: int = 20, samples: int = 200, **settings: Any) -> Trainer:
    trainer = Trainer(TrainingConfig(**settings), datasets.notebook(samples))
    trainer.run(steps)
    return trainer


@pytest.fixture(scope="module")
def exact() -> Checked:
    return check_of(trained())


@pytest.fixture(scope="module")
def published() -> Checked:
    return check_of(trained(gradient="published"))


@pytest.fixture
def view(qtbot) -> GradientCheckView:
    view = GradientCheckView()
    qtbot.addWidget(view)
    view.resize(590, 300)
    view.show()
    QCursor.setPos(view.mapToGlobal(QPoint(1, 1)))
    return view


@pytest.fixture
def emitted(view) -> list[object]:
    """Return what the view emits, in order."""
    emitted: list[object] = []
    view.check_requested.connect(lambda: emitted.append("check"))
    view.cancel_requested.connect(lambda: emitted.append("cancel"))
    view.table.pointed.connect(lambda index: emitted.append(("pointed", index)))
    return emitted


def show(view: GradientCheckView, checked: Checked) -> None:
    view.set_state(checked[0])
    view.set_check(*checked)
    QApplication.processEvents()


def cell(
    view: GradientCheckView, row: int, column: int, role: int | None = None
) -> Any:
    model = view.table.model()
    index = model.index(row, column)
    return model.data(index) if role is None else model.data(index, role)


def column(view: GradientCheckView, column: int) -> list[str]:
    return [cell(view, row, column) for row in range(view.table.model().rowCount())]


def numbers(view: GradientCheckView, which: int) -> np.ndarray:
    return np.array([float(t.replace("−", "-")) for t in column(view, which)])


def row_of(view: GradientCheckView, name: str) -> int:
    return column(view, CheckColumn.PARAMETER).index(name)


def test_before_any_check_it_is_explained(view, exact):
    view.set_state(exact[0])
    text = view.verdict.text().replace("\N{NO-BREAK SPACE}", " ")
    assert "each of the 41 parameters" in text
    assert "the loss over all 200 samples" in text
    assert "41 × 2 = 82 losses" in text
    assert view.table.model().rowCount() == 0
    assert not view.only_wrong.isEnabled()
    assert not view.exact.isEnabled()


def test_the_explanation_names_the_samples(view):
    view.set_state(trained(0, batch_size=32).snapshot())
    assert "the 32 samples of the batch" in view.verdict.text()
    view.set_state(trained(0, test_share=0.25).snapshot())
    assert "all 150 training samples" in view.verdict.text()


def test_the_button_requests_one_check_at_a_time(qtbot, view, emitted, exact):
    view.set_state(exact[0])
    qtbot.mouseClick(view.check_button, Qt.MouseButton.LeftButton)
    assert emitted == ["check"]
    assert view.progress_bar.isVisible()
    assert view.cancel_button.isVisible()
    assert not view.check_button.isVisible()
    view.check_button.click()  # as the key would
    assert emitted == ["check"]
    view.set_check(*exact)
    assert view.check_button.isVisible()
    assert not view.progress_bar.isVisible()
    view.check_button.click()
    assert emitted == ["check", "check"]


def test_progress_shows_the_measured_time_left(view, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    view.set_progress(1, 4_353)
    assert view.progress_bar.text() == "1 of 4,353 parameters, –:–– left"
    now[0] += 5.0
    view.set_progress(1_201, 4_353)  # 1,200 in 5 s, so 3,152 in 13.2 s
    assert view.progress_bar.text() == "1,201 of 4,353 parameters, 0:14 left"
    assert view.progress_bar.value() == 1_201
    assert view.progress_bar.maximum() == 4_353


def test_each_check_measures_its_own_time(view, exact, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    view.set_progress(1, 101)
    view.set_cancelled()
    now[0] = 1_000.0
    view.set_progress(1, 101)
    now[0] += 1.0
    view.set_progress(51, 101)
    assert "0:01 left" in view.progress_bar.text()


def test_cancelling_keeps_the_last_result(qtbot, view, emitted, published):
    show(view, published)
    view.set_progress(3, 41)
    qtbot.mouseClick(view.cancel_button, Qt.MouseButton.LeftButton)
    assert emitted == ["cancel"]
    view.set_cancelled()
    assert view.check_button.isVisible()
    assert not view.cancel_button.isVisible()
    assert view.verdict.text() == str(published[1])
    assert view.table.model().rowCount() == 41


def test_the_focus_moves_to_the_button_that_replaces_the_other(qtbot, view, exact):
    view.set_state(exact[0])
    view.activateWindow()
    view.check_button.setFocus()
    qtbot.waitUntil(view.check_button.hasFocus)
    view.set_progress(1, 41)
    assert view.cancel_button.hasFocus()
    view.set_check(*exact)
    assert view.check_button.hasFocus()


def test_the_verdict_is_that_of_the_check_and_red_if_refuted(view, exact, published):
    view.set_theme(themes.DARK)
    for checked, colour in (
        (published, themes.DARK.error),
        (exact, themes.DARK.text),
    ):
        show(view, checked)
        assert view.verdict.text() == str(checked[1])
        role = QPalette.ColorRole.WindowText
        assert view.verdict.palette().color(role) == QColor(colour)
    flags = view.verdict.textInteractionFlags()
    assert flags & Qt.TextInteractionFlag.TextSelectableByMouse


@pytest.mark.parametrize("hidden", [(10,), (4, 3)])
def test_every_number_is_in_its_row(view, hidden):
    snapshot, check = check_of(trained(hidden_units=hidden, gradient="published"))
    view.resize(1_100, 600)
    show(view, (snapshot, check))
    network = snapshot.run.model.network
    places = [network.parameter_index(t) for t in column(view, CheckColumn.PARAMETER)]
    assert sorted(places) == list(range(snapshot.theta.size))
    for which, named in (
        (CheckColumn.ANALYTIC, check.analytic),
        (CheckColumn.NUMERICAL, check.numerical),
        (CheckColumn.EXACT, check.exact),
        (CheckColumn.ERROR, check.entry_error),
    ):
        theta = np.empty(snapshot.theta.size)
        for name, array in network.named(theta).items():
            array[:] = named[name]
        close = 5e-2 if which == CheckColumn.ERROR else 6e-7
        np.testing.assert_allclose(numbers(view, which), theta[places], rtol=close)
    np.testing.assert_allclose(
        numbers(view, CheckColumn.ANALYTIC), snapshot.gradient[places], rtol=6e-7
    )


def test_numbers_have_fixed_decimals_and_are_right_aligned(view, exact):
    show(view, exact)
    for text in column(view, CheckColumn.ANALYTIC):
        mantissa, exponent = text.split("e")
        assert mantissa[0] in "+−"
        assert len(mantissa) == len("+1.234567")
        assert len(exponent) == len("−10")  # so the points are below each other
    side = cell(view, 0, CheckColumn.ANALYTIC, Qt.ItemDataRole.TextAlignmentRole)
    assert side & Qt.AlignmentFlag.AlignRight


def test_of_the_published_rule_only_the_hidden_biases_are_wrong(view, published):
    show(view, published)
    error = QColor(themes.LIGHT.error)
    for row, name in enumerate(column(view, CheckColumn.PARAMETER)):
        wrong = name.startswith("b1")
        sign = "✗ wrong" if wrong else "✓ agrees"
        assert cell(view, row, CheckColumn.VERDICT) == sign
        colour = cell(view, row, CheckColumn.ANALYTIC, Qt.ItemDataRole.ForegroundRole)
        assert colour == (error if wrong else None)
    at_the_top = view.table.rowAt(2)
    assert cell(view, at_the_top, CheckColumn.PARAMETER) == "b1[0]"


def test_a_row_says_where_the_check_cannot_resolve_its_number(view):
    trainer = trained(3)
    trainer.network.parameters["b1"][1] = 40.0  # σ′(40) is 4e-18
    show(view, check_of(trainer))
    for name in ("W1[1, 0]", "W1[1, 1]", "b1[1]"):
        assert cell(view, row_of(view, name), CheckColumn.VERDICT) == "≈ too small"
    assert cell(view, row_of(view, "b2[0]"), CheckColumn.VERDICT) == "✓ agrees"
    assert "The rounding of the loss is larger than 3 numbers" in view.verdict.text()


def test_the_sentence_has_the_largest_relative_error_of_the_rows(view):
    show(view, check_of(trained(1_200)))
    errors = column(view, CheckColumn.ERROR)
    largest = max(errors, key=lambda text: float(text.replace("−", "-")))
    assert f"relative errors of {largest.strip()} at most" in view.verdict.text()


def test_nan_is_wrong(view, exact):
    snapshot, check = exact
    numerical = {name: array.copy() for name, array in check.numerical.items()}
    entry = {name: array.copy() for name, array in check.entry_error.items()}
    numerical["W2"][0, 3] = entry["W2"][0, 3] = np.nan
    error = check.relative_error | {"W2": np.nan}
    view.set_check(
        snapshot,
        replace(check, numerical=numerical, entry_error=entry, relative_error=error),
    )
    row = row_of(view, "W2[0, 3]")
    assert cell(view, row, CheckColumn.NUMERICAL) == "+nan"
    assert cell(view, row, CheckColumn.VERDICT) == "✗ wrong"
    assert column(view, CheckColumn.VERDICT).count("✗ wrong") == 1


def test_a_row_does_not_contradict_the_verdict(view, exact):
    """The check judges arrays: a small entry of a right one may miss by a hair."""
    snapshot, check = exact
    entry = {name: array.copy() for name, array in check.entry_error.items()}
    entry["b1"][4] = 3e-6
    view.set_check(snapshot, replace(check, entry_error=entry))
    assert "The gradient is right" in view.verdict.text()
    assert cell(view, row_of(view, "b1[4]"), CheckColumn.VERDICT) == "✓ agrees"


def test_the_rows_can_be_filtered_to_the_wrong_ones(view, exact, published):
    show(view, published)
    assert view.only_wrong.isEnabled()
    view.only_wrong.click()
    assert column(view, CheckColumn.PARAMETER) == [f"b1[{k}]" for k in range(10)]
    show(view, exact)  # which has none: the filter is disabled
    assert not view.only_wrong.isEnabled()
    assert view.table.model().rowCount() == 41
    show(view, published)
    assert view.table.model().rowCount() == 10
    view.only_wrong.click()
    assert view.table.model().rowCount() == 41


def test_the_exact_rules_values_can_be_shown(view, exact, published):
    show(view, exact)
    assert not view.exact.isEnabled()
    assert view.table.isColumnHidden(CheckColumn.EXACT)
    show(view, published)
    assert view.exact.isEnabled()
    assert view.table.isColumnHidden(CheckColumn.EXACT)
    view.exact.click()
    assert not view.table.isColumnHidden(CheckColumn.EXACT)
    row = row_of(view, "b1[2]")
    exact_value = float(published[1].exact["b1"][2, 0])
    text = cell(view, row, CheckColumn.EXACT).replace("−", "-")
    assert float(text) == pytest.approx(exact_value, rel=1e-4)
    assert cell(view, row, CheckColumn.ANALYTIC) != cell(view, row, CheckColumn.EXACT)
    show(view, exact)
    assert view.table.isColumnHidden(CheckColumn.EXACT)


def test_a_check_shows_its_update_and_that_the_run_has_moved_on(view):
    trainer = trained(1_200)
    show(view, check_of(trainer))
    assert view.origin.text() == "Gradient of update 1,201, over all 200 samples"
    assert view.outdated.text() == ""
    view.set_state(trainer.snapshot())
    assert view.outdated.text() == ""
    trainer.step()
    view.set_state(trainer.snapshot())
    assert view.outdated.text() == "The run has moved on since."
    assert view.origin.text() == "Gradient of update 1,201, over all 200 samples"


def test_a_rewound_or_edited_run_makes_the_check_outdated(view):
    trainer = trained(3)
    show(view, check_of(trainer))
    trainer.return_to_finite()
    view.set_state(trainer.snapshot())
    assert view.outdated.text() == "The run is elsewhere now: after update 2."
    trainer.step()
    view.set_state(trainer.snapshot())
    assert view.outdated.text() == ""
    trainer.network.parameters["b2"][:] = 7.0
    view.set_state(trainer.snapshot())
    assert view.outdated.text() == "The run is elsewhere now: after update 3."


def test_a_check_of_another_run_is_removed(view, exact, published):
    show(view, published)
    view.set_state(exact[0])
    assert view.verdict.text().startswith("A check moves")
    assert view.table.model().rowCount() == 0
    assert view.origin.text() == ""
    view.set_progress(40, 41)
    view.set_check(*published)  # late
    assert view.check_button.isVisible()
    assert view.table.model().rowCount() == 0
    assert view.verdict.text().startswith("A check moves")


def test_setters_emit_no_signals(view, emitted, exact, published):
    # Scrolling brings other rows under a pointer that is at rest.
    QCursor.setPos(view.table.viewport().mapToGlobal(QPoint(40, 30)))
    QApplication.processEvents()
    view.set_state(published[0])
    view.set_progress(1, 41)
    view.set_check(*published)
    view.table.set_highlighted(0)
    view.table.set_highlighted(40)
    view.table.set_highlighted(None)
    view.set_theme(themes.DARK)
    view.set_cancelled()
    view.set_state(exact[0])
    assert emitted == []


def test_hovering_a_row_emits_its_parameter(qtbot, view, emitted, published):
    show(view, published)
    network = published[0].run.model.network
    table = view.table
    for name in ("b1[3]", "b1[4]"):
        index = table.model().index(row_of(view, name), CheckColumn.NUMERICAL)
        place = table.visualRect(index).center()
        qtbot.mouseMove(table.viewport(), place)
        qtbot.mouseMove(table.viewport(), place + QPoint(-80, 0))  # the same row
    QApplication.sendEvent(table.viewport(), QEvent(QEvent.Type.Leave))
    assert emitted == [
        ("pointed", network.parameter_index("b1[3]")),
        ("pointed", network.parameter_index("b1[4]")),
        ("pointed", None),
    ]


def test_a_highlighted_parameter_is_coloured_and_scrolled_to(view, published):
    show(view, published)
    network = published[0].run.model.network
    rows = view.table.viewport().rect()
    for name in ("W1[0, 0]", "b2[0]"):
        view.table.set_highlighted(network.parameter_index(name))
        row = row_of(view, name)
        place = view.table.visualRect(view.table.model().index(row, 0))
        assert rows.top() <= place.top()
        assert place.bottom() <= rows.bottom()
        highlighted = [
            text
            for at, text in enumerate(column(view, CheckColumn.PARAMETER))
            if cell(view, at, 0, Qt.ItemDataRole.BackgroundRole) is not None
        ]
        assert highlighted == [name]
        grabbed = view.table.viewport().grab(place).toImage()
        edge = grabbed.pixelColor(grabbed.width() - 2, 1)
        colour = cell(view, row, 0, Qt.ItemDataRole.BackgroundRole)
        assert edge.name() == colour.name()
    view.table.set_highlighted(None)
    assert cell(view, row, 0, Qt.ItemDataRole.BackgroundRole) is None


def test_hovering_does_not_scroll(qtbot, view, published):
    show(view, published)
    view.table.pointed.connect(view.table.set_highlighted)  # as the controller does
    table = view.table
    bar = table.verticalScrollBar()
    bar.setValue(bar.value() + 7)  # the first and the last row are cut off
    before = bar.value()
    qtbot.mouseMove(table.viewport(), QPoint(30, 2))
    row = table.rowAt(2)
    assert cell(view, row, 0, Qt.ItemDataRole.BackgroundRole) is not None
    assert bar.value() == before


def test_a_filtered_row_is_not_highlighted(view, published):
    show(view, published)
    view.only_wrong.click()
    view.table.set_highlighted(
        published[0].run.model.network.parameter_index("W1[0, 0]")
    )
    rows = range(view.table.model().rowCount())
    highlighted = [cell(view, row, 0, Qt.ItemDataRole.BackgroundRole) for row in rows]
    assert highlighted == [None] * 10


def test_only_the_visible_rows_create_texts(view, monkeypatch):
    trainer = trained(0, samples=20, hidden_units=(64,) * 6)
    snapshot = trainer.snapshot()
    named = snapshot.run.model.network.named(snapshot.gradient)
    none = {name: np.zeros_like(array) for name, array in named.items()}
    errors = dict.fromkeys(named, 0.0)
    check = GradientCheck("exact", named, named, named, errors, none, none)
    created: list[int] = []
    text = CheckTableModel._text

    def count(table: CheckTableModel, number: int, column: int) -> str:
        created.append(number)
        return text(table, number, column)

    monkeypatch.setattr(CheckTableModel, "_text", count)
    show(view, (snapshot, check))
    view.table.set_highlighted(snapshot.theta.size - 1)
    view.grab()
    assert view.table.model().rowCount() == snapshot.theta.size > 21_000
    assert 0 < len(created) < 1_000
    assert column(view, CheckColumn.PARAMETER)[-1] == "b7[0]"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", [themes.LIGHT, themes.DARK])
def test_nothing_is_cut_off(view, published, size, theme):
    view.setStyleSheet(themes.style_sheet(theme))
    view.set_theme(theme)
    view.resize(*size)
    show(view, published)
    table = view.table
    for shown in [False] if size[0] < 500 else [False, True]:
        view.exact.setChecked(shown)
        QApplication.processEvents()
        assert not table.horizontalScrollBar().isVisible()
        for which in CheckColumn:
            if table.isColumnHidden(which):
                continue
            wide = max(
                table.fontMetrics().horizontalAdvance(text)
                for text in column(view, which)
            )
            assert wide + 6 <= table.columnWidth(which)
    for label in (view.verdict, view.origin):
        assert label.height() >= label.heightForWidth(label.width())
    assert table.viewport().height() >= 3 * table.rowHeight(0)


def test_every_control_has_a_name_and_a_tip(view, exact):
    view.set_state(exact[0])
    buttons = view.findChildren(QAbstractButton)
    named = [b for b in buttons if b.parent() is view]
    assert len(named) == 4
    for button in named:
        assert button.accessibleName()
        assert button.toolTip()
    assert view.objectName() == "gradientCheckView"
    assert "(C)" in view.check_button.toolTip()
    assert view.progress_bar.accessibleName()
    assert view.table.accessibleName()
    for section in CheckColumn:
        tip = Qt.ItemDataRole.ToolTipRole
        model = view.table.model()
        assert model.headerData(section, Qt.Orientation.Horizontal, tip)
