"""Predictions for the rows of a table: names, numbers, what is missing, cancelling."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

import shallownet as sn
from shallownet.data.tables.dialect import ReadOptions
from shallownet.documents.table_predictions import predict_table
from shallownet.errors import Cancelled, DataError


@pytest.fixture(scope="module")
def trainer():
    generator = np.random.default_rng(0)
    X = generator.standard_normal((2, 50))
    data = sn.Dataset(X, X[:1] - 2.0 * X[1:], ("weight", "length"), "price")
    trainer = sn.Trainer(sn.TrainingConfig(standardize_inputs=True), data)
    trainer.run(5)
    return trainer


@pytest.fixture
def predict(trainer, tmp_path):
    def predict(text, **more):
        path = tmp_path / "table.csv"
        path.write_text(text)
        return predict_table(trainer.problem.model, trainer.data, path, **more)

    return predict


def rows_of(found):
    stream = io.StringIO()
    found.write(stream)
    return list(csv.reader(io.StringIO(stream.getvalue())))


def test_inputs_are_found_by_name_in_any_order(predict, trainer):
    found = predict("id,length,weight\n7,2.5,1\n8,0.5,-3\n")
    header, *rows = rows_of(found)
    assert header == ["id", "weight", "length", "predicted price"]
    assert [row.pop(0) for row in rows] == ["7", "8"]  # by which rows are matched
    expected = trainer.predict([[1.0, -3.0], [2.5, 0.5]])[0].tolist()
    assert [[float(cell) for cell in row] for row in rows] == [
        [1.0, 2.5, expected[0]],
        [-3.0, 0.5, expected[1]],
    ]
    assert np.isnan(found.r2)
    assert found.summary() == "2 rows predicted"


def test_columns_that_tell_rows_apart_are_kept_and_others_are_not(predict):
    rows = "".join(f"C{n:03},{n % 3},{n % 2},{2 * n}\n" for n in range(12))
    found = predict("customer,weight,length,note\n" + rows)
    header, first, *_ = rows_of(found)
    assert header == ["customer", "weight", "length", "predicted price"]
    assert first[0] == "C000"


def test_the_target_stands_beside_its_prediction(predict, trainer):
    found = predict("weight,length,price\n1,2,-3\n2,1,0.5\n1,1,-1\n0,,4\n")
    header, *rows = rows_of(found)
    assert header == ["weight", "length", "price", "predicted price", "error of price"]
    assert rows[3] == ["0.0", "", "4.0", "", ""]
    truth = np.array([-3.0, 0.5, -1.0])
    predicted = trainer.predict([[1.0, 2.0, 1.0], [2.0, 1.0, 1.0]])[0]
    np.testing.assert_allclose(found.predicted[:3], predicted, rtol=1e-14)
    np.testing.assert_allclose(found.errors[:3], predicted - truth, rtol=1e-13)
    r2 = 1.0 - ((predicted - truth) ** 2).sum() / ((truth - truth.mean()) ** 2).sum()
    assert found.r2 == pytest.approx(r2)
    assert found.summary().startswith(
        "3 rows predicted, 1 without: an input is missing or not known (length in 1); "
    )


def test_a_table_without_an_input_is_refused(predict):
    with pytest.raises(DataError, match="no column “length”, which the run has as an"):
        predict("weight,width\n1,2\n")


def test_cancelled_nothing_replaces_a_file(predict, tmp_path):
    text = "weight,length\n1,2\n"
    with pytest.raises(Cancelled):
        predict(text, cancelled=lambda: True)
    output = tmp_path / "predicted.csv"
    output.write_text("kept")
    with pytest.raises(Cancelled):
        predict(text).save(output, lambda: True)
    assert output.read_text() == "kept"


def test_progress_ends_at_the_size_of_the_file(predict):
    reports = []
    text = "weight,length\n1,2\n3,4\n"
    predict(text, progress=lambda *report: reports.append(report))
    assert reports[-1] == (len(text), len(text))


def test_texts_are_encoded_as_they_were_learned(tmp_path):
    path, other = tmp_path / "penguins.csv", tmp_path / "others.csv"
    rows = "".join(
        f"{species},{n % 7 + 30 * (species == 'Gentoo')},{n}\n"
        for n, species in enumerate(["Adelie", "Gentoo", "Chinstrap"] * 15)
    )
    path.write_text("species,mass,length\n" + rows)
    table = sn.read_table(path)
    data = table.dataset("mass", ["species", "length"])
    trainer = sn.Trainer(sn.TrainingConfig(standardize_inputs=True), data)
    other.write_text("length,species\n5,Gentoo\n5,Emperor\n5,\n7,Adelie\n")
    found = predict_table(trainer.problem.model, data, other)
    assert rows_of(found)[0] == ["length", "species", "predicted mass"]
    assert [row[:2] for row in rows_of(found)[1:]] == [
        ["5.0", "Gentoo"],
        ["5.0", "Emperor"],
        ["5.0", ""],
        ["7.0", "Adelie"],
    ]
    known = table.column("species").index_in(["Gentoo"]) == 0
    as_learned = data.X[:, known][:, :1].copy()
    as_learned[0] = 5.0
    expected = trainer.predict(as_learned)[0, 0]
    assert found.predicted[0] == pytest.approx(expected)
    assert np.isnan(found.predicted[[1, 2]]).all()
    assert np.isfinite(found.predicted[3])


@pytest.fixture
def learned(tmp_path):
    """Return a run that learned with a missing code and a percentage."""
    path = tmp_path / "shops.csv"
    rows = [f"{'abc'[n % 3]},{-999 if n == 4 else n},{n % 9}%,{n}" for n in range(40)]
    path.write_text("\n".join(["town,area,rent,price", *rows]))
    options = ReadOptions(missing_codes=("-999",))
    table = sn.read_table(path, options)
    data = table.dataset("price", ["town", "area", "rent"])
    trainer = sn.Trainer(sn.TrainingConfig(standardize_inputs=True), data)

    def predict(text):
        path.write_text("town,area,rent\n" + text)
        model = trainer.problem.model
        return predict_table(model, data, path, learned_with=options)

    return predict


def test_a_missing_code_of_the_run_is_no_number_in_another_table(learned):
    found = learned("a,-999,3%\na,5,3%\n")
    assert np.isnan(found.predicted).tolist() == [True, False]
    assert "(area in 1)" in found.summary()


def test_the_inputs_that_are_not_known_are_named_with_their_rows(learned):
    found = learned("A,1,3%\nB,,3%\na,2,3%\n")
    assert found.unknown == {"town": 2, "area": 1}
    assert "2 without: an input is missing or not known (town in 2, area in 1)" in (
        found.summary()
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,1,3%\n", ""),
        ("a,1,0.03\n", ""),
        ("a,1,3\n", "rent is written without %, and was with it in the run"),
        ("a,1%,3%\n", "area is written with %, and was not in the run"),
    ],
)
def test_a_percent_sign_in_one_table_alone_is_told(learned, text, said):
    summary = learned(text).summary()
    assert said in summary
    assert bool(said) == ("%" in summary)


def test_a_table_without_names_is_predicted_by_a_run_that_learned_without(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("".join(f"{'abc'[n % 3]},u{n % 2},{n}\n" for n in range(12)))
    options = ReadOptions(header="no")
    data = sn.read_table(path, options).dataset("column 3", ["column 1", "column 2"])
    trainer = sn.Trainer(sn.TrainingConfig(), data)
    path.write_text("a,u0\nb,u1\n")
    found = predict_table(trainer.problem.model, data, path, learned_with=options)
    assert np.isfinite(found.predicted).all()
    assert len(found.predicted) == 2
