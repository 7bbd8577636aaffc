"""The equation rows: every number is the core's."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from PyQt6.QtGui import QColor, QImage, QPixmap

from gui.graph.hover_target import Unit
from gui.graph.probe import Probe
from gui.microscope.equation_rows import (
    MAX_SAMPLES,
    LabelledMatrix,
    batch_size,
    equation_rows,
    shown_samples,
)
from gui.microscope.latex_renderer import LatexRenderer
from gui.text.number_format import signed
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.equations import Phase, equations
from shallownet.data import datasets
from shallownet.nn.activations import ACTIVATIONS
from shallownet.nn.gradient_rules import RULES
from shallownet.nn.optimizers import OPTIMIZERS

SETTINGS: dict[str, dict[str, Any]] = {
    "no hidden layer": {"hidden_units": (), "initialization": "xavier"},
    "the lesson": {"hidden_units": (10,)},
    "two layers": {"hidden_units": (3, 2), "activation": "tanh"},
    "three layers": {
        "hidden_units": (4, 3, 2),
        "activation": ("relu", "sigmoid", "sine"),
        "initialization": "he",
        "output_activation": "softplus",
    },
    "batches": {"hidden_units": (3,), "batch_size": 7},
    "tested": {"hidden_units": (3,), "test_share": 0.3, "batch_size": 9},
    "standardized": {
        "hidden_units": (2, 2),
        "standardize_inputs": True,
        "standardize_target": True,
    },
    "adam": {
        "hidden_units": (3,),
        "optimizer": "adam",
        "l1": 0.01,
        "l2": 0.1,
        "clip_norm": 0.5,
    },
    "frozen": {"hidden_units": (3,)},
    **{rule: {"hidden_units": (3, 3), "gradient": rule} for rule in RULES},
}


def trained(samples: int = 50, steps: int = 4, **settings: Any) -> Trainer:
    config = TrainingConfig(**({"learning_rate": 0.01} | settings))
    trainer = Trainer(config, datasets.notebook(samples))
    trainer.run(steps)
    return trainer


@pytest.fixture(params=list(SETTINGS))
def trainer(request) -> Trainer:
    trainer = trained(**SETTINGS[request.param])
    if request.param == "frozen":
        trainer.freeze("W1[0, 0]")
    return trainer


def shown(trainer: Trainer, sample: int | None = None):
    """Return snapshot, samples, and the rows of all phases in their order."""
    snapshot = trainer.snapshot()
    samples = shown_samples(snapshot, sample)
    arrays = Probe(snapshot.run).sample_passes(snapshot, samples)
    return (
        snapshot,
        samples,
        [
            row
            for phase in Phase
            for row in equation_rows(snapshot, phase, arrays, samples)
        ],
    )


def expected(trainer: Trainer, samples: np.ndarray) -> dict[str, np.ndarray]:
    """Return all arrays by the names they are shown by, as the trainer has them."""
    rows = np.searchsorted(trainer.run_info.split.train, samples)
    trace = trainer.preview(rows)
    last = len(trainer.network.layers)
    X, y = trainer.objective.X[:-1, rows], trainer.objective.y[:, rows]
    error = trace[f"A{last}"] - y
    found = dict(trace.arrays) | {
        "X": X,
        "y": y,
        "ŷ − y": error,
        "(ŷ − y)²": error**2,
    }
    for word, values in (("before", trace.before), ("after", trace.after)):
        found |= {f"{name} {word}": array for name, array in values.items()}
    return found


def matrices(found) -> dict[str, LabelledMatrix]:
    return {matrix.name: matrix for row in found for matrix in row.matrices}


@pytest.mark.parametrize("which", ["all", "one"])
def test_every_array_has_the_values_of_the_core(trainer, which):
    sample = int(trainer.run_info.split.train[-2]) if which == "one" else None
    _, samples, found = shown(trainer, sample)
    arrays = expected(trainer, samples)
    by_name = matrices(found)
    assert set(by_name) == set(arrays)
    for name, matrix in by_name.items():
        assert matrix.values.shape == arrays[name].shape, name
        if name == "X" or "dW" in name or "db" in name or " " in name:
            assert np.array_equal(matrix.values, arrays[name]), name
        else:  # BLAS may round another way where a sample stands elsewhere
            np.testing.assert_allclose(
                matrix.values, arrays[name], rtol=1e-13, atol=1e-13, err_msg=name
            )


def test_the_parameters_after_are_those_of_the_next_update(trainer):
    *_, found = shown(trainer)
    before = {name: a.copy() for name, a in trainer.network.parameters.items()}
    trainer.step()
    by_name = matrices(found)
    for name, after in trainer.network.parameters.items():
        assert np.array_equal(by_name[f"{name} before"].values, before[name])
        assert np.array_equal(by_name[f"{name} after"].values, after)


def test_every_equation_is_there_once_and_in_order(trainer):
    snapshot, _, found = shown(trainer)
    lines = equations(snapshot.run.model.network, snapshot.settings)
    assert [row.equation for row in found] == lines


def test_rows_and_columns_have_labels(trainer):
    snapshot, samples, found = shown(trainer)
    sizes = trainer.network.layer_sizes
    for name, matrix in matrices(found).items():
        assert len(matrix.column_labels) == matrix.values.shape[1]
        assert len(matrix.row_labels) == matrix.values.shape[0]
        if matrix.axis == "samples":
            assert matrix.column_labels == tuple(f"i = {i:,}" for i in samples)
            assert matrix.total == batch_size(snapshot)
        elif matrix.axis == "inputs":
            assert matrix.column_labels[:2] == (
                ("x1", "x2") if matrix.layer == 1 else ("0", "1")
            )
            assert matrix.total == sizes[matrix.layer - 1]
        else:
            assert matrix.column_labels == ("",) and matrix.total == 1
        if name == "X":
            assert matrix.row_labels == ("x1", "x2")


def test_an_entry_maps_to_its_parameter_or_unit(trainer):
    *_, found = shown(trainer)
    name_of = trainer.network.parameter_name
    for name, matrix in matrices(found).items():
        for row, column in product(*map(range, matrix.values.shape)):
            thing = matrix.target_at(row, column)
            plain = name.split()[0].removeprefix("d")
            if plain[0] == "W":
                assert name_of(thing) == f"{plain}[{row}, {column}]"
            elif plain[0] == "b":
                assert name_of(thing) == f"{plain}[{row}]"
            else:
                last = len(trainer.network.layers)
                layer = (
                    0
                    if name == "X"
                    else int(plain[-1])
                    if plain[-1:].isdigit()
                    else last
                )
                assert thing == Unit(layer, row)


def test_a_target_highlights_its_entries_alone():
    trainer = trained(hidden_units=(3, 2))
    *_, found = shown(trainer)
    by_name = matrices(found)

    def highlighted(what) -> dict[str, list[tuple[int, int]]]:
        places = {
            name: [
                (row, column)
                for row, column in product(*map(range, matrix.values.shape))
                if matrix.is_highlighted(row, column, what)
            ]
            for name, matrix in by_name.items()
        }
        return {name: entries for name, entries in places.items() if entries}

    k = trainer.network.parameter_index("W2[1, 2]")
    assert highlighted(k) == {key: [(1, 2)] for key in ("dW2", "W2 before", "W2 after")}
    k = trainer.network.parameter_index("b1[2]")
    assert highlighted(k) == {key: [(2, 0)] for key in ("db1", "b1 before", "b1 after")}
    highlighted_entries = highlighted(Unit(2, 1))
    assert set(highlighted_entries) == {
        *("Z2", "A2", "dZ2", "dW2", "db2"),
        *(f"{kind}2 {when}" for kind in "Wb" for when in ("before", "after")),
    }
    assert {row for entries in highlighted_entries.values() for row, _ in entries} == {
        1
    }
    assert len(highlighted_entries["Z2"]) == by_name["Z2"].values.shape[1]
    assert set(highlighted(Unit(0, 1))) == {"X"}
    assert {"y", "A3", "ŷ − y", "(ŷ − y)²"} <= set(highlighted(Unit(3, 0)))
    assert highlighted(None) == {}


def results(found) -> dict[str, str]:
    return {row.equation.plain: row.result for row in found if row.result}


def test_equations_have_their_results(trainer):
    _, _, found = shown(trainer)
    now, texts = trainer.evaluate(), results(found)
    m = len(trainer.run_info.split.train) if trainer.batch() is None else 0
    m = m or len(trainer.batch())
    assert texts["X, y"].startswith(f"m = {m}")
    assert ("a batch" in texts["X, y"]) == (trainer.batch() is not None)
    assert ("standardized" in texts["X, y"]) == trainer.config.standardize_inputs
    loss = next(text for line, text in texts.items() if line.startswith("J ="))
    whole = loss.partition(", in the units of y² ")
    assert whole[0] == f"= {now.loss:,.6f}"
    mean = next(text for line, text in texts.items() if line.startswith("mean"))
    theirs = mean.partition(", in those of y ")
    assert theirs[0] == f"= {signed(now.mean_error, 6)}"
    if trainer.config.standardize_target:
        rows = trainer.run_info.split.train
        error = (trainer.predict(trainer.data.X) - trainer.data.y)[0, rows]
        assert whole[2] == f"{(error**2).mean() / 2:,.2f}"
        assert theirs[2] == signed(error.mean())
    else:
        assert not whole[2] and not theirs[2]
    if trainer.settings.l1:
        assert texts["λ1 Σ |W| + λ2/2 Σ W²"] == f"= {now.penalty:,.6f}"
        norm = np.linalg.norm(trainer.network.gradient)
        emitted = f"‖g‖ = {norm:,.4f}, κ = {min(1.0, 0.5 / norm):.4g}"
        assert texts["κ = min(1, c / ‖g‖)"] == emitted


def test_without_a_selection_the_first_samples_of_the_update_are_shown():
    trainer = trained(batch_size=20, test_share=0.2)
    samples = shown_samples(trainer.snapshot(), None)
    train = trainer.run_info.split.train
    assert samples.tolist() == train[trainer.batch()][:MAX_SAMPLES].tolist()
    assert not set(samples) & set(trainer.run_info.split.test)
    whole = trained(test_share=0.2)
    assert shown_samples(whole.snapshot(), None).tolist() == train[:12].tolist()
    assert shown_samples(trained(5).snapshot(), None).tolist() == [0, 1, 2, 3, 4]
    assert shown_samples(whole.snapshot(), 31).tolist() == [31]


def test_a_test_sample_can_be_shown():
    trainer = trained(test_share=0.4, standardize_inputs=True, hidden_units=(3,))
    sample = int(trainer.run_info.split.test[0])
    *_, found = shown(trainer, sample)
    by_name, p = matrices(found), trainer.network.parameters
    X = trainer.problem.model.inputs.apply(trainer.data.X[:, [sample]])
    Z1 = p["W1"] @ X + p["b1"]
    np.testing.assert_allclose(by_name["X"].values, X)
    np.testing.assert_allclose(by_name["Z1"].values, Z1)
    y_hat = p["W2"] @ (1 / (1 + np.exp(-Z1))) + p["b2"]
    np.testing.assert_allclose(by_name["A2"].values, y_hat)
    np.testing.assert_allclose(
        by_name["ŷ − y"].values, y_hat - trainer.data.y[:, [sample]]
    )


def test_numbers_that_are_not_finite_cause_no_warning():
    trainer = trained()
    trainer.network.theta[0] = np.inf
    *_, found = shown(trainer)
    assert not np.isfinite(matrices(found)["W1 before"].values).all()


# Python 3.11 says so of a function that ziamath calls when it is loaded.
@pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")
def test_every_equation_can_be_rendered(qtbot, caplog):
    others = [{"activation": g, "hidden_units": (2,)} for g in ACTIVATIONS]
    others += [{"optimizer": name, "hidden_units": (2,)} for name in OPTIMIZERS]
    lines: set[str] = set()
    for settings in (*SETTINGS.values(), *others):
        trainer = trained(5, 0, **(settings | {"test_share": 0.0, "batch_size": None}))
        found = equations(trainer.network, trainer.settings)
        lines |= {line.latex for line in found}
    renderer, ink = LatexRenderer(), QColor("#884422")

    def pixmaps() -> list[QPixmap | None]:
        return [renderer.pixmap(line, ink, 1.0) for line in lines]

    qtbot.waitUntil(lambda: all(pixmaps()), timeout=20_000)
    renderer.shut_down()
    for pixmap in pixmaps():  # in ink, and not blank
        image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
        memory = image.constBits().asstring(image.sizeInBytes())
        darkest = QColor.fromRgba(int(np.frombuffer(memory, np.uint32).max()))
        assert darkest.alpha() > 180 and abs(darkest.hue() - ink.hue()) < 9
    assert not caplog.records
