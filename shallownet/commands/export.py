"""Exporting a run as code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.commands.output import write_text
from shallownet.commands.progress import Progress
from shallownet.documents.code.numpy_script import numpy_script
from shallownet.documents.run_file import open_run

if TYPE_CHECKING:
    import os


def export(path: str | os.PathLike[str], output: str | None = None) -> int:
    """Write the script of a run, and return the exit code.

    Parameters
    ----------
    path : str or path-like
        The file of a run.
    output : str or None
        The file to write; standard output if None.

    Raises
    ------
    DataError
        If a file cannot be read or written, or the samples are too many for a script.
    """
    run = open_run(path)
    data = None if run.recipe is None else run.recipe.data
    progress = Progress(run.trainer.updates, json_lines=False)
    try:
        script = numpy_script(
            run.trainer, data, progress=lambda done, _total: progress.report(done)
        )
    finally:
        progress.close()
    write_text(script, output)
    return 0
