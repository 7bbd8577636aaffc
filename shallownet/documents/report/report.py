"""A run as one HTML file: what a student hands in and a teacher prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shallownet
from shallownet.documents.report.markup import Markup, element, joined
from shallownet.documents.report.pinned_runs import comparison
from shallownet.documents.report.post_mortem_section import post_mortem_of
from shallownet.documents.report.sections import (
    changes,
    data_of_run,
    parameters,
    pictures,
    results,
    settings_at_start,
)
from shallownet.documents.report.style import STYLE
from shallownet.runs.run_record import RunRecord
from shallownet.settings.export import as_command_line
from shallownet.settings.hyperparameter import settings_of
from shallownet.settings.presets import title_of
from shallownet.wording import counted, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.callbacks import CancelCheck
    from shallownet.settings.recipe import Recipe
    from shallownet.training.trainer import Trainer

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""The page loads nothing, and runs nothing, whatever a name in it says."""


def report(
    trainer: Trainer,
    recipe: Recipe | None = None,
    *,
    name: str = "",
    notes: str = "",
    pins: Sequence[RunRecord] = (),
    cancelled: CancelCheck = None,
) -> str:
    """Return a page on a run: results, pictures, settings, data, changes, parameters.

    It is one HTML file that loads nothing, made to be read and printed.

    Parameters
    ----------
    trainer : Trainer
        It is not changed.
    recipe : Recipe, optional
        What the run began with; without it the page has only the settings of training.
    name : str
        The name of the run; that of its preset if empty.
    notes : str
        What its author says of it.
    pins : sequence of RunRecord
        Runs to compare it with; they need the recipe.
    cancelled : callable, optional
        Asked while a run that diverged is examined, which takes up to a few seconds.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned True.

    Examples
    --------
    >>> import shallownet as sn
    >>> recipe = sn.Recipe.of(samples=100)
    >>> trainer = sn.Trainer(recipe.config, recipe.make_data())
    >>> trainer.run(50)
    >>> page = sn.report(trainer, recipe, name="Exercise 1", notes="It learns slowly.")
    >>> page.startswith("<!DOCTYPE html>"), "Exercise 1" in page
    (True, True)
    """
    now = trainer.snapshot()
    preset = "" if recipe is None else title_of(recipe)
    title = name or preset or "A run"
    sections = [("Result", results(now, trainer.seconds)), ("Pictures", pictures(now))]
    if now.divergence is not None:
        sections.insert(1, ("Why it diverged", post_mortem_of(trainer, now, cancelled)))
    if notes.strip():
        sections.insert(0, ("Notes", element("p", notes.strip(), class_="notes")))
    config = trainer.config
    settings = {key: getattr(config, key) for key in settings_of(config)}
    settings = settings if recipe is None else recipe.settings
    if pins and recipe is not None:
        this = RunRecord.of(trainer, recipe, "this run", keep=False)
        sections.append(("Pinned runs", comparison([this, *pins])))
    sections += [
        ("Settings", settings_at_start(settings)),
        ("Data", data_of_run(now, recipe)),
        ("Changes during the run", changes(now)),
        ("Parameters", parameters(now)),
    ]
    shape = "-".join(map(str, trainer.network.layer_sizes))
    target = trainer.data.target_name if recipe is None else recipe.data.description
    lead = f"A {shape} network learns {shortened(target, 80)}"
    if preset and preset != title:
        lead = f"{preset}. {lead}"
    body = [
        element("h1", title),
        element("p", f"{lead}; {counted(now.step, 'update')}.", class_="lead"),
        *(element("section", element("h2", head), part) for head, part in sections),
        _footer(recipe),
    ]
    return page(title, joined(body))


def page(title: str, body: Markup) -> str:
    """Return an HTML page that loads nothing and runs nothing.

    Parameters
    ----------
    title : str
    body : Markup
    """
    head = (
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name_="viewport", content="width=device-width"),
        element("title", title),
        element("style", Markup(STYLE)),
    )
    main = element("body", element("main", body))
    return (
        f"<!DOCTYPE html>\n{element('html', element('head', *head), main, lang='en')}\n"
    )


def _footer(recipe: Recipe | None) -> Markup:
    made = f"Made by ShallowNet {shallownet.__version__}."
    if recipe is None:
        return element("footer", element("p", made))
    command = as_command_line(recipe, ("shallownet",))
    said = "This opens the same settings: "
    return element("footer", element("p", made, " ", said, element("code", command)))
