"""Tables in every dialect: how many are read back exactly, and how many are told."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from tests.shallownet.data.tables.generated_tables import generate, is_told, problem

if TYPE_CHECKING:
    from pathlib import Path

AIM = 0.98
"""The share that is read back exactly; of the rest, the sentences tell."""


def run(seed: int, count: int, folder: Path) -> tuple[str, list[str]]:
    """Write and read tables; return a line of figures, and those that are wrong."""
    path = folder / "table.csv"
    counts, failures = Counter(right=0, told=0, wrong=0), []
    for number in range(seed, seed + count):
        written = generate(Random(number))
        if not (found := problem(path, written)):
            counts["right"] += 1
        elif not found.startswith("refused") and is_told(path):
            counts["told"] += 1
        else:
            counts["wrong"] += 1
            failures.append(f"seed {number}, {written.how}: {found[:300]}")
    line = ", ".join(f"{n:,} {what}" for what, n in counts.items())
    if counts["right"] < AIM * count:
        failures.append(f"fewer than {AIM:.0%} are right")
    return f"{line} of {count:,} tables", failures
