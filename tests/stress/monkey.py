"""A monkey at the real window: steps at random, what fails reduced to few steps."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.stress.children import run_module, signature
from tests.stress.monkey_child import FAILED
from tests.stress.reduction import shortest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stress.hands import Step

SECONDS_A_STEP: Final = 0.5
START_SECONDS: Final = 60.0
"""How long a process may take, on a machine that is busy with other things."""

TRIES: Final = 60
"""How many shorter sequences are tried."""

FLAT: Final = 1.10
"""How many times as much memory may be in use at the end as after a quarter."""

MANY: Final = 20_000
"""Steps from which memory must be flat: before, caches are still being filled."""


class Outcome(NamedTuple):
    """What came of a process: the problem, the steps taken, memory in megabytes."""

    problem: str = ""
    taken: int = 0
    quarter: float = 0.0
    end: float = 0.0


def use(folder: Path, count: int, *words: str) -> Outcome:
    """Let a process use a window."""
    seconds = START_SECONDS + SECONDS_A_STEP * count
    code, output = run_module(
        "tests.stress.monkey_child", str(folder), *words, folder=folder, seconds=seconds
    )
    if code is None:
        return Outcome(f"did not end within {seconds:.0f} s\n{output[-2_000:]}")
    if code not in (0, FAILED):
        return Outcome(f"ended with {code}\n{output[-4_000:]}")
    lines = [line for line in output.splitlines() if line.startswith('{"problem"')]
    told: dict[str, Any] = json.loads(lines[-1])
    return Outcome(**told)


def run(seed: int, count: int, folder: Path) -> tuple[str, list[str]]:
    """Take steps in one window; return a line of figures, and the failure if any."""
    began = time.monotonic()
    outcome = use(folder, count, "--seed", str(seed), "--count", str(count))
    record = folder / "steps.jsonl"
    took = time.monotonic() - began
    figures = (
        f"{outcome.taken:,} of {count:,} steps in {took:.0f} s; memory "
        f"{outcome.quarter:.0f} MB after a quarter, {outcome.end:.0f} MB at the end"
    )
    failures = []
    if outcome.problem and not record.exists():
        failures.append(outcome.problem)  # it did not come to a window
    elif outcome.problem:
        steps = [json.loads(line) for line in record.read_text().splitlines()]
        failures.append(_reduced(steps, outcome, folder))
    elif count >= MANY and outcome.end > FLAT * outcome.quarter:
        failures.append(
            f"memory grew from {outcome.quarter:.0f} MB to {outcome.end:.0f}"
        )
    return figures, failures


def _reduced(steps: list[Step], outcome: Outcome, folder: Path) -> str:
    """Return the problem, with the shortest steps that lead to it."""
    wanted, path = signature(outcome.problem), folder / "replay.jsonl"
    print(f"reducing {len(steps)} steps: {wanted}", file=sys.stderr, flush=True)

    def fails(part: list[Step]) -> bool:
        path.write_text("".join(f"{json.dumps(step)}\n" for step in part))
        again = use(folder, len(part), "--replay", str(path))
        return signature(again.problem) == wanted

    if not fails(steps):
        least, note = steps[-20:], "not seen again; its last 20 steps"
    else:
        least = shortest(steps, fails, TRIES)
        note = f"{len(least)} of {len(steps)} steps"
    told = "\n".join(f"    {json.dumps(step, ensure_ascii=False)}" for step in least)
    return f"{outcome.problem.strip()}\n  {note}:\n{told}"
