"""A recipe: everything needed to reproduce a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from shallownet.errors import ConfigError
from shallownet.settings.data_config import DataConfig
from shallownet.settings.hyperparameter import settings_of
from shallownet.settings.table_config import TableConfig
from shallownet.settings.training_config import TrainingConfig
from shallownet.wording import MAX_QUOTED, quoted, some_of

if TYPE_CHECKING:
    from shallownet.data.datasets import Dataset
    from shallownet.settings.hyperparameter import Hyperparameter

SETTINGS: Final[dict[str, Hyperparameter]] = {
    **settings_of(DataConfig),
    **settings_of(TableConfig),
    **settings_of(TrainingConfig),
}
"""All hyperparameters of data and training, by name."""


def about(name: str) -> Hyperparameter:
    """Return the range, unit and meaning of a hyperparameter.

    Raises
    ------
    ConfigError
        If there is none of that name; the message has one like it, or some.
    """
    if name not in SETTINGS:
        from difflib import get_close_matches  # needed only for a mistake

        close = get_close_matches(name[:MAX_QUOTED], SETTINGS, 1)
        advice = (
            f"did you mean {close[0]}?"
            if close
            else f"there are {some_of(list(SETTINGS))}"
        )
        raise ConfigError(f"there is no hyperparameter {quoted(name)}; {advice}")
    return SETTINGS[name]


@dataclass(frozen=True)
class Recipe:
    """The data and the hyperparameters of a run before its first update.

    Attributes
    ----------
    config : TrainingConfig
    data : DataConfig or TableConfig
    """

    config: TrainingConfig = field(default_factory=TrainingConfig)
    data: DataConfig | TableConfig = field(default_factory=DataConfig)

    @classmethod
    def of(cls, **settings: Any) -> Recipe:
        """Return the lesson's recipe with other values of some hyperparameters."""
        return cls().changed(**settings)

    def changed(self, **settings: Any) -> Recipe:
        """Return a recipe with other values of some hyperparameters.

        A setting of generated data replaces a file, and the reverse.

        Raises
        ------
        ConfigError
            If there is no such hyperparameter, or it may not have that value.
        DataError
            If the formula cannot be used.
        """
        for name in settings:
            about(name)
        training, generated, table = (
            {name: settings[name] for name in settings if name in settings_of(kind)}
            for kind in (TrainingConfig, DataConfig, TableConfig)
        )
        if generated and table:
            raise ConfigError(
                f"{next(iter(generated))} is of generated data and "
                f"{next(iter(table))} of a file: give one or the other"
            )
        config = replace(self.config, **training) if training else self.config
        data = self.data
        kind, changes = (DataConfig, generated) if generated else (TableConfig, table)
        if changes:
            same_kind = isinstance(data, kind)
            data = replace(data, **changes) if same_kind else kind(**changes)
        return Recipe(config, data)

    @property
    def settings(self) -> dict[str, Any]:
        """The value of every hyperparameter of the run, by name."""
        return {
            name: getattr(part, name)
            for part in (self.data, self.config)
            for name in settings_of(part)
        }

    def recorded(self, data: Dataset) -> Recipe:
        """Return the recipe with the kinds of columns that its data were made by.

        With them another file, or other rows, are encoded in the same way.
        """
        if not isinstance(self.data, TableConfig) or not data.columns:
            return self
        known = {kind.column: kind for kind in self.data.kinds}
        for encoding in data.columns:
            if encoding.kind != "number" or encoding.column in known:
                known[encoding.column] = encoding.recorded
        return self.changed(csv_kinds=tuple(kind.text for kind in known.values()))

    def make_data(self) -> Dataset:
        """Generate or read the data.

        Raises
        ------
        DataError
            If the data cannot be generated or read.
        """
        return self.data.make()
