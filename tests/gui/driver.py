"""A training thread that a test drives turn by turn."""

from __future__ import annotations

import math
from dataclasses import replace

from gui.training.commands import Load, SetPace, Start
from gui.training.status import RunState
from gui.training.training_thread import TrainingThread
from shallownet import Recipe, TrainingConfig

RECIPE = Recipe.of(iterations=40, samples=50)


class Driver:
    """A training thread whose turns the test takes itself, in its own thread."""

    def __init__(self) -> None:
        self.thread = TrainingThread()
        self.steps: list[int] = []
        self.refused: list[str] = []
        self.thread.refused.connect(lambda reason, _: self.refused.append(reason))
        self.thread.stepped.connect(lambda report: self.steps.append(report.step))

    def obey(self, *commands) -> None:
        """Hand commands in and take one turn for each."""
        for command in commands:
            self.thread.post(command)
            self.thread.turn()

    def turns(self, count: int) -> None:
        for _ in range(count):
            self.thread.turn()

    @property
    def state(self) -> RunState:
        return self.thread.newest.state

    @property
    def step(self) -> int:
        return self.thread.newest.snapshot.step


def bring_to(driver: Driver, state: RunState) -> None:
    """Bring a freshly loaded run into a state."""
    if state is RunState.RUNNING:
        driver.obey(Start())
        driver.turns(3)
    elif state is RunState.FINISHED:
        driver.obey(Start())
        driver.turns(40)
    elif state is RunState.DIVERGED:
        config = TrainingConfig(activation="relu", learning_rate=100.0)
        driver.obey(Load(replace(RECIPE, config=config)), Start())
        while driver.state is RunState.RUNNING:
            driver.turns(1)
    driver.obey(SetPace(math.inf))  # a command that changes no state
    assert driver.state is state
