"""A table that a run's file refers to, by its path and the digest of its bytes."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shallownet.documents.run_file_error import RunFileError
from shallownet.errors import DataError
from shallownet.runs.run_record import fingerprint
from shallownet.settings.table_config import TableConfig
from shallownet.wording import file_name, shortened

if TYPE_CHECKING:
    from shallownet.data.datasets import Dataset
    from shallownet.documents.manifest import Manifest

BLOCK: Final = 2**20


def digest_for(table: TableConfig, data: Dataset) -> str:
    """Return the SHA-256 of a table's file, in hexadecimal digits.

    Raises
    ------
    DataError
        If the file does not hold these samples any more, or cannot be read.
    """
    digest = _sha256(table.csv)
    if fingerprint(table.make()) != fingerprint(data):
        raise DataError(
            f"{file_name(table.csv)} has changed since it was read: "
            "save the run with its table"
        )
    return digest


def find_table(manifest: Manifest, folder: Path) -> Manifest:
    """Return a manifest that says where its table is: where it was, or in a folder.

    Raises
    ------
    RunFileError
        If it is in neither place, or is another one.
    """
    table, digest = manifest.data, manifest.table_sha256
    if not isinstance(table, TableConfig) or digest is None:
        return manifest
    # The name that another system gave it may have its separators.
    name = table.csv.replace("\\", "/").rpartition("/")[2]
    places = [path for path in (table.csv, str(folder / name)) if os.path.isfile(path)]
    if not places:
        raise RunFileError(
            f"its table {shortened(name)} is neither beside it nor at "
            f"{file_name(table.csv)}"
        )
    for path in places:
        try:
            if _sha256(path) == digest:
                return replace(manifest, data=replace(table, csv=path))
        except DataError as error:
            raise RunFileError(f"its table cannot be read: {error}") from error
    raise RunFileError(
        f"its table {shortened(name)} has changed since: its SHA-256 is another"
    )


def read_table(manifest: Manifest) -> Dataset:
    """Return the samples of the table that a manifest refers to.

    Raises
    ------
    DataError
        If they are not those of the run.
    """
    assert isinstance(manifest.data, TableConfig)
    data = manifest.data.make()
    if fingerprint(data).hex() != manifest.samples.digest:
        raise RunFileError("its table gives other samples here than where it was saved")
    return data


def _sha256(path: str | os.PathLike[str]) -> str:
    if not Path(path).is_file():  # a pipe would block for ever
        raise DataError(f"there is no file {file_name(os.fspath(path))}")
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except OSError as error:
        name = file_name(os.fspath(path))
        raise DataError(f"{name} cannot be read: {error.strerror}") from error
    return digest.hexdigest()
