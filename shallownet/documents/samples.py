"""The samples of a run's file: described, written, and found again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.data.columns.encode import recorded_encoding
from shallownet.data.columns.kind_text import read_kind
from shallownet.data.datasets import Dataset
from shallownet.documents.archive import write_array
from shallownet.documents.linked_table import read_table
from shallownet.documents.manifest import Samples
from shallownet.documents.run_file_error import RunFileError
from shallownet.runs.run_record import fingerprint
from shallownet.settings.data_config import DataConfig
from shallownet.wording import quoted

if TYPE_CHECKING:
    import zipfile

    from shallownet.data.columns.encodings import Encoding
    from shallownet.documents.archive import ArchiveReader
    from shallownet.documents.manifest import Manifest

SAME_DIGITS: Final = 1e-9
"""The relative difference up to which generated samples count as the same."""


def describe(data: Dataset) -> Samples:
    """Return what is to be known of some samples without them."""
    return Samples(
        number=data.samples,
        input_names=data.input_names,
        target_name=data.target_name,
        digest=fingerprint(data).hex(),
        magnitudes=_magnitudes(data),
        columns=tuple(encoding.recorded.text for encoding in data.columns),
    )


def write_samples(archive: zipfile.ZipFile, data: Dataset) -> None:
    """Add samples that cannot be generated again."""
    write_array(archive, "samples/X.npy", data.X)
    write_array(archive, "samples/y.npy", data.y)


def read_samples(archive: ArchiveReader, manifest: Manifest) -> Dataset:
    """Read the samples, from the table that a file refers to, or generate them again.

    Raises
    ------
    RunFileError
        If they are damaged, or those that are generated are others.
    DataError
        If they cannot be generated.
    """
    known = manifest.samples
    if manifest.table_sha256 is not None:
        return read_table(manifest)
    if not isinstance(manifest.data, DataConfig):
        inputs = len(known.input_names)
        return Dataset(
            archive.array("samples/X.npy", (inputs, known.number)),
            archive.array("samples/y.npy", (1, known.number)),
            known.input_names,
            known.target_name,
            _columns(known),
        )
    data = manifest.data.make()
    made = _magnitudes(data)
    if data.samples != known.number or len(made) != len(known.magnitudes):
        raise RunFileError("its samples are not those that its settings generate")
    if not np.allclose(made, known.magnitudes, rtol=SAME_DIGITS, atol=0.0):
        raise RunFileError(
            "its settings generate other samples here than where it was saved"
        )
    return data


def _columns(known: Samples) -> tuple[Encoding, ...]:
    """Return the columns of a table that samples were made of."""
    encodings: list[Encoding] = []
    for text in known.columns:
        try:
            encoding = recorded_encoding(read_kind(text))
        except ValueError as error:
            raise RunFileError(f"a column of its table: {error}") from error
        if encoding is None:
            raise RunFileError(f"a column of its table is not known: {quoted(text)}")
        encodings.append(encoding)
    names = tuple(name for e in encodings[:-1] for name in e.input_names)
    if encodings and names != known.input_names:
        raise RunFileError("its columns are not those that its inputs were made of")
    return tuple(encodings)


def _magnitudes(data: Dataset) -> tuple[float, ...]:
    """Return the mean absolute value of every input and of the target."""
    means = [float(np.abs(row / data.samples).sum()) for row in (*data.X, *data.y)]
    return tuple(means)
