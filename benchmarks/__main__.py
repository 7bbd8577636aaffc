"""Run every benchmark, and print one table of medians, spreads and ratios."""

from __future__ import annotations

import sys

from benchmarks.options import run
from benchmarks.parts import PARTS, measure

EPILOG = "parts:\n" + "\n".join(f"  {part:11} {PARTS[part]}" for part in PARTS)

if __name__ == "__main__":
    sys.exit(run(measure, __doc__, EPILOG))
