"""What a person asks of the benchmarks, and the command line of each part."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from benchmarks.machine import load, machine
from benchmarks.table import write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.table import Line

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
    """

    rounds: int = ROUNDS
    only: tuple[str, ...] = ()

    def wants(self, name: str) -> bool:
        """Whether a line, or some line of a part, is wanted.

        A pattern names the beginning, ``networks/2-32-32-1``, and may leave a place
        open: ``one_update/*/torch``.
        """
        parts = name.split("/")
        return not self.only or any(
            all(map(fnmatchcase, parts, pattern.split("/"))) for pattern in self.only
        )


def say(text: str) -> None:
    """Tell what is being done, beside the results."""
    print(text, file=sys.stderr, flush=True)


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
    if before is not None and before > BUSY:
        say(
            f"The machine is busy already (load {before}): libraries that wait for a "
            "thread of theirs can take many times as long. Measure again when it rests."
        )
    lines = measure(Options(asked.rounds, tuple(asked.only)))
    if not lines:
        parser.error(f"no line has a name like {' or '.join(asked.only)}")
    write(lines, machine() | {"load before": before}, asked.json)
    return int(any(line.failed for line in lines))
