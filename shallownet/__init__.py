"""ShallowNet's core: a shallow neural network and its training, in NumPy alone.

>>> import shallownet as sn
>>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook())
>>> trainer.step().loss
821.6490658505188
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from shallownet import datasets
from shallownet.activations import ACTIVATIONS
from shallownet.config import TrainingConfig
from shallownet.data_config import DataConfig
from shallownet.datasets import Dataset
from shallownet.errors import ConfigError, DataError, DivergedError
from shallownet.optimizers import OPTIMIZERS
from shallownet.presets import PRESETS, Preset, preset
from shallownet.recipe import SETTINGS, Recipe, about
from shallownet.table_config import TableConfig

if TYPE_CHECKING:
    from shallownet.gradient_check import GradientCheck, check_gradients
    from shallownet.history import History
    from shallownet.model import Model
    from shallownet.network import Network
    from shallownet.regime import Event
    from shallownet.report import Divergence, StepReport
    from shallownet.snapshot import Run, Snapshot
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


LATER: Final = {
    "Divergence": "report",
    "Event": "regime",
    "GradientCheck": "gradient_check",
    "History": "history",
    "Model": "model",
    "Network": "network",
    "Run": "snapshot",
    "Snapshot": "snapshot",
    "StepReport": "report",
    "Trace": "trace",
    "Trainer": "trainer",
    "check_gradients": "gradient_check",
}
"""Names that training brings, and the modules that have them. They are imported when
they are asked for: a window is painted 15 ms sooner without them."""


def __getattr__(name: str) -> Any:
    """Return what is looked up when it is asked for."""
    if name == "__version__":
        return _version()
    if name in LATER:
        value = getattr(import_module(f"shallownet.{LATER[name]}"), name)
        globals()[name] = value
        return value
    if not name.startswith("_") and find_spec(f"shallownet.{name}") is not None:
        return import_module(f"shallownet.{name}")
    raise AttributeError(f"module 'shallownet' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the names that are meant to be used, those that come later too."""
    return [*__all__, "__version__"]


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # 20 ms

    try:
        return version("shallownet")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0+unknown"
