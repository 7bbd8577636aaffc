"""What a run can be exported as, besides its numbers and its pictures."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.documents.atomic_file import write_text
from shallownet.documents.code.kinds import CODE_KINDS
from shallownet.documents.report.report import report
from shallownet.documents.weights import save_weights

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.documents.code.kinds import CodeKind
    from shallownet.documents.run_file import RunDocument

    Write = Callable[
        [RunDocument, str | os.PathLike[str], CancelCheck, ProgressCallback], None
    ]


class ExportKind(NamedTuple):
    """A kind of file.

    Attributes
    ----------
    title, contents : str
        Its name in a list, and what the file is, in a sentence.
    ending : str
        What the proposed name of a file ends in.
    advice : str
        What to do with the file, to be said once it is written.
    write : callable
        ``write(run, path, cancelled, progress)``; raises DataError or ConfigError with
        a sentence, and Cancelled.
    """

    title: str
    contents: str
    ending: str
    advice: str
    write: Write

    @property
    def suffix(self) -> str:
        """The suffix of its files."""
        return Path(f"run{self.ending}").suffix


def code_text(
    kind: CodeKind, run: RunDocument, cancelled: CancelCheck, progress: ProgressCallback
) -> str:
    """Return a run as a program.

    Parameters
    ----------
    kind : CodeKind
    run : RunDocument
    cancelled, progress : callable or None
        As for `shallownet.runs.replay.replay`.

    Raises
    ------
    ConfigError
        If there is no such program for the settings of the run.
    DataError
        If its samples are too many for a program.
    Cancelled
        If ``cancelled`` returned True.
    """
    data = None if run.recipe is None else run.recipe.data
    return kind.write(run.trainer, data, cancelled, progress)


def report_text(run: RunDocument, name: str, cancelled: CancelCheck = None) -> str:
    """Return a run as a page to print.

    Parameters
    ----------
    run : RunDocument
    name : str
        Its title.
    cancelled : callable, optional
        Asked while a run that diverged is examined.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned True.
    """
    return report(
        run.trainer,
        run.recipe,
        name=name,
        notes=run.notes,
        pins=run.pins,
        cancelled=cancelled,
    )


def _write_code(
    kind: CodeKind,
    run: RunDocument,
    path: str | os.PathLike[str],
    cancelled: CancelCheck,
    progress: ProgressCallback,
) -> None:
    write_text(path, code_text(kind, run, cancelled, progress))


def _write_weights(
    run: RunDocument,
    path: str | os.PathLike[str],
    _cancelled: CancelCheck,
    _progress: ProgressCallback,
) -> None:
    save_weights(run.trainer.network, path)


def _write_report(
    run: RunDocument,
    path: str | os.PathLike[str],
    cancelled: CancelCheck,
    _progress: ProgressCallback,
) -> None:
    write_text(path, report_text(run, Path(path).stem, cancelled))


EXPORTS: Final = {
    name: ExportKind(
        kind.title,
        kind.contents,
        kind.ending,
        f"it needs {kind.needs}, and checks itself",
        partial(_write_code, kind),
    )
    for name, kind in CODE_KINDS.items()
} | {
    "weights": ExportKind(
        "Weights",
        "The parameters as a PyTorch state_dict in an NPZ file, for other programs, "
        "and to begin a run with them from a shell.",
        "_weights.npz",
        "its arrays have the names of a PyTorch state_dict",
        _write_weights,
    ),
    "report": ExportKind(
        "Report",
        "One page with results, pictures, settings, changes, parameters, notes and "
        "pinned runs, to read in a browser, to print, and to hand in.",
        ".html",
        "open it in a browser to read or print it",
        _write_report,
    ),
}
"""Each kind, by its name on the command line."""
