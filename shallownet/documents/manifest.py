"""The settings and events of a run as JSON, and back with every value checked."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple, TypeVar

from shallownet.documents.run_file_error import RunFileError
from shallownet.errors import ConfigError, DataError
from shallownet.settings.data_config import DataConfig
from shallownet.settings.events import Event
from shallownet.settings.hyperparameter import settings_of
from shallownet.settings.table_config import TableConfig
from shallownet.settings.training_config import TrainingConfig
from shallownet.wording import brief, quoted, shortened

FORMAT: Final = "shallownet-run"
VERSION: Final = 1

Value = TypeVar("Value")
Config = TypeVar("Config", TrainingConfig, DataConfig, TableConfig)


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
    """

    number: int
    input_names: tuple[str, ...]
    target_name: str
    digest: str
    magnitudes: tuple[float, ...]


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

    def as_json(self) -> dict[str, Any]:
        """Return the value that JSON writes."""
        data = None
        if self.data is not None:
            kind = "table" if isinstance(self.data, TableConfig) else "generated"
            data = {"kind": kind, "settings": asdict(self.data)}
        return {
            "format": FORMAT,
            "version": VERSION,
            "training": asdict(self.config),
            "data": data,
            "samples": self.samples._asdict(),
            "events": [_event_as_json(event) for event in self.events],
            "updates": self.updates,
            "seconds": self.seconds,
            "optimizer_updates": self.optimizer_updates,
            "reversible": self.reversible,
            "stride": self.stride,
            "notes": self.notes,
        }

    @classmethod
    def of_json(cls, value: object) -> Manifest:
        """Return what a JSON value says.

        Raises
        ------
        RunFileError
            If it is not what `as_json` returns, or a setting may not have its value.
        """
        entries = _typed(value, dict, "run.json")
        if entries.get("format") != FORMAT:
            raise RunFileError("its run.json describes no ShallowNet run")
        version = _entry(entries, "version", int)
        if version > VERSION:
            raise RunFileError(
                f"it has version {version} of the format, and this program reads "
                f"version {VERSION}: open it with a newer ShallowNet"
            )
        updates = _count(entries, "updates")
        return cls(
            config=_config(TrainingConfig, _entry(entries, "training", dict)),
            data=_data(entries.get("data")),
            samples=_samples(_entry(entries, "samples", dict)),
            events=_events(_entry(entries, "events", list), updates),
            updates=updates,
            seconds=_number(entries.get("seconds"), "“seconds” in run.json"),
            optimizer_updates=_count(entries, "optimizer_updates", updates),
            reversible=_entry(entries, "reversible", bool),
            stride=max(_count(entries, "stride"), 1),
            notes=_entry(entries, "notes", str),
        )


def _typed(value: object, kind: type[Value], name: str) -> Value:
    """Return a value of that type; True is no number."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise RunFileError(
            f"its {name} is a {type(value).__name__} and not a {kind.__name__}"
        )
    return value


def _entry(entries: dict[str, Any], name: str, kind: type[Value]) -> Value:
    """Return an entry of that type."""
    if name not in entries:
        raise RunFileError(f"its run.json has no “{name}”")
    return _typed(entries[name], kind, f"“{name}” in run.json")


def _count(entries: dict[str, Any], name: str, most: float = math.inf) -> int:
    number = _entry(entries, name, int)
    if not 0 <= number <= most:
        raise RunFileError(f"its “{name}” in run.json is {brief(number)}")
    return number


def _number(value: object, name: str) -> float:
    """Return a finite number."""
    number = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError):
            number = float(value)
    if not math.isfinite(number):
        raise RunFileError(f"its {name} is no finite number")
    return number


def _config(kind: type[Config], settings: dict[str, Any]) -> Config:
    """Return settings, each checked; those that are missing have their defaults."""
    try:
        return kind(**settings)
    except TypeError as error:
        unknown = next((n for n in settings if n not in settings_of(kind)), "")
        raise RunFileError(
            f"it has a setting that is not known: {quoted(unknown)}"
        ) from error
    except (ConfigError, DataError) as error:
        raise RunFileError(f"one of its settings is not allowed: {error}") from error


def _data(value: object) -> DataConfig | TableConfig | None:
    if value is None:
        return None
    entries = _typed(value, dict, "“data” in run.json")
    kind = _entry(entries, "kind", str)
    settings = _entry(entries, "settings", dict)
    if kind == "generated":
        return _config(DataConfig, settings)
    if kind == "table":
        return _config(TableConfig, settings)
    raise RunFileError(f"its data are of the kind {quoted(kind)}, which is not known")


def _samples(entries: dict[str, Any]) -> Samples:
    names = [_typed(n, str, "input name") for n in _entry(entries, "input_names", list)]
    sizes = [_number(n, "magnitude") for n in _entry(entries, "magnitudes", list)]
    if not names or len(sizes) != len(names) + 1:
        raise RunFileError("its samples need a name and a magnitude for every input")
    return Samples(
        number=_count(entries, "number"),
        input_names=tuple(names),
        target_name=_entry(entries, "target_name", str),
        digest=_entry(entries, "digest", str),
        magnitudes=tuple(sizes),
    )


def _events(values: list[Any], updates: int) -> tuple[Event, ...]:
    events = [_event(_typed(value, dict, "event"), updates) for value in values]
    if events != sorted(events, key=lambda event: event.step):
        raise RunFileError("its events are not in the order of their updates")
    return tuple(events)


def _event_as_json(event: Event) -> dict[str, Any]:
    """Return an event as a dictionary; JSON has no number for NaN and infinity."""

    def plain(value: Any) -> Any:
        finite = not isinstance(value, float) or math.isfinite(value)
        return value if finite else str(float(value))

    before, after = plain(event.before), plain(event.after)
    return event._replace(before=before, after=after)._asdict()


def _event(entries: dict[str, Any], updates: int) -> Event:
    step, name = _count(entries, "step", updates), _entry(entries, "name", str)
    kind, before, after = (entries.get(key) for key in ("kind", "before", "after"))
    what = f"event of {shortened(name)}"
    if kind == "value":
        finite = before not in ("nan", "inf", "-inf")
        earlier = _number(before, what) if finite else float(str(before))
        return Event(step, name, earlier, _number(after, what), "value")
    if kind == "frozen":
        frozen = _typed(after, bool, what)
        return Event(step, name, _typed(before, bool, what), frozen, "frozen")
    if kind == "setting":
        return Event(step, name, before, after)
    raise RunFileError("it has an event of a kind that is not known")
