"""The quiz in the window: the number is covered wherever it could be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtWidgets import QLabel

from gui.plots.plot_menu import build_menu
from gui.text.number_format import loss as loss_text
from gui.text.number_format import signed
from shallownet import Recipe
from shallownet.analysis.diagnosis.finding import Finding, Severity
from shallownet.analysis.equations import Phase
from tests.gui.hands import press

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.window.main_window import MainWindow

# Python 3.11 says so of a function that ziamath calls when it is loaded.
pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")

K = Qt.Key


@pytest.fixture
def window(same_window: MainWindow) -> Iterator[MainWindow]:
    yield same_window
    same_window.quizzes.quiz.close()
    same_window.microscope.phases.reset()
    same_window.actions_["microscope"].setChecked(False)


def question_of(qtbot, window, phase: Phase, *names: str) -> str:
    """Ask until a number is asked for whose name begins with one of these."""
    quiz = window.quizzes.quiz
    window.microscope.phases.show(phase)
    for _ in range(60):
        quiz.bar.question.clear()
        window.actions_["quiz"].trigger()
        qtbot.waitUntil(lambda: "?" in quiz.bar.question.text())
        name = quiz.bar.question.text().partition(" = ?")[0]
        if not names or name.startswith(names):
            return name
    raise AssertionError(f"no question about {names}")


def snapshot_of(window):
    return window.shown.snapshot


def parameter_of(window, name: str) -> int:
    plain = re.sub(r"^(new |d)", "", name)
    return snapshot_of(window).run.model.network.parameter_index(plain)


def cell(window, matrix: str, row: int, column: int) -> str:
    """Return what the equations show of an entry."""
    view = window.microscope.panel.update_tab.view
    return view.geometry_of(matrix).matrix.text_at(row, column)


def shown_matrices(qtbot, window, matrix: str) -> None:
    view = window.microscope.panel.update_tab.view
    qtbot.waitUntil(lambda: view.geometry_of(matrix) is not None, timeout=20_000)


def texts_of(widget) -> str:
    labels = widget.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def indices(name: str) -> tuple[int, int]:
    numbers = [int(n) for n in re.findall(r"\d+", name.partition("[")[2])]
    return numbers[0], numbers[1] if len(numbers) > 1 else 0


def type_answer(qtbot, window, text: str) -> None:
    bar = window.quizzes.quiz.bar
    qtbot.keyClicks(bar.field, text)
    qtbot.keyClick(bar.field, K.Key_Return)


def card(window, parameter: int) -> str:
    """Return what pointing at a parameter's line tells."""
    view = window.network_view
    x1, y1, x2, y2 = view.graph.lines[parameter]
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
        at = QPointF(x1 + share * (x2 - x1), y1 + share * (y2 - y1))
        lines = view.description_at(at.x(), at.y())
        name = snapshot_of(window).run.model.network.parameter_name(parameter)
        if lines and lines[0] == name:
            return "\n".join(lines)
    return ""


def test_a_new_parameter_is_covered_everywhere(qtbot, window):
    name = question_of(qtbot, window, Phase.UPDATE, "new W1", "new W2")
    parameter = parameter_of(window, name)
    new = float(snapshot_of(window).upcoming[parameter])
    array, (row, column) = name[4:6], indices(name)
    shown_matrices(qtbot, window, f"{array} after")
    assert cell(window, f"{array} after", row, column) == "?"
    other = cell(window, f"{array} after", 0, 1 if (row, column) == (0, 0) else 0)
    assert other != "?"
    display = window.microscope.modes.display
    assert display.label(parameter) == "?"
    assert display.values[parameter] == 0.0
    tab = window.microscope.panel.weight_tab
    window.microscope.panel.tabs.setCurrentWidget(tab)
    window.microscope.select(parameter)
    assert signed(new) not in texts_of(tab)
    assert "Covered" in tab.change.text()
    assert "→" not in tab.change.text()
    # Still asked: the tab of one weight tells nothing, so it may be looked at.
    assert window.quizzes.quiz.bar.question.text().startswith(name)
    window.microscope.panel.tabs.setCurrentIndex(0)
    type_answer(qtbot, window, "1234567")
    assert display is not window.microscope.modes.display
    assert "→" in window.microscope.modes.display.label(parameter)
    assert cell(window, f"{array} after", row, column) == signed(new)
    assert "→" in tab.change.text() or not tab.isVisible()


def test_a_gradient_is_covered_everywhere(qtbot, window):
    name = question_of(qtbot, window, Phase.BACKWARD, "dW1", "dW2")
    parameter = parameter_of(window, name)
    gradient = signed(float(snapshot_of(window).gradient[parameter]))
    shown_matrices(qtbot, window, name[:3])
    assert cell(window, name[:3], *indices(name)) == "?"
    assert window.microscope.modes.display.values[parameter] == 0.0
    told = card(window, parameter)
    assert told
    assert gradient not in told
    assert "?" in told
    tab = window.microscope.panel.weight_tab
    window.microscope.panel.tabs.setCurrentWidget(tab)
    window.microscope.select(parameter)
    exact = signed(float(snapshot_of(window).gradient[parameter]), 6)
    assert exact not in texts_of(tab)
    assert not tab.pulls.isVisible()
    window.quizzes.quiz.close()
    assert exact in texts_of(tab)
    assert gradient in card(window, parameter)


def test_the_gradient_of_a_bias_is_covered_at_its_unit(qtbot, window):
    name = question_of(qtbot, window, Phase.BACKWARD, "db1")
    row, _ = indices(name)
    units = window.microscope.modes.display.units
    assert units.texts(1, row) == ("?",)
    assert units.share(1, row) == 0.0
    assert units.texts(1, (row + 1) % 10) != ("?",)
    node = next(
        n for n in window.network_view.graph.nodes if (n.layer, n.index) == (1, row)
    )
    told = "\n".join(window.network_view.description_at(node.x, node.y))
    gradient = float(snapshot_of(window).gradient[parameter_of(window, name)])
    assert signed(gradient) not in told
    assert "?" in told


def test_a_number_of_a_sample_is_covered(qtbot, window):
    name = question_of(qtbot, window, Phase.FORWARD, "Z1", "A1")
    row, sample = indices(name)
    for array in ("Z1", "A1") if name.startswith("Z") else ("A1",):
        shown_matrices(qtbot, window, array)
        assert cell(window, array, row, sample) == "?"  # the first samples have columns
    window.microscope.select_sample(sample)
    assert window.microscope.modes.display.units.texts(1, row) == ("?",)
    tab = window.microscope.panel.weight_tab
    window.microscope.panel.tabs.setCurrentWidget(tab)
    qtbot.waitUntil(lambda: tab.contribution.text() == "Covered: the quiz asks for it.")
    window.microscope.select_sample(None)


def test_the_loss_is_covered_in_the_plot_and_not_copied(qtbot, window):
    question_of(qtbot, window, Phase.LOSS, "J")
    plot = window.loss_plot
    assert not plot.reading.isVisible()
    assert loss_text(snapshot_of(window).loss) not in texts_of(plot)
    menu = build_menu(plot)
    copied = next(action for action in menu.actions() if action.text() == "Copy data")
    assert not copied.isEnabled()
    menu.close()
    window.quizzes.quiz.close()
    assert plot.reading.isVisible()


def test_what_other_panels_tell_is_not_asked_for(qtbot, window):
    """The panel of errors tells the error of each sample, and their mean."""
    quiz = window.quizzes.quiz
    question_of(qtbot, window, Phase.LOSS, "mean error")
    window.panels.bring_into_view("residuals")
    qtbot.waitUntil(lambda: not quiz.bar.isVisible())
    for _ in range(12):
        name = question_of(qtbot, window, Phase.LOSS)
        assert not name.startswith(("(ŷ − y)[", "mean"))
    window.panels.bring_into_view("fit")


def test_what_a_finding_tells_is_not_asked_for(qtbot, window):
    chips = window.diagnosis.chips
    finding = Finding("mean_error", "mean error misleads", "is 1.2", Severity.NOTE)
    chips.set_findings({"mean_error": (finding,)})
    for _ in range(12):
        assert not question_of(qtbot, window, Phase.LOSS).startswith("mean")
    chips.set_findings({})


def test_the_mean_error_is_covered_where_it_is_db2(qtbot, window):
    question_of(qtbot, window, Phase.BACKWARD, "db2")
    assert not window.loss_plot.reading.isVisible()


def test_the_fit_does_not_tell_the_sample_that_is_asked_about(qtbot, window):
    name = question_of(qtbot, window, Phase.LOSS, "(ŷ − y)[", "(ŷ − y)²[")
    sample, plot = int(name.rpartition("[")[2].rstrip("]")), window.fit_plot

    def told() -> str:
        columns = plot.columns()
        at = columns["sample"].tolist().index(sample)
        x, y = (columns[key][at] for key in ("true y", "predicted ŷ"))
        place = plot.box.mapViewToScene(QPointF(x, y))
        plot.item.scene().sigMouseMoved.emit(place)
        return plot.reading.text()

    assert "covered" in told()
    window.quizzes.quiz.close()
    assert "error" in told()


@pytest.mark.parametrize("leave", ["phase", "tab", "escape", "update", "key"])
def test_leaving_ends_the_question_and_blocks_nothing(qtbot, window, leave):
    question_of(qtbot, window, Phase.BACKWARD)
    quiz, step = window.quizzes.quiz, snapshot_of(window).step
    if leave == "phase":
        window.microscope.phases.show(Phase.LOSS)
    elif leave == "tab":
        panel = window.microscope.panel
        panel.tabs.setCurrentWidget(panel.gradient_check)
    elif leave == "escape":
        qtbot.keyClick(quiz.bar.field, K.Key_Escape)
    elif leave == "update":
        window.actions_["step"].trigger()
        qtbot.waitUntil(lambda: snapshot_of(window).step == step + 1)
    else:
        window.network_view.setFocus()
        press(qtbot, window, K.Key_Up)
    qtbot.waitUntil(lambda: not quiz.bar.isVisible())
    display = window.microscope.modes.display
    assert display is not None
    assert display.label is None or "?" not in map(display.label, range(41))
    window.microscope.panel.tabs.setCurrentIndex(0)


def test_by_the_key_alone_from_a_closed_microscope(qtbot, window):
    quiz = window.quizzes.quiz
    quiz.close()
    window.actions_["microscope"].setChecked(False)
    press(qtbot, window, K.Key_Q)
    qtbot.waitUntil(quiz.bar.field.hasFocus)
    assert window.microscope.phases.phase is quiz.score.first_phase
    before = quiz.score.text
    type_answer(qtbot, window, "nothing")
    assert "is not a number" in quiz.bar.problem.text() or "sign" in (
        quiz.bar.problem.text()
    )
    assert quiz.score.text == before  # no answer, no attempt
    quiz.bar.field.clear()
    type_answer(qtbot, window, "12345678")
    assert quiz.score.text != before
    qtbot.waitUntil(quiz.bar.next_button.hasFocus)
    qtbot.keyClick(quiz.bar.next_button, K.Key_Return)
    qtbot.waitUntil(quiz.bar.field.hasFocus)
    qtbot.keyClick(quiz.bar.field, K.Key_Escape)
    assert not quiz.bar.isVisible()
    assert window.network_view.hasFocus()


def test_another_run_ends_the_question_and_may_be_smaller(qtbot, make_window):
    window = make_window(Recipe.of(samples=60, hidden_units=(10,)))
    window.actions_["microscope"].trigger()
    question_of(qtbot, window, Phase.UPDATE, "new W2", "new b2")
    window.run.load(Recipe.of(samples=60, hidden_units=(1,)))
    qtbot.waitUntil(lambda: len(window.shown.snapshot.theta) == 5)
    assert not window.quizzes.quiz.bar.isVisible()


def test_nothing_is_asked_while_a_run_is_running(qtbot, make_window):
    window = make_window(Recipe.of(samples=50))
    assert window.actions_["quiz"].isEnabled()
    window.run.start()
    qtbot.waitUntil(lambda: not window.actions_["quiz"].isEnabled())
    press(qtbot, window, K.Key_Q)
    assert window.microscope.panel is None  # nothing was opened, and nothing asked
    window.run.pause()
    qtbot.waitUntil(lambda: window.actions_["quiz"].isEnabled())
