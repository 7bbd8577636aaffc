"""Trains, edits, branches and pins in a window that journals, until it is killed.

With ``recover`` it is the next start instead: it goes on, and tells where it stands.
"""

from __future__ import annotations

import json
import sys
import time
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Final

from PyQt6.QtWidgets import QApplication

from gui.training.commands import Change, Edit, GoTo, Pause, Reset, Start, Step, Undo
from gui.window.main_window import MainWindow
from shallownet import Recipe

OPTIMIZERS: Final = ("gradient_descent", "momentum", "adam")
PATIENCE: Final = 30.0


def wait(condition: object, seconds: float = PATIENCE) -> bool:
    """Handle events until a condition holds; return whether it does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        QApplication.processEvents()
        if callable(condition) and condition():
            return True
        time.sleep(0.002)
    return False


def open_window(folder: Path, recipe: Recipe) -> MainWindow:
    """Open a window that journals in a folder."""
    window = MainWindow(None, recipe, journals=folder / "journals")
    window.show()
    if not wait(lambda: window.shown is not None):
        raise SystemExit("no run is shown")
    window.keeper.begin()
    return window


def use(window: MainWindow, random: Random) -> None:
    """Do something to the session."""
    made = window.training.newest.made if window.training.newest else 0
    command = random.choice(
        (
            *(Start(), Start(), Start(), Pause(), Step(), Undo()),
            Edit(f"W1[{random.randrange(3)}, 0]", random.uniform(-1.0, 1.0)),
            Change({"learning_rate": random.choice((1e-4, 1e-3, 3e-3))}),
            Change({"optimizer": random.choice(OPTIMIZERS)}),
            GoTo(random.randrange(made + 1)),
            *((Reset(),) if random.random() < 0.2 else ()),
        )
    )
    window.run.send(command)
    if random.random() < 0.1:
        window.actions_["pin"].trigger()


def main() -> None:
    """Use a window, or go on with a session."""
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    _app = QApplication(["kills", "-style", "fusion"])  # kept until the end
    random = Random(seed)
    recipe = Recipe.of(
        samples=random.choice((20, 200, 3_000)), hidden_units=(3,), iterations=10**6
    )
    window = open_window(folder, recipe)
    if "recover" in sys.argv:
        go_on(window)
        return
    random.seed()
    window.run.set_pace(random.choice((300.0, float("inf"))))
    with open(folder / "progress", "a", encoding="utf-8") as progress:
        while True:
            use(window, random)
            until = time.monotonic() + random.choice((0.02, 0.2, 1.0))
            while time.monotonic() < until:
                wait(lambda: False, 0.05)
                status = window.training.newest
                print(time.time(), status.made if status else 0, file=progress)
                progress.flush()


def go_on(window: MainWindow) -> None:
    """Take up the offer, and tell what is there then."""
    keeper = window.keeper
    offered = wait(lambda: keeper.bar is not None and keeper.bar.isVisible(), 10.0)
    told: dict[str, object] = {"offered": offered}
    if offered and keeper.bar is not None:
        recovered: list[int] = []
        window.training.recovered.connect(recovered.append)
        keeper.bar.buttons["go_on"].click()
        if wait(lambda: bool(recovered)):
            window.run.send(GoTo(recovered[0]))
            wait(lambda: window.shown.snapshot.step == recovered[0])
            theta = window.shown.snapshot.theta.tobytes()
            told |= {"updates": recovered[0], "theta": blake2b(theta).hexdigest()}
        else:
            told["said"] = keeper.bar.text.text()
    print(json.dumps(told), flush=True)
    window.end()


if __name__ == "__main__":
    main()
