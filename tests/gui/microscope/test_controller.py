"""The microscope in the window: graph, plot and panel follow each other."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PyQt6.QtWidgets import QApplication, QPushButton

from gui.analysis.analysis_thread import AnalysisThread
from gui.graph.display_mode import EdgeMode
from gui.graph.hover_target import Unit
from gui.graph.legend import Legend
from gui.training.commands import Change
from gui.training.status import RunState
from shallownet import Trainer
from shallownet.analysis.equations import Phase
from shallownet.analysis.microscope import Microscope
from tests.gui.hands import train

# Python 3.11 says so of a function that ziamath calls when it is loaded.
pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")

LEFT, K = Qt.MouseButton.LeftButton, Qt.Key
X, V, U, C = K.Key_X, K.Key_V, K.Key_U, K.Key_C
DOWN, UP, STEP, SPACE = K.Key_Down, K.Key_Up, K.Key_Right, K.Key_Space
PHASES = [Phase.FORWARD, Phase.LOSS, Phase.BACKWARD, Phase.UPDATE]


def press(qtbot, window, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(window, key)


def now(window):
    return window.shown.snapshot


def step(qtbot, window) -> None:
    wanted = now(window).step + 1
    press(qtbot, window, STEP)
    qtbot.waitUntil(lambda: now(window).step == wanted)


def opened(qtbot, window, tab: str = "update_tab"):
    press(qtbot, window, X)
    panel = window.microscope.panel
    panel.tabs.setCurrentWidget(getattr(panel, tab))
    return panel


def index_of(window, name: str) -> int:
    return now(window).run.model.network.parameter_index(name)


def on_edge(window, name: str) -> QPoint:
    x1, y1, x2, y2 = window.network_view.graph.lines[index_of(window, name)]
    return QPoint(round(x1 + 0.9 * (x2 - x1)), round(y1 + 0.9 * (y2 - y1)))


def on_unit(window, layer: int, index: int) -> QPoint:
    nodes = window.network_view.graph.nodes
    node = next(n for n in nodes if (n.layer, n.index) == (layer, index))
    return QPoint(round(node.x), round(node.y))


def on_entry(panel, name: str, row: int, column: int) -> QPoint:
    place = panel.update_tab.view.geometry_of(name)
    return place.cell_rect(row, column - place.first).center().toPoint()


def wait_for_entry(qtbot, panel, name: str) -> None:
    """Wait until the equations of a phase are typeset, and painted with a matrix."""
    qtbot.waitUntil(lambda: panel.update_tab.view.geometry_of(name) is not None)


def test_a_key_opens_the_panel_which_shares_the_graphs_height(qtbot, window):
    graph, step_panel = window.network_view, window.step_panel
    before = graph.height(), step_panel.height()
    panel = opened(qtbot, window)
    assert panel.in_view() is panel.update_tab
    assert graph.height() == pytest.approx(sum(before) / 2, rel=0.1)
    assert graph.height() + step_panel.height() == sum(before)
    press(qtbot, window, X)
    assert not panel.isVisible()
    assert (graph.height(), step_panel.height()) == before


def test_panel_and_threads_are_created_late_and_idle_while_hidden(
    qtbot, window, monkeypatch
):
    step(qtbot, window)
    assert window.microscope.panel is None
    # The diagnosis has a thread of its own, which is always in use.
    threads = [t.objectName() for t in window.findChildren(AnalysisThread)]
    assert set(threads) <= {"diagnosis"}
    panel = opened(qtbot, window, "weight_tab")
    qtbot.waitUntil(lambda: "pull it up" in panel.weight_tab.pulls.text())
    press(qtbot, window, X)
    calls: list[object] = []
    for tab in (
        panel.update_tab,
        panel.weight_tab,
        panel.step_size,
        panel.gradient_check,
    ):
        monkeypatch.setattr(tab, "set_state", lambda *about: calls.append(about))
    ask = AnalysisThread.post

    def note(thread, task):
        if thread.objectName() != "diagnosis":
            calls.append(task)
        ask(thread, task)

    monkeypatch.setattr(AnalysisThread, "post", note)
    press(qtbot, window, SPACE)
    qtbot.waitUntil(lambda: now(window).step > 10)
    press(qtbot, window, SPACE, V)
    assert not calls


def test_down_shows_phase_after_phase_and_commits_the_shown_update(qtbot, window):
    step(qtbot, window)
    trainer = Trainer(now(window).run.config, now(window).run.data)
    trainer.step()
    edges = [EdgeMode.WEIGHT, EdgeMode.WEIGHT, EdgeMode.GRADIENT, EdgeMode.UPCOMING]
    for phase, face in zip(PHASES, edges, strict=True):
        press(qtbot, window, DOWN)
        assert window.microscope.phases.phase is phase
        buttons = window.microscope.panel.update_tab.buttons
        assert buttons.checkedButton().text() == phase.value
        assert window.microscope.modes.display.edges is face
    view = window.microscope.panel.update_tab.view
    names = list(trainer.network.parameters)
    wait_for_entry(qtbot, window.microscope.panel, "W1 after")
    shown = [view.geometry_of(f"{name} after").matrix.values for name in names]
    assert window.actions_["next_phase"].text() == "Commit update 2"
    assert now(window).step == 1  # nothing is committed yet
    press(qtbot, window, DOWN)
    qtbot.waitUntil(lambda: now(window).step == 2)
    trainer.step()
    assert np.array_equal(now(window).theta, trainer.network.theta)
    for name, values in zip(names, shown, strict=True):
        assert np.array_equal(values, trainer.network.parameters[name])
    assert window.microscope.phases.phase is None


def test_up_shows_the_previous_phases_and_leaves_the_run_unchanged(qtbot, window):
    before = window.shown
    press(qtbot, window, *[DOWN] * 4)
    for phase in [*PHASES[2::-1], None]:
        press(qtbot, window, UP)
        assert window.microscope.phases.phase is phase
    assert not window.actions_["previous_phase"].isEnabled()
    assert window.shown is before is window.training.newest


@pytest.mark.parametrize("downs", [0, 3])
def test_step_commits_at_once(qtbot, window, downs):
    press(qtbot, window, *[DOWN] * downs)
    after = now(window).upcoming
    step(qtbot, window)
    assert np.array_equal(now(window).theta, after)
    assert window.microscope.phases.phase is None


def test_training_and_closing_the_panel_reset_the_phase(qtbot, window):
    press(qtbot, window, DOWN, DOWN, SPACE)
    qtbot.waitUntil(lambda: window.shown.state is RunState.RUNNING)
    assert window.microscope.phases.phase is None
    assert not window.actions_["next_phase"].isEnabled()
    press(qtbot, window, SPACE)
    qtbot.waitUntil(lambda: window.shown.state is RunState.PAUSED)
    press(qtbot, window, DOWN)
    assert window.microscope.modes.display.highlighted is not None
    press(qtbot, window, X)
    assert window.microscope.modes.display.highlighted is None


def test_keys_cycle_the_modes_of_edges_and_units(qtbot, window, monkeypatch):
    step(qtbot, window)
    legends: list[tuple[str, float]] = []
    paint = Legend.paint

    def note(self, painter, area, display, limit, maps) -> None:
        legends.append((display.edges.value, limit))
        paint(self, painter, area, display, limit, maps)

    monkeypatch.setattr(Legend, "paint", note)
    edges, units = [], []
    for values in (now(window).gradient, now(window).change, now(window).theta):
        press(qtbot, window, V, U)
        window.network_view._lay_out()  # repaints everything
        window.network_view.grab()
        title, limit = legends[-1]
        assert 1.0 <= limit / np.abs(values).max() <= 2.5
        edges.append(title)
        units.append(getattr(window.microscope.modes.display.units, "title", ""))
    assert edges == ["gradient dJ", "last update", "weights, biases"]
    assert window.actions_["edge_mode"].text() == "Edges: weights, biases"
    assert units == ["mean activation", "saturated on", ""]


def test_clicking_a_point_selects_the_sample_and_deselects_it_again(qtbot, window):
    data, plot = now(window).run.data, window.fit_plot
    sample = int(np.argmax(data.y[0]))  # no other point is near
    y, y_hat = (
        data.y[0, sample],
        window.presenter.probe.predictions(now(window))[sample],
    )
    box, graphics = plot.item.getViewBox(), plot.item.scene().views()[0]
    at = graphics.mapFromScene(box.mapViewToScene(QPointF(y, y_hat)))
    qtbot.mouseMove(graphics.viewport(), at)
    qtbot.mouseClick(graphics.viewport(), LEFT, pos=at)
    assert window.microscope.modes.sample == sample
    assert [list(axis) for axis in plot.selected.getData()] == [[y], [y_hat]]
    p = now(window).run.model.network.named(now(window).theta)
    z = (p["W1"] @ data.X[:, [sample]] + p["b1"])[4, 0]
    numbers = f"z {z:+.4f}   a {1 / (1 + math.exp(-z)):+.4f}".replace("-", "−")
    unit = on_unit(window, 1, 4)
    assert numbers in window.network_view.description_at(unit.x(), unit.y())
    panel = opened(qtbot, window)
    wait_for_entry(qtbot, panel, "Z1")
    columns = panel.update_tab.view.geometry_of("Z1").matrix.column_labels
    assert columns == (f"i = {sample}",) and panel.samples.field.value == sample
    qtbot.mouseClick(graphics.viewport(), LEFT, pos=at)
    assert window.microscope.modes.sample is None


def test_the_worst_sample_can_be_selected(qtbot, window):
    panel = opened(qtbot, window)
    qtbot.mouseClick(panel.samples.worst, LEFT)
    wrong = np.abs(
        window.presenter.probe.predictions(now(window)) - now(window).run.data.y[0]
    )
    qtbot.waitUntil(lambda: window.microscope.modes.sample == np.argmax(wrong))
    qtbot.mouseClick(panel.samples.all, LEFT)
    assert window.microscope.modes.sample is None


def test_a_click_on_an_edge_selects_it_and_a_double_click_edits(qtbot, window):
    tab = opened(qtbot, window, "weight_tab").weight_tab
    view, editor = window.network_view, window.editing.editor
    at, k = on_edge(window, "W2[0, 3]"), index_of(window, "W2[0, 3]")
    qtbot.mouseClick(view, LEFT, pos=at)
    assert not editor.isVisible()
    assert tab.name.text() == "W2[0, 3]"
    up, down = Microscope(now(window).run).contributions(now(window), k).strongest(5)
    plot, y = window.fit_plot, now(window).run.data.y[0]
    qtbot.waitUntil(lambda: plot.pulls_up.getData()[0].tolist() == y[up].tolist())
    assert plot.pulls_down.getData()[0].tolist() == y[down].tolist()
    qtbot.mouseDClick(view, LEFT, pos=at)
    assert editor.isVisible() and editor.parameter == "W2[0, 3]"
    press(qtbot, window, X)
    qtbot.mouseClick(view, LEFT, pos=on_edge(window, "W2[0, 7]"))
    assert editor.isVisible() and editor.parameter == "W2[0, 7]"


def test_hovering_highlights_the_same_target_in_graph_and_equations(qtbot, window):
    panel = opened(qtbot, window)
    panel.update_tab.buttons.button(2).click()
    view, equations = window.network_view, panel.update_tab.view
    edge, away = index_of(window, "W2[0, 1]"), QPoint(3, view.height() - 5)
    qtbot.mouseMove(view, away)
    for at, what in (
        (on_edge(window, "W2[0, 1]"), edge),
        (on_unit(window, 1, 2), Unit(1, 2)),
        (away, None),
    ):
        qtbot.mouseMove(view, at)
        assert equations._highlighted == what
    wait_for_entry(qtbot, panel, "dW2")
    qtbot.mouseMove(equations, QPoint(1, 1))
    for entry, what in ((("dW2", 0, 1), edge), (("dZ2", 0, 2), Unit(2, 0))):
        qtbot.mouseMove(equations, on_entry(panel, *entry))
        assert view.marked.highlighted == what
        qtbot.mouseClick(equations, LEFT, pos=on_entry(panel, *entry))
    assert (window.microscope.parameter, window.microscope.modes.sample) == (edge, 2)


def test_a_key_checks_the_gradient(qtbot, window):
    press(qtbot, window, C)
    check = window.microscope.panel.gradient_check
    assert window.microscope.panel.in_view() is check
    qtbot.waitUntil(lambda: "is right" in check.verdict.text())
    assert check.table.model().rowCount() == 41


def test_training_with_a_bug_is_an_event_of_the_run(qtbot, window):
    lab, before = opened(qtbot, window, "bug_lab").bug_lab, now(window)
    lab.table.selectRow(2)
    lab.train_button.click()
    qtbot.waitUntil(lambda: len(now(window).events) == 1)
    assert now(window).settings.gradient == "wrong_sign"
    step(qtbot, window)
    assert now(window).run is before.run and now(window).loss > before.loss


def test_watching_adds_points_to_the_sharpness_curve(qtbot, window):
    plot = opened(qtbot, window, "step_size").step_size.sharpness
    plot.watch.click()
    qtbot.waitUntil(lambda: window.shown.watching)
    train(qtbot, window, 1_400)
    steps, logarithms = plot.curve.getData()
    at, values = now(window).sharpness
    many = len(at)  # and one more, measured at rest
    assert 2 <= many <= len(steps) <= many + 1
    assert np.array_equal(steps[:many], at)
    np.testing.assert_allclose(10 ** logarithms[:many], values)


def test_a_new_run_selects_a_parameter_and_samples_of_its_own(qtbot, window):
    tab = opened(qtbot, window, "weight_tab").weight_tab
    qtbot.waitUntil(lambda: np.concatenate(tab.marks).max(initial=0) > 20)
    window.microscope.select_sample(150)
    window.microscope.select(40)
    window.training.post(Change({"hidden_units": (2,), "samples": 20}))
    qtbot.waitUntil(lambda: now(window).theta.size == 9)
    assert window.microscope.modes.sample is None
    assert window.microscope.parameter == np.argmax(np.abs(now(window).gradient))
    qtbot.waitUntil(lambda: "pull it up" in tab.pulls.text())
    assert np.concatenate(tab.marks).max(initial=0) < 20


def test_nothing_of_the_panel_is_cut_off_at_any_width(qtbot, window):
    panel = opened(qtbot, window)
    bar, last = panel.tabs.tabBar(), panel.tabs.count() - 1
    window.resize(1000, 650)
    panel.setParent(None)  # nothing but the panel decides how narrow it may be
    qtbot.addWidget(panel)  # it goes with no window now
    panel.show()
    for phases, points in product((0, 4), (9, 14)):
        if phases and window.microscope.phases.phase is None:
            press(qtbot, window, *[DOWN] * phases)
        font = window.font()
        font.setPointSize(points)
        panel.setFont(font)
        seen = set()
        for width in range(panel.minimumSizeHint().width(), 800, 35):
            panel.resize(width, panel.height())
            QApplication.processEvents()
            assert panel.width() == width
            assert bar.tabRect(last).right() <= bar.width() <= width
            seen.add(bar.tabText(last))
            for button in panel.findChildren(QPushButton):
                if button.isVisibleTo(panel.update_tab):
                    assert button.width() >= button.sizeHint().width()
                    right = button.mapTo(panel, button.rect().topRight())
                    assert right.x() < width
        assert seen == {"Bug lab", "Bugs"}, (phases, points)


@pytest.mark.parametrize(("key", "title"), [(V, "edge_mode"), (U, "unit_mode")])
def test_in_a_phase_the_keys_of_the_modes_say_why_they_do_nothing(
    qtbot, window, key, title
):
    mode = window.actions_[title].text()
    press(qtbot, window, DOWN, DOWN, DOWN, key)
    assert (
        "Backward decides what edges and units show"
        in window.step_panel.narration.text()
    )
    window.step_panel.end_notice()
    window.network_view.edges_chosen.emit(EdgeMode.UPDATE)  # in the legend
    assert "Backward decides" in window.step_panel.narration.text()
    assert window.actions_[title].text() == mode
    press(qtbot, window, UP, UP, UP, key)
    assert window.actions_[title].text() != mode


def test_every_panel_says_which_update_it_shows(qtbot, window):
    step(qtbot, window)
    panel = opened(qtbot, window)
    narration = window.step_panel.narration
    assert narration.text().startswith("Step 1:")
    assert panel.update_tab.update_label.text() == "update 2"
    press(qtbot, window, DOWN)
    assert narration.text().startswith("Update 2, not made yet: forward")
    press(qtbot, window, *[DOWN] * 4)
    qtbot.waitUntil(lambda: now(window).step == 2)
    qtbot.waitUntil(lambda: narration.text().startswith("Step 2:"))
    assert panel.update_tab.update_label.text() == "update 3"
    for tab, label in (
        (panel.weight_tab, panel.weight_tab.change),
        (panel.step_size, panel.step_size.profile.note),
    ):
        panel.tabs.setCurrentWidget(tab)
        qtbot.waitUntil(lambda label=label: "update 3" in label.text())
    press(qtbot, window, C)
    origin = panel.gradient_check.origin
    qtbot.waitUntil(lambda: origin.text().startswith("Gradient of update 3,"))
    panel.tabs.setCurrentWidget(panel.bug_lab)
    panel.bug_lab.try_button.click()
    qtbot.waitUntil(lambda: "after update 2" in panel.bug_lab.intro.text())


class Layouts(QObject):
    """Counts how often a widget is laid out again."""

    count = 0

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        assert event is not None
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_the_number_of_the_update_lays_nothing_out_unless_it_gets_longer(qtbot, window):
    """In a run it changes all the time, and the window would be laid out with it."""
    tab, layouts = opened(qtbot, window).update_tab, Layouts()
    tab.installEventFilter(layouts)
    qtbot.waitUntil(lambda: tab.view.geometry_of("Z1") is not None)
    qtbot.wait(0)  # until that is laid out
    for made in range(1, 10):
        before = layouts.count
        step(qtbot, window)
        qtbot.wait(0)
        assert tab.update_label.text() == f"update {made + 1}"
        assert tab.update_label.width() >= tab.update_label.sizeHint().width()
        is_longer = made + 1 == 10
        assert (layouts.count > before) == is_longer


def test_beside_the_graph_the_microscope_takes_the_plots_place(qtbot, window):
    panel, graph = opened(qtbot, window), window.network_view
    under = graph.height()
    qtbot.keyClick(window, X, Qt.KeyboardModifier.ShiftModifier)
    assert panel.isVisible() and not window.loss_plot.isVisible()
    qtbot.waitUntil(lambda: graph.height() > 1.5 * under)
    assert panel.mapTo(window, panel.rect().topLeft()).x() > graph.width()
    assert panel.update_tab.update_label.text() == "update 1"
    step(qtbot, window)  # of which the hidden plots are told nothing
    assert panel.update_tab.update_label.text() == "update 2"
    qtbot.keyClick(window, X, Qt.KeyboardModifier.ShiftModifier)
    assert panel.isVisible() and window.loss_plot.isVisible()
    assert "after update 1:" in window.loss_plot.reading.text()
    qtbot.waitUntil(lambda: graph.height() == under)


def test_closed_beside_the_graph_the_microscope_gives_the_plots_their_place(
    qtbot, window
):
    button = window.step_panel.findChild(QPushButton, "actionMicroscopeBesideButton")
    assert not button.isVisible()  # there is nothing to move yet
    panel = opened(qtbot, window)
    button.click()
    assert panel.isVisible() and not window.loss_plot.isVisible()
    press(qtbot, window, X)
    assert not panel.isVisible() and window.loss_plot.isVisible()
    press(qtbot, window, DOWN)  # opens it where it stood
    assert panel.isVisible() and not window.loss_plot.isVisible()


def test_the_focus_stays_in_a_panel_that_moves(qtbot, window):
    panel = opened(qtbot, window, "weight_tab")
    panel.weight_tab.name.setFocus()
    for _ in range(2):
        window.actions_["microscope_beside"].trigger()
        assert panel.weight_tab.name.hasFocus()
