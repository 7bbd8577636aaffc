"""Verifying a run's file without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.commands.progress import Progress, write_json
from shallownet.documents.run_file import open_run

if TYPE_CHECKING:
    import os


def verify(path: str | os.PathLike[str], *, json: bool = False) -> int:
    """Replay a run, say what was found and return the exit code: 1 if it is not true.

    Raises
    ------
    DataError
        If the file cannot be opened.
    """
    run = open_run(path)
    progress = Progress(run.trainer.updates, json_lines=json)
    try:
        found = run.verify(progress=lambda done, _total: progress.report(done))
    finally:
        progress.close()
    if json:
        write_json(event="end", true=found.true, **found._asdict())
    else:
        print(found)
    return 0 if found.true else 1
