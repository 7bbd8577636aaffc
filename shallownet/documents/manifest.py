"""The settings and events of a run as JSON, and back with every value checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from shallownet.documents.checked import count, entry, number, typed
from shallownet.documents.recipe_json import (
    config_of,
    data_as_json,
    data_of,
    event_as_json,
    events_of,
)
from shallownet.documents.run_file_error import RunFileError
from shallownet.settings.training_config import TrainingConfig

if TYPE_CHECKING:
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.events import Event
    from shallownet.settings.table_config import TableConfig

FORMAT: Final = "shallownet-run"
VERSION: Final = 1
MAX_VIEW: Final = 100

View = Mapping[str, str | int | float | None]
"""What is visible of a run: plain values by name."""


class Samples(NamedTuple):
    """What is known of the samples without the samples.

    Attributes
    ----------
    number : int
    input_names : tuple of str
    target_name : str
    digest : str
        Of all values, in hexadecimal digits.
    magnitudes : tuple of float
        The mean absolute value of every input and of the target. It stays the same to
        many digits on a machine where generating the samples rounds differently.
    columns : tuple of str
        The kinds of the table's columns that they were made of, as `ColumnKind.text`.
    """

    number: int
    input_names: tuple[str, ...]
    target_name: str
    digest: str
    magnitudes: tuple[float, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What ``run.json`` says.

    Attributes
    ----------
    config : TrainingConfig
        The settings at the start.
    data : DataConfig, TableConfig or None
        Where the samples come from; None if nothing but the samples is known.
    samples : Samples
    events : tuple of Event
    updates : int
    seconds : float
        How long the updates took.
    optimizer_updates : int
        How many of them the present optimizer has made.
    reversible : bool
        Whether the last update can be undone.
    stride : int
        The states in the file are those after multiples of it.
    notes : str
    pins : list
        The pinned runs, not checked; see `read_pins`.
    table_sha256 : str or None
        The SHA-256 of the table, if the file refers to it and has no samples.
    lesson : dict or None
        How far the learner is with a lesson, not checked; see
        `shallownet.lessons.progress`.
    view : dict
        What was visible: texts, numbers and truth values by name.
    """

    config: TrainingConfig
    data: DataConfig | TableConfig | None
    samples: Samples
    events: tuple[Event, ...]
    updates: int
    seconds: float
    optimizer_updates: int
    reversible: bool
    stride: int
    notes: str = ""
    pins: list[Any] = field(default_factory=list)
    view: View = field(default_factory=dict)
    table_sha256: str | None = None
    lesson: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the value that JSON writes."""
        linked = {} if self.table_sha256 is None else {"sha256": self.table_sha256}
        data = data_as_json(self.data)
        lesson = {} if self.lesson is None else {"lesson": dict(self.lesson)}
        return {
            "format": FORMAT,
            "version": VERSION,
            "training": asdict(self.config),
            "data": data if data is None else data | linked,
            "samples": self.samples._asdict(),
            "events": [event_as_json(event) for event in self.events],
            "updates": self.updates,
            "seconds": self.seconds,
            "optimizer_updates": self.optimizer_updates,
            "reversible": self.reversible,
            "stride": self.stride,
            "notes": self.notes,
            "pins": self.pins,
            "view": dict(self.view),
            **lesson,
        }

    @classmethod
    def of_json(cls, value: object) -> Manifest:
        """Return what a JSON value says.

        Raises
        ------
        RunFileError
            If it is not what `as_json` returns, or a setting may not have its value.
        """
        entries = typed(value, dict, "run.json")
        if entries.get("format") != FORMAT:
            raise RunFileError("its run.json describes no ShallowNet run")
        version = count(entries, "version")
        if version > VERSION:
            raise RunFileError(
                f"it has version {version:,} of the format, and this program reads "
                f"version {VERSION}: open it with a newer ShallowNet"
            )
        updates = count(entries, "updates")
        config = config_of(TrainingConfig, entry(entries, "training", dict))
        return cls(
            config=config,
            data=data_of(entries.get("data")),
            samples=_samples(entry(entries, "samples", dict)),
            events=events_of(entry(entries, "events", list), updates, config),
            updates=updates,
            seconds=number(entries.get("seconds"), "“seconds” in run.json"),
            optimizer_updates=count(entries, "optimizer_updates", updates),
            reversible=entry(entries, "reversible", bool),
            stride=max(count(entries, "stride"), 1),
            notes=entry(entries, "notes", str),
            pins=typed(entries.get("pins", []), list, "“pins” in run.json"),
            view=view_of(entries.get("view", {})),
            table_sha256=_table_digest(entries.get("data")),
            lesson=_lesson(entries.get("lesson")),
        )


def _lesson(value: object) -> dict[str, Any] | None:
    """Return what a file says of a lesson, which only an object can."""
    return None if value is None else typed(value, dict, "“lesson” in run.json")


def _table_digest(data: object) -> str | None:
    """Return the digest of a table that a file refers to."""
    digest = data.get("sha256") if isinstance(data, dict) else None
    return None if digest is None else typed(digest, str, "“sha256” in run.json")


def view_of(value: object) -> View:
    """Return what was visible, each value a plain one.

    Raises
    ------
    RunFileError
        If there are other values, or far too many.
    """
    entries = typed(value, dict, "“view” in run.json")
    plain = all(isinstance(e, str | int | float | None) for e in entries.values())
    if not plain or len(entries) > MAX_VIEW:
        raise RunFileError("its “view” in run.json holds more than plain values")
    return entries


def _samples(entries: dict[str, Any]) -> Samples:
    names = [typed(n, str, "input name") for n in entry(entries, "input_names", list)]
    sizes = [number(n, "magnitude") for n in entry(entries, "magnitudes", list)]
    if not names or len(sizes) != len(names) + 1:
        raise RunFileError("its samples need a name and a magnitude for every input")
    return Samples(
        number=count(entries, "number"),
        input_names=tuple(names),
        target_name=entry(entries, "target_name", str),
        digest=entry(entries, "digest", str),
        magnitudes=tuple(sizes),
        columns=tuple(
            typed(text, str, "column")
            for text in typed(entries.get("columns", []), list, "“columns”")
        ),
    )
