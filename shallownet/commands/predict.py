"""Predicting the target for the rows of a table."""

from __future__ import annotations

import csv
import io
import os
from typing import TYPE_CHECKING

import numpy as np

from shallownet.commands.output import write_text
from shallownet.data.tables.reader import read_table
from shallownet.documents.run_file import open_run
from shallownet.errors import DataError
from shallownet.wording import file_name, quoted, some_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array


def predict(
    run_path: str | os.PathLike[str],
    table_path: str | os.PathLike[str],
    output: str | None = None,
) -> int:
    """Write the inputs of each row of a table with the prediction, as CSV.

    Parameters
    ----------
    run_path, table_path : str or path-like
        The file of a run, and a CSV file with the run's inputs as columns.
    output : str or None
        The file to write; standard output if None.

    Raises
    ------
    DataError
        If a file cannot be read or written, or the table lacks an input.
    """
    trainer = open_run(run_path).trainer
    names, target = trainer.data.input_names, trainer.data.target_name
    table = read_table(table_path)
    missing = [name for name in names if name not in table.names]
    if missing:
        raise DataError(
            f"{file_name(os.fspath(table_path))} has no column {quoted(missing[0])}, "
            f"which the run has as an input; it has {some_of(table.names)}"
        )
    X = table.values[[table.names.index(name) for name in names]]
    text = _as_csv(names, target, X, trainer.predict(X)[0])
    write_text(text, output)
    return 0


def _as_csv(names: Sequence[str], target: str, X: Array, predicted: Array) -> str:
    """Return a table in which every number has all its digits, and none is NaN."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*names, f"predicted {target}"])
    for row in np.vstack([X, predicted]).T.tolist():
        writer.writerow(["" if value != value else repr(value) for value in row])
    return stream.getvalue()
