"""Kills at random moments: the next start stands at a state of the run.

It is verified bit for bit, and at most so many seconds of work are lost.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from hashlib import blake2b
from random import Random
from typing import TYPE_CHECKING, Final

from shallownet.documents.journal import ROOT
from shallownet.documents.journal_reader import read_journal
from shallownet.errors import DataError
from tests.stress.children import ROOT as CHECKOUT
from tests.stress.children import environment, run_module

if TYPE_CHECKING:
    from pathlib import Path

LOST: Final = 2.0
"""Seconds of work that a kill may cost."""

SAMPLED: Final = 0.3
"""Seconds between two lines of the progress on a busy machine."""

LONGEST: Final = 6.0
"""Seconds that a session lasts."""


def run(seed: int, count: int, folder: Path) -> tuple[str, list[str]]:
    """Kill so many sessions; return a line of figures, and what fails."""
    random, began, failures = Random(seed), time.monotonic(), []
    recovered, most = 0, 0.0
    for number in range(count):
        place = folder / f"kill{number}"
        place.mkdir()
        problem, lost = _kill(place, random)
        if problem:
            failures.append(f"kill {number}: {problem}")
        else:
            recovered += 1
            most = max(most, lost)
        shutil.rmtree(place, ignore_errors=True)
    figures = (
        f"{recovered:,} of {count:,} killed sessions went on, after at most "
        f"{most:.1f} s that were lost, in {time.monotonic() - began:.0f} s"
    )
    return figures, failures


def _kill(folder: Path, random: Random) -> tuple[str, float]:
    """Let a session run, kill it, and go on; return a problem, and seconds lost."""
    seed = random.randrange(1_000)
    command = [sys.executable, "-m", "tests.stress.kill_child", str(folder), str(seed)]
    child = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + 60.0
    while not list(folder.glob(f"journals/*/{ROOT}")):
        if child.poll() is not None or time.monotonic() > deadline:
            child.kill()
            return f"writes no journal: {child.communicate()[0][-2_000:]}", 0.0
        time.sleep(0.005)
    time.sleep(random.uniform(0.0, LONGEST))
    killed = time.time()
    child.kill()
    said = child.communicate()[0]
    if "Traceback" in said:
        return said[-2_000:], 0.0
    return _judge(folder, seed, killed)


def _judge(folder: Path, seed: int, killed: float) -> tuple[str, float]:
    """Verify what is left of a session, and compare the next start with it."""
    (root,) = folder.glob(f"journals/*/{ROOT}")
    try:
        session = read_journal(root.parent)
    except DataError as error:
        return f"cannot be read: {error}", 0.0
    run = session.present.document
    found, trainer = run.verify(), run.trainer
    if not found.exact or session.problem:
        return f"{found} {session.problem}", 0.0
    lines = (folder / "progress").read_text().splitlines()
    known = [tuple(map(float, line.split())) for line in lines if line.count(" ") == 1]
    there = [when for when, made in known if made <= trainer.updates]
    lost = killed - max(there, default=0.0)
    if len(known) > 5 and lost > LOST + SAMPLED:
        return f"stands at {trainer.updates}, where it was {lost:.1f} s ago", 0.0
    code, output = run_module(
        "tests.stress.kill_child",
        *(str(folder), str(seed), "recover"),
        folder=folder,
        seconds=90.0,
    )
    told = [line for line in output.splitlines() if line.startswith('{"offered"')]
    expected = {
        "offered": True,
        "updates": trainer.updates,
        "theta": blake2b(trainer.network.theta.tobytes()).hexdigest(),
    }
    if code != 0 or not told or json.loads(told[-1]) != expected:
        return f"the next start ended with {code}: {output[-2_000:]}", 0.0
    return "", lost if there else 0.0
