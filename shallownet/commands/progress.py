"""Progress on a terminal, or as lines of JSON for a program."""

from __future__ import annotations

import json
import math
import sys
from time import perf_counter
from typing import Any, Final

from tqdm import tqdm

from shallownet.wording import figure

INTERVAL: Final = 0.5
"""Seconds between two lines of JSON."""


class Progress:
    """Reports how many updates are made, and the results in the end.

    Parameters
    ----------
    total : int
        The number of updates to make.
    json_lines : bool
        Whether to write JSON to standard output. Otherwise a bar is drawn on standard
        error, if that is a terminal.
    """

    def __init__(self, total: int, *, json_lines: bool) -> None:
        self._total, self._json = total, json_lines
        self._due = perf_counter() + INTERVAL
        hidden = json_lines or sys.stderr is None or not sys.stderr.isatty()
        self._bar = tqdm(total=total, unit="update", disable=hidden, leave=False)

    def report(self, updates: int, **values: float) -> None:
        """Say how many updates are made, and some values beside the bar."""
        if self._json:
            if perf_counter() >= self._due:
                self._due = perf_counter() + INTERVAL
                write_json(
                    event="progress", updates=updates, total=self._total, **values
                )
            return
        self._bar.set_postfix({name: figure(v) for name, v in values.items()}, False)
        self._bar.update(updates - self._bar.n)

    def close(self) -> None:
        """Remove the bar."""
        self._bar.close()


def write_json(**values: Any) -> None:
    """Write one line of JSON; what is no finite number becomes null."""
    plain = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in values.items()
    }
    print(json.dumps(plain), flush=True)
