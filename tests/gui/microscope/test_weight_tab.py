"""The weight tab: the chain rule and the contributions, with the core's numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QPushButton, QScrollArea

from gui.graph.probe import Probe
from gui.microscope.chain_rule_text import DERIVATIVE
from gui.microscope.contribution_plot import histogram
from gui.microscope.weight_tab import MAX_MARKED, WeightTab
from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.microscope import Microscope
from shallownet.data import datasets
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import scientific

if TYPE_CHECKING:
    from shallownet.analysis.contributions import Contributions
    from shallownet.training.snapshot import Snapshot

NUMBER = re.compile(r"[+−]\d[\d,]*\.?\d*(?:e[+−]?\d+)?")


def numbers(text: str) -> list[float]:
    """Return the numbers of a text that are written with a sign."""
    found = NUMBER.findall(text)
    return [float(text.replace("−", "-").replace(",", "")) for text in found]


def near(value: float) -> object:
    """Return an approximation for a number printed with four digits."""
    return pytest.approx(value, rel=1e-3, abs=6e-5)


@dataclass(frozen=True)
class Case:
    """A parameter of a state, with its contributions."""

    trainer: Trainer
    snapshot: Snapshot
    name: str
    found: Contributions

    @classmethod
    def at(cls, trainer: Trainer, name: str) -> Case:
        snapshot = trainer.snapshot()
        index = trainer.network.parameter_index(name)
        found = Microscope(snapshot.run).contributions(snapshot, index)
        return cls(trainer, snapshot, name, found)


def trained(hidden=(3, 3), samples=40, steps=3, **settings: Any) -> Trainer:
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


def show(tab: WeightTab, case: Case, sample: int | None = None) -> None:
    snapshot = case.snapshot
    tab.set_state(snapshot, Probe(snapshot.run), case.found.index, sample)
    tab.set_contributions(snapshot, case.found)


NAMES = ["W1[2, 1]", "b1[1]", "W2[1, 2]", "b2[0]", "W3[0, 1]", "b3[0]"]


def check_chain_rule(tab: WeightTab, name: str, rule: str) -> None:
    case = Case.at(trained(gradient=rule), name)
    sample, layer, row = 5, int(name[1]), int(name[3])
    column = int(name[-2]) if name[0] == "W" else None
    show(tab, case, sample)
    trace = case.trainer.preview()
    gradient = trace[f"d{name[:2]}"][row, column or 0]
    assert tab.gradient.text().startswith(f"dJ/d{name} = ")
    assert numbers(tab.gradient.text())[-1] == pytest.approx(
        gradient, rel=1e-4, abs=1e-6
    )
    assert "(m = 40)" in tab.gradient.text()
    assert ("1/m" in tab.gradient.text()) == (
        rule != "missing_mean" and not (rule == "no_biases" and column is None)
    )

    chain, error = tab.contribution.text().split("\n")[:2]
    dZ, part = trace[f"dZ{layer}"], case.found.values[sample]
    terms, of, _ = chain.partition(" of the sum")
    terms = terms.rpartition(", ")[0] if of else terms
    *factors, emitted = numbers(terms) or [0.0]
    assert emitted == near(part)
    # The numbers make what is said to come of them.
    shown = np.prod(factors) if factors else 0.0
    scale = 1.0 if rule == "missing_mean" else 1 / 40
    assert shown * scale == pytest.approx(part, rel=2e-2, abs=1e-5)
    if column is not None:
        below = case.trainer.data.X if layer == 1 else trace[f"A{layer - 1}"]
        assert factors == [near(dZ[row, sample]), near(below[column, sample])]
    if gradient:
        share = re.search(r"([\d.e−-]+)(%?) of the sum", chain)
        value = float(share[1].replace("−", "-")) / (100 if share[2] else 1)
        assert value == pytest.approx(part / gradient, rel=1e-2, abs=1e-4)
    assert error.startswith(f"dZ{layer}[{row}, {sample}] = ")
    assert numbers(error)[-1] == near(dZ[row, sample])


@pytest.mark.parametrize("name", NAMES)
def test_the_chain_rule_has_the_numbers_of_the_core(tab, name):
    for rule in RULES:
        check_chain_rule(tab, name, rule)


def check_factors(tab: WeightTab, layer: int, activation: str, rule: str) -> None:
    trainer = trained(gradient=rule, activation=activation, output_activation="sine")
    case = Case.at(trainer, f"W{layer}[0, 0]")
    show(tab, case, 7)
    before, _, result = tab.contribution.text().split("\n")[-1].rpartition(" = ")
    formula, _, values = before.rpartition(" = ")
    # As arithmetic, in Python's own signs.
    value = eval(values.translate(str.maketrans("−·[]", "-*()", ",")))
    (dZ,) = numbers(result)
    assert value == pytest.approx(dZ, rel=2e-3, abs=1e-4)
    assert dZ == near(trainer.preview()[f"dZ{layer}"][0, 7])
    slope = layer == 3 or (activation != "identity" and rule != "no_derivative")
    assert (DERIVATIVE in formula) == slope
    if layer == 3:
        assert ("y − ŷ" in formula) == (rule == "wrong_sign")
    else:
        swapped = rule == "untransposed" and layer == 1
        wanted = (
            "W2[0, k]" if swapped else f"W{layer + 1}[{'k' if layer == 1 else 0}, 0]"
        )
        assert wanted in formula


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "identity"])
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_the_factors_of_dZ_multiply_to_it(tab, layer, activation):
    for rule in RULES:
        check_factors(tab, layer, activation, rule)


def test_a_contribution_has_the_numbers_of_its_own_snapshot(tab):
    case = Case.at(trained(), "W3[0, 1]")
    show(tab, case, 5)
    case.trainer.run(40)  # the run goes on, and its contributions come later
    snapshot = case.trainer.snapshot()
    tab.set_state(snapshot, Probe(snapshot.run), case.found.index, 5)
    chain = tab.contribution.text().split("\n")[0].rpartition(", ")[0]
    *factors, emitted = numbers(chain)
    assert np.prod(factors) / 40 == pytest.approx(emitted, rel=1e-2)


def test_a_test_sample_has_no_contribution(tab):
    case = Case.at(trained(test_share=0.25), "W1[0, 0]")
    sample = int(case.snapshot.run.split.test[2])
    show(tab, case, sample)
    assert f"Sample {sample} is kept for the test" in tab.contribution.text()


def test_with_a_test_set_samples_keep_their_own_contributions(tab):
    case = Case.at(trained(test_share=0.25), "W2[0, 0]")
    train = case.snapshot.run.split.train
    show(tab, case, int(train[9]))
    assert f"sample {train[9]}:" in tab.contribution.text()
    assert f"= {scientific(case.found.values[9], 4, '+')}" in tab.contribution.text()


def test_a_sample_outside_the_batch_has_no_contribution(tab):
    case = Case.at(trained(batch_size=8), "W1[0, 0]")
    rows = case.snapshot.rows
    outside = next(i for i in range(40) if i not in rows)
    show(tab, case, outside)
    assert f"Sample {outside} is not in this batch" in tab.contribution.text()
    show(tab, case, int(rows[3]))
    assert f"= {scientific(case.found.values[3], 4, '+')}" in tab.contribution.text()
    assert "(m = 8)" in tab.gradient.text()


@pytest.mark.parametrize("more", [{}, {"l2": 0.5}, {"batch_size": 9}])
def test_the_contributions_add_up_to_the_gradient(tab, more):
    case = Case.at(trained(**more), "W1[1, 0]")
    show(tab, case)
    up, _, down, _, total = tab.pulls.text().split("<br>")
    values = case.found.values
    for text, side in ((up, values[values < 0]), (down, values[values > 0])):
        assert f" {len(side)} samples" in text
        assert numbers(text)[-1] == pytest.approx(side.sum(), rel=1e-4, abs=1e-6)
    gradient = case.snapshot.gradient[case.found.index]
    assert numbers(total)[-1] == pytest.approx(gradient, rel=1e-4, abs=1e-6)
    assert ("penalty" in total) == bool(case.found.penalty)
    assert ("λ2 W" in tab.gradient.text()) == bool(more.get("l2"))
    assert "Choose a sample" in tab.contribution.text()


def test_the_strongest_samples_are_marked_and_linked(qtbot, tab):
    case = Case.at(trained(test_share=0.25, samples=60), "W2[0, 1]")
    show(tab, case)
    train, values = case.snapshot.run.split.train, case.found.values
    order = np.argsort(values)
    up = [train[i] for i in order[:MAX_MARKED] if values[i] < 0]
    down = [train[i] for i in order[::-1][:MAX_MARKED] if values[i] > 0]
    assert [side.tolist() for side in tab.marks] == [up, down]
    links = re.findall(r'<a href="(\d+)">', tab.pulls.text())
    assert [int(link) for link in links] == [*up, *down]
    with qtbot.waitSignal(tab.sample_chosen) as chosen:
        tab.pulls.linkActivated.emit(links[-1])
    assert chosen.args == [down[-1]]


def test_the_plot_counts_every_sample_and_marks_the_selected_one(tab):
    case = Case.at(trained(samples=300), "W1[0, 1]")
    edges, counts = histogram(case.found.values)
    assert counts.sum() == 300 and 0.0 in edges
    np.testing.assert_allclose(np.diff(edges), edges[1] - edges[0])
    show(tab, case, 11)
    assert tab.plot.selected.isVisible()
    assert tab.plot.selected.value() == case.found.values[11]
    x, heights = tab.plot.bars[0].getData()
    filled = heights[x[:-1] < 0.0]
    below = counts[edges[:-1] < 0]
    np.testing.assert_allclose(10 ** filled[below > 0], below[below > 0])
    show(tab, case)
    assert not tab.plot.selected.isVisible()


@pytest.mark.parametrize("odd", [[np.nan, np.inf], [0.0, 0.0], [1e-320], [-3.0]])
def test_any_contributions_have_a_histogram(odd):
    edges, counts = histogram(np.array(odd))
    assert (np.diff(edges) > 0).all()
    assert counts.sum() == np.isfinite(odd).sum()


def test_the_next_update_is_shown_and_whether_it_is_frozen(tab):
    trainer = trained()
    trainer.freeze("b2[1]")
    show(tab, Case.at(trainer, "b2[1]"))
    assert tab.change.text().endswith("(frozen)")
    show(tab, Case.at(trainer, "W1[0, 0]"))
    before, after = trainer.network.theta[0], trainer.snapshot().upcoming[0]
    old, new = tab.change.text().partition(": ")[2].split(" → ")
    assert float(old.replace("−", "-")) == pytest.approx(before, abs=1e-3)
    assert float(new.replace("−", "-")) == pytest.approx(after, abs=1e-3)


def test_entering_a_name_chooses_a_parameter(qtbot, tab):
    case = Case.at(trained(), "W1[0, 0]")
    show(tab, case)
    chosen: list[int] = []
    tab.parameter_chosen.connect(chosen.append)
    for text, wanted in ((" b2[1] ", "b2[1]"), ("W3[0,2]", "W3[0, 2]")):
        tab.name.selectAll()
        qtbot.keyClicks(tab.name, text)
        qtbot.keyClick(tab.name, Qt.Key.Key_Return)
        assert chosen.pop() == case.trainer.network.parameter_index(wanted)
        assert not tab.problem.isVisible()
    show(tab, Case.at(case.trainer, "W3[0, 2]"))
    assert tab.name.text() == "W3[0, 2]"


@pytest.mark.parametrize("text", ["W9[0, 0]", "W1[3, 0]", "b1", "", "nonsense"])
def test_an_unknown_name_is_explained_and_kept(qtbot, tab, text):
    case = Case.at(trained(), "W1[0, 0]")
    show(tab, case)
    with qtbot.assertNotEmitted(tab.parameter_chosen):
        tab.name.setFocus()
        tab.name.selectAll()
        qtbot.keyClick(tab.name, Qt.Key.Key_Backspace)
        qtbot.keyClicks(tab.name, text)
        qtbot.keyClick(tab.name, Qt.Key.Key_Return)
    assert tab.problem.isVisible() and "W1 (3, 2)" in tab.problem.text()
    show(tab, case)  # the next state leaves what is being typed alone
    assert tab.name.text() == text


def test_edit_requests_the_shown_parameter(qtbot, tab):
    case = Case.at(trained(), "b1[2]")
    show(tab, case)
    with qtbot.waitSignal(tab.edit_requested) as wanted:
        tab.findChild(QPushButton, "compact").click()
    assert wanted.args == [case.found.index]


def test_a_tiny_derivative_is_not_shown_as_zero(tab):
    trainer = Trainer(TrainingConfig(), datasets.notebook(200))
    trainer.run(300)
    trace = trainer.preview()
    row, sample = np.unravel_index(
        np.argmin(np.abs(trace["A1"] - 1.0) + (trace["dZ1"] == 0.0)), trace["A1"].shape
    )
    show(tab, Case.at(trainer, f"W1[{row}, 0]"), int(sample))
    before, _, result = tab.contribution.text().split("\n")[-1].rpartition(" = ")
    slope = float(before.rpartition(" · ")[2].replace("−", "-"))
    a = trace["A1"][row, sample]
    assert 0.0 < slope < 1e-6
    assert slope == pytest.approx(a * (1 - a), rel=1e-3)
    assert numbers(result)


def test_in_a_small_tab_nothing_is_cut_off_at_the_side(qtbot, tab):
    show(tab, Case.at(trained(), "W1[2, 1]"), 5)
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


def test_a_standardized_parameter_is_shown_in_the_units_of_the_data(tab):
    x = np.linspace(10.0, 20.0, 11)[None]
    config = TrainingConfig(
        hidden_units=(),
        standardize_inputs=True,
        standardize_target=True,
        learning_rate=0.5,
    )
    trainer = Trainer(config, Dataset(x, 3.0 * x + 5.0))
    trainer.run(200)
    for parameter, shown in ((0, "3"), (1, "5")):
        show(tab, Case.at(trainer, trainer.network.parameter_name(parameter)))
        assert tab.in_data_units.isVisible()
        assert tab.in_data_units.text() == f"in the data's own units: {shown}"
    show(tab, Case.at(trained(), "W1[0, 0]"))
    assert not tab.in_data_units.isVisible()
