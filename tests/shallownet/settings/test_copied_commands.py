"""Copied commands: pasted again, for every shell, with any name of a file or column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ConfigError, Recipe, preset
from shallownet.settings.export import as_command_line, as_python
from shallownet.settings.parsing import from_text
from tests.examples import examples

NAMES = [
    r"C:\data\my.csv",
    "C:\\new folder\\table.csv",
    r"\\server\share\a.csv",
    "/home/me/it's here/my, data.csv",
    'the "best" price',
    "$HOME `x` %PATH% !x! ^a & b | c > d; #e",
    "--set learning_rate=5",
    "-",
    "--preset",
    "a --set b.csv",
    "two\nlines\tand a tab",
    " blanks around ",
    "notebook(1).csv",
    "TrainingConfig(seed=3)",
    "Größe, m²",
    "main.py",
    "ends in \\",
]
PROGRAMS = [
    ("python", "main.py"),
    ("shallownet",),
    ("/opt/my programs/bin/python", "/opt/it's/main.py"),
    (r"C:\Program Files\Python\python.exe", r"C:\work\main.py"),
    (r"C:\Users\me\shallownet.exe",),
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda words: words[-1])
@pytest.mark.parametrize("kind", ["posix", "windows"])
@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_pasted_again(program, kind, name):
    column = " ".join(name.split())
    recipe = Recipe.of(csv=name, csv_target=column, csv_inputs=("x", column))
    assert from_text(as_command_line(recipe, program, kind)) == recipe
    assert from_text(as_python(recipe)) == recipe
    for other in (Recipe(), preset("adam").recipe):
        assert from_text(as_command_line(other, program, kind)) == other


@examples(100)
@given(
    name=st.text(min_size=1, max_size=20), kind=st.sampled_from(["posix", "windows"])
)
def test_a_file_of_any_name_is_pasted_again(name, kind):
    recipe = Recipe.of(csv=name, csv_target="y", csv_inputs=("x",))
    assert from_text(as_command_line(recipe, ("shallownet",), kind)) == recipe


@pytest.mark.parametrize(
    "line",
    [
        "$ shallownet --set seed=3",
        r"C:\Users\me> shallownet --set seed=3",
        r"C:\Users\me>shallownet --set seed=3",
        r"PS C:\Users\me> & 'C:\Program Files\shallownet.exe' --set seed=3",
        "QT_SCALE_FACTOR=2 shallownet --set seed=3",
        "python -m shallownet --set seed=3",
        "python3 -X dev main.py --set=seed=3",
        "uv run shallownet --set seed=3",
        "script/run --set seed=3",
        "shallownet train --set seed=3 --updates 50 --json --save run.shallownet",
        "main.py --set seed=3",
        "--set seed=3",
        "shallownet \\\n    --set seed=3",
        "shallownet `\r\n    --set seed=3",
    ],
)
def test_a_line_from_a_terminal_is_read(line):
    assert from_text(line) == Recipe.of(seed=3)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (r"shallownet --set csv=C:\data\my.csv", r"C:\data\my.csv"),
        (r'shallownet --set "csv=C:\my data\a.csv"', r"C:\my data\a.csv"),
        (r'shallownet --set csv="C:\my data\a.csv"', r"C:\my data\a.csv"),
        (r"shallownet --set csv=\\server\share\a.csv", r"\\server\share\a.csv"),
        (r"shallownet --set csv=my\ data.csv", "my data.csv"),
        (r"TableConfig(csv='C:\\data\\my.csv')", r"C:\data\my.csv"),
        (r"TableConfig(csv=r'C:\data\my.csv')", r"C:\data\my.csv"),
        (r"TableConfig(csv='C:\data\my.csv')", r"C:\data\my.csv"),
    ],
)
def test_a_path_keeps_its_backslashes(line, path):
    if line.startswith("Table"):
        line = f"{line[:-1]}, csv_target='y', csv_inputs=('x',))"
    else:
        line += " --set csv_target=y --set csv_inputs=x"
    assert from_text(line).settings["csv"] == path


@pytest.mark.parametrize("path", [r"C:\new.csv", r"C:\data\table.csv", r"C:\users"])
def test_a_path_that_python_reads_otherwise_is_refused(path):
    with pytest.raises(ConfigError, match="twice"):
        from_text(f"TableConfig(csv='{path}', csv_target='y', csv_inputs=('x',))")


@pytest.mark.parametrize("text", ["I love shallownet", "see main.py for more", "run"])
def test_prose_is_no_command(text):
    with pytest.raises(ConfigError, match="no settings"):
        from_text(text)
