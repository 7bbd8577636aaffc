"""Writing the numbers of a run as CSV, JSON or NPZ; see docs/number-formats.md.

Every file gives the same bits back when it is read.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import zipfile
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.documents.archive import write_array
from shallownet.documents.atomic_file import output_file
from shallownet.documents.numbers import RunNumbers
from shallownet.errors import DataError
from shallownet.wording import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from shallownet.analysis.kept_states import KeptStates
    from shallownet.documents.numbers import Table
    from shallownet.training.snapshot import Snapshot

FORMAT: Final = "shallownet-numbers"
VERSION: Final = 1

SPARSE: Final = {
    "sharpness_update": ("sharpness",),
    "kept_update": ("layer_gradient_norm", "update_ratio", "loss_over_all"),
}
"""Arrays with the updates at which others are known."""

SUFFIXES: Final = (".csv", ".json", ".npz")


def save_numbers(
    snapshot: Snapshot,
    path: str | os.PathLike[str],
    table: Table | None = None,
    states: KeptStates | None = None,
) -> None:
    """Write the numbers of a state of a run to a file, in the format of its suffix.

    Parameters
    ----------
    snapshot : Snapshot
    path : str or path-like
        Ends in ``.csv``, ``.json`` or ``.npz``.
    table : {"curves", "predictions", "parameters"}, optional
        The only table to write. A CSV file then has a column for each quantity. A CSV
        file of all tables has a row for each number, with its array and its place.
    states : KeptStates, optional
        The states that the run keeps, to measure what is known at these only; see
        `KeptStates.of`.

    Raises
    ------
    DataError
        If the name has another suffix, or the file cannot be written.

    Examples
    --------
    >>> import shallownet as sn, tempfile
    >>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(m=100))
    >>> trainer.run(3)
    >>> path = f"{tempfile.mkdtemp()}/run.npz"
    >>> sn.save_numbers(trainer.snapshot(), path)
    >>> bool((np.load(path)["W1"] == trainer.network.parameters["W1"]).all())
    True
    """
    suffix = suffix_of(path)
    wanted = states if table in (None, "curves") else None
    numbers = RunNumbers.of(snapshot, wanted)
    with output_file(path) as file:
        if suffix == ".npz":
            _write_npz(file, numbers, table)
        else:
            stream = io.TextIOWrapper(file, "utf-8", "backslashreplace", newline="")
            write_numbers(stream, numbers, suffix, table)
            stream.detach()  # which flushes it, and leaves the file open


def suffix_of(path: str | os.PathLike[str]) -> str:
    """Return the suffix of a name, which says the format.

    Raises
    ------
    DataError
        If it is none of `SUFFIXES`.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        name = file_name(os.fspath(path))
        raise DataError(
            f"{name} says no format for numbers; its name must end in .csv, .json or "
            ".npz"
        )
    return suffix


def write_numbers(
    stream: IO[str], numbers: RunNumbers, suffix: str, table: Table | None = None
) -> None:
    """Write numbers to a text stream, as CSV or as JSON.

    Parameters
    ----------
    stream
        Open for writing text.
    numbers : RunNumbers
    suffix : {".csv", ".json"}
    table : {"curves", "predictions", "parameters"}, optional
        The only table to write.
    """
    if suffix == ".json":
        json.dump(_as_json(numbers, table), stream, ensure_ascii=False, allow_nan=False)
        stream.write("\n")
        return
    writer = csv.writer(stream, lineterminator="\n")
    columns = {
        None: _every_number,
        "curves": _curves,
        "predictions": _predictions,
        "parameters": _parameters,
    }
    writer.writerows(columns[table](numbers))


# JSON and NPZ


def _write_npz(file: IO[bytes], numbers: RunNumbers, table: Table | None) -> None:
    """Write an archive that `numpy.load` reads without pickled objects."""
    about = json.dumps(_described(numbers, table), ensure_ascii=False, allow_nan=False)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        write_array(archive, "about.npy", np.array(about))
        for array in numbers.in_table(table):
            write_array(archive, f"{array.name}.npy", array.values)


def _as_json(numbers: RunNumbers, table: Table | None) -> dict[str, Any]:
    value = _described(numbers, table)
    for array in numbers.in_table(table):
        value["arrays"][array.name]["values"] = _json_values(array.values)
    return value


def _described(numbers: RunNumbers, table: Table | None) -> dict[str, Any]:
    """Return what the run and the arrays are, without the values of the arrays."""
    about: dict[str, Any] = _json_value(numbers.about)
    arrays = {
        array.name: {
            "table": array.table,
            "unit": array.unit,
            "meaning": array.meaning,
            "shape": list(array.values.shape),
        }
        for array in numbers.in_table(table)
    }
    return {"format": FORMAT, "version": VERSION, **about, "arrays": arrays}


def _json_value(value: Any) -> Any:
    """Return a value that JSON has: it has no number that is not finite."""
    if isinstance(value, float) and not math.isfinite(value):
        return _NOT_FINITE.get(value, "NaN")
    if isinstance(value, dict):
        return {key: _json_value(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(entry) for entry in value]
    return value


_NOT_FINITE: Final = {math.inf: "Infinity", -math.inf: "-Infinity"}


def _json_values(values: NDArray[Any]) -> Any:
    plain = values.tolist()
    return plain if np.isfinite(values).all() else _json_value(plain)


# CSV


def _every_number(numbers: RunNumbers) -> Iterable[Sequence[str]]:
    """Yield a row for each number: its array, unit, row and column in it, and value."""
    yield "array", "unit", "row", "column", "value"
    for array in numbers.arrays:
        values = array.values
        texts = _texts(values.ravel())
        flat = values.ndim == 1
        for place, text in zip(np.ndindex(values.shape), texts, strict=True):
            row, column = (place[0], "") if flat else place
            yield array.name, array.unit, str(row), str(column), text


def _curves(numbers: RunNumbers) -> Iterable[Sequence[str]]:
    arrays = {array.name: array.values for array in numbers.in_table("curves")}
    updates = len(arrays["update"])
    for at, names in SPARSE.items():
        measured = arrays.pop(at, None)
        if measured is None:
            continue
        for name in names:
            values = arrays.pop(name)
            rows = values if values.ndim == 2 else values[None]
            for number, row in enumerate(rows, 1):
                column = np.full(updates, np.nan)
                column[measured] = row
                arrays[f"{name}_{number}" if values.ndim == 2 else name] = column
    yield list(arrays)
    yield from zip(*map(_texts, arrays.values()), strict=True)


def _predictions(numbers: RunNumbers) -> Iterable[Sequence[str]]:
    data = numbers.snapshot.run.data
    target = data.target_name
    columns = data.input_names
    yield (
        *("sample", "part", *columns, target),
        *(f"predicted {target}", f"residual {target}"),
    )
    parts = ("test" if is_test else "train" for is_test in numbers["is_test"])
    values = [*numbers["X"], *numbers["y"]]
    values += [*numbers["predicted"], *numbers["residual"]]
    samples = map(str, range(data.samples))
    yield from zip(samples, parts, *map(_texts, values), strict=True)


def _parameters(numbers: RunNumbers) -> Iterable[Sequence[str]]:
    network = numbers.snapshot.run.model.network
    yield "parameter", "value", "gradient", "value in data units", "frozen"
    for name in network.parameters:
        arrays = [numbers[n] for n in (name, f"d{name}", f"{name}_in_data_units")]
        arrays.append(numbers[f"{name}_is_frozen"])
        columns = zip(*(_texts(array.ravel()) for array in arrays), strict=True)
        places = np.ndindex(arrays[0].shape)
        for (row, column), texts in zip(places, columns, strict=True):
            is_weight = name.startswith("W")
            place = f"{row}, {column}" if is_weight else f"{row}"
            yield tuple(chain([f"{name}[{place}]"], texts))


def _texts(values: NDArray[Any]) -> list[str]:
    """Return numbers with all their digits; NaN is an empty cell."""
    if values.dtype == bool:
        values = values.astype(int)
    return ["" if value != value else repr(value) for value in values.tolist()]
