"""Runs the stress suites: ``python -m tests.stress [suite ...] [options]``."""

from __future__ import annotations

import argparse
import importlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple


class Suite(NamedTuple):
    """A suite, and how much of it is done.

    Attributes
    ----------
    text : str
        What it does, for the help.
    seeds, amount : int
        How often it is run, and how much each time.
    short : int
        How much, once, in a short run; 0 if it has no part in one.
    """

    text: str
    seeds: int
    amount: int
    short: int


SUITES: Final = {
    "monkey": Suite("random steps in the real window", 20, 2_500, 60),
    "inputs": Suite("damaged files and texts", 1, 50_000, 200),
    "lessons": Suite("mutated lessons and hand-ins", 1, 2_000, 100),
    "tables": Suite("tables in every dialect", 1, 4_000, 50),
    "cycles": Suite("starts and stops", 1, 200, 3),
    "faults": Suite("what a machine may do to the program", 1, 99, 1),
    "kills": Suite("kills, and what the next start brings back", 1, 200, 2),
    "long_run": Suite("updates, of which bits are compared", 1, 1_000_000, 1_000),
}


def main() -> int:
    """Run suites, print a line of figures for each, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="script/stress",
        description="Run the stress suites: "
        + "; ".join(f"{name}: {suite.text}" for name, suite in SUITES.items())
        + ".",
    )
    parser.add_argument("suites", nargs="*", choices=[*SUITES, []], metavar="SUITE")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--seeds", type=int, help="how many seeds")
    parser.add_argument("--count", type=int, help="how much for each seed")
    parser.add_argument("--short", action="store_true", help="a little of each suite")
    parser.add_argument("--keep", type=Path, help="a folder for what failed")
    options = parser.parse_args()
    failed = 0
    for name in options.suites or SUITES:
        suite = SUITES[name]
        seeds, count = suite.seeds, suite.amount
        if options.short:
            seeds, count = 1, suite.short
        for seed in range(options.seed, options.seed + (options.seeds or seeds)):
            failed += _run(name, seed, options.count or count, options.keep)
    if failed:
        print(f"{failed} failures", file=sys.stderr)
    return 1 if failed else 0


def _run(name: str, seed: int, count: int, keep: Path | None) -> int:
    """Run a suite with a seed, and print what comes of it; return the failures."""
    module = importlib.import_module(f"tests.stress.{name}")
    folder = Path(tempfile.mkdtemp(prefix=f"shallownet-{name}-"))
    try:
        figures, failures = module.run(seed, count, folder)
        print(f"{name} (seed {seed}): {figures}; {len(failures)} failed", flush=True)
        for failure in failures:
            print(f"  FAILED {failure}", flush=True)
        if failures and keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            text = "\n\n".join(failures)
            (keep / f"{name}_{seed}.txt").write_text(text, errors="replace")
        return len(failures)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
