"""Numbers as text: fixed forms that can be read back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtWidgets import QLabel

from gui.text.number_format import (
    BREAK,
    duration,
    elide_lines,
    file_size,
    loss,
    round_up_125,
    share,
    signed,
)


def read(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0213, "+0.0213"),
        (-0.0213, "−0.0213"),
        (0.0, "+0.0000"),
        (1234.5, "+1,234.5000"),
        (0.0001, "+0.0001"),
        (0.00001234, "+1.234e−5"),
        (-2_000_000.0, "−2.000e6"),
    ],
)
def test_a_signed_number(value, text):
    assert signed(value) == text


def test_decimals_can_be_chosen():
    assert signed(1.0, 2) == "+1.00"
    assert signed(-0.001, 2) == "−1.0e−3"


@given(st.floats(-1e307, 1e307))
def test_a_signed_number_always_has_its_sign_and_size(value):
    text = signed(value)
    assert text[0] in "+−"
    assert "-" not in text
    assert math.isclose(read(text), value, rel_tol=1e-3, abs_tol=0.5e-4)
    if value != 0.0:
        assert (text[0] == "−") == (value < 0)
        assert read(text) != 0.0  # a value other than zero never reads as zero


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_values_that_are_not_finite_can_be_read_back(value):
    for write in (signed, loss):
        read_back = float(write(value).replace("−", "-"))
        assert read_back == value or (math.isnan(value) and math.isnan(read_back))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (812.314, "812.31"),
        (12_345.678, "12,345.68"),
        (0.0, "0.00"),
        (0.1, "0.10"),
        (0.01234, "1.234e−2"),
        (3.2e9, "3.200e9"),
    ],
)
def test_a_loss(value, text):
    assert loss(value) == text


@given(st.floats(0.0, 1e300))
def test_a_loss_can_be_read_back(value):
    assert math.isclose(read(loss(value)), value, rel_tol=5e-4, abs_tol=0.00501)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.93312, "0.9331"),
        (1.0, "1.0000"),
        (-0.5, "−0.5000"),
        (-1234.0, "−1.2e3"),
        (math.nan, "–"),
    ],
)
def test_a_share(value, text):
    assert share(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0:00"),
        (0.2, "0:01"),
        (59.1, "1:00"),
        (61.0, "1:01"),
        (3_599.5, "1:00:00"),
        (3_723.0, "1:02:03"),
        (1_000_000.0, "277 h"),
        (-1.0, "–:––"),
        (math.inf, "–:––"),
        (math.nan, "–:––"),
    ],
)
def test_a_duration(seconds, text):
    assert duration(seconds) == text


@given(st.floats(1e-290, 1e290))
def test_rounding_up_gives_the_next_of_1_2_5(value):
    step = round_up_125(value)
    assert value <= step * (1 + 1e-9)
    assert step < 2.5 * value * (1 + 1e-9)
    assert f"{step:e}"[0] in "125"
    assert math.isclose(step, float(f"{step:.0e}"), rel_tol=1e-12)


@given(st.floats(1e-290, 1e290))
def test_round_values_are_unchanged(value):
    step = round_up_125(value)
    assert math.isclose(round_up_125(step), step, rel_tol=1e-12)


@pytest.mark.parametrize("value", [0.0, -3.0, math.nan, math.inf])
def test_rounding_up_values_without_a_scale_gives_1(value):
    assert round_up_125(value) == 1.0


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (783, "783 bytes"), (1_000, "1.0 kB"), (38_000_965, "38.0 MB")],
)
def test_file_sizes_have_a_suitable_unit(count, text):
    assert file_size(count) == text


@pytest.mark.parametrize(
    "text",
    ["", "a few words", "one_word_that_is_wider_than_there_is_room_for", "x" * 500],
)
def test_an_elided_text_fits_its_lines_and_width(qtbot, text):
    label = QLabel()
    qtbot.addWidget(label)
    label.setWordWrap(True)
    shown = elide_lines(text, label.fontMetrics(), 120, 3)
    label.setText(shown)
    assert label.minimumSizeHint().width() <= 130
    assert label.heightForWidth(122) <= 3 * label.fontMetrics().lineSpacing() + 4
    plain = shown.replace(BREAK, "")
    assert plain == text or text.startswith(plain.removesuffix(" …"))
