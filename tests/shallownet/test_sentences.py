"""What is said of a wrong text: a short sentence of ours, with its place and advice."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import (
    ConfigError,
    DataConfig,
    DataError,
    Dataset,
    Recipe,
    Trainer,
    TrainingConfig,
    about,
    datasets,
    preset,
)
from shallownet.data.formula import Formula
from shallownet.data.tables.preview import preview
from shallownet.data.tables.reader import read_table
from shallownet.documents.run_file import open_run
from shallownet.settings.export import as_command_line, as_python
from shallownet.settings.parsing import from_text, with_assignments
from shallownet.wording import brief, file_name, quoted, shortened, some_of
from tests.examples import examples

LONG = "ab1_" * 2_300
MOST = 320
"""Characters of a sentence; the longest one has a text in it and a list of names."""

FOREIGN = (
    "<unknown>",
    "sys.",
    "codec",
    "Errno",
    "object at 0x",
    "__init__",
    "Traceback",
    "positional argument",
    "surrogates not allowed",
    "embedded null",
)
"""What only Python says."""


def check_sentence(error: Exception) -> None:
    said = str(error)
    assert 10 < len(said) <= MOST
    assert said.isprintable()
    assert not said.rstrip(". ").endswith((":", ";", ","))
    for words in FOREIGN:
        assert words not in said
    assert not re.search(r"\S{90}", said)


recipes = (
    Recipe.of(learning_rate=0.01, hidden_units=(4, 3), mean=(1.0, 2.0)),
    Recipe.of(target="formula", formula="sin(x1) + where(x2 > 0, 1, x2**2)"),
    Recipe.of(csv=r"C:\data\my.csv", csv_target="the price", csv_inputs=("a", "b,c")),
)
TEXTS = [write(recipe) for recipe in recipes for write in (as_python, as_command_line)]
INSERTED = st.one_of(
    st.text(max_size=3),
    st.sampled_from(
        [
            "(",
            ")",
            "'",
            '"',
            "\\",
            "\n",
            "\0",
            ",",
            "=",
            "--set ",
            "--x",
            "**",
            "\ud800",
        ]
    ),
    st.sampled_from(["9" * 5_000, "0x" + "f" * 5_000, LONG, "(" * 300, "x1+" * 90]),
    st.sampled_from(
        ["f(", "lambda: ", "await ", "u'", "b'\xe9'", "1.000", "0,5", "\\u"]
    ),
)


@st.composite
def damaged(draw, texts: list[str]) -> str:
    """Return a text with parts of it cut, doubled or replaced."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(start + draw(st.sampled_from([0, 0, 1, 4, 30])), len(text))
        text = text[:start] + draw(INSERTED) + text[end:]
    return text


@examples(200)
@given(text=damaged(TEXTS))
def test_a_damaged_paste_is_a_recipe_or_a_sentence(text):
    try:
        from_text(text)
    except (ConfigError, DataError) as error:
        check_sentence(error)


@examples(150)
@given(text=damaged(["sin(x1) + where(x2 > 0, 1, x2**2)"]))
def test_a_damaged_formula_is_a_formula_or_a_sentence(text):
    try:
        Formula(text, 2)
    except DataError as error:
        check_sentence(error)


@examples(200)
@given(
    name=st.sampled_from(["learning_rate", "hidden_units", "activation", "csv_header"]),
    text=damaged(["0.01", "10,000", "sigmoid,tanh", "auto"]),
)
def test_a_damaged_assignment_is_a_recipe_or_a_sentence(name, text):
    for assignment in (f"{name}={text}", f"{text}={name}", text):
        try:
            with_assignments(Recipe(), [assignment])
        except (ConfigError, DataError) as error:
            check_sentence(error)


@pytest.mark.parametrize(
    "name",
    [LONG, "\0", "\ud800", "a\nb", "", " ", "/" * 900],
    ids=["long", "zero", "surrogate", "lines", "empty", "blank", "slashes"],
)
def test_any_name_is_quoted_shortly(name):
    for act in (
        lambda: preset(f"x{name}"),
        lambda: about(f"x{name}"),
        lambda: preview(f"no such {name}"),
        lambda: read_table(f"no such {name}"),
        lambda: open_run(f"no such {name}"),
        lambda: Recipe.of(csv=name, csv_target=name, csv_inputs=()),
        lambda: TrainingConfig(activation=f"x{name}"),
        lambda: TrainingConfig(hidden_units=(name, name)),
        lambda: DataConfig(formula=f"{name} +", target="formula"),
        lambda: Dataset(X=[[1.0]], y=[[1.0]], input_names=name),  # type: ignore
        lambda: datasets.notebook(name),
    ):
        with pytest.raises((ConfigError, DataError)) as caught:
            act()
        check_sentence(caught.value)


HUGE = 16**5_000


@pytest.mark.parametrize(
    "value",
    [HUGE, -HUGE, (HUGE,), [HUGE] * 50, LONG, [1.5] * 5_000, {"a": HUGE}],
    ids=["huge", "negative", "tuple", "list", "text", "floats", "dictionary"],
)
@pytest.mark.parametrize("name", ["iterations", "hidden_units", "optimizer", "seed"])
def test_any_value_is_shown_shortly(name, value):
    with pytest.raises(ConfigError) as caught:
        Recipe.of(**{name: value})
    check_sentence(caught.value)


def test_a_parameter_and_its_value_are_quoted_shortly():
    trainer = Trainer(TrainingConfig(), datasets.notebook(20))
    for name, value in ((LONG, 1.0), ("b1[0]", LONG)):
        with pytest.raises(ConfigError) as caught:
            trainer.edit(name, value)  # type: ignore[arg-type]
        check_sentence(caught.value)


@pytest.mark.parametrize(
    "contents",
    [
        b"\xff\xfea\x00;\x00b\x00\n\x00\x00\xd8\t",
        b"\xff\xfe\x00\xdc\x00",
        b"a;b\n1;\x00\n",
        b'a;b\n"1;2\n',
        b";".join(b"column %d %s" % (n, b"x" * 70) for n in range(150)) + b"\n",
        b"",
    ],
)
def test_a_damaged_table_gets_a_sentence(tmp_path, contents):
    path = tmp_path / ("x" * 200 + ".csv")
    path.write_bytes(contents)
    with pytest.raises(DataError) as caught:
        read_table(path).dataset("y", ["z"])
    check_sentence(caught.value)
    with pytest.raises(DataError) as caught:
        read_table(path).describe("y" * 4_000, ["z"] * 60)
    check_sentence(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("TrainingConfig(seed=" + "9" * 5_000 + ")", "more than 4,300 digits"),
        ("x = 1\nTrainingConfig(seed=)", "line 2: something is missing or too much"),
        ("TrainingConfig(seed=" + "(" * 5_000, "line 1: .*nested|never closed"),
        ("TrainingConfig(csv='\\u')", "a backslash in a text is written twice"),
        ("TrainingConfig(seed=1\0)", "characters that no text has"),
        ("main.py --set 'seed=3", "quotation mark before “seed=3” is not closed"),
    ],
)
def test_a_sentence_says_what_is_wrong_and_where(text, said):
    with pytest.raises(ConfigError, match=said) as caught:
        from_text(text)
    check_sentence(caught.value)


@given(st.text())
def test_a_quote_is_short_and_can_be_shown(text):
    for shown in (shortened(text), quoted(text), file_name(text), brief(text)):
        assert shown.isprintable()
        assert len(shown) <= 82
    if text.isprintable() and text == text.strip() and len(text) <= 40:
        assert "  " in text or shortened(text) == text


def test_a_long_list_of_names_is_cut():
    assert some_of(["a", "b"]) == "a, b"
    assert some_of([str(n) for n in range(200)]).endswith(", 11 and 188 more")
    assert file_name("/folder" * 30 + "/my.csv").endswith("/folder/my.csv")
