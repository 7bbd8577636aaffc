"""Pinned runs in an archive: settings, changes, results, curves and states."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.documents.archive import write_array
from shallownet.documents.checked import count, entry, typed
from shallownet.documents.pin_states import (
    PinStatesReader,
    kept_states,
    states_as_json,
    write_states,
)
from shallownet.documents.recipe_json import (
    any_number,
    config_of,
    data_as_json,
    data_of,
    event_as_json,
    events_of,
)
from shallownet.documents.run_file_error import RunFileError
from shallownet.runs.run_record import MAX_POINTS, MetricCurve, RunRecord
from shallownet.settings.recipe import Recipe
from shallownet.settings.training_config import TrainingConfig
from shallownet.training.reports import Divergence

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence

    from shallownet.documents.archive import ArchiveReader

MAX_PINS: Final = 1_000
NUMBERS: Final = (
    *("final_loss", "final_held_out_loss", "best_loss", "r2", "held_out_r2", "seconds"),
    *("linear_r2", "linear_held_out_r2"),
)
"""The results of a pinned run that may be any number, also none; older files lack the
last ones."""

CURVES: Final = ("loss", "held_out_loss")

MISSING: Final = dict.fromkeys(NUMBERS[-2:], "nan")

KEYS: Final = {
    "final_held_out_loss": "final_test_loss",
    "held_out_loss": "test_loss",
    "held_out_r2": "test_r2",
}
"""What a file calls those that have another name there: its oldest one."""


def pins_as_json(pins: Sequence[RunRecord]) -> list[dict[str, Any]]:
    """Return what is to be said of pinned runs beside their curves."""
    return [
        _pin_as_json(pin) | {"states": states_as_json(saved)}
        for pin, saved in zip(pins, kept_states(pins), strict=True)
    ]


def write_pins(archive: zipfile.ZipFile, pins: Sequence[RunRecord]) -> None:
    """Add the curves and the states of pinned runs, one after the other."""
    write_states(archive, kept_states(pins))
    if pins:
        for name in CURVES:
            curves = [np.stack(getattr(pin, name)) for pin in pins]
            write_array(
                archive, f"pins/{_key(name)}.npy", np.concatenate(curves, axis=1)
            )


def read_pins(archive: ArchiveReader, values: list[Any]) -> tuple[RunRecord, ...]:
    """Return pinned runs, every value checked.

    Raises
    ------
    RunFileError
        If one of them is damaged or not allowed.
    """
    if not values:
        return ()
    if len(values) > MAX_PINS:
        raise RunFileError(f"it has more than {MAX_PINS:,} pinned runs")
    entries = [typed(value, dict, "pinned run") for value in values]
    curves = {name: _read_curves(archive, name, entries) for name in CURVES}
    states = PinStatesReader(archive)
    return tuple(
        _pin(values, states, *(curves[name][n] for name in CURVES))
        for n, values in enumerate(entries)
    )


def _pin_as_json(pin: RunRecord) -> dict[str, Any]:
    divergence = pin.divergence
    return {
        "name": pin.name,
        "notes": pin.notes,
        "colour": pin.colour,
        "visible": pin.visible,
        "training": asdict(pin.recipe.config),
        "data": data_as_json(pin.recipe.data),
        "events": [event_as_json(event) for event in pin.events],
        "updates": pin.updates,
        "best_update": pin.best_update,
        "fingerprint": pin.fingerprint.hex(),
        "points": {_key(name): len(getattr(pin, name).updates) for name in CURVES},
        "diverged": None
        if divergence is None
        else divergence._asdict() | {"value": str(divergence.value)},
        **{_key(name): _plain(getattr(pin, name)) for name in NUMBERS},
    }


def _key(name: str) -> str:
    return KEYS.get(name, name)


def _result(entries: dict[str, Any], name: str) -> float:
    key = _key(name)
    return any_number(entries.get(key, MISSING.get(name)), f"“{key}” of a pinned run")


def _plain(value: float) -> float | str:
    """Return a number as JSON has it; it has none that is not finite."""
    return float(value) if math.isfinite(value) else str(float(value))


def _is_not_finite(value: object) -> bool:
    return value in ("nan", "inf", "-inf")


def _pin(
    entries: dict[str, Any],
    states: PinStatesReader,
    loss: MetricCurve,
    test: MetricCurve,
) -> RunRecord:
    updates = count(entries, "updates")
    config = config_of(TrainingConfig, entry(entries, "training", dict))
    data = data_of(entries.get("data"))
    if data is None:
        raise RunFileError("one of its pinned runs has no data")
    try:
        fingerprint = bytes.fromhex(entry(entries, "fingerprint", str))
    except ValueError as error:
        raise RunFileError("the fingerprint of a pinned run is damaged") from error
    values: dict[str, Any] = {name: _result(entries, name) for name in NUMBERS}
    events = events_of(entry(entries, "events", list), updates, config)
    return RunRecord(
        name=entry(entries, "name", str),
        notes=entry(entries, "notes", str),
        colour=count(entries, "colour"),
        visible=entry(entries, "visible", bool),
        recipe=Recipe(config, data),
        events=events,
        updates=updates,
        loss=loss,
        held_out_loss=test,
        best_update=count(entries, "best_update", updates),
        divergence=_divergence(entries.get("diverged"), updates),
        fingerprint=fingerprint,
        saved=states.read(entries.get("states"), config, events, updates),
        **values,
    )


def _divergence(value: object, updates: int) -> Divergence | None:
    if value is None:
        return None
    entries = typed(value, dict, "“diverged” of a pinned run")
    if not _is_not_finite(entries.get("value")):
        raise RunFileError("the divergence of a pinned run is damaged")
    return Divergence(
        count(entries, "step", updates),
        entry(entries, "name", str),
        float(entries["value"]),
        count(entries, "others"),
    )


def _read_curves(
    archive: ArchiveReader, name: str, entries: list[dict[str, Any]]
) -> list[MetricCurve]:
    """Return one curve of each pinned run."""
    points = [
        count(entry(pin, "points", dict), _key(name), 2 * MAX_POINTS) for pin in entries
    ]
    array = archive.array(f"pins/{_key(name)}.npy", (3, sum(points)))
    ends = np.cumsum(points)
    parts = [array[:, end - n : end] for n, end in zip(points, ends, strict=True)]
    for updates, _, seconds in parts:
        if not np.isfinite([updates, seconds]).all() or (np.diff(updates) <= 0).any():
            raise RunFileError(f"its pins/{_key(name)}.npy is not in order")
    return [MetricCurve(*part) for part in parts]
