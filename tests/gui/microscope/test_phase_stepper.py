"""Stepping inside an update: four phases, layer by layer, then it is committed."""

from __future__ import annotations

from collections import Counter

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

ORDER = [Phase.FORWARD, Phase.LOSS, Phase.BACKWARD, Phase.UPDATE]


@pytest.fixture
def trainer() -> Trainer:
    config = TrainingConfig(hidden_units=(3, 2), learning_rate=0.01)
    trainer = Trainer(config, datasets.notebook(30))
    trainer.run(2)
    return trainer


@pytest.fixture
def phases(qapp, monkeypatch, trainer) -> PhaseStepper:
    monkeypatch.setattr(module, "STAGE_MS", 5)
    phases = PhaseStepper()
    phases.set_state(trainer.snapshot(), possible=True)
    return phases


@pytest.fixture
def emitted(phases) -> Counter[str]:
    emitted: Counter[str] = Counter()
    phases.changed.connect(lambda: emitted.update(["changed"]))
    phases.commit_requested.connect(lambda: emitted.update(["commit"]))
    return emitted


def test_going_on_reveals_the_phases_in_order_and_then_commits(phases, emitted):
    assert (phases.phase, phases.next_text) == (None, "Next phase")
    for phase in ORDER:
        phases.go_on()
        assert phases.phase is phase
        assert not emitted["commit"]
        last = phase is Phase.UPDATE
        assert phases.next_text == ("Commit update 3" if last else "Next phase")
    phases.go_on()
    assert phases.phase is None
    assert emitted["commit"] == 1


def test_going_back_leads_to_the_state_before_the_update(phases, emitted):
    for _ in ORDER:
        phases.go_on()
    seen = []
    while phases.phase is not None:
        seen.append(phases.phase)
        phases.go_back()
    assert seen == ORDER[::-1]
    emitted.clear()
    phases.go_back()
    assert not emitted  # there is nothing to go back from


@pytest.mark.parametrize("phase", [Phase.FORWARD, Phase.BACKWARD])
def test_the_layers_light_up_one_after_the_other(qtbot, phases, phase):
    stages = []
    phases.changed.connect(lambda: stages.append(phases.stage))
    phases.show(phase)
    qtbot.waitUntil(lambda: phases.stage == 3)
    assert stages == [0, 1, 2, 3]
    with qtbot.assertNotEmitted(phases.changed, wait=40):
        pass  # all are lit: nothing is left to tell


@pytest.mark.parametrize("phase", [Phase.LOSS, Phase.UPDATE])
def test_the_other_phases_are_there_at_once(qtbot, phases, emitted, phase):
    phases.show(Phase.FORWARD)
    phases.show(phase)
    assert phases.stage == 3
    emitted.clear()
    with qtbot.assertNotEmitted(phases.changed, wait=40):
        pass  # the timer of the phase before is not at work any more
    assert phases.stage == 3


def test_leaving_stops_the_lights(qtbot, phases):
    phases.show(Phase.FORWARD)
    phases.leave()
    with qtbot.assertNotEmitted(phases.changed, wait=40):
        phases.leave()
    assert (phases.phase, phases.stage) == (None, 0)


def test_a_run_that_cannot_go_on_has_no_phases(phases, trainer, emitted):
    phases.set_state(trainer.snapshot(), possible=False)
    phases.go_on()
    phases.show(Phase.LOSS)
    assert phases.phase is None and not emitted


def step(trainer: Trainer) -> bool:
    trainer.step()
    return True


def edit(trainer: Trainer) -> bool:
    trainer.edit("b1[0]", 4.0)
    return True


def start(trainer: Trainer) -> bool:
    return False  # it runs: no update can be opened up


@pytest.mark.parametrize("happen", [step, edit, start])
def test_a_phase_is_left_when_the_run_moves_on(phases, trainer, emitted, happen):
    phases.show(Phase.LOSS)
    emitted.clear()
    possible = happen(trainer)
    phases.set_state(trainer.snapshot(), possible=possible)
    assert phases.phase is None
    assert emitted == {"changed": 1}


def test_a_phase_is_left_when_another_run_begins(phases, trainer):
    phases.show(Phase.LOSS)
    other = Trainer(trainer.config, trainer.data)
    other.run(2)
    phases.set_state(other.snapshot(), possible=True)
    assert phases.phase is None


def test_a_phase_stays_while_the_same_state_is_published_again(
    phases, trainer, emitted
):
    phases.show(Phase.LOSS)
    emitted.clear()
    trainer.watch_sharpness(True)
    phases.set_state(trainer.snapshot(), possible=True)
    assert phases.phase is Phase.LOSS and not emitted


class NeverSet(QObject):
    """A typesetter that is still at work."""

    ready = pyqtSignal(str)

    def picture(self, *about: object) -> None:
        return None


@pytest.fixture
def tab(qtbot, phases, trainer) -> UpdateTab:
    on, back = QAction("Next phase"), QAction("Back a phase")
    on.triggered.connect(phases.go_on)
    back.triggered.connect(phases.go_back)
    tab = UpdateTab(phases, NeverSet(), on, back)
    tab.actions_kept = on, back
    qtbot.addWidget(tab)
    tab.resize(600, 300)
    tab.show()
    snapshot = trainer.snapshot()
    tab.set_state(snapshot, Probe(snapshot.run), None)
    return tab


def lines(tab: UpdateTab) -> list[str]:
    return tab.view.accessibleDescription().split("; ")


def test_the_tab_shows_the_phase_that_is_revealed(tab, phases):
    assert tab.buttons.checkedButton().text() == "Forward"
    begins = {"Forward": "X, y", "Loss": "J =", "Backward": "dZ3 =", "Update": "W1 ←"}
    for phase in ORDER:
        phases.go_on()
        assert tab.buttons.checkedButton().text() == phase.value
        assert lines(tab)[0].startswith(begins[phase.value])
    phases.leave()  # what was looked at last stays in view
    assert tab.buttons.checkedButton().text() == "Update"


def test_a_phase_can_be_gone_to_at_once(qtbot, tab, phases):
    button = tab.buttons.button(2)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert phases.phase is Phase.BACKWARD and button.isChecked()
    # In the order in which they are computed: from the last layer to the first.
    assert [line.split()[0] for line in lines(tab)] == [
        f"{name}{n}" for n in (3, 2, 1) for name in ("dZ", "dW", "db")
    ]


def test_the_equations_of_a_phase_can_be_seen_while_it_runs(tab, phases, trainer):
    phases.set_state(trainer.snapshot(), possible=False)
    tab.buttons.button(1).click()
    assert phases.phase is None
    assert lines(tab)[0].startswith("J =")


def test_the_buttons_do_what_the_actions_do(qtbot, tab, phases):
    on, back = tab.actions_kept
    assert (tab.on.text(), tab.back.text()) == ("Next ›", "‹ Back")
    qtbot.mouseClick(tab.on, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(tab.on, Qt.MouseButton.LeftButton)
    assert phases.phase is Phase.LOSS
    qtbot.mouseClick(tab.back, Qt.MouseButton.LeftButton)
    assert phases.phase is Phase.FORWARD
    on.setText("Commit update 3")
    assert tab.on.text() == "Commit" and tab.on.accessibleName() == on.text()
    back.setEnabled(False)
    assert not tab.back.isEnabled()


def test_a_phase_begins_at_its_first_line(tab, phases, qtbot):
    phases.show(Phase.BACKWARD)
    bar = tab.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 50)
    bar.setValue(50)
    phases.show(Phase.UPDATE)
    assert bar.value() == 0


def test_a_new_state_brings_new_numbers_and_stays_where_it_is(tab, trainer, qtbot):
    qtbot.waitUntil(lambda: tab.area.verticalScrollBar().maximum() > 20)
    tab.area.verticalScrollBar().setValue(20)
    before = tab.view.place_of("Z1")
    trainer.step()
    snapshot = trainer.snapshot()
    tab.set_state(snapshot, Probe(snapshot.run), None)
    after = tab.view.place_of("Z1")
    assert after.area == before.area
    assert (after.matrix.values != before.matrix.values).any()
    assert tab.area.verticalScrollBar().value() == 20
