"""What the window can export a run as: all that the core can, and what needs Qt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from shallownet.documents.exports import EXPORTS, ExportKind

if TYPE_CHECKING:
    import os

    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.documents.run_file import RunDocument


def _write_pdf(
    run: RunDocument,
    path: str | os.PathLike[str],
    cancelled: CancelCheck,
    _progress: ProgressCallback,
) -> None:
    from gui.report.pdf import save_report  # rarely needed

    save_report(run, path, Path(path).stem, cancelled)


KINDS: Final = EXPORTS | {
    "report_pdf": ExportKind(
        "Report as PDF",
        "The report on pages of A4, with texts as texts, to print and to hand in.",
        ".pdf",
        "it is laid out on pages of A4",
        _write_pdf,
    )
}
"""Each kind by its name, the command line's where that has it."""
