"""One parameter: its chain rule with the core's numbers, and who pulls at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QPushButton, QScrollArea

from gui.graph.probe import Probe
from gui.microscope.chain_rule_text import SLOPE
from gui.microscope.contribution_plot import histogram
from gui.microscope.weight_tab import MARKED, WeightTab
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.microscope import Microscope
from shallownet.data import datasets
from shallownet.nn.gradient_rules import RULES

if TYPE_CHECKING:
    from shallownet.analysis.contributions import Contributions
    from shallownet.training.snapshot import Snapshot

NUMBER = re.compile(r"[+−]\d[\d,]*\.?\d*(?:e[+−]?\d+)?")


def numbers(text: str) -> list[float]:
    """Return the numbers of a text that are written with a sign."""
    found = NUMBER.findall(text)
    return [float(text.replace("−", "-").replace(",", "")) for text in found]


def near(value: float) -> object:
    """Return what equals a number that is written with four digits."""
    return pytest.approx(value, rel=1e-3, abs=6e-5)


@dataclass(frozen=True)
class SamplePasses:
    """A parameter of a state, with what the core says of it."""

    trainer: Trainer
    snapshot: Snapshot
    name: str
    found: Contributions

    @classmethod
    def at(cls, trainer: Trainer, name: str) -> SamplePasses:
        snapshot = trainer.snapshot()
        index = trainer.network.parameter_index(name)
        found = Microscope(snapshot.run).contributions(snapshot, index)
        return cls(trainer, snapshot, name, found)


def trained(hidden=(3, 3), samples=40, steps=3, **settings: object) -> Trainer:
    config = TrainingConfig(hidden_units=hidden, learning_rate=0.01, **settings)
    trainer = Trainer(config, datasets.notebook(samples))
    trainer.run(steps)
    return trainer


@pytest.fixture
def tab(qtbot) -> WeightTab:
    tab = WeightTab()
    qtbot.addWidget(tab)
    tab.resize(700, 300)
    tab.show()
    return tab


def show(tab: WeightTab, look: SamplePasses, sample: int | None = None) -> None:
    snapshot = look.snapshot
    tab.set_state(snapshot, Probe(snapshot.run), look.found.index, sample)
    tab.set_contributions(snapshot, look.found)


NAMES = ["W1[2, 1]", "b1[1]", "W2[1, 2]", "b2[0]", "W3[0, 1]", "b3[0]"]


@pytest.mark.parametrize("rule", list(RULES))
@pytest.mark.parametrize("name", NAMES)
def test_the_chain_holds_the_cores_numbers(tab, name, rule):
    look = SamplePasses.at(trained(gradient=rule), name)
    sample, layer, row = 5, int(name[1]), int(name[3])
    column = int(name[-2]) if name[0] == "W" else None
    show(tab, look, sample)
    trace = look.trainer.preview()
    gradient = trace[f"d{name[:2]}"][row, column or 0]
    assert tab.sum.text().startswith(f"dJ/d{name} = ")
    assert numbers(tab.sum.text())[-1] == pytest.approx(gradient, rel=1e-4, abs=1e-6)
    assert "(m = 40)" in tab.sum.text()
    assert ("1/m" in tab.sum.text()) == (
        rule != "missing_mean" and not (rule == "no_biases" and column is None)
    )

    chain, error = tab.part.text().split("\n")[:2]
    dZ, part = trace[f"dZ{layer}"], look.found.values[sample]
    terms, of, _ = chain.partition(" of the sum")
    terms = terms.rpartition(", ")[0] if of else terms
    *factors, emitted = numbers(terms) or [0.0]
    assert emitted == near(part)
    # The numbers make what is said to come of them.
    shown = np.prod(factors) if factors else 0.0
    scale = 1.0 if rule == "missing_mean" else 1 / 40
    assert shown * scale == pytest.approx(part, rel=2e-2, abs=1e-5)
    if column is not None:
        below = look.trainer.data.X if layer == 1 else trace[f"A{layer - 1}"]
        assert factors == [near(dZ[row, sample]), near(below[column, sample])]
    if gradient:
        share = re.search(r"([\d.e−-]+)(%?) of the sum", chain)
        value = float(share[1].replace("−", "-")) / (100 if share[2] else 1)
        assert value == pytest.approx(part / gradient, rel=1e-2, abs=1e-4)
    assert error.startswith(f"dZ{layer}[{row}, {sample}] = ")
    assert numbers(error)[-1] == near(dZ[row, sample])


@pytest.mark.parametrize("rule", list(RULES))
@pytest.mark.parametrize("activation", ["sigmoid", "relu", "identity"])
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_an_error_is_made_of_what_stands_before_it(tab, layer, activation, rule):
    trainer = trained(gradient=rule, activation=activation, output_activation="sine")
    look = SamplePasses.at(trainer, f"W{layer}[0, 0]")
    show(tab, look, 7)
    before, _, result = tab.part.text().split("\n")[-1].rpartition(" = ")
    formula, _, values = before.rpartition(" = ")
    # As arithmetic, in Python's own signs.
    value = eval(values.translate(str.maketrans("−·[]", "-*()", ",")))
    (dZ,) = numbers(result)
    assert value == pytest.approx(dZ, rel=2e-3, abs=1e-4)
    assert dZ == near(trainer.preview()[f"dZ{layer}"][0, 7])
    slope = layer == 3 or (activation != "identity" and rule != "no_derivative")
    assert (SLOPE in formula) == slope
    if layer == 3:
        assert ("y − ŷ" in formula) == (rule == "wrong_sign")
    else:
        swapped = rule == "untransposed" and layer == 1
        wanted = (
            "W2[0, k]" if swapped else f"W{layer + 1}[{'k' if layer == 1 else 0}, 0]"
        )
        assert wanted in formula


def test_a_part_is_told_with_the_numbers_of_its_own_state(tab):
    look = SamplePasses.at(trained(), "W3[0, 1]")
    show(tab, look, 5)
    look.trainer.run(40)  # the run goes on, and its contributions come later
    snapshot = look.trainer.snapshot()
    tab.set_state(snapshot, Probe(snapshot.run), look.found.index, 5)
    chain = tab.part.text().split("\n")[0].rpartition(", ")[0]
    *factors, emitted = numbers(chain)
    assert np.prod(factors) / 40 == pytest.approx(emitted, rel=1e-2)


def test_a_sample_kept_for_the_test_has_no_part(tab):
    look = SamplePasses.at(trained(test_share=0.25), "W1[0, 0]")
    sample = int(look.snapshot.run.split.test[2])
    show(tab, look, sample)
    assert f"Sample {sample} is kept for the test" in tab.part.text()


def test_a_sample_has_its_own_part_though_others_are_kept_for_the_test(tab):
    look = SamplePasses.at(trained(test_share=0.25), "W2[0, 0]")
    train = look.snapshot.run.split.train
    show(tab, look, int(train[9]))
    assert f"sample {train[9]}:" in tab.part.text()
    assert f"= {look.found.values[9]:+.4e}".replace("-", "−") in tab.part.text()


def test_a_sample_that_is_not_in_the_batch_has_no_part(tab):
    look = SamplePasses.at(trained(batch_size=8), "W1[0, 0]")
    rows = look.snapshot.rows
    outside = next(i for i in range(40) if i not in rows)
    show(tab, look, outside)
    assert f"Sample {outside} is not in this batch" in tab.part.text()
    show(tab, look, int(rows[3]))
    assert f"= {look.found.values[3]:+.4e}".replace("-", "−") in tab.part.text()
    assert "(m = 8)" in tab.sum.text()


@pytest.mark.parametrize("more", [{}, {"l2": 0.5}, {"batch_size": 9}])
def test_the_pulls_add_up_to_the_gradient(tab, more):
    look = SamplePasses.at(trained(**more), "W1[1, 0]")
    show(tab, look)
    up, _, down, _, total = tab.pulls.text().split("<br>")
    values = look.found.values
    for text, side in ((up, values[values < 0]), (down, values[values > 0])):
        assert f" {len(side)} samples" in text
        assert numbers(text)[-1] == pytest.approx(side.sum(), rel=1e-4, abs=1e-6)
    gradient = look.snapshot.gradient[look.found.index]
    assert numbers(total)[-1] == pytest.approx(gradient, rel=1e-4, abs=1e-6)
    assert ("penalty" in total) == bool(look.found.penalty)
    assert ("λ2 W" in tab.sum.text()) == bool(more.get("l2"))
    assert "Choose a sample" in tab.part.text()


def test_those_that_pull_most_are_marked_and_lead_to_their_sample(qtbot, tab):
    look = SamplePasses.at(trained(test_share=0.25, samples=60), "W2[0, 1]")
    show(tab, look)
    train, values = look.snapshot.run.split.train, look.found.values
    order = np.argsort(values)
    up = [train[i] for i in order[:MARKED] if values[i] < 0]
    down = [train[i] for i in order[::-1][:MARKED] if values[i] > 0]
    assert [side.tolist() for side in tab.marks] == [up, down]
    links = re.findall(r'<a href="(\d+)">', tab.pulls.text())
    assert [int(link) for link in links] == [*up, *down]
    with qtbot.waitSignal(tab.sample_chosen) as chosen:
        tab.pulls.linkActivated.emit(links[-1])
    assert chosen.args == [down[-1]]


def test_the_plot_counts_every_sample_and_marks_the_one(tab):
    look = SamplePasses.at(trained(samples=300), "W1[0, 1]")
    edges, counts = histogram(look.found.values)
    assert counts.sum() == 300 and 0.0 in edges
    np.testing.assert_allclose(np.diff(edges), edges[1] - edges[0])
    show(tab, look, 11)
    assert tab.plot._chosen.isVisible()
    assert tab.plot._chosen.value() == look.found.values[11]
    x, heights = tab.plot.bars[0].getData()
    filled = heights[x[:-1] < 0.0]
    below = counts[edges[:-1] < 0]
    np.testing.assert_allclose(10 ** filled[below > 0], below[below > 0])
    show(tab, look)
    assert not tab.plot._chosen.isVisible()


@pytest.mark.parametrize("odd", [[np.nan, np.inf], [0.0, 0.0], [1e-320], [-3.0]])
def test_any_contributions_have_a_histogram(odd):
    edges, counts = histogram(np.array(odd))
    assert (np.diff(edges) > 0).all()
    assert counts.sum() == np.isfinite(odd).sum()


def test_the_next_update_is_told_and_whether_it_is_frozen(tab):
    trainer = trained()
    trainer.freeze("b2[1]")
    show(tab, SamplePasses.at(trainer, "b2[1]"))
    assert tab.change.text().endswith("(frozen)")
    show(tab, SamplePasses.at(trainer, "W1[0, 0]"))
    before, after = trainer.network.theta[0], trainer.snapshot().upcoming[0]
    old, new = tab.change.text().removeprefix("next update: ").split(" → ")
    assert float(old.replace("−", "-")) == pytest.approx(before, abs=1e-3)
    assert float(new.replace("−", "-")) == pytest.approx(after, abs=1e-3)


def test_another_parameter_is_named(qtbot, tab):
    look = SamplePasses.at(trained(), "W1[0, 0]")
    show(tab, look)
    chosen = []
    tab.parameter_chosen.connect(chosen.append)
    for text, wanted in ((" b2[1] ", "b2[1]"), ("W3[0,2]", "W3[0, 2]")):
        tab.name.selectAll()
        qtbot.keyClicks(tab.name, text)
        qtbot.keyClick(tab.name, Qt.Key.Key_Return)
        assert chosen.pop() == look.trainer.network.parameter_index(wanted)
        assert not tab.problem.isVisible()
    show(tab, SamplePasses.at(look.trainer, "W3[0, 2]"))
    assert tab.name.text() == "W3[0, 2]"


@pytest.mark.parametrize("text", ["W9[0, 0]", "W1[3, 0]", "b1", "", "nonsense"])
def test_a_name_that_is_none_is_explained_and_stays_to_be_mended(qtbot, tab, text):
    look = SamplePasses.at(trained(), "W1[0, 0]")
    show(tab, look)
    with qtbot.assertNotEmitted(tab.parameter_chosen):
        tab.name.setFocus()
        tab.name.selectAll()
        qtbot.keyClick(tab.name, Qt.Key.Key_Backspace)
        qtbot.keyClicks(tab.name, text)
        qtbot.keyClick(tab.name, Qt.Key.Key_Return)
    assert tab.problem.isVisible() and "W1 (3, 2)" in tab.problem.text()
    show(tab, look)  # the next state leaves what is being typed alone
    assert tab.name.text() == text


def test_edit_asks_for_the_parameter_that_is_shown(qtbot, tab):
    look = SamplePasses.at(trained(), "b1[2]")
    show(tab, look)
    with qtbot.waitSignal(tab.edit_requested) as wanted:
        tab.findChild(QPushButton, "compact").click()
    assert wanted.args == [look.found.index]


def test_a_tiny_slope_is_not_told_as_none(tab):
    trainer = Trainer(TrainingConfig(), datasets.notebook(200))
    trainer.run(300)
    trace = trainer.preview()
    row, sample = np.unravel_index(
        np.argmin(np.abs(trace["A1"] - 1.0) + (trace["dZ1"] == 0.0)), trace["A1"].shape
    )
    show(tab, SamplePasses.at(trainer, f"W1[{row}, 0]"), int(sample))
    before, _, result = tab.part.text().split("\n")[-1].rpartition(" = ")
    slope = float(before.rpartition(" · ")[2].replace("−", "-"))
    a = trace["A1"][row, sample]
    assert 0.0 < slope < 1e-6
    assert slope == pytest.approx(a * (1 - a), rel=1e-3)
    assert numbers(result)


def test_where_it_is_narrow_and_low_nothing_is_cut_off_at_the_side(qtbot, tab):
    show(tab, SamplePasses.at(trained(), "W1[2, 1]"), 5)
    for width, height in ((380, 180), (700, 180), (380, 500)):
        tab.resize(width, height)
        tab.layout().activate()
        area = tab.findChild(QScrollArea)
        assert area.widget().width() <= area.viewport().width()
        assert area.widget().minimumSizeHint().width() <= area.viewport().width()
        qtbot.waitUntil(tab.plot.isVisible)
        scrolled = (width, height) == (380, 180)
        assert area.isAncestorOf(tab.plot) == scrolled
        if scrolled:  # all of it is in view at once, and the wheel scrolls
            assert tab.plot.height() <= area.viewport().height()
        assert any(tab.plot.item.getViewBox().mouseEnabled()) != scrolled
