"""The phase stepper, and the tab that follows it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

import pytest
from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QAction

from gui.graph.probe import Probe
from gui.microscope import phase_stepper as module
from gui.microscope.phase_stepper import PhaseStepper
from gui.microscope.update_tab import UpdateTab
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.equations import Phase
from shallownet.data import datasets

if TYPE_CHECKING:
    from gui.microscope.latex_renderer import LatexRenderer

ORDER = [Phase.FORWARD, Phase.LOSS, Phase.BACKWARD, Phase.UPDATE]


@pytest.fixture
def trainer() -> Trainer:
    config = TrainingConfig(hidden_units=(3, 2), learning_rate=0.01)
    trainer = Trainer(config, datasets.notebook(30))
    trainer.run(2)
    return trainer


@pytest.fixture
def phases(qapp, monkeypatch, trainer) -> PhaseStepper:
    monkeypatch.setattr(module, "LAYER_MS", 5)
    phases = PhaseStepper()
    phases.set_state(trainer.snapshot(), can_step=True)
    return phases


@pytest.fixture
def emitted(phases) -> Counter[str]:
    emitted: Counter[str] = Counter()
    phases.changed.connect(lambda: emitted.update(["changed"]))
    phases.commit_requested.connect(lambda: emitted.update(["commit"]))
    return emitted


def test_show_next_shows_the_phases_in_order_and_then_commits(phases, emitted):
    assert (phases.phase, phases.next_text) == (None, "Next phase")
    for phase in ORDER:
        phases.show_next()
        assert phases.phase is phase
        assert not emitted["commit"]
        last = phase is Phase.UPDATE
        assert phases.next_text == ("Commit update 3" if last else "Next phase")
    phases.show_next()
    assert phases.phase is None
    assert emitted["commit"] == 1


def test_show_previous_leads_back_to_no_phase(phases, emitted):
    for _ in ORDER:
        phases.show_next()
    phases_shown = []
    while phases.phase is not None:
        phases_shown.append(phases.phase)
        phases.show_previous()
    assert phases_shown == ORDER[::-1]
    emitted.clear()
    phases.show_previous()
    assert not emitted  # there is no previous phase


@pytest.mark.parametrize("phase", [Phase.FORWARD, Phase.BACKWARD])
def test_the_layers_are_shown_one_after_the_other(qtbot, phases, phase):
    stages = []
    phases.changed.connect(lambda: stages.append(phases.layers_shown))
    phases.show(phase)
    qtbot.waitUntil(lambda: phases.layers_shown == 3)
    assert stages == [0, 1, 2, 3]
    with qtbot.assertNotEmitted(phases.changed, wait=40):
        pass  # all layers are shown


@pytest.mark.parametrize("phase", [Phase.LOSS, Phase.UPDATE])
def test_the_other_phases_show_all_layers_at_once(qtbot, phases, emitted, phase):
    phases.show(Phase.FORWARD)
    phases.show(phase)
    assert phases.layers_shown == 3
    emitted.clear()
    with qtbot.assertNotEmitted(phases.changed, wait=40):
        pass  # the timer of the previous phase is stopped
    assert phases.layers_shown == 3


def test_reset_stops_the_timer(qtbot, phases):
    phases.show(Phase.FORWARD)
    phases.reset()
    with qtbot.assertNotEmitted(phases.changed, wait=40):
        phases.reset()
    assert (phases.phase, phases.layers_shown) == (None, 0)


def test_a_run_that_cannot_step_has_no_phases(phases, trainer, emitted):
    phases.set_state(trainer.snapshot(), can_step=False)
    phases.show_next()
    phases.show(Phase.LOSS)
    assert phases.phase is None and not emitted


def step(trainer: Trainer) -> bool:
    trainer.step()
    return True


def edit(trainer: Trainer) -> bool:
    trainer.edit("b1[0]", 4.0)
    return True


def start(trainer: Trainer) -> bool:
    return False  # a running run cannot step


@pytest.mark.parametrize("happen", [step, edit, start])
def test_a_new_state_resets_the_phase(phases, trainer, emitted, happen):
    phases.show(Phase.LOSS)
    emitted.clear()
    can_step = happen(trainer)
    phases.set_state(trainer.snapshot(), can_step=can_step)
    assert phases.phase is None
    assert emitted == {"changed": 1}


def test_another_run_resets_the_phase(phases, trainer):
    phases.show(Phase.LOSS)
    other = Trainer(trainer.config, trainer.data)
    other.run(2)
    phases.set_state(other.snapshot(), can_step=True)
    assert phases.phase is None


def test_the_same_state_again_keeps_the_phase(phases, trainer, emitted):
    phases.show(Phase.LOSS)
    emitted.clear()
    trainer.watch_sharpness(True)
    phases.set_state(trainer.snapshot(), can_step=True)
    assert phases.phase is Phase.LOSS and not emitted


class PlainRenderer(QObject):
    """A renderer that can set no formula."""

    ready = pyqtSignal(str)

    def is_ready(self, latex: str) -> bool:
        return True

    def pixmap(self, *about: object) -> None:
        return None


@pytest.fixture
def actions(phases) -> tuple[QAction, QAction, QAction]:
    on, back = QAction("Next phase"), QAction("Back a phase")
    on.triggered.connect(phases.show_next)
    back.triggered.connect(phases.show_previous)
    return on, back, QAction("Quiz")


@pytest.fixture
def tab(qtbot, phases, actions, trainer) -> UpdateTab:
    tab = UpdateTab(phases, cast("LatexRenderer", PlainRenderer()), *actions)
    qtbot.addWidget(tab)
    tab.resize(600, 300)
    tab.show()
    snapshot = trainer.snapshot()
    tab.set_state(snapshot, Probe(snapshot.run), None)
    return tab


def lines(tab: UpdateTab) -> list[str]:
    return tab.view.accessibleDescription().split("; ")


def test_the_tab_shows_the_phase_of_the_stepper(tab, phases):
    assert tab.buttons.checkedButton().text() == "Forward"
    first_words = {
        "Forward": "X, y",
        "Loss": "J =",
        "Backward": "dZ3 =",
        "Update": "W1 ←",
    }
    for phase in ORDER:
        phases.show_next()
        assert tab.buttons.checkedButton().text() == phase.value
        assert lines(tab)[0].startswith(first_words[phase.value])
    phases.reset()  # the last phase stays visible
    assert tab.buttons.checkedButton().text() == "Update"


def test_a_button_shows_its_phase(qtbot, tab, phases):
    button = tab.buttons.button(2)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert phases.phase is Phase.BACKWARD and button.isChecked()
    # In the order in which they are computed: from the last layer to the first.
    assert [line.split()[0] for line in lines(tab)] == [
        f"{name}{n}" for n in (3, 2, 1) for name in ("dZ", "dW", "db")
    ]


def test_a_button_shows_the_equations_of_a_phase_during_training(tab, phases, trainer):
    phases.set_state(trainer.snapshot(), can_step=False)
    tab.buttons.button(1).click()
    assert phases.phase is None
    assert lines(tab)[0].startswith("J =")


def test_the_buttons_trigger_and_follow_the_actions(qtbot, tab, actions, phases):
    on, back, _ = actions
    assert (tab.next_button.text(), tab.previous_button.text()) == ("Next ›", "‹ Back")
    qtbot.mouseClick(tab.next_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(tab.next_button, Qt.MouseButton.LeftButton)
    after_two = phases.phase
    qtbot.mouseClick(tab.previous_button, Qt.MouseButton.LeftButton)
    assert (after_two, phases.phase) == (Phase.LOSS, Phase.FORWARD)
    on.setText("Commit update 3")
    assert (
        tab.next_button.text() == "Commit"
        and tab.next_button.accessibleName() == on.text()
    )
    back.setEnabled(False)
    assert not tab.previous_button.isEnabled()


def test_a_new_phase_scrolls_to_the_top(tab, phases, qtbot):
    phases.show(Phase.BACKWARD)
    bar = tab.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 50)
    bar.setValue(50)
    phases.show(Phase.UPDATE)
    assert bar.value() == 0


def test_a_new_state_changes_the_numbers_and_keeps_the_layout(tab, trainer, qtbot):
    qtbot.waitUntil(lambda: tab.area.verticalScrollBar().maximum() > 20)
    tab.area.verticalScrollBar().setValue(20)
    before = tab.view.geometry_of("Z1")
    trainer.step()
    snapshot = trainer.snapshot()
    tab.set_state(snapshot, Probe(snapshot.run), None)
    after = tab.view.geometry_of("Z1")
    assert after.area == before.area
    assert (after.matrix.values != before.matrix.values).any()
    assert tab.area.verticalScrollBar().value() == 20
