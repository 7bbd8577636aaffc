"""Propose what to learn from a table, and with which settings."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from shallownet.data.columns.summary import TableSummary, summarize
from shallownet.errors import DataError
from shallownet.settings.presets import Preset, file_title
from shallownet.settings.recipe import Recipe
from shallownet.settings.table_config import TableConfig
from shallownet.settings.training_proposal import propose_training
from shallownet.wording import counted, figure

if TYPE_CHECKING:
    from shallownet.data.columns.kind_text import ColumnKind
    from shallownet.data.tables.table import Table
    from shallownet.settings.training_config import TrainingConfig

TEST_SHARE: Final = 0.2
FEWEST: Final = 10
"""Samples below which none are kept for a test: it would be of one or two."""


def propose(table: Table) -> Recipe:
    """Return what the dialog proposes to learn from a table, and how.

    Parameters
    ----------
    table : Table
        As `read_table` returns it.

    Returns
    -------
    Recipe
        The target and the inputs, chosen by their kinds and names (see
        `shallownet.data.columns.proposal`), the kinds of the columns, settings that
        learn from most tables, and a fifth of the samples kept for the test.

    Raises
    ------
    DataError
        If nothing can be learned from the table: it has a single column, say.

    Examples
    --------
    >>> import shallownet as sn  # doctest: +SKIP
    >>> recipe = sn.propose(sn.read_table("penguins.csv"))  # doctest: +SKIP
    >>> trainer = sn.Trainer(recipe.config, recipe.make_data())  # doctest: +SKIP
    """
    summary = summarize(table)
    kinds = proposed_kinds(summary)
    if not summary.target:
        raise DataError("the table has no columns")
    data = table.dataset(summary.target, summary.inputs, "drop_rows", kinds)
    source = TableConfig(
        csv=table.path or "table",
        csv_target=summary.target,
        csv_inputs=summary.inputs,
        **{f"csv_{name}": value for name, value in asdict(table.options).items()},
        csv_kinds=tuple(kind.text for kind in kinds),
    )
    return Recipe(propose_settings(*data.X.shape[::-1]), source).recorded(data)


def proposed_kinds(summary: TableSummary) -> tuple[ColumnKind, ...]:
    """Return the kinds of the chosen columns that are no plain numbers."""
    chosen = (summary.target, *summary.inputs)
    kinds = {column.name: column.recorded for column in summary.columns}
    return tuple(kinds[name] for name in chosen if kinds[name].kind != "number")


def propose_settings(samples: int, inputs: int) -> TrainingConfig:
    """Return settings of training for a table of so many samples and inputs."""
    config = propose_training(samples, inputs)
    return replace(config, test_share=share_to_test(samples))


def table_preset(table: TableConfig, samples: int, inputs: int) -> Preset:
    """Return what is proposed for a table, as what its settings are compared with."""
    config = propose_settings(samples, inputs)
    return Preset(
        name="table",
        title=file_title(table),
        lesson=f"A table of yours, with settings that learn from most tables: "
        f"standardized, {counted(sum(config.hidden_units), 'unit')}, Adam at η "
        f"{figure(config.learning_rate)} and an L2 penalty of {figure(config.l2)}.",
        recipe=Recipe(config, table),
    )


def share_to_test(samples: int) -> float:
    """Return the share of so many samples to keep for the test."""
    return TEST_SHARE if samples >= FEWEST else 0.0
