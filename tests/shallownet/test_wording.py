"""Numbers in sentences: fixed decimals, and powers of ten where these would not do."""

from __future__ import annotations

import ast
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shallownet.wording import (
    figure,
    number,
    percent,
    scientific,
    told_apart,
    whole_percent,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TYPED = (
    *("number_text.py", "number_settings.py", "font_scale.py"),
    *("known.py", "svg_strokes.py", "charts.py"),
)
"""Files whose numbers are typed, pasted or read by a machine."""

FINITE = st.floats(-1e300, 1e300)


def read(text: str) -> float:
    assert "-" not in text  # a minus is a minus sign, also in an exponent
    assert not re.search(r"e[−+]?0\d|e\+", text)  # and has no zeros, and no plus
    return float(text.replace("−", "-").replace(",", ""))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.0, 6, "0.000000"),
        (-0.0, 2, "0.00"),
        (1234.5, 2, "1,234.50"),
        (0.0001, 4, "0.0001"),
        (-0.00001234, 4, "−1.234e−5"),
        (4.27e-17, 6, "4.27000e−17"),
        (3e8, 4, "3.000e8"),
        (math.inf, 4, "inf"),
        (-math.inf, 4, "−inf"),
    ],
)
def test_a_number(value, decimals, text):
    assert number(value, decimals) == text


@given(FINITE, st.integers(1, 9))
def test_a_number_other_than_0_never_reads_as_0(value, decimals):
    near = pytest.approx(value, rel=0.06, abs=0.50001 * 10.0**-decimals)
    assert read(number(value, decimals)) == near
    assert bool(read(number(value, decimals))) == bool(value)


@pytest.mark.parametrize(
    ("first", "second", "texts"),
    [
        (812.314, 811.9, ("812.31", "811.90")),
        (12_345.678, 12_300.0, ("12,345.68", "12,300.00")),
        (5.0, 5.0, ("5.00", "5.00")),
        (0.12345, 0.12344, ("0.123450", "0.123440")),
        (0.5, 0.0, ("0.50", "0.00")),
        (3e8, 9e8, ("3.000e8", "9.000e8")),
        (2.51e-25, 2.5e-25, ("2.510e−25", "2.500e−25")),
        (1.0, 1e-13, ("1.000e0", "1.000e−13")),
        (3.0, math.inf, ("3.00", "inf")),
        (0.0, 0.0, ("0.00", "0.00")),
    ],
)
def test_a_pair_of_numbers(first, second, texts):
    assert told_apart(first, second) == texts


@given(FINITE, st.floats(-1.0, 1.0), st.integers(2, 4))
def test_two_numbers_are_told_apart_and_neither_reads_as_0(first, off, decimals):
    second = first * (1.0 + off)
    assume(math.isfinite(second) and abs(second - first) < math.inf)
    texts = told_apart(first, second, decimals)
    values = [read(text) for text in texts]
    if abs(second - first) > 4.0 * math.ulp(first):
        assert (values[0] < values[1]) == (first < second)
        assert texts[0] != texts[1]
    for value, shown in zip((first, second), values, strict=True):
        assert shown == pytest.approx(value, rel=0.06, abs=0.50001 * 10.0**-decimals)
        assert bool(shown) == bool(value)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.001, 4, "0.001"),
        (1e-8, 4, "1e−8"),
        (-2.5e-7, 4, "−2.5e−7"),
        (12_345.6, 4, "12,346"),
        (9_999.7, 4, "10,000"),
        (1_234.5678, 6, "1,234.57"),
        (5e152, 3, "5e152"),
        (math.nan, 4, "nan"),
        (-math.inf, 4, "−inf"),
    ],
)
def test_a_figure(value, digits, text):
    assert figure(value, digits) == text


def test_a_column_of_figures_keeps_its_zeros():
    values = (1.0, 2.1, 332.24, 1_234.5, 98_765.4, 1e-9)
    texts = [figure(value, zeros=True) for value in values]
    assert texts == ["1.000", "2.100", "332.2", "1,234", "98,765", "1.000e−9"]


@given(FINITE, st.integers(2, 10), st.booleans())
def test_a_figure_and_a_power_of_ten_are_near_the_number(value, digits, zeros):
    for text in (figure(value, digits, zeros=zeros), scientific(value, digits)):
        assert read(text) == pytest.approx(value, rel=0.06)
        assert not text.endswith(".")


@given(st.floats(0.0, 1.0))
def test_only_none_reads_as_0_percent_and_only_all_as_100(share):
    assert (percent(share) == "0 %") == (share == 0.0)
    assert (whole_percent(share) == "0%") == (share == 0.0)
    assert (whole_percent(share) == "100%") == (share == 1.0)


def formats(tree: ast.AST) -> Iterator[ast.FormattedValue]:
    """Yield what is formatted with a precision, but not within a call of `typeset`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "typeset",
            "float",
        ):
            continue
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            if re.search(r"[eEgG]'$", ast.unparse(node.format_spec)):
                yield node
        yield from formats(node)


def test_no_number_goes_round_the_one_form():
    """An exponent that Python formats, with its hyphen and zeros, is in no text."""
    files = [p for part in ("shallownet", "gui") for p in (ROOT / part).rglob("*.py")]
    assert len(files) > 200
    for path in files:
        if path.name not in TYPED:
            found = list(formats(ast.parse(path.read_text(encoding="utf-8"))))
            assert not found, f"{path}: {', '.join(map(ast.unparse, found))}"
