"""What a run needs to be made again: its settings, its changes and how far it went."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from shallownet.documents.checked import count, entry, typed
from shallownet.documents.recipe_json import (
    config_of,
    data_as_json,
    data_of,
    event_as_json,
    events_of,
)
from shallownet.runs.run_record import fingerprint
from shallownet.settings.training_config import TrainingConfig

if TYPE_CHECKING:
    from shallownet.lessons.facts import Facts
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.events import Event
    from shallownet.settings.table_config import TableConfig


MEMBER: Final = "run of a task"


@dataclass(frozen=True)
class RunOutline:
    """A run without its numbers, which a replay gives.

    Attributes
    ----------
    config : TrainingConfig
        The settings it began with.
    data : DataConfig, TableConfig or None
        Where its samples come from, if that is known.
    samples : str
        A digest of the samples, in hexadecimal digits.
    events : tuple of Event
    updates : int
    """

    config: TrainingConfig
    data: DataConfig | TableConfig | None
    samples: str
    events: tuple[Event, ...]
    updates: int

    @classmethod
    def of(cls, facts: Facts) -> RunOutline:
        """Return the outline of a run, also after the update that is looked at."""
        run, updates = facts.snapshot.run, int(facts.updates)
        # A state shown beforehand may know of changes that come after it.
        events = tuple(e for e in facts.events_of_run if e.step <= updates)
        return cls(run.config, facts.data, fingerprint(run.data).hex(), events, updates)

    def as_json(self) -> dict[str, Any]:
        """Return the value that JSON writes."""
        return {
            "training": asdict(self.config),
            "data": data_as_json(self.data),
            "samples": self.samples,
            "events": [event_as_json(event) for event in self.events],
            "updates": self.updates,
        }

    @classmethod
    def of_json(cls, value: object) -> RunOutline:
        """Return what a JSON value says.

        Raises
        ------
        RunFileError
            If it is not what `as_json` returns, or a setting may not have its value.
        """
        entries = typed(value, dict, "“run” of a task")
        updates = count(entries, "updates", member=MEMBER)
        config = config_of(TrainingConfig, entry(entries, "training", dict, MEMBER))
        events = entry(entries, "events", list, MEMBER)
        return cls(
            config=config,
            data=data_of(entries.get("data")),
            samples=entry(entries, "samples", str, MEMBER)[:64],
            events=events_of(events, updates, config),
            updates=updates,
        )
