"""What there is to know about a table before learning from it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.data.columns.encoded_column import EncodedColumn
from shallownet.data.columns.facts import ColumnFacts, facts_of
from shallownet.data.columns.kind_text import USABLE
from shallownet.data.columns.proposal import (
    MAX_MISSING,
    propose_inputs,
    propose_target,
)
from shallownet.data.columns.recognition import possible_kinds, recognize
from shallownet.data.columns.relations import linear_copy, repeated_rows
from shallownet.data.columns.selection import MAX_INPUTS
from shallownet.errors import raise_if_cancelled
from shallownet.wording import counted, shortened, some_of, whole_percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck
    from shallownet.data.columns.kind_text import ColumnKind
    from shallownet.data.columns.recognition import Recognized
    from shallownet.data.tables.table import Table

NEARLY_LINEAR: Final = 0.999_999
"""The correlation from which two columns are compared value for value."""


@dataclass(frozen=True)
class ColumnSummary:
    """What there is to know about a column.

    Attributes
    ----------
    name, kind, reason : str
        Its kind, and why it is that, as a part of a sentence.
    facts : ColumnFacts
        Rows, missing cells, different values, lowest, highest, mean and a histogram.
    low, high : str
        The lowest and the highest value as they are written; empty for texts.
    input_names : tuple of str
        The inputs that it becomes; empty if it cannot be one.
    correlation : float
        With the target: see `correlation`. NaN if there is none.
    warning : str
        What speaks against it as an input, as a part of a sentence: it gives the target
        away, say. Empty if nothing.
    doubt : str
        What else it may be, as a sentence; mostly empty.
    recorded : ColumnKind
        The kind, with the details that encode other rows in the same way.
    possible : tuple of str
        The kinds that it can be made.
    """

    name: str
    kind: str
    reason: str
    facts: ColumnFacts
    low: str
    high: str
    input_names: tuple[str, ...]
    correlation: float
    warning: str
    doubt: str
    recorded: ColumnKind
    possible: tuple[str, ...]


@dataclass(frozen=True)
class TableSummary:
    """What there is to know about a table, and what is proposed to learn from it.

    Attributes
    ----------
    rows : int
    columns : tuple of ColumnSummary
    repeated : int
        Rows that repeat an earlier one in all columns.
    target : str
    inputs : tuple of str
        As asked for, or as proposed.
    notes : tuple of str
        Sentences on what to look at.
    """

    rows: int
    columns: tuple[ColumnSummary, ...]
    repeated: int
    target: str
    inputs: tuple[str, ...]
    notes: tuple[str, ...]

    def column(self, name: str) -> ColumnSummary:
        """Return the summary of a column that there is."""
        return next(column for column in self.columns if column.name == name)


def summarize(
    table: Table,
    target: str = "",
    inputs: Sequence[str] | None = None,
    kinds: Sequence[ColumnKind] = (),
) -> TableSummary:
    """Return what there is to know about a table before learning from it.

    Parameters
    ----------
    table : Table
    target : str
        The column to predict; proposed if empty.
    inputs : sequence of str, optional
        The columns to predict it from; proposed if None.
    kinds : sequence of ColumnKind
        The kinds of some columns; those of the others are recognized.
    """
    return Summarizer(table).summary(target, inputs, kinds)


class Summarizer:
    """Summarizes a table again and again, and looks at each column once.

    Parameters
    ----------
    table : Table
    cancelled : callable, optional
        Returns whether to stop; asked between two columns.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned true.
    """

    def __init__(self, table: Table, cancelled: CancelCheck = None) -> None:
        self._table, self._cancelled = table, cancelled
        self._columns = {name: table.column(name) for name in table.names}
        self._facts: dict[str, ColumnFacts] = {}
        self._recognized: dict[str, Recognized] = {}
        self._possible: dict[str, tuple[str, ...]] = {}
        for name, column in self._columns.items():
            raise_if_cancelled(cancelled)
            facts = self._facts[name] = facts_of(column)
            found = self._recognized[name] = recognize(column, facts)
            self._possible[name] = possible_kinds(column, facts, found)
        self._encoded: dict[ColumnKind, EncodedColumn] = {}
        keys = [
            column.values if column.texts is None else column.texts.codes
            for column in self._columns.values()
        ]
        complete = all(texts is None or texts.complete for texts in table.texts)
        self._repeated = repeated_rows(keys) if complete else 0
        self._first_copy = self._copies(keys)

    def summary(
        self,
        target: str = "",
        inputs: Sequence[str] | None = None,
        kinds: Sequence[ColumnKind] = (),
    ) -> TableSummary:
        """Return the summary for a target, its inputs and some kinds of columns."""
        given = {kind.column: kind for kind in kinds}
        known = {
            name: given.get(name, self._recognized[name].kind) for name in self._columns
        }
        encoded = {name: self._encode(kind) for name, kind in known.items()}
        why = ""
        if not target:
            target, why = propose_target(known, self._facts)
        y = encoded[target].for_target() if target in encoded else None
        columns = []
        for name, column in encoded.items():
            raise_if_cancelled(self._cancelled)
            related = np.nan if y is None or name == target else column.related_to(y)
            warning = ""
            if name != target:
                copies = y if abs(related) > NEARLY_LINEAR else None
                warning = self._warning(name, column, copies, target)
            found = self._recognized[name]
            own = name not in given or given[name].kind == found.kind.kind
            columns.append(
                ColumnSummary(
                    name=name,
                    kind=known[name].kind,
                    reason=found.reason if own else "chosen",
                    facts=column.facts,
                    low=column.low,
                    high=column.high,
                    input_names=column.input_names,
                    correlation=related,
                    warning=warning,
                    doubt=found.doubt if own else column.problem,
                    recorded=column.recorded,
                    possible=self._possible[name],
                )
            )
        left = 0
        if inputs is None:
            inputs, left = propose_inputs(columns, target)
        notes = [*self._table.notes]
        if why:
            notes.append(f"{shortened(target)} is proposed as the target: {why}.")
        notes += self._notes(columns, target, inputs, left)
        return TableSummary(
            rows=self._table.rows,
            columns=tuple(columns),
            repeated=self._repeated,
            target=target,
            inputs=tuple(inputs),
            notes=tuple(notes),
        )

    def _copies(self, columns: Sequence[NDArray[Any]]) -> dict[str, str]:
        """Return for each column the first one that tells the same of every row.

        Texts are compared by what they tell apart: names and codes of towns are copies,
        but not ids and remarks, which differ in every row.
        """
        first: dict[bytes, str] = {}
        result = {}
        for (name, facts), values in zip(self._facts.items(), columns, strict=True):
            differs = facts.distinct == facts.rows - facts.missing
            if differs and self._columns[name].texts is not None:
                result[name] = name
            else:
                digest = sha256(values.tobytes()).digest()
                result[name] = first.setdefault(digest, name)
        return result

    def _encode(self, kind: ColumnKind) -> EncodedColumn:
        if kind not in self._encoded:
            column, facts = self._columns[kind.column], self._facts[kind.column]
            self._encoded[kind] = EncodedColumn(column, kind, facts)
        return self._encoded[kind]

    def _warning(
        self, name: str, column: EncodedColumn, y: Array | None, target: str
    ) -> str:
        """Return what speaks against a column as an input.

        ``y`` is the target where the column may be a linear function of it.
        """
        facts = self._facts[name]
        if facts.missing > MAX_MISSING * facts.rows:
            share = whole_percent(facts.missing / facts.rows)
            return f"lacks {share} of its values, and with them their rows are lost"
        if y is not None and column.values is not None:
            if given_away := linear_copy(column.values, y):
                return given_away
        first = self._first_copy[name]
        return (
            "" if first in (name, target) else f"tells the same as {shortened(first)}"
        )

    def _notes(
        self,
        columns: Sequence[ColumnSummary],
        target: str,
        inputs: Sequence[str],
        left: int,
    ) -> Iterator[str]:
        for column in columns:
            if column.doubt:
                yield f"{shortened(column.name)}: {column.doubt}"
            if column.warning and column.name in inputs:
                yield f"Input {shortened(column.name)} {column.warning}."
        out: dict[str, list[str]] = {}
        for column in columns:
            if column.name not in (target, *inputs):
                why = column.warning or column.reason
                if column.warning or column.kind not in USABLE:
                    out.setdefault(why, []).append(column.name)
        for why, names in out.items():
            yield f"Left out: {some_of(names)} ({why})."
        if left:
            yield (
                f"{counted(left, 'column')} more would not fit: of {MAX_INPUTS} inputs "
                "those most correlated with the target are taken."
            )
        if self._repeated:
            have = "repeats" if self._repeated == 1 else "repeat"
            yield (
                f"{counted(self._repeated, 'row')} {have} an earlier one in all "
                "columns: such samples may be in training and test alike."
            )
