"""How much memory this process may still take: the system's, and every limit on it.

A limit that is only noticed when it is reached ends the program: OpenBLAS aborts if it
cannot allocate its buffers, and so does a thread without a stack.
"""

from __future__ import annotations

import math
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

PROC: Final = Path("/proc")
CGROUPS: Final = Path("/sys/fs/cgroup")

UNLIMITED: Final = 2**60
"""Bytes from which a cgroup's limit is none: version 1 writes a huge number."""


class FreeMemory(NamedTuple):
    """What is free, in bytes; inf where nothing is known or nothing is limited.

    Attributes
    ----------
    resident : float
        Memory that may be filled: free in the system and in the process's cgroups.
    address_space : float
        Memory that may be reserved, filled or not (``RLIMIT_AS``, ``ulimit -v``).
    """

    resident: float
    address_space: float


def free_memory(proc: Path = PROC, cgroups: Path = CGROUPS) -> FreeMemory:
    """Return how much memory this process may still take.

    Parameters
    ----------
    proc, cgroups : Path
        Where Linux tells it; elsewhere the system is asked by other ways.
    """
    resident = min(_free_in_system(proc), _free_in_cgroups(proc, cgroups))
    return FreeMemory(resident, _free_address_space(proc))


def _free_in_system(proc: Path) -> float:
    with suppress(OSError, ValueError, IndexError):
        for line in (proc / "meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        return _free_in_windows()
    with suppress(OSError, ValueError, AttributeError):  # macOS knows only the total
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return math.inf


def _free_in_windows() -> float:
    import ctypes

    status = (ctypes.c_ulonglong * 8)()
    # MEMORYSTATUSEX: its own size and the load in 32 bits each, then the total and the
    # free physical memory.
    ctypes.cast(status, ctypes.POINTER(ctypes.c_ulong))[0] = ctypes.sizeof(status)
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009
    return float(status[2]) if kernel.GlobalMemoryStatusEx(status) else math.inf


def _free_in_cgroups(proc: Path, cgroups: Path) -> float:
    """Return the least that is free in the process's cgroup and those above it."""
    free = math.inf
    try:
        lines = (proc / "self/cgroup").read_text().splitlines()
    except OSError:
        return free
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:  # version 2
            top, names = cgroups, ("memory.max", "memory.current")
        elif "memory" in controllers.split(","):
            top = cgroups / "memory"
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes")
        else:
            continue
        group = top / path.strip("/")
        # In a container the path may be that of outside: then its own is at the top.
        for place in [group, *group.parents]:
            if place != top and top not in place.parents:
                break
            free = min(free, _free_in_cgroup(place, *names))
    return free


def _free_in_cgroup(group: Path, limit_name: str, usage_name: str) -> float:
    try:
        limit = int((group / limit_name).read_text())
        usage = int((group / usage_name).read_text())
    except (OSError, ValueError):  # no such file, or "max"
        return math.inf
    if limit >= UNLIMITED:
        return math.inf
    cache = 0  # of files that are read no more: the kernel gives it back first
    with suppress(OSError, ValueError, IndexError):
        for line in (group / "memory.stat").read_text().splitlines():
            if line.startswith(("inactive_file ", "total_inactive_file ")):
                cache = int(line.split()[1])
    return max(limit - usage + cache, 0)


def _free_address_space(proc: Path) -> float:
    try:
        import resource
    except ImportError:  # Windows
        return math.inf
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return math.inf
    try:
        pages = int((proc / "self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return float(limit)
    return float(max(limit - pages * resource.getpagesize(), 0))


def bytes_text(size: float) -> str:
    """Write a number of bytes in the unit that a person would take: ``3.2 GB``."""
    if size >= 1e9:
        return f"{size / 1e9:,.1f} GB"
    return f"{size / 1e6:,.0f} MB"


def describe_memory_error(error: MemoryError) -> str:
    """Return a sentence on what could not be allocated, and what would need less."""
    # NumPy goes on with the shape and the type of the array.
    size = str(error).partition(" for an array")[0]
    detail = f" ({size[0].lower()}{size[1:]})" if size else ""
    return (
        f"there is not enough memory for that{detail}; fewer samples, smaller batches "
        "or fewer units need less"
    )
