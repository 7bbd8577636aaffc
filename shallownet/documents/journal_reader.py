"""Reading the journal of a session, every value checked."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from shallownet.documents.archive import MAX_ARRAY, ArchiveReader
from shallownet.documents.checked import count, entry, number, typed
from shallownet.documents.journal import (
    FORMAT,
    MAX_RUNS,
    METRICS,
    ROOT,
    STATE_HEADER,
    VERSION,
)
from shallownet.documents.manifest import Manifest, view_of
from shallownet.documents.pins import read_pins
from shallownet.documents.recipe_json import events_of
from shallownet.documents.run_file import RunDocument, read_run
from shallownet.documents.run_file_error import RunFileError
from shallownet.documents.samples import read_samples
from shallownet.errors import DataError
from shallownet.runs.branch_curve import MAX_BRANCHES, MAX_POINTS, BranchCurve
from shallownet.settings.recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path

    from shallownet.arrays import Array
    from shallownet.data.datasets import Dataset
    from shallownet.documents.manifest import View
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.events import Event

NAME: Final = re.compile(r"[a-z]+-\d{1,9}")
"""The names of the files beside the root: none leads out of the folder."""

MEMBER: Final = "session.json"
MAX_ENTRIES: Final = 1_000

END_OF_TIME: Final = 253_402_300_800.0
"""The year 10,000 in seconds since 1970: no clock tells what is later."""


class JournalSummary(NamedTuple):
    """What to say of a journal before it is read.

    Attributes
    ----------
    recipe : Recipe or None
        What the present run began with.
    path : str
        Its file; empty if it has none.
    updates : int
    written : float
        When the journal was written last, in seconds since 1970.
    """

    recipe: Recipe | None
    path: str
    updates: int
    written: float


class RecoveredRun(NamedTuple):
    """A run of a journal.

    Attributes
    ----------
    document : RunDocument
    path : str
        Its file; empty if it has none.
    modified : bool
        Whether it differs from that file.
    branch_curves : tuple of BranchCurve
    """

    document: RunDocument
    path: str
    modified: bool
    branch_curves: tuple[BranchCurve, ...]


class RecoveredSession(NamedTuple):
    """A session as it was journaled last.

    Attributes
    ----------
    present : RecoveredRun
    undo : tuple
        What can be undone, the oldest first: a run, or the events of a change.
    shown : int or None
        The past update that was shown.
    pins : tuple of RunRecord
    view : mapping
        What was visible: plain values by name.
    problem : str
        A sentence on what else could not be read; empty if all could.
    """

    present: RecoveredRun
    undo: tuple[RecoveredRun | tuple[Event, ...], ...]
    shown: int | None
    pins: tuple[RunRecord, ...]
    view: View
    problem: str


def read_summary(folder: Path) -> JournalSummary:
    """Return what a journal holds, without reading it all.

    Raises
    ------
    RunFileError
        If it is damaged.
    """
    try:
        with open(folder / ROOT, "rb") as file:
            archive = ArchiveReader(file)
            root = _root(archive)
            manifest = Manifest.of_json(archive.json("run.json"))
    except OSError as error:
        raise RunFileError(error.strerror or "it cannot be read") from error
    recipe = None if manifest.data is None else Recipe(manifest.config, manifest.data)
    written = number(root.get("written"), f"“written” in {MEMBER}")
    if not 0.0 <= written < END_OF_TIME:
        raise RunFileError(f"its “written” in {MEMBER} is no time")
    return JournalSummary(
        recipe, entry(root, "path", str, MEMBER), manifest.updates, written
    )


def read_journal(folder: Path) -> RecoveredSession:
    """Read a session from its journal.

    What only belongs to the present run, such as the runs that undo brings back, may be
    damaged: it is left out, and ``problem`` says so.

    Raises
    ------
    RunFileError
        If the present run cannot be read. It has the recipe, if that can be read.
    """
    return _JournalReader(folder).read()


class _JournalReader:
    """Reads one journal; runs with the same samples share them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._samples: dict[str, Dataset] = {}
        self._problems: list[str] = []

    def read(self) -> RecoveredSession:
        try:
            with open(self._folder / ROOT, "rb") as file:
                root = _root(ArchiveReader(file))
                present = self._present(file, root)
        except OSError as error:
            raise RunFileError(error.strerror or "it cannot be read") from error
        updates = present.document.trainer.updates
        shown = root.get("shown")
        if shown is not None:
            shown = count(root, "shown", updates, MEMBER)
        return RecoveredSession(
            present=present,
            undo=self._undo(root, present),
            shown=shown,
            pins=self._pins(root),
            view=view_of(root.get("view")),
            problem=" ".join(self._problems),
        )

    # The present run

    def _present(self, file: Any, root: dict[str, Any]) -> RecoveredRun:
        beside = {"history.npy": self._history(root)}
        parameters = ArchiveReader(file).array("present/theta.npy", (None,)).size
        stride = Manifest.of_json(ArchiveReader(file).json("run.json")).stride
        beside |= self._states(root, parameters, stride)
        return self._run(ArchiveReader(file, beside), root)

    def _history(self, root: dict[str, Any]) -> Array:
        contents = self._grown(root, "history")
        if len(contents) % (8 * METRICS):
            raise RunFileError("its history is incomplete")
        return np.frombuffer(contents, "<f8").reshape(-1, METRICS).T

    def _states(
        self, root: dict[str, Any], parameters: int, stride: int
    ) -> dict[str, Array]:
        """Return the arrays of the states that a run's file would have."""
        contents, at = self._grown(root, "states"), 0
        heads, thetas, memories = [], [], [np.empty((0, parameters))]
        while at < len(contents):
            head = np.frombuffer(contents[at : at + 8 * STATE_HEADER], "<i8")
            rows = int(head[-1]) if len(head) == STATE_HEADER else -1
            at += 8 * STATE_HEADER
            end = at + 8 * parameters * (1 + rows)
            if not 0 <= rows <= len(contents) or end > len(contents):
                raise RunFileError("its states are incomplete")
            if head[0] % stride == 0:
                values = np.frombuffer(contents[at:end], "<f8")
                heads.append(head)
                thetas.append(values[:parameters])
                memories.append(values[parameters:].reshape(rows, parameters))
            at = end
        if not heads:
            raise RunFileError("it has no states")
        updates, made, _ = np.array(heads).T
        return {
            "states/updates.npy": updates,
            "states/optimizer_updates.npy": made,
            "states/theta.npy": np.array(thetas),
            "states/memory.npy": np.concatenate(memories),
        }

    def _grown(self, root: dict[str, Any], name: str) -> bytes:
        """Return the part of a growing file that the root knows."""
        about = entry(root, name, dict, MEMBER)
        size = count(about, "bytes", MAX_ARRAY, MEMBER)
        with open(self._path(about.get("file")), "rb") as file:
            contents = file.read(size)
        if len(contents) < size or zlib.crc32(contents) != about.get("checksum"):
            raise RunFileError(f"its {name} is damaged")
        return contents

    # Runs

    def _run(self, archive: ArchiveReader, about: dict[str, Any]) -> RecoveredRun:
        def samples(archive: ArchiveReader, manifest: Manifest) -> Dataset:
            return self._find_samples(archive, manifest, about.get("samples"))

        return RecoveredRun(
            read_run(archive, samples),
            entry(about, "path", str, MEMBER),
            entry(about, "modified", bool, MEMBER),
            self._curves(about.get("branches")),
        )

    def _find_samples(
        self, archive: ArchiveReader, manifest: Manifest, name: object
    ) -> Dataset:
        digest = manifest.samples.digest
        if digest not in self._samples:
            if name is None:
                self._samples[digest] = read_samples(archive, manifest)
            else:
                with open(self._path(name), "rb") as file:
                    self._samples[digest] = read_samples(ArchiveReader(file), manifest)
        return self._samples[digest]

    def _undo(
        self, root: dict[str, Any], present: RecoveredRun
    ) -> tuple[RecoveredRun | tuple[Event, ...], ...]:
        """Return what can be undone, back to the first entry that is damaged."""
        values = entry(root, "undo", list, MEMBER)
        entries: list[RecoveredRun | tuple[Event, ...]] = []
        run, runs = present, 0
        try:
            for value in reversed(values[-MAX_ENTRIES:]):
                about = typed(value, dict, "entry of undo")
                if "events" in about:
                    trainer = run.document.trainer
                    events = entry(about, "events", list, MEMBER)
                    entries.append(events_of(events, trainer.updates, trainer.settings))
                    continue
                runs += 1
                if runs > MAX_RUNS:
                    break
                with open(self._path(about.get("run")), "rb") as file:
                    run = self._run(ArchiveReader(file), about)
                entries.append(run)
        except (DataError, OSError) as error:
            self._problems.append(f"Not all of it can be undone: {_reason(error)}.")
        return tuple(reversed(entries))

    # The rest

    def _curves(self, name: object) -> tuple[BranchCurve, ...]:
        if name is None:
            return ()
        try:
            with open(self._path(name), "rb") as file:
                archive = ArchiveReader(file)
                about = typed(archive.json("curves.json"), dict, "curves.json")
                starts = entry(about, "starts", list, "curves.json")[:MAX_BRANCHES]
                curves = []
                for n, start in enumerate(starts):
                    updates, loss = archive.array(f"{n}.npy", (2, None))[:, :MAX_POINTS]
                    first = typed(start, int, "start of a branch")
                    curves.append(BranchCurve(first, updates, loss))
                return tuple(curves)
        except (DataError, OSError) as error:
            self._problems.append(
                f"The curves it branched off are lost: {_reason(error)}."
            )
            return ()

    def _pins(self, root: dict[str, Any]) -> tuple[RunRecord, ...]:
        name = root.get("pins")
        if name is None:
            return ()
        try:
            with open(self._path(name), "rb") as file:
                archive = ArchiveReader(file)
                about = typed(archive.json("pins.json"), dict, "pins.json")
                return read_pins(archive, entry(about, "pins", list, "pins.json"))
        except (DataError, OSError) as error:
            self._problems.append(f"Its pinned runs are lost: {_reason(error)}.")
            return ()

    def _path(self, name: object) -> Path:
        """Return the path of an ordinary file of the journal."""
        text = typed(name, str, "name of a file")
        path = self._folder / text
        if NAME.fullmatch(text) is None or not path.is_file():
            raise RunFileError("one of its files is missing")
        return path


def _root(archive: ArchiveReader) -> dict[str, Any]:
    root: dict[str, Any] = typed(archive.json(MEMBER), dict, MEMBER)
    if root.get("format") != FORMAT:
        raise RunFileError("it is no journal")
    version = count(root, "version", member=MEMBER)
    if version > VERSION:
        raise RunFileError("a newer ShallowNet has written it")
    return root


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or "it cannot be read"
    return str(error).rstrip(".")
