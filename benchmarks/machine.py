"""What the figures were taken on: versions, processors, threads."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.processes import alone

PACKAGES = ("torch", "scikit-learn", "jax", "PyQt6", "pyqtgraph")


def processor() -> str:
    """Return the processor's name, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return platform.processor() or "?"
    names = [line.split(":", 1)[1] for line in lines if line.startswith("model name")]
    return names[0].strip() if names else platform.processor() or "?"


def threads() -> dict[str, int]:
    """Return how many threads the libraries take when nobody tells them.

    It imports those that are installed, so it wants a process of its own.
    """
    found: dict[str, int] = {}
    try:
        from threadpoolctl import threadpool_info

        found = {
            f"NumPy's {pool['internal_api']}": pool["num_threads"]
            for pool in threadpool_info()
        }
    except ImportError:  # comes with scikit-learn
        pass
    try:
        import torch

        found["PyTorch"] = torch.get_num_threads()
    except ImportError:
        pass
    return found


def load() -> float | None:
    """Return how many processes wanted a processor in the last minute, if known.

    Asked before anything is measured, they are those of others.
    """
    try:
        return round(os.getloadavg()[0], 1)
    except (AttributeError, OSError):  # Windows
        return None


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def machine() -> dict[str, Any]:
    """Say what the figures were taken on."""
    blas: Any = np.show_config(mode="dicts")
    blas = blas["Build Dependencies"]["blas"]
    counts = ", ".join(f"{name} {count}" for name, count in alone(threads).items())
    return {
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "BLAS": f"{blas['name']} {blas['version']}",
        **{package: _version(package) for package in PACKAGES},
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "processors": os.cpu_count(),
        "threads by default": counts or "not known without threadpoolctl",
    }
