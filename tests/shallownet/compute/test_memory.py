"""How much memory is free: the system's, the cgroups', and the address space."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from shallownet.compute.memory import bytes_text, free_memory

if TYPE_CHECKING:
    from pathlib import Path

MB = 2**20


def write(path: Path, text: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n")


@pytest.fixture
def proc(tmp_path) -> Path:
    write(tmp_path / "proc/meminfo", "MemTotal: 99 kB\nMemAvailable: 1048576 kB")
    return tmp_path / "proc"


def test_the_memory_that_the_system_has_available_counts(proc, tmp_path):
    assert free_memory(proc, tmp_path / "none").resident == 1024 * MB


@pytest.mark.parametrize("inside", [True, False])  # a container sees its group on top
def test_the_limit_of_a_group_counts_less_the_cache_of_files(proc, tmp_path, inside):
    write(proc / "self/cgroup", "0::/a/b")
    group = tmp_path / "cgroup" / ("a" if inside else "")
    write(group / "memory.max", 300 * MB)
    write(group / "memory.current", 250 * MB)
    write(group / "memory.stat", f"anon 5\ninactive_file {20 * MB}")
    write(tmp_path / "cgroup/a/b/memory.max", "max")
    assert free_memory(proc, tmp_path / "cgroup").resident == 70 * MB


def test_groups_of_version_1_count_too(proc, tmp_path):
    write(proc / "self/cgroup", "4:cpu:/x\n3:memory:/x")
    write(tmp_path / "cgroup/memory/x/memory.limit_in_bytes", 100 * MB)
    write(tmp_path / "cgroup/memory/x/memory.usage_in_bytes", 60 * MB)
    write(tmp_path / "cgroup/memory/memory.limit_in_bytes", 2**63 - 4096)
    write(tmp_path / "cgroup/memory/memory.usage_in_bytes", 2**40)
    assert free_memory(proc, tmp_path / "cgroup").resident == 40 * MB


def test_nothing_that_is_unreadable_is_an_error(tmp_path):
    for text in ("", "MemAvailable:", "MemAvailable: x kB"):
        write(tmp_path / "meminfo", text)
        assert free_memory(tmp_path, tmp_path).resident > 0


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is Linux's")
def test_the_limit_of_the_address_space_counts():
    code = (
        "import resource\n"
        "from shallownet.compute.memory import free_memory\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        "free = free_memory().address_space\n"
        "held = bytearray(100 * 2**20)\n"
        "print(free, free_memory().address_space)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    before, after = map(float, run.stdout.split())
    assert 0 < after < before < 2**30
    assert before - after == pytest.approx(100 * MB, rel=0.05)


def test_sizes_are_told_in_the_unit_that_fits():
    assert bytes_text(480e6) == "480 MB"
    assert bytes_text(3.24e9) == "3.2 GB"
