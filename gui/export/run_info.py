"""What an export says of its run: a caption, and the name of its file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from gui.text.number_format import loss
from shallownet.wording import shortened

if TYPE_CHECKING:
    from gui.training.status import Status
    from shallownet.training.snapshot import Snapshot

MAX_STEM: Final = 60
"""Characters of a run's name in the name of a file."""


class RunInfo(NamedTuple):
    """The run that is shown, and its name.

    Attributes
    ----------
    title : str
        The name of its file or of its preset.
    snapshot : Snapshot
        The state that is shown.
    made : int
        The updates that the run has made.
    """

    title: str
    snapshot: Snapshot
    made: int

    @classmethod
    def of(cls, status: Status, preset: str) -> RunInfo:
        """Describe what a status shows; ``preset`` names a run without a file."""
        title = Path(status.path).stem if status.path else preset
        return cls(title, status.snapshot, status.made)

    @property
    def caption(self) -> str:
        """The run, the update and the loss in a line."""
        return self.caption_of(self.snapshot)

    def caption_of(self, state: Snapshot) -> str:
        """Return the caption of another state of the run."""
        title = shortened(self.title, MAX_STEM)
        return f"{title}, after update {state.step:,}: J = {loss(state.loss)}"

    def file_name(self, what: str, suffix: str, *, of_update: bool = True) -> str:
        """Return the name that is proposed for a file of something."""
        update = f"update {self.snapshot.step}" if of_update else ""
        parts = (self.title[:MAX_STEM], update, what)
        return "-".join(filter(None, map(_as_file_name, parts))) + suffix


def _as_file_name(text: str) -> str:
    """Return letters and digits, in lower case, with hyphens for all else."""
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")
