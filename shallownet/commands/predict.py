"""Predicting the target for the rows of a table."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from shallownet.documents.run_file import open_run
from shallownet.documents.table_predictions import predict_table
from shallownet.settings.table_config import TableConfig

if TYPE_CHECKING:
    import os


def predict(
    run_path: str | os.PathLike[str],
    table_path: str | os.PathLike[str],
    output: str | None = None,
) -> int:
    """Write each row of a table with its prediction as CSV, and return the exit code.

    Parameters
    ----------
    run_path, table_path : str or path-like
        The file of a run, and a table with the run's inputs as columns.
    output : str or None
        The file to write; standard output if None.

    Raises
    ------
    DataError
        If a file cannot be read or written, or the table lacks an input.
    """
    run = open_run(run_path)
    trainer, source = run.trainer, run.recipe and run.recipe.data
    options = source.options if isinstance(source, TableConfig) else None
    found = predict_table(
        trainer.problem.model, trainer.data, table_path, learned_with=options
    )
    if output is None:
        found.write(sys.stdout)
    else:
        found.save(output)
        print(f"{found.summary()}: {output}", file=sys.stderr)
    return 0
