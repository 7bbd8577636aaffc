"""The section of a report on a run that diverged."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from shallownet.analysis.post_mortem import post_mortem, updates_to_examine
from shallownet.documents.report.markup import Markup, element, joined, table
from shallownet.runs.rewind import Rewind
from shallownet.wording import figure

if TYPE_CHECKING:
    from shallownet.analysis.post_mortem import StateReport
    from shallownet.callbacks import CancelCheck
    from shallownet.training.snapshot import Snapshot
    from shallownet.training.trainer import Trainer


def post_mortem_of(trainer: Trainer, now: Snapshot, cancelled: CancelCheck) -> Markup:
    """Examine a run that diverged; it takes up to a few seconds.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned True.
    """
    past = Rewind(trainer)
    states = {step: past.theta_at(step, cancelled) for step in updates_to_examine(now)}
    found = post_mortem(now, states, cancelled)
    parts = [element("p", element("strong", found.headline))]
    if found.cause:
        parts.append(element("p", found.cause))
    heads = ("After update", "Learning rate", "J", "Largest gradient", "λmax", "Bound")
    rows = [_row(state) for state in found.last]
    if rows:
        parts.append(
            table(
                "The states right before it. Where λmax exceeds the bound, a step "
                "overshoots.",
                heads,
                rows,
                numbers=True,
            )
        )
    if found.remedies:
        parts.append(element("h3", "What would help"))
        remedies = [element("li", remedy.sentence) for remedy in found.remedies]
        parts.append(element("ol", *remedies))
    return joined(parts)


def _row(state: StateReport) -> list[str]:
    gradient = _known(state.gradient_value)
    return [
        f"{state.step:,}",
        figure(state.learning_rate),
        _known(state.loss),
        f"{state.gradient_name} {gradient}".strip(),
        _known(state.sharpness),
        _known(state.bound),
    ]


def _known(value: float) -> str:
    return "–" if math.isnan(value) else figure(value)
