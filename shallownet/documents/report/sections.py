"""The sections of a report: results, settings, data, changes and parameters."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.documents.report.charts import (
    MAX_SAMPLES,
    curve_chart,
    scatter_chart,
)
from shallownet.documents.report.markup import Markup, element, joined, table
from shallownet.settings.data_config import DataConfig
from shallownet.settings.event_text import opening
from shallownet.settings.events import looks_in
from shallownet.settings.presets import PRESETS
from shallownet.settings.recipe import SETTINGS
from shallownet.wording import counted, figure, number, shortened
from shallownet.wording import joined as joined_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shallownet.arrays import Array
    from shallownet.settings.recipe import Recipe
    from shallownet.training.snapshot import Snapshot

MAX_EVENTS: Final = 200
"""Changes that are listed; importing weights makes one for each parameter."""

LINEAR: Final = "a linear model of the same inputs, fitted by least squares"

MAX_PARAMETERS: Final = 600
"""Parameters that are listed one by one."""


def results(now: Snapshot, seconds: float) -> Markup:
    """Return the figures of the last state."""
    rows = [
        ("Updates", f"{now.step:,} of {now.iterations:,} planned", ""),
        ("J", figure(now.loss), "half the mean squared error, the loss"),
        ("R²", _r2(now.r2), "the share of the target's variance that is explained"),
        ("R², linear", _r2(now.run.linear.r2), f"of {LINEAR}; the mean alone gets 0"),
        ("RMSE", figure(now.rmse), "the root of the mean squared error"),
        ("Mean error", figure(now.mean_error), "mean(ŷ − y); the lesson's “loss”"),
    ]
    if math.isfinite(now.held_out_loss):
        part, unseen = now.run.split.held_out_name, "of samples that training never saw"
        rows += [
            (f"J, {part}", figure(now.held_out_loss), unseen),
            (f"R², {part}", _r2(now.held_out_r2), "likewise"),
            (f"R², {part}, linear", _r2(now.run.linear.held_out_r2), f"of {LINEAR}"),
        ]
    if (look := now.last_look) is not None and now.run.split.sealed.size:
        seen = f"of the test samples, after {counted(look.step, 'update')}; "
        seen += f"they were looked at {counted(looks_in(now.events), 'time')}"
        rows.append(("R², test", _r2(now.seen_test_r2), seen))
    losses = np.append(now.history_loss, now.loss)
    if now.step:
        rows.append(("J at the start", figure(float(losses[0])), "before update 1"))
    if np.isfinite(losses).any():
        best = int(np.nanargmin(np.where(np.isfinite(losses), losses, np.nan)))
        where = f"after {counted(best, 'update')}"
        rows.append(("Lowest J", figure(float(losses[best])), where))
    if now.history_gradient_norm.size:
        size = figure(float(now.history_gradient_norm[-1]))
        rows.append(("Gradient", size, "its length at the last update"))
    if now.sharpness[1].size:
        at, value = (float(values[-1]) for values in now.sharpness)
        where = f"the Hessian's largest eigenvalue, at update {at:,.0f}"
        rows.append(("λmax", figure(value), where))
    if seconds:
        rows.append(("Time", f"{figure(seconds)} s", "for all updates, without pauses"))
    if now.divergence is not None:
        rows.append(("Divergence", f"{now.divergence}", "what is not finite first"))
    return table("The state after the last update", ("", "Value", "What it is"), rows)


def _r2(value: float) -> str:
    if math.isnan(value):
        return "none: the target does not vary"
    return number(value) if math.isfinite(value) else "not finite"


def pictures(now: Snapshot) -> Markup:
    """Return the curve of J, and predicted over true unless the run diverged."""
    loss = np.append(now.history_loss, now.loss)
    curves = [("training", loss)]
    if math.isfinite(now.held_out_loss):
        held_out = np.append(now.history_held_out_loss, now.held_out_loss)
        curves.append((now.run.split.held_out_name, held_out))
    marks = [event.step for event in now.events]
    said = f"J went from {figure(float(loss[0]))} to {figure(float(loss[-1]))} in "
    said += f"{counted(now.step, 'update')}."
    if marks:
        said += " Dotted lines: something was changed."
    parts = [_figure(curve_chart(f"Curve of J: {said}", curves, marks), said)]
    if now.divergence is not None:
        return joined(parts)
    model = now.run.model.copy()
    model.network.theta[:] = now.theta
    data = now.run.data.take(now.run.split.train)
    with np.errstate(all="ignore"):
        predicted = model.predict(data.X)[0]
    name = shortened(data.target_name, 30)
    said = f"Predicted over true for {counted(data.samples, 'training sample')}"
    if data.samples > MAX_SAMPLES:
        said += f", of which {MAX_SAMPLES:,} are drawn"
    said += f"; R² is {_r2(now.r2)}. On the dashed line both are equal."
    parts.append(_figure(scatter_chart(said, data.y[0], predicted, name), said))
    return joined(parts)


def _figure(picture: Markup, caption: str) -> Markup:
    return element("figure", picture, element("figcaption", caption))


def settings_at_start(settings: Mapping[str, Any]) -> Markup:
    """Return every setting that matters, with its meaning."""
    lesson = PRESETS[0].recipe.settings
    rows = []
    for name, value in settings.items():
        setting = SETTINGS[name]
        if setting.matters(settings):
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            unit = f" {setting.unit}" if setting.unit and is_number else ""
            changed = " *" if name in lesson and lesson[name] != value else ""
            title = f"{setting.title} {setting.symbol}".strip()
            rows.append((title, f"{setting.show(value)}{unit}{changed}", setting.tip))
    caption = "The settings at the start. * differs from the lesson's."
    return table(caption, ("Setting", "Value", "What it does"), rows)


def data_of_run(now: Snapshot, recipe: Recipe | None) -> Markup:
    """Return what the samples are."""
    run, data = now.run, now.run.data
    origin = data.target_name
    if recipe is not None:
        origin = recipe.data.description
        if isinstance(recipe.data, DataConfig):
            origin += f", generated with seed {recipe.data.data_seed}"
    said = f"{origin}. {counted(data.samples, 'sample')}"
    parts = [
        f"{rows.size:,} are kept for {what}"
        for rows, what in (
            (run.split.validation, "validation"),
            (run.split.test, "the test"),
        )
        if rows.size
    ]
    said += f", of which {joined_words(parts)}" if parts else ""
    names = [*data.input_names, data.target_name]
    with np.errstate(over="ignore"):
        rows = [
            (name, *map(figure, _spread(values)))
            for name, values in zip(names, (*data.X, *data.y), strict=True)
        ]
    heads = ("", "Mean", "Deviation", "Smallest", "Largest")
    summary = table(
        "All samples; the last row is the target.", heads, rows, numbers=True
    )
    return joined([element("p", f"{said}."), element("div", summary, class_="wide")])


def _spread(values: Array) -> tuple[float, ...]:
    return tuple(map(float, (values.mean(), values.std(), values.min(), values.max())))


def changes(now: Snapshot) -> Markup:
    """Return the changes made during the run."""
    if not now.events:
        return element("p", "Nothing was changed during the run.")
    rows = [
        (f"{event.step:,}", f"{opening(event)}.") for event in now.events[:MAX_EVENTS]
    ]
    left = len(now.events) - MAX_EVENTS
    caption = "What was changed, and after how many updates."
    if left > 0:
        caption += f" {left:,} more are in the run's file."
    return table(caption, ("Update", "Change"), rows)


def parameters(now: Snapshot) -> Markup:
    """Return the weights and biases of each layer."""
    model = now.run.model
    return joined(
        part
        for number_, (Wb, layer) in enumerate(
            zip(model.network.matrices(now.theta), model.network.layers, strict=True), 1
        )
        for part in _layer(number_, Wb, layer.activation.title, now.theta.size)
    )


def _layer(layer: int, Wb: Array, activation: str, all_: int) -> Iterator[Markup]:
    units, inputs = Wb.shape[0], Wb.shape[1] - 1
    yield element("h3", f"Layer {layer}: {counted(units, 'unit')}, {activation}")
    if all_ <= MAX_PARAMETERS:
        inner = [f"from {n}" for n in range(inputs)] + ["bias"]
        outer = [f"unit {n}" for n in range(units)]
        # The shorter side becomes the columns, or the table is wider than paper.
        cells = Wb if inputs < units else Wb.T
        heads, names = (inner, outer) if inputs < units else (outer, inner)
        rows = [
            [name, *map(number, row)]
            for name, row in zip(names, cells.tolist(), strict=True)
        ]
        heads = ["", *heads]
        caption = f"W{layer}, from each unit or input below, and b{layer}"
    else:
        heads = ["Array", "Shape", "Smallest", "Largest"]
        rows = [
            [name, f"{part.shape}", *(figure(float(f(part))) for f in (np.min, np.max))]
            for name, part in ((f"W{layer}", Wb[:, :-1]), (f"b{layer}", Wb[:, -1:]))
        ]
        caption = "The parameters are too many to list them all"
    yield element("div", table(caption, heads, rows, numbers=True), class_="wide")
