"""What is known of a table before it is learned, and what is proposed."""

from __future__ import annotations

import numpy as np
import pytest

import shallownet as sn
from shallownet.data.columns.kind_text import ColumnKind, read_kind
from shallownet.data.columns.selection import MAX_INPUTS, encode_rows
from shallownet.data.columns.summary import Summarizer, summarize
from shallownet.data.tables.dialect import ReadOptions
from shallownet.errors import Cancelled, DataError
from tests.shallownet.data.columns.tables import table_of

ROWS = 60


def penguins(**more):
    generator = np.random.default_rng(3)
    bill = np.round(generator.uniform(32.0, 60.0, ROWS), 1)
    species = [("Adelie", "Gentoo", "Chinstrap")[n % 3] for n in range(ROWS)]
    mass = np.round(3000.0 + 30.0 * bill + generator.normal(size=ROWS), 1)
    columns = {
        "rownames": [float(n + 1) for n in range(ROWS)],
        "species": species,
        "bill": bill.tolist(),
        "mass": mass.tolist(),
        "sex": [("male", "female")[n % 2] for n in range(ROWS)],
        "year": [2007.0 + n % 3 for n in range(ROWS)],
    }
    return table_of({**columns, **more})


def test_target_and_inputs_are_proposed():
    summary = summarize(penguins())
    assert summary.target == "mass"
    assert summary.inputs == ("species", "bill", "sex", "year")
    assert summary.rows == ROWS
    assert any(
        "rownames" in note and "counts the rows" in note for note in summary.notes
    )
    bill = summary.column("bill")
    assert bill.correlation > 0.99
    assert sum(bill.facts.counts) == ROWS
    assert summary.column("species").input_names == (
        "species = Adelie",
        "species = Chinstrap",
        "species = Gentoo",
    )


@pytest.mark.parametrize(
    ("names", "target"),
    [
        (("a", "b", "c"), "c"),
        (("price", "b", "c"), "price"),
        (("y", "b", "price"), "y"),
        (("a", "b", "year"), "b"),
        (("Target", "b", "c"), "Target"),
        (("year", "age"), "age"),
        (("mpg", "weight", "origin"), "mpg"),
        (("sales", "b", "price"), "price"),
        (("b", "price", "x", "y", "z"), "price"),
        (("x", "y"), "y"),
    ],
)
def test_the_name_decides_on_the_target(names, target):
    generator = np.random.default_rng(0)
    table = table_of({name: generator.normal(size=20).tolist() for name in names})
    assert summarize(table).target == target


def test_columns_that_give_the_target_away_are_left_out():
    bill = penguins().column("mass").values
    table = penguins(copy=bill.tolist(), pounds=(2.2 * bill + 1.0).tolist())
    summary = summarize(table, target="mass")
    assert summary.column("copy").warning == "equals the target"
    assert "exact linear function" in summary.column("pounds").warning
    assert not {"copy", "pounds"} & set(summary.inputs)
    chosen = summarize(table, "mass", ("bill", "copy"))
    assert any("Input copy equals the target" in note for note in chosen.notes)


def test_copies_constants_and_gaps_are_left_out():
    table = penguins()
    gaps = np.where(np.arange(ROWS) < 20, np.nan, table.column("bill").values)
    table = penguins(
        bill2=table.column("bill").values.tolist(), gaps=gaps.tolist(), one=[1.0] * ROWS
    )
    summary = summarize(table, "mass")
    assert not {"bill2", "gaps", "one"} & set(summary.inputs)
    assert summary.column("bill2").warning == "tells the same as bill"
    assert summary.column("gaps").warning.startswith("lacks 33% of its values")


def test_repeated_rows_are_noted():
    columns = {"a": [1.0, 2.0, 1.0] * 9, "b": [3.0, 4.0, 3.0] * 9}
    summary = summarize(table_of(columns))
    assert summary.repeated == 25
    assert any("25 rows repeat" in note for note in summary.notes)


def test_more_columns_than_fit_are_chosen_by_correlation():
    generator = np.random.default_rng(1)
    columns = {f"x{n}": generator.normal(size=50).tolist() for n in range(100)}
    columns["y"] = (np.array(columns["x99"]) + 0.1 * np.array(columns["x0"])).tolist()
    summary = summarize(table_of(columns))
    assert len(summary.inputs) == MAX_INPUTS
    assert "x99" in summary.inputs
    assert any("36 columns more would not fit" in note for note in summary.notes)


def test_what_is_left_is_proposed_rather_than_nothing():
    counted = table_of({"n": [float(n) for n in range(20)], "y": [2.5, 1.0] * 10})
    assert summarize(counted).inputs == ("n",)


def test_a_kind_can_be_changed():
    table = penguins()
    summary = summarize(table, kinds=[ColumnKind("year", "category")])
    year = summary.column("year")
    assert (year.kind, year.reason) == ("category", "chosen")
    assert year.recorded.details == ("2007", "2008", "2009")
    refused = summarize(table, kinds=[ColumnKind("bill", "yes/no")]).column("bill")
    assert not refused.input_names
    assert "different values" in refused.doubt


def test_each_column_is_looked_at_once_however_often_it_is_summarized(monkeypatch):
    summarizer = Summarizer(penguins())
    first = summarizer.summary()

    def fail(*_):
        raise AssertionError("counted again")

    monkeypatch.setattr("shallownet.data.columns.summary.facts_of", fail)
    monkeypatch.setattr("shallownet.data.columns.encoded_column.encoding_of", fail)
    assert summarizer.summary() == first
    assert summarizer.summary("bill").target == "bill"


def test_a_summary_can_be_cancelled():
    with pytest.raises(Cancelled):
        Summarizer(penguins(), cancelled=lambda: True)


def test_dates_range_over_days():
    days = [f"{n + 1}.3.2024" for n in range(30)]
    table = table_of({"when": days, "y": [float(n % 7) for n in range(30)]})
    when = summarize(table).column("when")
    assert (when.low, when.high) == ("2024-03-01", "2024-03-30")
    assert sum(when.facts.counts) == 30


def write_penguins(path, table):
    columns = [table.column(name) for name in table.names]
    lines = [",".join(table.names)]
    for n in range(table.rows):
        cells = [
            repr(float(c.values[n]))
            if c.texts is None
            else c.texts.texts[c.texts.codes[n]]
            for c in columns
        ]
        lines.append(",".join(cells))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_proposal_is_a_recipe_that_learns(tmp_path):
    path = write_penguins(tmp_path / "penguins.csv", penguins())
    recipe = sn.propose(sn.read_table(path))
    assert isinstance(recipe.data, sn.TableConfig)
    assert recipe.data.csv_target == "mass"
    assert recipe.data.csv_kinds == (
        "species: category Adelie | Chinstrap | Gentoo",
        "sex: category female | male",
    )
    assert recipe.config.test_share == 0.2
    data = recipe.make_data()
    assert data.input_names == (
        *("bill", "year"),  # first, since maps are drawn over them
        *("species = Adelie", "species = Chinstrap", "species = Gentoo"),
        *("sex = female", "sex = male"),
    )
    trainer = sn.Trainer(recipe.config, data)
    trainer.run(300)
    assert trainer.snapshot().r2 > 0.9
    assert recipe.recorded(data) == recipe


def test_a_saved_run_encodes_other_rows_in_the_same_way(tmp_path):
    path = write_penguins(tmp_path / "penguins.csv", penguins())
    recipe = sn.Recipe.of(
        csv=str(path), csv_target="sex", csv_inputs=("species", "bill")
    )
    data = recipe.make_data()
    assert data.target_name == "sex = male"
    recipe = recipe.recorded(data)
    trainer = sn.Trainer(recipe.config, data)
    sn.save_run(trainer, tmp_path / "run.shallownet", recipe)
    path.unlink()
    run = sn.open_run(tmp_path / "run.shallownet")
    opened = run.trainer.data
    assert opened.columns == data.columns
    assert run.recipe == recipe
    assert isinstance(recipe.data, sn.TableConfig)
    assert [read_kind(text).column for text in recipe.data.csv_kinds] == [
        "species",
        "sex",
    ]
    other = table_of({"bill": [40.0, 41.0], "species": ["Gentoo", "Emperor"]})
    X = encode_rows(other, opened.columns[:-1])
    assert X[:, 0].tolist() == [40.0, 0.0, 0.0, 1.0]
    assert np.isnan(X[1:, 1]).all()
    with pytest.raises(sn.DataError, match="no column “species”"):
        encode_rows(table_of({"bill": [1.0, 2.0]}), opened.columns[:-1])


@pytest.mark.parametrize(
    ("target", "inputs", "said"),
    [
        ("species", ("bill",), "has 3 categories; a target is a number, or has two"),
        ("mass", ("town",), "no column “town”"),
        ("note", ("bill",), "make its kind category"),
        ("mass", ("note",), "column note is text, with 60 different texts"),
        ("mass", (), "no input column is chosen"),
    ],
)
def test_what_cannot_be_learned_is_told(target, inputs, said):
    table = penguins(note=[f"some words {n}" for n in range(ROWS)])
    with pytest.raises(sn.DataError, match=said):
        table.dataset(target, inputs)


def test_too_many_inputs_are_told_with_those_that_have_most():
    columns = {f"c{n}": [f"v{k % 15}" for k in range(ROWS)] for n in range(5)}
    table = penguins(**columns)
    with pytest.raises(
        sn.DataError, match=r"76 inputs are too many; 64 at most.*12 of them.*c0 has 15"
    ):
        table.dataset("mass", ("bill", *columns))


def test_a_proposal_reads_the_file_as_the_table_was_read(tmp_path):
    path = tmp_path / "prices.csv"
    rows = [f"{n * 7 % 31},{n * n % 17 or -999}" for n in range(40)]
    path.write_text("\n".join(["a,price", *rows]))
    table = sn.read_table(path, ReadOptions(missing_codes=("-999",)))
    recipe = sn.propose(table)
    assert recipe.settings["csv_missing_codes"] == ("-999",)
    assert recipe.make_data().y.min() > 0.0


def test_the_line_of_a_cell_that_no_kind_reads_is_told(tmp_path):
    path = tmp_path / "dates.csv"
    days = [f"{n % 28 + 1}.5.2024" for n in range(60)]
    days[31] = "soon"
    rows = [f"{day},{n * 7 % 31}" for n, day in enumerate(days)]
    path.write_text("\n".join(["when,y", *rows]))
    said = sn.read_table(path).describe("y", ["when"])
    assert "1 of 60 rows" in said
    assert "line 33, column when is “soon”" in said


def test_texts_too_long_for_a_recipe_are_no_categories():
    texts = [f"{letter * 1_500} said" for letter in "abc"] * 5
    table = table_of({"answer": texts, "x": list(range(15)), "y": [2.5, 3.5, 0.5] * 5})
    assert "answer" not in summarize(table).inputs
    with pytest.raises(
        DataError, match=r"column answer have 4,5\d\d characters in all"
    ):
        table.dataset("y", ["answer"])
