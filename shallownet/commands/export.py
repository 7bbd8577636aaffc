"""Exporting a run as a program or a report, or its numbers or weights."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shallownet.analysis.kept_states import KeptStates
from shallownet.commands.output import write_documents, write_text
from shallownet.commands.progress import Progress
from shallownet.documents.code.kinds import CODE_KINDS
from shallownet.documents.exports import code_text, report_text
from shallownet.documents.number_files import save_numbers, suffix_of, write_numbers
from shallownet.documents.numbers import RunNumbers
from shallownet.documents.run_file import open_run
from shallownet.documents.weights import save_weights
from shallownet.errors import DataError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from shallownet.documents.numbers import Table
    from shallownet.documents.run_file import RunDocument

    SavePdf = Callable[[RunDocument, str, str], None]

NO_PDF: Final = (
    "a report as PDF needs PyQt6, which cannot be loaded here; a name that ends in "
    ".html gives the same page for a browser, which prints it"
)


def export_code(
    path: str | os.PathLike[str], kind: str, output: str | None = None
) -> int:
    """Write a run as a program, and return the exit code.

    Parameters
    ----------
    path : str or path-like
        The file of a run.
    kind : str
        A name in `CODE_KINDS`.
    output : str or None
        The file to write; standard output if None.

    Raises
    ------
    DataError
        If a file cannot be read or written, or the samples are too many for a program.
    ConfigError
        If there is no such program for the settings of the run.
    """
    run = open_run(path)
    progress = Progress(run.trainer.updates, json_lines=False)
    try:
        text = code_text(
            CODE_KINDS[kind], run, None, lambda done, _total: progress.report(done)
        )
    finally:
        progress.close()
    write_text(text, output)
    return 0


def export_numbers(
    path: str | os.PathLike[str],
    output: str | None = None,
    table: Table | None = None,
) -> int:
    """Write the numbers of a run, and return the exit code.

    Parameters
    ----------
    path : str or path-like
        The file of a run.
    output : str or None
        The file to write, whose suffix says the format; standard output as CSV if
        None.
    table : {"curves", "predictions", "parameters"}, optional
        The only table to write.

    Raises
    ------
    DataError
        If a file cannot be read or written, or its name says no format.
    """
    if output is None:
        trainer = open_run(path).trainer
        states = KeptStates.of(trainer) if table in (None, "curves") else None
        numbers = RunNumbers.of(trainer.snapshot(), states)
        write_documents()
        write_numbers(sys.stdout, numbers, ".csv", table)
    else:
        suffix_of(output)  # before the run is read
        trainer = open_run(path).trainer
        save_numbers(trainer.snapshot(), output, table, KeptStates.of(trainer))
    return 0


def export_report(
    path: str | os.PathLike[str],
    output: str | None = None,
    save_pdf: SavePdf | None = None,
) -> int:
    """Write a run as a page to print, and return the exit code.

    Parameters
    ----------
    path : str or path-like
        The file of a run, whose name is the page's title.
    output : str or None
        The file to write; standard output if None.
    save_pdf : callable, optional
        Writes PDF, if the name of the file asks for that.

    Raises
    ------
    DataError
        If a file cannot be read or written, or there is nothing that writes PDF.
    """
    name = Path(path).stem
    if output is None or Path(output).suffix.lower() != ".pdf":
        write_text(report_text(open_run(path), name), output)
    elif save_pdf is None:
        raise DataError(NO_PDF)
    else:
        save_pdf(open_run(path), output, name)
    return 0


def export_weights(path: str | os.PathLike[str], output: str) -> int:
    """Write the weights of a run, and return the exit code.

    Raises
    ------
    DataError
        If a file cannot be read or written.
    """
    save_weights(open_run(path).trainer.network, output)
    return 0
