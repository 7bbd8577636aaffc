"""The benchmarks' arithmetic, and that they run without what they compare against."""

from __future__ import annotations

import json
import math
import time
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import contest, one_update, parts, tables, timing
from benchmarks.options import Options, run
from benchmarks.peers import PEERS
from benchmarks.processes import lines_or_failure
from benchmarks.table import AHEAD, Aim, Line, Spread, as_json, table, write

FIGURES = Spread(1.0, 2.0, 4.0)
LINE = Line(
    "part/thing",
    "a thing",
    value=FIGURES,
    unit="ms",
    reference="another",
    reference_value=Spread(4.0, 5.0, 6.0),
    ratio=Spread(0.2, 0.4, 0.6),
    aim=AHEAD,
)


def test_a_spread_is_the_median_and_the_quartiles():
    assert Spread.of([5.0, 1.0, 3.0, 2.0, 4.0]) == (2.0, 3.0, 4.0)
    assert Spread.of([7.0]) == (7.0, 7.0, 7.0)
    assert FIGURES.times(10.0) == (10.0, 20.0, 40.0)


def test_a_ratio_is_taken_within_its_round():
    # The machine was ten times as slow in the second round, for both.
    assert timing.ratios([1.0, 10.0], [2.0, 20.0]) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    ("aim", "reached"),
    [
        (None, None),
        (Aim(0.4), True),
        (Aim(0.3), False),
        (Aim(1.0, of="value"), False),
        (Aim(2.0, of="value", at_least=True), True),
        (Aim(0.5, at_least=True), False),
    ],
)
def test_an_aim_judges_the_median(aim, reached):
    assert replace(LINE, aim=aim).reached is reached


def test_nothing_is_reached_without_a_figure():
    assert Line("a", "b", aim=AHEAD, missing="it is not installed").reached is None


def test_the_table_tells_figures_aims_and_what_is_missing():
    lines = [
        LINE,
        replace(LINE, aim=Aim(0.3)),
        Line("a", "what", reference="peer", missing="it is not installed"),
        Line("a", "what", missing="it died", failed=True),
    ]
    _, _, reached, missed, skipped, failed = table(lines).splitlines()
    assert "2.00 (1.00 to 4.00)" in reached
    assert "0.400 (0.200 to 0.600)" in reached
    assert reached.endswith("≤ 1    reached")
    assert missed.endswith("≤ 0.3  MISSED")
    assert skipped.endswith("skipped, peer: it is not installed")
    assert failed.endswith("FAILED: it died")


def test_json_holds_the_same(tmp_path, capsys):
    target = tmp_path / "figures.json"
    write([LINE], {"NumPy": "2"}, str(target))
    capsys.readouterr()
    assert target.read_text(encoding="utf-8") == as_json([LINE], {"NumPy": "2"}) + "\n"
    write([LINE], {"NumPy": "2"}, "-")
    found = json.loads(capsys.readouterr().out)
    assert found["machine"] == {"NumPy": "2"}
    (line,) = found["results"]
    assert line["ratio"] == {"low": 0.2, "median": 0.4, "high": 0.6}
    assert line["aim"]["bound"] == 1.0
    assert line["reached"] is True


@pytest.mark.parametrize(
    ("only", "name", "wanted"),
    [
        ((), "one_update/100/torch", True),
        (("one_update",), "one_update/100/torch", True),
        (("one_update/100",), "one_update/10000/torch", False),
        (("one_update/*/torch",), "one_update/10000/torch", True),
        (("one_update/*/torch",), "one_update", True),
        (("window", "networks"), "one_update/100/torch", False),
    ],
)
def test_only_selects_by_the_beginning(only, name, wanted):
    assert Options(only=only).wants(name) is wanted


def test_a_peer_that_is_not_installed_is_skipped_and_said_to_be(monkeypatch, capsys):
    absent = replace(PEERS["torch"], library="no_such_library")
    monkeypatch.setitem(PEERS, "torch", absent)
    line = one_update.against(50, "torch", Options(rounds=2))
    assert line.value is line.ratio is None
    assert not line.failed
    assert line.missing == "torch is not installed (pip install -e '.[bench]')"
    assert line.missing in capsys.readouterr().err


def test_a_part_whose_library_is_missing_is_skipped(monkeypatch):
    def absent(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name="PyQt6.QtCore")

    monkeypatch.setattr(parts, "import_module", absent)
    (line,) = parts.lines_of("window", Options())
    assert line.missing == "PyQt6 is not installed"
    assert not line.failed


def test_one_update_against_the_lesson():
    line = one_update.against(50, "lesson", Options(rounds=2))
    assert line.missing == ""
    for spread in (line.value, line.reference_value, line.ratio):
        assert all(math.isfinite(number) and number > 0 for number in spread)


def test_a_peer_that_computes_something_else_is_not_timed():
    entry = PEERS["lesson"]  # follows the published rule
    exact = one_update.problem(50)
    published = replace(exact, config=replace(exact.config, gradient="published"))
    contest.agree(published, entry)
    with pytest.raises(contest.DisagreementError, match="after 20 updates"):
        contest.agree(exact, entry)


class Slow:
    """A side that takes so many seconds an update, on a clock of its own."""

    def __init__(self, clock, seconds):
        self.clock, self.seconds, self.runs = clock, seconds, []

    def run(self, updates):
        self.runs.append(updates)
        self.clock[0] += updates * self.seconds


def test_bunches_are_whole_epochs_of_about_one_length(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])
    ours, theirs = Slow(clock, 0.0001), Slow(clock, 0.0005)
    took = timing.turns(ours, theirs, rounds=2, grain=7)
    assert took.ratio.median == pytest.approx(0.2)
    assert took.ours.median == pytest.approx(0.0001)
    assert all(updates % 7 == 0 for updates in ours.runs + theirs.runs)
    # Both are timed for about as long, by different numbers of updates.
    assert ours.runs[-2:] == [497, 497]
    assert theirs.runs[-2:] == [98, 98]


def broken(rounds: int) -> list[Line]:
    raise AttributeError(f"no such view, {rounds} rounds")


def test_a_failure_leaves_a_line_that_says_why():
    (line,) = lines_or_failure("window/views", broken, 3)
    assert line.failed
    assert line.missing == "AttributeError: no such view, 3 rounds"


def test_a_failing_part_leaves_the_figures_of_the_others(monkeypatch):
    measured = Line("limit/exp", "exp")
    failed = Line("window", "window", missing="it died", failed=True)
    outcomes = {"limit": [measured], "window": [failed]}
    monkeypatch.setattr(parts, "lines_or_failure", lambda part, *_: outcomes[part])
    assert parts.measure(Options(only=("limit", "window"))) == [measured, failed]


@pytest.mark.parametrize(("failed", "code"), [(False, 0), (True, 1)])
def test_a_failure_is_the_exit_code(monkeypatch, capsys, failed, code):
    monkeypatch.setattr("sys.argv", ["benchmarks", "--smoke"])
    line = Line("a", "what", missing="it died" if failed else "", failed=failed)
    seen: list[Options] = []

    def measure(options: Options) -> list[Line]:
        seen.append(options)
        return [line]

    assert run(measure, "for this test") == code
    assert seen == [Options(rounds=1, smoke=True)]
    assert ("FAILED" in capsys.readouterr().out) is failed


def test_tables_of_a_folder_are_learnt_and_summed_up(tmp_path, capsys):
    x = np.linspace(-2.0, 2.0, 40)
    for name, y in (("curve", np.sin(x)), ("again", np.sin(x)), ("line", 3.0 * x)):
        table_ = np.stack([x, y], axis=1)
        np.savetxt(tmp_path / f"{name}.csv", table_, delimiter=",", header="x,y")
    (tmp_path / "few.csv").write_text("x,y\n1,2\n")
    assert tables.main([str(tmp_path), "--updates", "60", "--each"]) == 0
    said = capsys.readouterr().out
    assert "R² on 2 tables after 60 updates" in said  # one content twice, one too short
    assert "proposed     test  median" in said and "of 2" in said
