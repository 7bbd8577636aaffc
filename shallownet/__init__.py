"""ShallowNet's core: a shallow neural network and its training, in NumPy alone.

>>> import shallownet as sn
>>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook())
>>> trainer.step().loss
821.6490658505188
"""

from shallownet import datasets
from shallownet.activations import ACTIVATIONS
from shallownet.config import TrainingConfig
from shallownet.data_config import DataConfig
from shallownet.datasets import Dataset
from shallownet.errors import ConfigError, DataError, DivergedError
from shallownet.gradient_check import GradientCheck, check_gradients
from shallownet.history import History
from shallownet.model import Model
from shallownet.network import Network
from shallownet.optimizers import OPTIMIZERS
from shallownet.presets import PRESETS, Preset, preset
from shallownet.recipe import SETTINGS, Recipe, about
from shallownet.regime import Event
from shallownet.report import Divergence, StepReport
from shallownet.snapshot import Run, Snapshot
from shallownet.table_config import TableConfig
from shallownet.trace import Trace
from shallownet.trainer import Trainer

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
    "Snapshot",
    "StepReport",
    "TableConfig",
    "Trace",
    "Trainer",
    "TrainingConfig",
    "about",
    "check_gradients",
    "datasets",
    "preset",
]


def __getattr__(name: str) -> str:
    """Look the version up when it is asked for: that takes 20 ms of every start."""
    if name != "__version__":
        raise AttributeError(f"module 'shallownet' has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("shallownet")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0+unknown"
