"""The nearest cause of a divergence: what the user changed, tried without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shallownet import DivergedError, Recipe, Trainer
from shallownet.analysis.post_mortem.changes import last_changes
from shallownet.runs.replay import replay
from shallownet.settings.events import Event
from tests.shallownet.analysis.post_mortem.diverged_runs import fully_examined

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.analysis.post_mortem import PostMortem

STANDARD = {"samples": 200, "standardize_inputs": True, "learning_rate": 0.01}
LEAKY = {"samples": 200, "activation": "leaky_relu", "learning_rate": 1e-4}


def diverged_after(
    updates: int, change: Callable[[Trainer], object], **settings
) -> tuple[Trainer, PostMortem]:
    """Train for some updates, make changes, and go on until the run diverges."""
    recipe = Recipe.of(**settings)
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(updates)
    change(trainer)
    with pytest.raises(DivergedError):
        while trainer.updates < 20_000:
            trainer.step()
    return trainer, fully_examined(trainer)


def unfreeze_all(trainer: Trainer) -> None:
    names = [trainer.network.parameter_name(i) for i in range(30)]
    for name in names:
        trainer.freeze(name, False)


@pytest.mark.parametrize(
    ("change", "settings", "said"),
    [
        (
            lambda t: t.change("learning_rate", 3.0),
            STANDARD,
            "You set η (learning rate) to 3 at update 100; it was 0.01.",
        ),
        (
            lambda t: t.change("learning_rate", 3.0),
            STANDARD | {"gradient": "published"},
            "You set η (learning rate) to 3 at update 100; it was 0.01.",
        ),
        (
            lambda t: t.change("clip_norm", None),
            STANDARD | {"clip_norm": 1.0, "learning_rate": 5.0},
            "You set c (clip gradient) to off at update 100; it was 1.",
        ),
        (
            lambda t: t.change("l2", 500.0),
            STANDARD,
            "You set λ2 (L2 penalty) to 500 at update 100; it was 0.",
        ),
        (
            lambda t: t.change("gradient", "missing_mean"),
            STANDARD,
            "You set dJ (gradient) to 1/m left out at update 100; it was exact.",
        ),
        (
            lambda t: t.change("optimizer", "gradient_descent"),
            LEAKY | {"optimizer": "adam", "learning_rate": 0.3},
            "You set optimizer to gradient descent at update 100; it was Adam.",
        ),
        (
            lambda t: t.change("schedule", "constant"),
            LEAKY
            | {"learning_rate": 0.2, "schedule": "step", "decay": 0.001}
            | {"decay_every": 1},
            "You set schedule to constant at update 100; it was step.",
        ),
        (
            lambda t: t.change("batch_size", 1),
            LEAKY | {"activation": "identity", "learning_rate": 2e-3},
            "You set B (batch size) to 1 at update 100; it was all.",
        ),
        (
            lambda t: t.edit("W1[0, 0]", 1e30),
            LEAKY,
            "You set W1[0, 0] to 1e30 at update 100; it was ",
        ),
    ],
)
def test_the_change_that_broke_the_run_is_named_first(change, settings, said):
    trainer, found = diverged_after(100, change, **settings)
    assert found.cause.startswith(said)
    assert "Without it the run stays finite" in found.cause
    # The first remedy undoes it: the same run without it does stay finite.
    remedy = found.remedies[0]
    assert (remedy.step, remedy.undone) == (100, found.change.events)
    without = [e for e in trainer.events if e not in remedy.undone]
    again = replay(trainer.config, trainer.data, without, trainer.updates)
    assert again.divergence is None


def test_unfreezing_many_parameters_is_one_change():
    recipe = Recipe.of(**LEAKY | {"standardize_inputs": True, "learning_rate": 0.1})
    trainer = Trainer(recipe.config, recipe.make_data())
    for index in range(30):
        trainer.freeze(trainer.network.parameter_name(index))
    trainer.run(50)
    unfreeze_all(trainer)
    with pytest.raises(DivergedError):
        trainer.run(5_000)
    found = fully_examined(trainer)
    assert "and 29 more parameters at update 50. Without it" in found.cause
    assert len(found.remedies[0].undone) == 30


def test_a_change_at_the_start_counts():
    change = "You set η (learning rate) to 3 at the start; it was 0.001."
    _, found = diverged_after(
        0, lambda t: t.change("learning_rate", 3.0), samples=200, gradient="published"
    )
    assert found.cause.startswith(change)
    assert "Besides, the gradient was not exact." in found.cause


def test_an_edit_that_overflows_at_once_is_the_cause_without_any_update():
    _, found = diverged_after(100, lambda t: t.edit("W2[0, 0]", 1e200), **STANDARD)
    assert found.headline.startswith("The loss is inf after update 100;")
    assert found.cause.startswith("You set W2[0, 0] to 1e200 at update 100")


def test_later_changes_that_do_no_harm_are_not_blamed():
    def change(trainer: Trainer) -> None:
        trainer.change("learning_rate", 3.0)
        for step, name, value in ((103, "l2", 1e-6), (106, "clip_norm", 1e9)):
            trainer.run(step - trainer.updates)
            trainer.change(name, value)
        trainer.run(1)
        trainer.change("clip_norm", None)

    _, found = diverged_after(100, change, **STANDARD)
    assert found.cause.startswith("You set η (learning rate) to 3 at update 100;")


def test_of_several_changes_of_a_setting_the_one_that_matters_is_named():
    def change(trainer: Trainer) -> None:
        trainer.change("learning_rate", 3.0)
        trainer.run(5)
        trainer.change("learning_rate", 2.5)

    _, found = diverged_after(100, change, **STANDARD)
    assert found.cause.startswith("You set η (learning rate) to 3 at update 100;")


def test_changes_that_only_together_break_a_run_are_named_together():
    # Either of the two alone makes the steps too long.
    def change(trainer: Trainer) -> None:
        trainer.change("l2", 500.0)
        trainer.run(2)
        trainer.change("learning_rate", 3.0)

    _, found = diverged_after(100, change, **STANDARD)
    assert found.cause.startswith("You set λ2 (L2 penalty) to 500 at update 100;")
    assert " You set η (learning rate) to 3 at update 102;" in found.cause
    assert "Without them the run stays finite" in found.cause
    assert len(found.change.events) == 2


def test_a_run_that_breaks_all_the_same_says_so():
    _, found = diverged_after(
        3, lambda t: t.change("l2", 1e-6), **LEAKY | {"learning_rate": 0.5}
    )
    assert found.change is None
    assert found.cause.startswith("At the start λmax was")
    assert "Tried without your last change, it gets out of hand" in found.cause


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"gradient": "published", "learning_rate": 3.0},
            "The learning rate 3 is too large: with ",
        ),
        (
            STANDARD | {"gradient": "wrong_sign"},
            "The gradient was not exact. Every part points uphill: each update makes "
            "the loss larger. With the exact one ",
        ),
        (
            STANDARD | {"gradient": "missing_mean"},
            "The gradient was not exact. Every part is m times too large",
        ),
    ],
)
def test_rate_and_gradient_are_told_apart_by_trials(settings, said):
    _, found = diverged_after(0, lambda t: None, **{"samples": 200} | settings)
    assert found.change is None
    assert found.cause.startswith(said)


# What counts as a change


def test_changes_are_net_and_only_those_before_the_divergence():
    _, found = diverged_after(100, lambda t: t.change("learning_rate", 3.0), **STANDARD)
    trainer, _ = diverged_after(
        100, lambda t: t.change("learning_rate", 3.0), **STANDARD
    )
    snapshot, end = trainer.snapshot(), found.divergence.step
    events = (
        Event(50, "l1", 0.0, 1.0),
        Event(50, "l1", 1.0, 0.0),
        Event(60, "iterations", 10_000, 20_000),
        Event(70, "W1[0, 0]", 1.0, 2.0, "value"),
        Event(70, "W1[0, 1]", 1.0, 3.0, "value"),
        Event(80, "l2", 0.0, 1.0),
        Event(80, "l2", 1.0, 2.0),
        Event(end + 1, "l2", 2.0, 3.0),
    )
    changes = last_changes(replace(snapshot, events=events))
    assert [(change.step, len(change.events)) for change in changes] == [
        (80, 1),
        (70, 2),
    ]
    assert changes[0].sentence == "You set λ2 (L2 penalty) to 2 at update 80; it was 0."
    assert changes[1].sentence == (
        "You set W1[0, 0] and W1[0, 1] by hand at update 70."
    )
    cosine = replace(snapshot.settings, schedule="cosine")
    changes = last_changes(replace(snapshot, events=events, settings=cosine))
    assert [change.step for change in changes] == [80, 70, 60]
