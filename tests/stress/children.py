"""Processes of the suites: the places they may write to, and how they end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
"""The checkout, whose code the processes run."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment with settings, log and home in a folder of its own."""
    places = {}
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        places[name] = str(folder / name.lower())
        Path(places[name]).mkdir(parents=True, exist_ok=True)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    return {
        **os.environ,
        **places,
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONPATH": str(ROOT),
        "OPENBLAS_NUM_THREADS": "1",
        "QT_QPA_PLATFORM": "offscreen",
        **more,
    }


def run_module(
    module: str, *words: str, folder: Path, seconds: float
) -> tuple[int | None, str]:
    """Run a module to its end; return the exit code (None: killed), and the output."""
    try:
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-m", module, *words],
            cwd=ROOT,
            env=environment(folder),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        # What it has printed until then comes undecoded.
        output: bytes = late.stdout or b""
        return None, output.decode(errors="replace")
    return done.returncode, done.stdout + done.stderr


def signature(problem: str) -> str:
    """Return what makes two problems the same one: the first line, without numbers."""
    first = problem.strip().partition("\n")[0]
    return re.sub(r"[-+\d.,e]*\d[\d.,e+-]*", "#", first)[:120]
