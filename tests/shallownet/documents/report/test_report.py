"""A run as a page to print and hand in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import shallownet as sn
from shallownet.documents.report.charts import MAX_SAMPLES
from shallownet.documents.report.sections import MAX_EVENTS
from shallownet.errors import Cancelled
from shallownet.runs.run_record import RunRecord
from shallownet.wording import figure, number
from tests.shallownet.documents.report.pages import Page

HOSTILE = "</title><script>alert(1)</script>\" onload='x' &amp;\x00\u202e"


def made(updates: int = 20, **settings: Any) -> tuple[sn.Trainer, sn.Recipe]:
    recipe = sn.Recipe.of(**({"samples": 50} | settings))
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    with suppress(sn.DivergedError):
        trainer.run(updates)
    return trainer, recipe


def test_a_page_says_all_of_a_run():
    trainer, recipe = made(20, learning_rate=0.002, test_share=0.2)
    trainer.change("learning_rate", 0.01)
    trainer.edit("W2[0, 3]", 0.5)
    trainer.run(10)
    page = Page(sn.report(trainer, recipe, name="Exercise 1", notes="Line 1\nLine 2"))
    now = trainer.snapshot()
    assert page.words.startswith("Exercise 1 Exercise 1 Notebook, changed. A 2-10-1")
    for text in (
        "Line 1\nLine 2",
        "30 of 10,000 planned",
        f"{now.r2:.4f}".replace("-", "−"),
        "0.002 *",
        "How far one update follows the gradient downhill.",
        "generated with seed 0. 50 samples, of which 10 are kept for the test.",
        "Learning rate changed from 0.002 to 0.01.",
        "W2[0, 3] set from",
        "Layer 2: 1 unit, identity",
        f"{trainer.network.parameters['b2'][0, 0]:.4f}".replace("-", "−"),
        "--set learning_rate=0.002",
    ):
        assert text in page.words, text
    assert "Why it diverged" not in page.words


def test_a_page_without_recipe_has_the_settings_of_training():
    trainer = sn.Trainer(sn.TrainingConfig(seed=7), sn.datasets.notebook(20))
    page = Page(sn.report(trainer))
    assert "A run" in page.words and "Learning rate" in page.words
    assert "Noise" not in page.words and "--set" not in page.words
    assert "J went from" in page.words  # without an update, too


def test_a_page_is_accessible_and_loads_nothing():
    trainer, recipe = made()
    text = sn.report(trainer, recipe)
    page = Page(text)
    assert page.named("html") == [{"lang": "en"}]
    assert len(page.named("h1")) == len(page.named("main")) == 1
    assert len(page.named("caption")) == len(page.named("table"))
    assert all("scope" in attributes for attributes in page.named("th"))
    pictures = page.named("svg")
    assert len(pictures) == 2
    assert all(picture["role"] == "img" for picture in pictures)
    assert "Curve of J: J went from" in page.words
    kinds = {tag for tag, _ in page.elements}
    assert not kinds & {"script", "link", "img", "iframe", "object", "a"}
    assert "url(" not in text and "@import" not in text
    policy = page.named("meta")[1]
    assert policy["content"].startswith("default-src 'none'")


def test_a_hostile_name_is_text():
    X = np.random.default_rng(0).normal(size=(2, 30))
    data = sn.Dataset(X, X[:1], (HOSTILE, "b"), HOSTILE)
    trainer = sn.Trainer(sn.TrainingConfig(), data)
    trainer.run(2)
    text = sn.report(trainer, name=HOSTILE, notes=HOSTILE)
    page = Page(text)
    assert not page.named("script")
    assert not [a for _, a in page.elements if any(n.startswith("on") for n in a)]
    assert "<script>alert(1)</script>" in page.words
    assert "\x00" not in text and "\u202e" not in text


def test_a_run_that_diverged_is_examined():
    trainer, recipe = made(activation="identity", learning_rate=0.02)
    assert trainer.divergence is not None
    page = Page(sn.report(trainer, recipe))
    for text in ("Why it diverged", "made the loss", "λmax", "What would help"):
        assert text in page.words
    assert "Begin again with a learning rate of" in page.words
    assert len(page.named("svg")) == 1  # predictions of 1e170 say nothing


def test_pinned_runs_stand_beside_it():
    trainer, recipe = made(10, learning_rate=0.002)
    other, lesson = made(20)
    pin = replace(RunRecord.of(other, lesson, HOSTILE), notes="slower < faster")
    page = Page(sn.report(trainer, recipe, pins=(pin,)))
    assert not page.named("script")
    for text in ("Pinned runs", "this run", "slower < faster", "Learning rate"):
        assert text in page.words
    linear = other.run_info.linear.r2
    assert f"{number(pin.r2)} ({number(linear)})" in " ".join(page.words.split())
    words = page.words.split("The settings in which they differ")[1].split("Settings")[
        0
    ]
    assert "0.002" in words and "0.001" in words and "Optimizer" not in words
    assert "Pinned runs" not in Page(sn.report(trainer, recipe)).words
    assert "Pinned runs" not in Page(sn.report(trainer, pins=(pin,))).words


def test_examining_can_be_cancelled():
    trainer, recipe = made(activation="identity", learning_rate=0.02)
    with pytest.raises(Cancelled):
        sn.report(trainer, recipe, cancelled=lambda: True)


def test_of_many_things_only_some_are_listed():
    trainer, recipe = made(1, hidden_units=(30, 20), samples=MAX_SAMPLES + 10)
    for value in range(MAX_EVENTS + 3):
        trainer.edit("b1[0]", float(value))
    text = sn.report(trainer, recipe)
    page = Page(text)
    assert "3 more are in the run's file." in page.words
    assert "The parameters are too many to list them all" in page.words
    assert f"of which {MAX_SAMPLES:,} are drawn" in page.words
    assert len(text) < 200_000


def test_a_long_run_makes_a_small_page():
    trainer, recipe = made(3_000, hidden_units=(2,))
    assert len(sn.report(trainer, recipe)) < 60_000


def test_the_run_stays_as_it_is():
    trainer, recipe = made()
    before = trainer.network.theta.copy()
    assert sn.report(trainer, recipe) == sn.report(trainer, recipe)
    np.testing.assert_array_equal(trainer.network.theta, before)


def test_the_lowest_loss_may_be_the_last_one():
    trainer, recipe = made(30)  # it falls from update to update
    page = sn.report(trainer, recipe)
    (row,) = [part for part in page.split("<tr>") if "Lowest J" in part]
    assert figure(trainer.snapshot().loss) in row and "after 30 updates" in row
