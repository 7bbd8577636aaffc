"""Training, verifying and predicting from a shell."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import shallownet as sn
from shallownet.analysis.kept_states import KeptStates
from shallownet.commands import train as train_module
from shallownet.commands.command_line import CODE, INTERRUPTED, run
from shallownet.documents.code.kinds import CODE_KINDS
from tests.shallownet.documents.code.programs import execute_cells
from tests.shallownet.documents.rewritten import rewrite_array

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ("--set", "samples=50", "--set", "iterations=30")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return the file of a run of 30 updates."""
    path = tmp_path / "run.shallownet"
    assert run(["train", *SMALL, "--save", str(path)]) == 0
    return path


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_train_makes_the_planned_updates_and_says_the_result(tmp_path, capsys):
    saved = tmp_path / "run.shallownet"
    run(["train", *SMALL, "--save", str(saved)])
    said = capsys.readouterr().out.splitlines()
    trainer = sn.open_run(saved).trainer
    assert trainer.updates == 30
    assert said[0].startswith("30 updates in ")
    assert f"J = {trainer.snapshot().loss:,.0f}, " in said[0]
    assert said[1] == f"saved to {saved}"


def test_train_makes_the_updates_that_are_asked_for(capsys):
    assert run(["train", *SMALL, "--updates", "7"]) == 0
    assert capsys.readouterr().out.startswith("7 updates in ")


def test_the_saved_run_is_that_of_the_core(saved):
    recipe = sn.Recipe.of(samples=50, iterations=30)
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.run(30)
    opened = sn.open_run(saved)
    assert opened.recipe == recipe
    np.testing.assert_array_equal(opened.trainer.network.theta, trainer.network.theta)


def test_train_writes_json_lines(capsys, monkeypatch):
    monkeypatch.setattr("shallownet.commands.progress.INTERVAL", 0.0)
    assert run(["train", *SMALL, "--json"]) == 0
    *progress, end = lines(capsys.readouterr().out)
    assert {entry["event"] for entry in progress} == {"progress"}
    assert progress[-1]["updates"] == progress[-1]["total"] == 30
    assert end["event"] == "end" and end["updates"] == 30
    assert end["test_loss"] is None and end["diverged"] is None
    assert end["loss"] > 0.0


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_run_that_is_asked_to_end_is_saved(tmp_path, monkeypatch, name):
    path, number = tmp_path / "run.shallownet", getattr(signal, name)

    def ended(trainer: sn.Trainer, *_others: object) -> None:
        trainer.run(4)
        signal.raise_signal(number)

    monkeypatch.setattr(train_module, "_run", ended)
    # Where nohup started the tests, SIGHUP is ignored, and stays so.
    before = signal.signal(number, signal.SIG_DFL)
    try:
        assert run(["train", *SMALL, "--save", str(path)]) == INTERRUPTED
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, before)
    assert sn.open_run(path).trainer.updates == 4


def test_where_a_run_cannot_be_saved_none_is_made(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(train_module, "_run", lambda *_: pytest.fail("it was made"))
    for path in (tmp_path, tmp_path / "missing" / "run", ""):
        assert run(["train", *SMALL, "--save", str(path)]) == 1
        assert "cannot be written: " in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_every_output_can_be_written_everywhere(saved, encoding, monkeypatch):
    def output(*arguments: str) -> bytes:
        written = io.BytesIO()
        stream = io.TextIOWrapper(written, encoding)
        monkeypatch.setattr(sys, "stdout", stream)
        assert run([*arguments]) == 0
        return written.getvalue()

    assert b"R" in output("train", *SMALL, "--updates", "1")
    for what in (["--report"], ["--code", "notebook"], ["--numbers"]):
        text = output("export", str(saved), *what).decode("utf-8")
        assert "\\x" not in text and "\\u" not in text
    assert "−" in output("export", str(saved), "--report").decode("utf-8")


def test_a_command_needs_no_output(saved, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)  # where there is none, as in pythonw
    assert run(["train", *SMALL, "--updates", "1"]) == 0
    assert run(["export", str(saved)]) == 0


def test_a_run_that_diverges_is_saved_and_ends_with_1(tmp_path, capsys):
    path = tmp_path / "run.shallownet"
    arguments = ["train", "--set", "learning_rate=90", "--save", str(path)]
    assert run([*arguments, "--set", "samples=50"]) == 1
    assert "the run diverged: update" in capsys.readouterr().err
    assert sn.open_run(path).trainer.divergence is not None


def test_an_interrupted_run_is_saved(tmp_path, capsys, monkeypatch):
    path = tmp_path / "run.shallownet"

    def interrupted(trainer: sn.Trainer, *_others: object) -> None:
        trainer.run(4)
        raise KeyboardInterrupt

    monkeypatch.setattr(train_module, "_run", interrupted)
    assert run(["train", *SMALL, "--save", str(path)]) == INTERRUPTED
    assert "4 updates" in capsys.readouterr().out
    assert sn.open_run(path).trainer.updates == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["train", "--set", "learning_rate=fast"], "is not a number such as"),
        (["train", "--set", "depth=3"], "there is no hyperparameter “depth”"),
        (["train", "--preset", "nothing"], "nothing"),
        (["train", "--updates", "-1"], "“-1” is not from 0 to 10,000,000"),
        (["train", "--updates", "1.5"], "“1.5” is not a whole number"),
        (["verify"], "required: RUN"),
        (["predict", "run"], "required: TABLE"),
        (["export", "run", "--code", "fortran"], "invalid choice: 'fortran'"),
        (["export", "run", "--weights"], "it goes with --output FILE"),
    ],
)
def test_a_wrong_command_line_ends_with_2(arguments, said, capsys):
    with pytest.raises(SystemExit) as caught:
        run(arguments)
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


def test_verify_says_whether_the_file_is_true(saved, capsys):
    capsys.readouterr()
    assert run(["verify", str(saved)]) == 0
    assert capsys.readouterr().out == "replayed 30 updates: bit for bit\n"

    def change(theta: Any) -> None:
        theta[9, 0] += 1.0

    rewrite_array(saved, "states/theta.npy", change)
    assert run(["verify", str(saved)]) == 1
    assert "the file is not true at update 9" in capsys.readouterr().out
    assert run(["verify", str(saved), "--json"]) == 1
    (end,) = lines(capsys.readouterr().out)
    assert end["untrue_at"] == 9 and end["true"] is False


def test_a_file_that_cannot_be_opened_ends_with_1(tmp_path, capsys):
    missing = str(tmp_path / "missing")
    for arguments in (["verify", missing], ["predict", missing, missing]):
        assert run(arguments) == 1
        said = capsys.readouterr().err
        assert said.startswith(f"shallownet {arguments[0]}: ")
        assert "missing cannot be opened: No such file" in said
        assert said.count("\n") == 1


def test_too_little_memory_is_told(saved, capsys, monkeypatch):
    def too_large(*_: object) -> None:
        raise MemoryError("Unable to allocate 9 GiB for an array with shape (9,)")

    monkeypatch.setattr("shallownet.commands.verify.open_run", too_large)
    assert run(["verify", str(saved)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(
        "shallownet verify: there is not enough memory for that (una"
    )
    assert said.count("\n") == 1


def test_predict_writes_a_prediction_for_every_row(saved, tmp_path, capsys):
    table, output = tmp_path / "table.csv", tmp_path / "out.csv"
    table.write_text("x2,x1,note\n1,2,a\n0.1,,b\n3,-4e-3,c\n")
    capsys.readouterr()
    assert run(["predict", str(saved), str(table)]) == 0
    text = capsys.readouterr().out
    header, *rows = csv.reader(text.splitlines())
    assert header == ["x1", "x2", "predicted y = 2·x1·x2 + 2"]
    trainer = sn.open_run(saved).trainer
    expected = trainer.predict([[2.0, -4e-3], [1.0, 3.0]])[0]
    assert [float(rows[0][2]), float(rows[2][2])] == list(expected)
    assert rows[1] == ["", "0.1", ""]
    assert run(["predict", str(saved), str(table), "--output", str(output)]) == 0
    assert output.read_text() == text


def test_predict_says_which_column_is_missing(saved, tmp_path, capsys):
    table = tmp_path / "table.csv"
    table.write_text("x1,z\n1,2\n")
    assert run(["predict", str(saved), str(table)]) == 1
    assert "has no column “x2”" in capsys.readouterr().err


def test_export_writes_a_script_that_makes_the_run_again(saved, tmp_path, capsys):
    script = tmp_path / "run.py"
    assert run(["export", str(saved), "--output", str(script)]) == 0
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("30 updates made: J and the parameters are those")
    capsys.readouterr()
    assert run(["export", str(saved), "--code", "numpy"]) == 0
    assert capsys.readouterr().out == script.read_text()


@pytest.mark.parametrize("suffix", [".csv", ".json", ".npz"])
def test_export_writes_the_numbers_of_a_run(saved, tmp_path, suffix):
    numbers, known = tmp_path / f"run{suffix}", tmp_path / f"known{suffix}"
    assert run(["export", str(saved), "--numbers", "--output", str(numbers)]) == 0
    trainer = sn.open_run(saved).trainer
    sn.save_numbers(trainer.snapshot(), known, states=KeptStates.of(trainer))
    assert numbers.read_bytes() == known.read_bytes()


def test_export_writes_one_table_to_standard_output(saved, capsys):
    assert run(["export", str(saved), "--numbers", "--table", "parameters"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    theta = sn.open_run(saved).trainer.network
    assert [float(row["value"]) for row in rows] == [
        float(theta.theta[theta.parameter_index(row["parameter"])]) for row in rows
    ]
    assert len(rows) == 41


def test_a_report_as_pdf_is_written_by_what_is_given(saved, tmp_path, capsys):
    output = str(tmp_path / "report.pdf")
    arguments = ["export", str(saved), "--report", "--output", output]
    written: list[tuple[int, str, str]] = []
    assert run(arguments) == 1
    assert "a report as PDF needs PyQt6" in capsys.readouterr().err

    def save_pdf(document: sn.RunDocument, path: str, title: str) -> None:
        written.append((document.trainer.updates, path, title))

    assert run(arguments, save_pdf) == 0
    assert written == [(30, output, "run")]


def test_export_says_what_it_cannot_do(saved, tmp_path, capsys):
    path = str(tmp_path / "run.xlsx")
    assert run(["export", str(saved), "--numbers", "--output", path]) == 1
    assert "must end in .csv, .json or .npz" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        run(["export", str(saved), "--table", "curves"])
    assert "it goes with --numbers" in capsys.readouterr().err


def test_export_writes_a_notebook(saved, tmp_path):
    book = tmp_path / "run.ipynb"
    assert run(["export", str(saved), "--code", "notebook", "--output", str(book)]) == 0
    assert execute_cells(book.read_text())["losses"]


def test_export_writes_a_report(saved, tmp_path, capsys):
    page = tmp_path / "page.html"
    assert run(["export", str(saved), "--report", "--output", str(page)]) == 0
    assert "<h1>run</h1>" in page.read_text()
    assert "30 of 30 planned" in page.read_text()
    capsys.readouterr()
    assert run(["export", str(saved), "--report"]) == 0
    assert capsys.readouterr().out == page.read_text()


def test_a_setting_that_a_program_lacks_ends_with_1(tmp_path, capsys):
    path = str(tmp_path / "run.shallownet")
    arguments = ["train", *SMALL, "--set", "optimizer=rmsprop", "--save", path]
    assert run(arguments) == 0
    assert run(["export", path, "--code", "sklearn"]) == 1
    said = "shallownet export: scikit-learn's MLPRegressor has no optimizer RMSProp\n"
    assert capsys.readouterr().err == said


def test_weights_are_exported_and_begun_with(saved, tmp_path):
    weights, path = str(tmp_path / "w.npz"), str(tmp_path / "again.shallownet")
    assert run(["export", str(saved), "--weights", "--output", weights]) == 0
    begin = ["train", *SMALL, "--set", "seed=9", "--weights", weights]
    assert run([*begin, "--updates", "0", "--save", path]) == 0
    theta = sn.open_run(saved).trainer.network.theta
    np.testing.assert_array_equal(sn.open_run(path).trainer.network.theta, theta)


def test_weights_that_do_not_fit_end_with_1(saved, tmp_path, capsys):
    weights = str(tmp_path / "w.npz")
    assert run(["export", str(saved), "--weights", "--output", weights]) == 0
    begin = ["train", *SMALL, "--set", "hidden_units=5", "--weights", weights]
    assert run(begin) == 1
    assert "has the shape (10, 2) and not (5, 2)" in capsys.readouterr().err


def test_every_kind_of_program_can_be_asked_for():
    assert set(CODE) == set(CODE_KINDS)


def test_what_cannot_be_written_is_told(saved, tmp_path, capsys):
    output = str(tmp_path / "missing" / "run.py")
    assert run(["export", str(saved), "--output", output]) == 1
    assert "cannot be written: No such file" in capsys.readouterr().err


def test_no_qt_is_imported(saved):
    code = (
        "import sys\n"
        "from shallownet.commands.command_line import run\n"
        "run(['verify', sys.argv[1]])\n"
        "roots = {name.split('.')[0] for name in sys.modules}\n"
        "assert not roots & {'PyQt6', 'pyqtgraph', 'gui'}, roots\n"
    )
    subprocess.run([sys.executable, "-c", code, saved], check=True)


MAIN = (
    "import sys; from shallownet.commands.command_line import run; "
    "sys.exit(run(sys.argv[1:]))"
)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="takes a full device")
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_output_that_cannot_be_written_is_told_in_a_sentence(words):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", MAIN, "train", *SMALL, *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("shallownet train: no output: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_leaves_ends_a_command_without_a_word():
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "train", *SMALL, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 1
    process.stderr.close()
