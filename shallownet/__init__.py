"""ShallowNet's core: a shallow neural network and its training, in NumPy alone.

>>> import shallownet as sn
>>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook())
>>> trainer.step().loss
821.6490658505188
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from shallownet.data import datasets
from shallownet.data.datasets import Dataset
from shallownet.errors import ConfigError, DataError, DivergedError
from shallownet.nn.activations import ACTIVATIONS
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.settings.data_config import DataConfig
from shallownet.settings.presets import PRESETS, Preset, preset
from shallownet.settings.recipe import SETTINGS, Recipe, about
from shallownet.settings.table_config import TableConfig
from shallownet.settings.training_config import TrainingConfig

if TYPE_CHECKING:
    from shallownet.analysis.gradient_check import GradientCheck, check_gradients
    from shallownet.data.columns.summary import TableSummary, summarize
    from shallownet.data.tables.reader import read_table
    from shallownet.data.tables.table import Table
    from shallownet.documents.code.notebook import notebook
    from shallownet.documents.code.numpy_script import numpy_script
    from shallownet.documents.code.sklearn_script import sklearn_script
    from shallownet.documents.code.torch_module import torch_module
    from shallownet.documents.number_files import save_numbers
    from shallownet.documents.report.report import report
    from shallownet.documents.run_file import RunDocument, open_run, save_run
    from shallownet.documents.run_file_error import RunFileError
    from shallownet.documents.verification import Verification
    from shallownet.documents.weights import load_weights, save_weights
    from shallownet.nn.model import Model
    from shallownet.nn.network import Network
    from shallownet.settings.events import Event
    from shallownet.settings.table_proposal import propose
    from shallownet.training.history import History
    from shallownet.training.reports import Divergence, StepReport
    from shallownet.training.snapshot import Run, Snapshot
    from shallownet.training.trace import Trace
    from shallownet.training.trainer import Trainer

    __version__: str

__all__ = [
    "ACTIVATIONS",
    "OPTIMIZERS",
    "PRESETS",
    "SETTINGS",
    "ConfigError",
    "DataConfig",
    "DataError",
    "Dataset",
    "DivergedError",
    "Divergence",
    "Event",
    "GradientCheck",
    "History",
    "Model",
    "Network",
    "Preset",
    "Recipe",
    "Run",
    "RunDocument",
    "RunFileError",
    "Snapshot",
    "StepReport",
    "Table",
    "TableConfig",
    "TableSummary",
    "Trace",
    "Trainer",
    "TrainingConfig",
    "Verification",
    "about",
    "check_gradients",
    "datasets",
    "load_weights",
    "notebook",
    "numpy_script",
    "open_run",
    "preset",
    "propose",
    "read_table",
    "report",
    "save_numbers",
    "save_run",
    "save_weights",
    "sklearn_script",
    "summarize",
    "torch_module",
]


LAZY: Final = {
    "Divergence": "training.reports",
    "Event": "settings.events",
    "GradientCheck": "analysis.gradient_check",
    "History": "training.history",
    "Model": "nn.model",
    "Network": "nn.network",
    "Run": "training.snapshot",
    "RunDocument": "documents.run_file",
    "RunFileError": "documents.run_file_error",
    "Snapshot": "training.snapshot",
    "StepReport": "training.reports",
    "Table": "data.tables.table",
    "TableSummary": "data.columns.summary",
    "Trace": "training.trace",
    "Trainer": "training.trainer",
    "Verification": "documents.verification",
    "check_gradients": "analysis.gradient_check",
    "load_weights": "documents.weights",
    "notebook": "documents.code.notebook",
    "numpy_script": "documents.code.numpy_script",
    "open_run": "documents.run_file",
    "propose": "settings.table_proposal",
    "read_table": "data.tables.reader",
    "report": "documents.report.report",
    "save_numbers": "documents.number_files",
    "save_run": "documents.run_file",
    "save_weights": "documents.weights",
    "sklearn_script": "documents.code.sklearn_script",
    "summarize": "data.columns.summary",
    "torch_module": "documents.code.torch_module",
}
"""Public names whose modules are imported on first use: without them the window is
painted 15 ms sooner."""

MODULES: Final = {"history": "training.history"}
"""Modules that scripts reach as ``sn.<name>``, likewise imported on first use."""


if not TYPE_CHECKING:  # or every name would count as existing

    def __getattr__(name: str) -> Any:
        """Import a lazy name on first use."""
        if name == "__version__":
            return _version()
        if name in LAZY:
            value = getattr(import_module(f"shallownet.{LAZY[name]}"), name)
        elif name in MODULES:
            value = import_module(f"shallownet.{MODULES[name]}")
        else:
            raise AttributeError(f"module 'shallownet' has no attribute {name!r}")
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the names that are meant to be used, those that come later too."""
    return [*__all__, "__version__"]


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # 20 ms

    try:
        return version("shallownet")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0+unknown"
