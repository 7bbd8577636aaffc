"""The settings of several runs, side by side."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from shallownet.settings.recipe import SETTINGS
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.runs.run_record import RunRecord

ABSENT: Final = "–"
"""The text for a setting that a run does not have, or that has no effect in it."""

MAX_CHANGES: Final = 3
"""The most changes that are listed one by one."""


class Difference(NamedTuple):
    """A setting and its values in the runs.

    Attributes
    ----------
    name : str
        The setting; ``"value"`` and ``"frozen"`` for changes of parameters.
    title : str
        The name as displayed.
    values : tuple of str
        One for each run, with the changes during the run.
    """

    name: str
    title: str
    values: tuple[str, ...]

    @property
    def unusual(self) -> tuple[bool, ...]:
        """Whether each value differs from the most common one, the first if equal."""
        if not self.values:
            return ()
        ((usual, _),) = Counter(self.values).most_common(1)
        return tuple(value != usual for value in self.values)


def all_settings(records: Sequence[RunRecord]) -> list[Difference]:
    """Return every setting with an effect in any of the runs, in the form's order."""
    settings = [record.recipe.settings for record in records]
    rows = [
        Difference(
            name,
            entry.title,
            tuple(_setting(r, s, name) for r, s in zip(records, settings, strict=True)),
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
    # A change during the run may make another setting effective.
    later = [settings | {e.name: e.after} for e in record.events]
    if name not in settings or not any(map(entry.matters, [settings, *later])):
        return ABSENT
    texts = [f"{entry.show(e.after)} (at {e.step:,})" for e in changes]
    return " → ".join([entry.show(settings[name]), *_shortened(texts)])


def _set_by_hand(record: RunRecord) -> str:
    edits = [e for e in record.events if e.kind == "value"]
    texts = [f"{e.name} = {figure(e.after, 6)} (at {e.step:,})" for e in edits]
    return ", ".join(_shortened(texts)) or ABSENT


def _frozen(record: RunRecord) -> str:
    texts = [
        f"{'' if e.after else 'no longer '}{e.name} (at {e.step:,})"
        for e in record.events
        if e.kind == "frozen"
    ]
    return ", ".join(_shortened(texts)) or ABSENT


def _shortened(texts: list[str]) -> list[str]:
    """Leave out the texts in the middle if there are too many."""
    if len(texts) <= MAX_CHANGES:
        return texts
    return [texts[0], f"… {len(texts) - 2:,} more …", texts[-1]]
