"""Writing a file as a whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from shallownet.documents.atomic_file import atomic_file, write_text
from shallownet.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, contents: bytes) -> None:
    with atomic_file(path) as file:
        file.write(contents)


def test_a_new_file_has_the_usual_permissions(tmp_path):
    path, plain = tmp_path / "new", tmp_path / "plain"
    write(path, b"one")
    plain.write_bytes(b"one")
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode == plain.stat().st_mode


def test_an_old_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "old"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_an_exception_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "old"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), atomic_file(path) as file:
        file.write(b"half")
        file.write(None)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_symbolic_link_keeps_pointing_to_its_file(tmp_path):
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_bytes(b"old")
    link.symlink_to(path)
    write(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_long_name_can_be_written(tmp_path):
    path = tmp_path / ("n" * 250)
    write(path, b"long")
    assert path.read_bytes() == b"long"


def test_a_folder_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "missing" / "file", b"")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs signals")
def test_a_killed_process_leaves_the_old_file(tmp_path):
    path = tmp_path / "old"
    path.write_bytes(b"old")
    code = (
        "import os, signal, sys\n"
        "from shallownet.documents.atomic_file import atomic_file\n"
        "with atomic_file(sys.argv[1]) as file:\n"
        "    file.write(b'half')\n"
        "    file.flush()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    result = subprocess.run([sys.executable, "-c", code, path], check=False)
    assert result.returncode == -9
    assert path.read_bytes() == b"old"


def test_a_full_disk_is_told_in_a_sentence_and_the_old_file_stays(
    tmp_path, monkeypatch
):
    path = tmp_path / "run.csv"
    path.write_text("old")

    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DataError, match=r"run\.csv cannot be written: No space left"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
