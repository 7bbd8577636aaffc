"""The numbers of a run as CSV, JSON and NPZ: the same bits come back."""

from __future__ import annotations

import csv
import json
import re
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import shallownet as sn
from shallownet.analysis.kept_states import KeptMeter, KeptStates
from shallownet.documents.numbers import TABLES, UNITS, RunNumbers
from tests.examples import examples

if TYPE_CHECKING:
    from shallownet.documents.numbers import Table
    from shallownet.training.snapshot import Snapshot

recipes = st.builds(
    sn.Recipe.of,
    samples=st.just(20),
    hidden_units=st.sampled_from([(), (3,), (4, 2)]),
    activation=st.sampled_from(["sigmoid", "relu"]),
    output_activation=st.sampled_from(["identity", "sigmoid"]),
    standardize_inputs=st.booleans(),
    standardize_target=st.booleans(),
    test_share=st.sampled_from([0.0, 0.3]),
    batch_size=st.sampled_from([None, 4]),
    # The last one leads to numbers that are not finite.
    learning_rate=st.sampled_from([0.001, 100.0]),
)


def state(recipe: sn.Recipe, updates: int = 100) -> Snapshot:
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.freeze("b1[0]")
    with suppress(sn.DivergedError):
        trainer.run(updates)
    return trainer.snapshot()


def saved(snapshot: Snapshot, suffix: str, table: Table | None = None) -> Any:
    """Save the numbers and read them with another program's means."""
    with TemporaryDirectory() as folder:
        path = Path(folder, f"run{suffix}")
        sn.save_numbers(snapshot, path, table)
        if suffix == ".npz":
            with np.load(path, allow_pickle=False) as archive:
                return dict(archive)
        text = path.read_text(encoding="utf-8")
    if suffix == ".json":
        return json.loads(text, parse_constant=pytest.fail)
    return list(csv.DictReader(text.splitlines()))


def number(cell: str | float) -> float:
    return float(cell) if cell != "" else np.nan


def floats(values: Any) -> np.ndarray:
    return np.vectorize(float, otypes=[float])(np.array(values, dtype=object))


@given(recipe=recipes)
@examples(12)
@example(recipe=sn.Recipe.of(samples=20, learning_rate=100.0, activation="relu"))
def test_every_format_gives_the_same_bits_back(recipe):
    snapshot = state(recipe)
    expected = {a.name: a.values for a in RunNumbers.of(snapshot).arrays}
    archive, tree = saved(snapshot, ".npz"), saved(snapshot, ".json")
    about = json.loads(str(archive.pop("about")))
    assert set(archive) == set(tree["arrays"]) == set(about["arrays"]) == set(expected)
    rows: dict[str, list[float]] = {name: [] for name in expected}
    for row in saved(snapshot, ".csv"):
        rows[row["array"]].append(number(row["value"]))
    for name, values in expected.items():
        np.testing.assert_array_equal(archive[name], values)
        assert archive[name].dtype == values.dtype
        entry = tree["arrays"][name]
        np.testing.assert_array_equal(floats(entry["values"]), values)
        assert entry["shape"] == list(values.shape)
        assert entry["unit"] in UNITS and entry["meaning"]
        assert about["arrays"][name] == {
            k: v for k, v in entry.items() if k != "values"
        }
        np.testing.assert_array_equal(rows[name], values.ravel())


@given(recipe=recipes)
@examples(8)
def test_a_table_has_a_column_for_each_quantity(recipe):
    snapshot = state(recipe)
    numbers = RunNumbers.of(snapshot)
    curves, predictions, parameters = (saved(snapshot, ".csv", t) for t in TABLES)
    for name in ("update", "loss", "mean_error", "gradient_norm"):
        column = [number(row[name]) for row in curves]
        np.testing.assert_array_equal(column, numbers[name])
    assert ("test_loss" in curves[0]) == bool(snapshot.run.split.test.size)
    target = snapshot.run.data.target_name
    residuals = [number(row[f"residual {target}"]) for row in predictions]
    np.testing.assert_array_equal(residuals, numbers["residual"][0])
    np.testing.assert_array_equal(
        [row["part"] == "test" for row in predictions], numbers["is_test"]
    )
    network = snapshot.run.model.network
    indices = [network.parameter_index(row["parameter"]) for row in parameters]
    assert sorted(indices) == list(range(network.theta.size))
    for heading, vector in (
        ("value", snapshot.theta),
        ("gradient", snapshot.gradient),
        ("value in data units", snapshot.theta_in_data_units),
        ("frozen", snapshot.frozen),
    ):
        known = [number(row[heading]) for row in parameters]
        np.testing.assert_array_equal(known, vector[indices])


def test_what_is_not_finite_is_written_by_rule():
    config = sn.TrainingConfig(activation="relu", learning_rate=100.0)
    snapshot = state(sn.Recipe(config, sn.DataConfig(samples=20)))
    assert not np.isfinite(snapshot.loss)
    numbers = saved(snapshot, ".json")
    assert numbers["test_loss"] == "NaN"  # there are no test samples
    assert numbers["arrays"]["loss"]["values"][-1] == {np.inf: "Infinity"}.get(
        snapshot.loss, "NaN"
    )
    assert {"inf", ""} >= {saved(snapshot, ".csv", "curves")[-1]["loss"]}


def test_the_curves_begin_at_the_start_and_end_at_the_state():
    recipe = sn.Recipe.of(samples=50)
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    losses = [trainer.step().loss for _ in range(4)]
    snapshot = trainer.snapshot()
    numbers = RunNumbers.of(snapshot)
    assert numbers["update"].tolist() == [0, 1, 2, 3, 4]
    assert numbers["loss"].tolist() == [*losses, snapshot.loss]
    gradient = np.concatenate([numbers[f"d{n}"].ravel() for n in ("W1", "b1")])
    assert gradient.size == 30
    whole = np.sqrt((snapshot.gradient**2).sum())
    assert numbers["gradient_norm"][-1] == pytest.approx(whole, rel=1e-14)


@pytest.mark.parametrize("suffix", [".csv", ".json", ".npz"])
def test_what_is_known_at_kept_states_stands_beside_their_updates(tmp_path, suffix):
    recipe = sn.Recipe.of(samples=20, batch_size=6, schedule="cosine", iterations=30)
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.run(9)
    trainer.checkpoints.limit(trainer.checkpoints.nbytes // 2)  # every second one
    states, snapshot = KeptStates.of(trainer), trainer.snapshot()
    path = tmp_path / f"run{suffix}"
    sn.save_numbers(snapshot, path, "curves", states)
    values = KeptMeter(snapshot.run).measure(states, [0, 2, 4, 6, 8])
    rates = [0.001 * 0.5 * (1.0 + np.cos(np.pi * t / 30)) for t in range(10)]
    if suffix == ".csv":
        rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
        column = [number(row["learning_rate"]) for row in rows]
        known = [n for n, row in enumerate(rows) if row["loss_over_all"]]
        ratios = [number(rows[n]["update_ratio_2"]) for n in known]
        losses = [number(rows[n]["loss_over_all"]) for n in known]
    else:
        if suffix == ".npz":
            with np.load(path, allow_pickle=False) as archive:
                arrays = dict(archive)
        else:
            tree = json.loads(path.read_text("utf-8"))["arrays"]
            arrays = {name: np.array(entry["values"]) for name, entry in tree.items()}
        column, known = arrays["learning_rate"], arrays["kept_update"].tolist()
        ratios, losses = arrays["update_ratio"][1], arrays["loss_over_all"]
        norms = (arrays["layer_gradient_norm"] ** 2).sum(axis=0) ** 0.5
        np.testing.assert_allclose(norms, arrays["gradient_norm"][known], rtol=1e-12)
    assert known == [0, 2, 4, 6, 8, 9]
    np.testing.assert_allclose(column, rates, rtol=1e-12)
    np.testing.assert_array_equal(ratios[:-1], values.update_ratios[1])
    np.testing.assert_array_equal(losses, [*values.losses, snapshot.loss])


def test_the_sharpness_stands_beside_the_updates_it_was_measured_at():
    recipe = sn.Recipe.of(samples=20)
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.watch_sharpness(True)
    trainer.run(300)
    snapshot = trainer.snapshot()
    updates, sharpness = snapshot.sharpness
    assert len(updates)
    known = {
        int(row["update"]): float(row["sharpness"])
        for row in saved(snapshot, ".csv", "curves")
        if row["sharpness"]
    }
    assert (
        list(known) == updates.tolist() and list(known.values()) == sharpness.tolist()
    )


def test_the_numbers_predict_as_the_page_about_the_formats_says(tmp_path, monkeypatch):
    recipe = sn.Recipe.of(samples=50, standardize_inputs=True, standardize_target=True)
    monkeypatch.chdir(tmp_path)
    sn.save_numbers(state(recipe), "run.npz")
    page = Path(__file__).parents[3] / "docs" / "number-formats.md"
    codes = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    code = next(code for code in codes if '"run.npz"' in code)
    differences: list[float] = []
    exec(code, {"np": np, "print": differences.append})
    assert differences[0] < 1e-12


def test_equal_states_give_equal_files(tmp_path):
    for name in ("one", "two"):
        sn.save_numbers(state(sn.Recipe.of(samples=20)), tmp_path / f"{name}.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


@pytest.mark.parametrize("name", ["run", "run.xlsx", "csv"])
def test_a_name_without_a_format_is_refused(tmp_path, name):
    with pytest.raises(sn.DataError, match=r"must end in \.csv, \.json or \.npz"):
        sn.save_numbers(state(sn.Recipe.of(samples=20)), tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".csv", ".json", ".npz"])
def test_a_file_that_cannot_be_written_is_told_and_the_old_one_stays(tmp_path, suffix):
    path = tmp_path / f"run{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(sn.DataError, match=r"cannot be written: No such file"):
        sn.save_numbers(state(sn.Recipe.of(samples=20)), tmp_path / "no" / path.name)
    assert path.read_bytes() == b"old"
