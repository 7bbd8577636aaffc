"""A run as a script that makes the same updates by plain formulas, in NumPy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shallownet.documents.code.checks import find_checks
from shallownet.documents.code.numpy_sections import numpy_sections
from shallownet.documents.code.section import as_script
from shallownet.wording import counted

if TYPE_CHECKING:
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.table_config import TableConfig
    from shallownet.training.trainer import Trainer

ABOUT: Final = (
    "",
    "Written by ShallowNet. The program makes the updates of a run once more, and",
    "checks the loss J and the parameters against those of the run.",
)
"""What a program says of itself."""


def numpy_script(
    trainer: Trainer,
    data: DataConfig | TableConfig | None = None,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> str:
    """Return a Python script that makes a run again and checks itself.

    It holds the samples or how they are generated, the start, every change made during
    the run, and only the formulas that this run uses. It asserts J at some updates, and
    the parameters at the last of them, to a relative 1e-9, as far as rounding allows.

    Parameters
    ----------
    trainer : Trainer
        It is not changed.
    data : DataConfig or TableConfig, optional
        Where the samples come from, to generate them in the script.
    cancelled, progress : callable, optional
        The run is replayed once; see `shallownet.runs.replay.replay`.

    Raises
    ------
    DataError
        If the samples are not generated and too many for a script.
    Cancelled
        If ``cancelled`` returned True.

    Examples
    --------
    >>> import shallownet as sn
    >>> recipe = sn.Recipe.of(samples=100)
    >>> trainer = sn.Trainer(recipe.config, recipe.make_data())
    >>> trainer.run(5)
    >>> namespace = {}
    >>> exec(sn.numpy_script(trainer, recipe.data), namespace)
    5 updates made: J and the parameters are those of the run up to update 5
    """
    checks = find_checks(trainer, cancelled, progress)
    sections = numpy_sections(trainer, data, checks)
    return as_script([f"{program_title(trainer)}, in NumPy alone.", *ABOUT], sections)


def program_title(trainer: Trainer) -> str:
    """Return what a program makes, in words."""
    shape = "-".join(map(str, trainer.network.layer_sizes))
    return f"A {shape} network and {counted(trainer.updates, 'update')} of it"
