"""The options of the benchmarks, and the command line of each part."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, TypeVar

from benchmarks.machine import load, machine
from benchmarks.table import say, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.table import Line

T = TypeVar("T")

ROUNDS = 21
BUSY = 0.5
"""A load beyond which another program takes part in the measurement."""


@dataclass(frozen=True)
class Options:
    """How to measure.

    Attributes
    ----------
    rounds : int
        How often each side has its turn.
    only : tuple of str
        Patterns of the lines wanted; all of them if empty.
    smoke : bool
        Whether only to see that everything runs, at small sizes: the figures then
        mean nothing.
    """

    rounds: int = ROUNDS
    only: tuple[str, ...] = ()
    smoke: bool = False

    def pick(self, full: T, smoke: T) -> T:
        """Return the size to measure, or the small one of a smoke run."""
        return smoke if self.smoke else full

    def wants(self, name: str) -> bool:
        """Whether a line, or some line of a part, is wanted.

        A pattern names the beginning, ``networks/2-32-32-1``, and may leave a place
        open: ``one_update/*/torch``.
        """
        parts = name.split("/")
        return not self.only or any(
            all(map(fnmatchcase, parts, pattern.split("/"))) for pattern in self.only
        )


def arguments(description: str, epilog: str = "") -> argparse.ArgumentParser:
    """Return the command line that every part has."""
    parser = argparse.ArgumentParser(
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--json", metavar="FILE", help="write the figures there; - prints them alone"
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=ROUNDS,
        help=f"turns of each side ({ROUNDS}; the spread needs at least 2)",
    )
    parser.add_argument(
        "--only",
        nargs="+",
        default=(),
        metavar="NAME",
        help="beginnings of the names of lines, with * for any: one_update/*/torch",
    )
    parser.add_argument(
        "--smoke",
        action="store_true",
        help="only see that everything runs: one round at small sizes, no aims, parts "
        "side by side",
    )
    return parser


def run(
    measure: Callable[[Options], Sequence[Line]], description: str, epilog: str = ""
) -> int:
    """Measure as the command line says; return the exit status.

    It is 1 if something failed; a missed aim and a peer that is not installed are
    results.
    """
    parser = arguments(description, epilog)
    asked = parser.parse_args()
    if asked.rounds < 2:
        parser.error("--rounds must be at least 2: one round has no spread")
    before = load()
    if before is not None and before > BUSY and not asked.smoke:
        say(
            f"The machine is busy already (load {before}): libraries that wait for a "
            "thread of theirs can take many times as long. Measure again when it rests."
        )
    rounds = 1 if asked.smoke else asked.rounds
    lines = measure(Options(rounds, tuple(asked.only), asked.smoke))
    if not lines:
        parser.error(f"no line has a name like {' or '.join(asked.only)}")
    if asked.smoke:  # the aims are for the full sizes
        lines = [replace(line, aim=None) for line in lines]
    write(lines, machine() | {"load before": before}, asked.json)
    return int(any(line.failed for line in lines))
