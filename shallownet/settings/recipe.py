"""A recipe: everything needed to make the same run again."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from shallownet.errors import ConfigError
from shallownet.settings.data_config import DataConfig
from shallownet.settings.hyperparameter import settings_of
from shallownet.settings.table_config import TableConfig
from shallownet.settings.training_config import TrainingConfig

if TYPE_CHECKING:
    from shallownet.data.datasets import Dataset
    from shallownet.settings.hyperparameter import Hyperparameter

SETTINGS: Final[dict[str, Hyperparameter]] = {
    **settings_of(DataConfig),
    **settings_of(TableConfig),
    **settings_of(TrainingConfig),
}
"""Every hyperparameter there is, of data and of training, by name."""


def about(name: str) -> Hyperparameter:
    """Return the range, unit and meaning of the hyperparameter of that name.

    Raises
    ------
    ConfigError
        If there is none; the message lists those there are.
    """
    if name not in SETTINGS:
        raise ConfigError(
            f"there is no hyperparameter {name!r}; there are {', '.join(SETTINGS)}"
        )
    return SETTINGS[name]


@dataclass(frozen=True)
class Recipe:
    """Data and hyperparameters: what a run is made of, before its first update.

    Attributes
    ----------
    config : TrainingConfig
    data : DataConfig or TableConfig
    """

    config: TrainingConfig = field(default_factory=TrainingConfig)
    data: DataConfig | TableConfig = field(default_factory=DataConfig)

    @classmethod
    def of(cls, **settings: Any) -> Recipe:
        """Make a recipe of the lesson's with other settings, each by its name."""
        return cls().changed(**settings)

    def changed(self, **settings: Any) -> Recipe:
        """Return a recipe with other values of some hyperparameters.

        A setting of generated data leaves a file behind, and the other way round.

        Raises
        ------
        ConfigError
            If there is no such hyperparameter, or it may not have that value.
        DataError
            If the formula cannot be used.
        """
        parts: dict[type, dict[str, Any]] = {}
        for name, value in settings.items():
            about(name)
            for kind in (TrainingConfig, DataConfig, TableConfig):
                if name in settings_of(kind):
                    parts.setdefault(kind, {})[name] = value
        if DataConfig in parts and TableConfig in parts:
            generated, read = (
                next(iter(parts[kind])) for kind in (DataConfig, TableConfig)
            )
            raise ConfigError(
                f"{generated} is of generated data and {read} of a file: "
                "give one or the other"
            )
        config, data = self.config, self.data
        if TrainingConfig in parts:
            config = replace(config, **parts[TrainingConfig])
        for kind in (DataConfig, TableConfig):
            if kind in parts:
                present = (
                    {item.name: getattr(data, item.name) for item in fields(data)}
                    if isinstance(data, kind)
                    else {}
                )
                data = kind(**(present | parts[kind]))
        return Recipe(config, data)

    @property
    def settings(self) -> dict[str, Any]:
        """The value of every hyperparameter that the run has, by name."""
        return {
            item.name: getattr(part, item.name)
            for part in (self.data, self.config)
            for item in fields(part)
        }

    def make_data(self) -> Dataset:
        """Make or read the data.

        Raises
        ------
        DataError
            If there is no such data.
        """
        return self.data.make()
