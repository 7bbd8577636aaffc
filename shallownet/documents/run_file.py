"""A run as a file that anyone can open, check and continue; see docs/run-format.md."""

from __future__ import annotations

import os
import stat
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shallownet.documents.archive import ArchiveReader, write_json
from shallownet.documents.atomic_file import output_file
from shallownet.documents.linked_table import digest_for, find_table
from shallownet.documents.manifest import Manifest
from shallownet.documents.pins import pins_as_json, read_pins, write_pins
from shallownet.documents.run_copy import RunCopy
from shallownet.documents.run_file_error import RunFileError
from shallownet.documents.run_states import restore_states, thinned, write_states
from shallownet.documents.samples import describe, read_samples, write_samples
from shallownet.documents.verification import Verification, verify
from shallownet.errors import DataError
from shallownet.runs.run_record import fingerprint
from shallownet.settings.data_config import DataConfig
from shallownet.settings.recipe import Recipe
from shallownet.settings.table_config import TableConfig
from shallownet.training.trainer import Trainer
from shallownet.wording import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import IO, Any, BinaryIO

    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.data.datasets import Dataset
    from shallownet.documents.manifest import Samples, View
    from shallownet.runs.run_record import RunRecord

    SamplesReader = Callable[[ArchiveReader, Manifest], Dataset]


@dataclass(frozen=True, eq=False)
class RunDocument:
    """A run read from a file.

    Attributes
    ----------
    trainer : Trainer
        In the state in which the run was saved, ready to go on.
    recipe : Recipe or None
        What the run began with; None if its samples came from neither a table nor a
        formula.
    notes : str
    same_samples : bool
        Whether the samples are those of the run to the last bit. Generated ones may
        differ in their last digits on another machine.
    pins : tuple of RunRecord
        Runs to compare it with.
    view : mapping
        What was visible, by name: the update, the sample, the mode of the edges.
    embedded : bool
        Whether the file holds the samples of a table, and does not refer to it.
    lesson : mapping or None
        How far the learner is with a lesson, as `LessonProgress.of_json` reads it.
    """

    trainer: Trainer
    recipe: Recipe | None
    notes: str
    same_samples: bool
    pins: tuple[RunRecord, ...] = ()
    view: View = field(default_factory=dict)
    embedded: bool = True
    lesson: Mapping[str, Any] | None = None

    def verify(
        self, cancelled: CancelCheck = None, progress: ProgressCallback = None
    ) -> Verification:
        """Replay the run and compare it with what the file says; see `verify`."""
        return verify(self.trainer, cancelled, progress)


def save_run(
    trainer: Trainer,
    path: str | os.PathLike[str],
    recipe: Recipe | None = None,
    notes: str = "",
    pins: Sequence[RunRecord] = (),
    view: View | None = None,
    *,
    embed: bool = True,
    lesson: Mapping[str, Any] | None = None,
) -> None:
    """Write a run to a file, as a whole or not at all.

    Parameters
    ----------
    trainer : Trainer
    path : str or path-like
        A file of that name is replaced once the new one is complete.
    recipe : Recipe, optional
        Where the samples come from. Generated samples are then made again when the
        file is opened. All other samples are written into the file.
    notes : str
    pins : sequence of RunRecord
        Runs to compare it with.
    view : mapping, optional
        What is visible of the run: plain values by name.
    embed : bool
        Whether the samples of a table are written into the file. Otherwise it refers to
        the table by path and SHA-256.
    lesson : mapping, optional
        How far the learner is with a lesson: `LessonProgress.as_json`.

    Raises
    ------
    DataError
        If the file cannot be written, or the table to refer to has changed; the old
        file is then as it was.

    Examples
    --------
    >>> import shallownet as sn, tempfile
    >>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(m=100))
    >>> trainer.run(3)
    >>> path = f"{tempfile.mkdtemp()}/lesson.shallownet"
    >>> sn.save_run(trainer, path)
    >>> run = sn.open_run(path)
    >>> run.trainer.updates
    3
    >>> print(run.verify())
    replayed 3 updates: bit for bit
    """
    run = RunCopy.of(trainer, recipe, notes)
    save_copy(run, path, pins, view, embed=embed, lesson=lesson)


def save_copy(
    run: RunCopy,
    path: str | os.PathLike[str],
    pins: Sequence[RunRecord] = (),
    view: View | None = None,
    *,
    embed: bool = True,
    lesson: Mapping[str, Any] | None = None,
) -> None:
    """Write the copy of a run to a file, as `save_run` writes a run.

    Any thread may do so while the run itself goes on.

    Parameters
    ----------
    run : RunCopy
    path, pins, view, embed, lesson
        As for `save_run`.

    Raises
    ------
    DataError
        If the file cannot be written, or the table to refer to has changed; the old
        file is then as it was.
    """
    digest = None
    if isinstance(run.source, TableConfig) and not embed:
        digest = digest_for(run.source, run.data)
    with output_file(path) as file:
        write_run(file, run, pins, view, digest=digest, lesson=lesson)


def write_run(
    file: IO[bytes],
    run: RunCopy,
    pins: Sequence[RunRecord] = (),
    view: View | None = None,
    *,
    samples: bool = True,
    digest: str | None = None,
    lesson: Mapping[str, Any] | None = None,
) -> None:
    """Write a run to a file that is open for writing.

    Parameters
    ----------
    file
        Open for writing bytes.
    run : RunCopy
    pins : sequence of RunRecord
    view : mapping, optional
        What is visible of the run: plain values by name.
    samples : bool
        Without them they must be given to the reader.
    digest : str, optional
        The SHA-256 of a table that the samples are read from.
    lesson : mapping, optional
        As for `save_run`.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    checkpoints = thinned(run)
    manifest = manifest_of(run, describe(run.data), checkpoints.stride)
    manifest = replace(manifest, pins=pins_as_json(pins), view=view or {})
    manifest = replace(manifest, table_sha256=digest, lesson=lesson)
    samples = samples and digest is None
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        write_json(archive, "run.json", manifest.as_json())
        if samples and not isinstance(run.source, DataConfig):
            write_samples(archive, run.data)
        write_states(archive, run, checkpoints)
        write_pins(archive, pins)


def manifest_of(run: RunCopy, samples: Samples, stride: int) -> Manifest:
    """Return what ``run.json`` says of a run, without its pins and what is visible.

    Parameters
    ----------
    run : RunCopy
    samples : Samples
        What is known of its samples.
    stride : int
        The distance of the states that are kept.
    """
    return Manifest(
        config=run.config,
        data=run.source,
        samples=samples,
        events=run.events,
        updates=run.updates,
        seconds=run.seconds,
        optimizer_updates=run.present.optimizer_updates,
        reversible=run.reversible,
        stride=stride,
        notes=run.notes,
    )


def open_run(path: str | os.PathLike[str]) -> RunDocument:
    """Read a run from a file.

    Parameters
    ----------
    path : str or path-like

    Raises
    ------
    RunFileError
        A `DataError` that says which part of the file is missing, damaged or not
        allowed. It has the recipe, if that can be read.

    Examples
    --------
    See `save_run`.
    """
    try:
        with open_ordinary(path) as file:
            return read_run(ArchiveReader(file), folder=Path(path).parent)
    except RunFileError as error:
        failed = RunFileError(f"{file_name(os.fspath(path))} cannot be opened: {error}")
        failed.recipe = error.recipe
        raise failed from error


def read_run(
    archive: ArchiveReader,
    samples: SamplesReader = read_samples,
    folder: Path | None = None,
) -> RunDocument:
    """Read a run from an archive.

    Parameters
    ----------
    archive : ArchiveReader
    samples : callable
        ``samples(archive, manifest)`` returns its samples.
    folder : Path, optional
        Where a table that it refers to may also be.

    Raises
    ------
    RunFileError
        As for `open_run`.
    """
    manifest = Manifest.of_json(archive.json("run.json"))
    if folder is not None:
        manifest = find_table(manifest, folder)
    recipe = None if manifest.data is None else Recipe(manifest.config, manifest.data)
    try:
        data = samples(archive, manifest)
        trainer = Trainer(manifest.config, data)
        restore_states(archive, manifest, trainer)
        pins = read_pins(archive, manifest.pins)
    except DataError as error:
        failed = RunFileError(str(error))
        failed.recipe = recipe
        raise failed from error
    same = fingerprint(data).hex() == manifest.samples.digest
    return RunDocument(
        trainer,
        recipe,
        manifest.notes,
        same,
        pins,
        manifest.view,
        embedded=manifest.table_sha256 is None,
        lesson=manifest.lesson,
    )


def open_ordinary(path: str | os.PathLike[str]) -> BinaryIO:
    """Open an ordinary file for reading bytes; a pipe would block forever.

    Raises
    ------
    RunFileError
        If it cannot be opened, or is no ordinary file.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise RunFileError("it is no ordinary file")
        return open(path, "rb")
    except OSError as error:
        raise RunFileError(error.strerror or "it cannot be read") from error
    except RunFileError:
        raise
    except ValueError as error:  # a zero character, or half of a pair
        raise RunFileError("no file can have this name") from error
