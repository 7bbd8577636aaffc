"""What is said of a run's file that cannot be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.errors import DataError

if TYPE_CHECKING:
    from shallownet.settings.recipe import Recipe


class RunFileError(DataError):
    """A file is no run, is damaged, or was made by a newer version.

    Attributes
    ----------
    recipe : Recipe or None
        What the run began with, if that can be read although another part is damaged:
        the run can be made again from it.
    """

    recipe: Recipe | None = None
