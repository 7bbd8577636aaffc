"""Settings, recipes and events as JSON, and back with every value checked."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import Any, TypeVar

from shallownet.documents.checked import count, entry, number, typed
from shallownet.documents.run_file_error import RunFileError
from shallownet.errors import ConfigError, DataError
from shallownet.settings.data_config import DataConfig
from shallownet.settings.events import Event
from shallownet.settings.hyperparameter import settings_of
from shallownet.settings.table_config import TableConfig
from shallownet.settings.training_config import TrainingConfig
from shallownet.wording import brief, quoted, shortened

Config = TypeVar("Config", TrainingConfig, DataConfig, TableConfig)


def config_of(kind: type[Config], settings: dict[str, Any]) -> Config:
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


def data_as_json(data: DataConfig | TableConfig | None) -> dict[str, Any] | None:
    """Return where samples come from as a dictionary."""
    if data is None:
        return None
    kind = "table" if isinstance(data, TableConfig) else "generated"
    return {"kind": kind, "settings": asdict(data)}


def data_of(value: object) -> DataConfig | TableConfig | None:
    """Return where samples come from; None if that is not known."""
    if value is None:
        return None
    entries = typed(value, dict, "“data” in run.json")
    kind = entry(entries, "kind", str)
    settings = entry(entries, "settings", dict)
    if kind == "generated":
        return config_of(DataConfig, settings)
    if kind == "table":
        return config_of(TableConfig, settings)
    raise RunFileError(
        f"its data are of the kind {quoted(kind)}; it must be “generated” or “table”"
    )


def events_of(
    values: list[Any], updates: int, config: TrainingConfig
) -> tuple[Event, ...]:
    """Return events, each checked against the settings before the first of them."""
    events = [_event(typed(value, dict, "event"), updates) for value in values]
    if events != sorted(events, key=lambda event: event.step):
        raise RunFileError("its events are not in the order of their updates")
    for event in events:
        if event.kind == "setting":
            setting = settings_of(config).get(event.name)
            if setting is None or setting.restarts:
                raise RunFileError(
                    f"one of its events changes {quoted(event.name)}, which cannot "
                    "change during a run"
                )
            changed = _changed(config, event, event.after)
            _changed(config, event, event.before)
            config = changed
    return tuple(events)


def _changed(config: TrainingConfig, event: Event, value: Any) -> TrainingConfig:
    """Return settings with a value that an event gives one of them."""
    try:
        if getattr(config, event.name, None) == value:
            return config
        return replace(config, **{event.name: value})
    except (ConfigError, TypeError, ValueError) as error:
        reason = error if isinstance(error, ConfigError) else "no such setting"
        raise RunFileError(f"one of its events is not possible: {reason}") from error


def event_as_json(event: Event) -> dict[str, Any]:
    """Return an event as a dictionary; JSON has no number for NaN and infinity."""

    def plain(value: Any) -> Any:
        finite = not isinstance(value, float) or math.isfinite(value)
        return value if finite else str(float(value))

    before, after = plain(event.before), plain(event.after)
    return event._replace(before=before, after=after)._asdict()


def any_number(value: object, name: str) -> float:
    """Return a number that need not be finite, which JSON has as a text."""
    is_text = value in ("nan", "inf", "-inf")
    return float(str(value)) if is_text else number(value, name)


def _event(entries: dict[str, Any], updates: int) -> Event:
    step, name = count(entries, "step", updates), entry(entries, "name", str)
    kind, before, after = (entries.get(key) for key in ("kind", "before", "after"))
    what = f"event of {shortened(name)}"
    if kind == "value":
        earlier, later = any_number(before, what), number(after, what)
        return Event(step, name, earlier, later, "value")
    if kind == "frozen":
        frozen = typed(after, bool, what)
        return Event(step, name, typed(before, bool, what), frozen, "frozen")
    if kind == "setting":
        return Event(step, name, before, after)
    if kind == "look":
        seen = None if after is None else any_number(after, what)
        return Event(step, name, count(entries, "before"), seen, "look")
    if kind == "stopped":
        best = count(entries, "before", step)
        return Event(step, name, best, number(after, what), "stopped")
    raise RunFileError(
        f"one of its events is of the kind {brief(kind)}; it must be “setting”, "
        "“value”, “frozen”, “look” or “stopped”"
    )
