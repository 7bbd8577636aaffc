"""In which settings runs differ."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from shallownet.settings.recipe import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.events import Event

ABSENT: Final = "–"
"""Stands where a run has no such setting, or it does not matter there."""

MOST: Final = 3
"""So many changes of one thing are told one by one."""


class Difference(NamedTuple):
    """A row of the table: what differs, and how it is in each run.

    Attributes
    ----------
    name : str
        The setting; ``"value"`` and ``"frozen"`` for what was done to parameters.
    title : str
        As a person reads it.
    values : tuple of str
        One for each run, with the changes on the way.
    """

    name: str
    title: str
    values: tuple[str, ...]

    @property
    def unusual(self) -> tuple[bool, ...]:
        """For each run whether it differs from most; of as many, the first count."""
        if not self.values:
            return ()
        ((usual, _),) = Counter(self.values).most_common(1)
        return tuple(value != usual for value in self.values)


def setting_diff(records: Sequence[RunRecord]) -> list[Difference]:
    """Return the settings that are not the same in all runs, in the form's order."""
    return [row for row in all_settings(records) if len(set(row.values)) > 1]


def all_settings(records: Sequence[RunRecord]) -> list[Difference]:
    """Return every setting that matters in any of the runs, in the form's order."""
    settings = [record.recipe.settings for record in records]
    rows = [
        Difference(
            name,
            entry.title,
            tuple(
                _setting(record, before, name)
                for record, before in zip(records, settings, strict=True)
            ),
        )
        for name, entry in SETTINGS.items()
    ]
    rows += [
        Difference("value", "Set by hand", tuple(map(_set_by_hand, records))),
        Difference("frozen", "Frozen", tuple(map(_frozen, records))),
    ]
    return [row for row in rows if set(row.values) != {ABSENT}]


def _setting(record: RunRecord, settings: dict[str, Any], name: str) -> str:
    entry = SETTINGS[name]
    changes = [e for e in record.events if (e.kind, e.name) == ("setting", name)]
    # What matters may change on the way, and then what was set before matters too.
    regimes = [settings | {e.name: e.after} for e in record.events]
    if name not in settings or not any(map(entry.matters, [settings, *regimes])):
        return ABSENT
    texts = [f"{entry.show(e.after)} (at {e.step:,})" for e in changes]
    return " → ".join([entry.show(settings[name]), *_few(texts)])


def _set_by_hand(record: RunRecord) -> str:
    edits = [e for e in record.events if e.kind == "value"]
    texts = [f"{e.name} = {e.after:.6g} (at {e.step:,})" for e in edits]
    return ", ".join(_few(texts)) or ABSENT


def _frozen(record: RunRecord) -> str:
    def text(event: Event) -> str:
        done = "" if event.after else "no longer "
        return f"{done}{event.name} (at {event.step:,})"

    texts = [text(e) for e in record.events if e.kind == "frozen"]
    return ", ".join(_few(texts)) or ABSENT


def _few(texts: list[str]) -> list[str]:
    """Leave out those in the middle, if there are many."""
    if len(texts) <= MOST:
        return texts
    return [texts[0], f"… {len(texts) - 2:,} more …", texts[-1]]
