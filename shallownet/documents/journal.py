"""The journal of a session: what is needed to go on after the program has been killed.

A journal is a folder. Its root, ``session``, is an archive like a run's file, and is
replaced as a whole. What grows, or seldom changes, is in files beside it, each of which
is on the disk before the root names it: the history and the states of the present run,
to which only new updates are appended; samples; runs that undo brings back; pinned
runs. A root therefore always fits the files it names, whenever the process ends.
"""

from __future__ import annotations

import os
import shutil
import time
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from shallownet.documents.archive import write_array, write_json
from shallownet.documents.atomic_file import atomic_file
from shallownet.documents.pins import pins_as_json, write_pins
from shallownet.documents.recipe_json import event_as_json
from shallownet.documents.run_file import manifest_of, write_run
from shallownet.documents.run_states import STATES_BUDGET, write_present
from shallownet.documents.samples import describe, write_samples
from shallownet.settings.data_config import DataConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from shallownet.data.datasets import Dataset
    from shallownet.documents.manifest import Samples, View
    from shallownet.documents.run_copy import RunCopy
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.events import Event

FORMAT: Final = "shallownet-journal"
VERSION: Final = 1
ROOT: Final = "session"

MAX_RUNS: Final = 12
"""Runs that undo can bring back and that are journaled, the newest ones."""

MAX_BYTES: Final = 128 * 2**20
"""Bytes of the files of these runs, and of the samples of one of them at least."""

METRICS: Final = 5
STATE_HEADER: Final = 3
"""Whole numbers before the parameters of a state: the updates, the updates of the
optimizer, and the rows of its memory."""


class KeptRun(NamedTuple):
    """A run of the session.

    Attributes
    ----------
    run : RunCopy
    path : str
        Its file; empty if it has none.
    modified : bool
        Whether it differs from that file.
    branch_curves : tuple of BranchCurve
        The runs it branched off.
    """

    run: RunCopy
    path: str = ""
    modified: bool = False
    branch_curves: tuple[BranchCurve, ...] = ()


class SessionCopy(NamedTuple):
    """A session as it stands, which another thread may write.

    Attributes
    ----------
    present : KeptRun
    undo : tuple
        What can be undone, the oldest first: a run that was replaced, or the events of
        a change.
    shown : int or None
        The past update that is shown; None if the run is shown as it is now.
    """

    present: KeptRun
    undo: tuple[KeptRun | tuple[Event, ...], ...] = ()
    shown: int | None = None


class _Growing:
    """A file to which more is appended; what was written before it counts no more."""

    def __init__(self, name: str, lineage: object) -> None:
        self.name, self.lineage = name, lineage
        self.size, self.checksum, self.last = 0, 0, -1

    def append(self, folder: Path, contents: bytes) -> None:
        """Add to what is written, whatever a failed attempt may have left behind."""
        if not contents and self.size:
            return
        path = folder / self.name
        with open(path, "r+b" if self.size else "wb") as file:
            file.seek(self.size)
            file.write(contents)
            _sync(file)
        self.size += len(contents)
        self.checksum = zlib.crc32(contents, self.checksum)

    def as_json(self) -> dict[str, Any]:
        """Return what the root says of it."""
        return {"file": self.name, "bytes": self.size, "checksum": self.checksum}


class Journal:
    """Writes a session into a folder, again and again; used by one thread.

    Parameters
    ----------
    folder : Path
        It is made with the first session.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._serial = 0
        self._described: tuple[Dataset, Samples] | None = None
        self._history: _Growing | None = None
        self._states: _Growing | None = None
        # Files that stay as they are, by what they hold.
        self._kept: dict[object, tuple[str, object]] = {}
        self._used: set[str] = set()

    def write(
        self,
        session: SessionCopy,
        pins: Sequence[RunRecord] = (),
        view: View | None = None,
    ) -> None:
        """Write a session; what was written before is kept until this is complete.

        Parameters
        ----------
        session : SessionCopy
        pins : sequence of RunRecord
            The pinned runs; another object where they have changed.
        view : mapping, optional
            What is visible.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._used = {ROOT}
        present, run = session.present, session.present.run
        stride = self._append(run)
        assert self._history is not None and self._states is not None
        root = {
            "format": FORMAT,
            "version": VERSION,
            "written": time.time(),
            **_file_of(present),
            "shown": session.shown,
            "history": self._history.as_json(),
            "states": self._states.as_json(),
            "samples": self._keep_samples(run.data, run.source),
            "branches": self._keep_curves(present.branch_curves),
            "undo": self._keep_undo(session.undo),
            "pins": self._keep_pins(pins),
            "view": dict(view or {}),
        }
        manifest = manifest_of(run, self._describe(run.data), stride)
        with (
            atomic_file(self.folder / ROOT) as file,
            zipfile.ZipFile(file, "w") as archive,
        ):
            write_json(archive, "session.json", root)
            write_json(archive, "run.json", manifest.as_json())
            write_present(archive, run)
        self._used |= {self._history.name, self._states.name}
        self._remove_unused()

    def remove(self) -> None:
        """Remove the journal: it is no longer needed."""
        shutil.rmtree(self.folder, ignore_errors=True)

    # The present run

    def _append(self, run: RunCopy) -> int:
        """Append the updates made since; return the stride of the states that count."""
        history, states = self._history, self._states
        if history is None or states is None or history.lineage != run.lineage:
            history = _Growing(self._new_name("history"), run.lineage)
            states = _Growing(self._new_name("states"), run.lineage)
            self._history, self._states = history, states
        rows = history.size // (8 * METRICS)
        history.append(
            self.folder, np.ascontiguousarray(run.history[:, rows:].T).tobytes()
        )
        stride = _stride(run)
        new = run.checkpoints.after(states.last, stride)
        states.append(
            self.folder,
            b"".join(
                np.array(
                    [s.updates, s.optimizer_updates, len(s.memory)], dtype="<i8"
                ).tobytes()
                + s.theta.tobytes()
                + s.memory.tobytes()
                for s in new
            ),
        )
        if new:
            states.last = new[-1].updates
        return stride

    # What seldom changes

    def _keep_samples(self, data: Dataset, source: object) -> str | None:
        """Keep samples that cannot be generated again."""
        if isinstance(source, DataConfig):
            return None

        def write(file: BinaryIO) -> None:
            with zipfile.ZipFile(file, "w") as archive:
                write_samples(archive, data)

        return self._keep(("samples", id(data)), data, write)

    def _keep_undo(
        self, entries: Sequence[KeptRun | tuple[Event, ...]]
    ) -> list[dict[str, Any]]:
        """Keep what can be undone, the newest of it, as far as there is room."""
        kept: list[dict[str, Any]] = []
        room, runs = MAX_BYTES, 0
        for entry in reversed(entries):
            if not isinstance(entry, KeptRun):
                kept.append({"events": [event_as_json(event) for event in entry]})
                continue
            if runs == MAX_RUNS:
                break
            run, curves = entry.run, entry.branch_curves

            def write(file: BinaryIO, run: RunCopy = run) -> None:
                write_run(file, run, samples=False)

            key = "run", run.lineage, run.updates, run.events, run.notes
            name = self._keep(key, run, write)
            samples = self._keep_samples(run.data, run.source)
            files = {name, samples} - {None}
            room -= sum((self.folder / str(file)).stat().st_size for file in files)
            if room < 0 and runs:
                break
            runs += 1
            branches = self._keep_curves(curves)
            named = {"run": name, "samples": samples, "branches": branches}
            kept.append(named | _file_of(entry))
        return kept[::-1]

    def _keep_curves(self, curves: tuple[BranchCurve, ...]) -> str | None:
        if not curves:
            return None

        def write(file: BinaryIO) -> None:
            with zipfile.ZipFile(file, "w") as archive:
                for n, curve in enumerate(curves):
                    array = np.stack((curve.updates, curve.loss))
                    write_array(archive, f"{n}.npy", array)
                starts = [curve.start for curve in curves]
                write_json(archive, "curves.json", {"starts": starts})

        return self._keep(("branches", *map(id, curves)), curves, write)

    def _keep_pins(self, pins: Sequence[RunRecord]) -> str | None:
        if not pins:
            return None

        def write(file: BinaryIO) -> None:
            with zipfile.ZipFile(file, "w") as archive:
                write_json(archive, "pins.json", {"pins": pins_as_json(pins)})
                write_pins(archive, pins)

        return self._keep(("pins", id(pins)), pins, write)

    def _keep(
        self, key: tuple[object, ...], held: object, write: Callable[[BinaryIO], None]
    ) -> str:
        """Write a file unless it is there already; return its name."""
        known = self._kept.get(key)
        if known is None:
            name = self._new_name(str(key[0]))
            with open(self.folder / name, "wb") as file:
                write(file)
                _sync(file)
            # What is held keeps its identity, which may be the key.
            self._kept[key] = known = name, held
        self._used.add(known[0])
        return known[0]

    def _describe(self, data: Dataset) -> Samples:
        if self._described is None or self._described[0] is not data:
            self._described = data, describe(data)
        return self._described[1]

    def _new_name(self, kind: str) -> str:
        self._serial += 1
        return f"{kind}-{self._serial}"

    def _remove_unused(self) -> None:
        """Remove the files that the root no longer names."""
        for path in self.folder.iterdir():
            if path.name not in self._used:
                path.unlink(missing_ok=True)
        self._kept = {k: v for k, v in self._kept.items() if v[0] in self._used}


def _file_of(kept: KeptRun) -> dict[str, Any]:
    return {"path": kept.path, "modified": kept.modified}


def _stride(run: RunCopy) -> int:
    """Return the distance of the states that fit into the budget of a file."""
    present = run.present
    size = present.theta.nbytes + present.memory.nbytes + 8 * STATE_HEADER
    stride = run.checkpoints.stride
    while run.updates // stride * size > STATES_BUDGET:
        stride *= 2
    return stride


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
