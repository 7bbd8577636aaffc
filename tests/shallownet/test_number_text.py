"""Numbers as they are typed: what is read, and what is said of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import SETTINGS, ConfigError, Recipe
from shallownet.number_text import read_number
from shallownet.settings.number_settings import NumberListSetting, NumberSetting
from shallownet.settings.parsing import with_assignments


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10000", 10_000),
        ("10,000", 10_000),
        ("-1,234,567", -1_234_567),
        (" 12 ", 12),
        ("−5", -5),
        ("3.0", 3),
        ("1e4", 10_000),
        ("1.5e3", 1_500),
        ("١٧٠٠", 1_700),
    ],
)
def test_a_whole_number_is_read(text, value):
    read = read_number(text, whole=True)
    assert read == value
    assert isinstance(read, int)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10.000", "its thousands have no points, write 10000"),
        ("1.700", "write 1700"),
        ("-1.234.567", "write -1234567"),
        ("10 000", "write 10000"),
        ("10\u202f000", "write 10000"),
        ("10'000", "write 10000"),
        ("10_000", "write 10000"),
        ("1_0", "no underscores"),
        ("0,500", "groups of three digits"),
        ("12,34", "groups of three digits"),
        ("1,0000", "groups of three digits"),
        ("1.000,5", "groups of three digits"),
        ("0.001", "not a whole number such as"),
        ("2.5", "not a whole number such as"),
        ("1e400", "not a whole number such as"),
        ("", "not a whole number such as"),
    ],
)
def test_a_doubtful_whole_number_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        read_number(text, whole=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.001", 1e-3), ("3e-4", 3e-4), (".5", 0.5), ("1.500", 1.5), ("1000", 1e3)],
)
def test_a_number_is_read(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0,001", "the decimal sign is a point, write 0.001"),
        ("-0,5e-3", "the decimal sign is a point, write -0.5e-3"),
        (",5", "the decimal sign is a point, write .5"),
        ("1,000", "the decimal sign is a point, write 1 or 1000"),
        ("1,250", "the decimal sign is a point, write 1.25 or 1250"),
        ("1,000,000", "write 1000000"),
        ("1.000", "write 1 or 1000"),
        ("1.000.000", "write 1000000"),
        ("-10.000", "write -10 or -10000"),
        ("+1.000", "write [+]1 or [+]1000"),
        ("1.234,5", "the decimal sign is a point, and nothing stands between thous"),
        ("1,234.5", "the decimal sign is a point, and nothing stands between thous"),
        ("10 000", "write 10000"),
        ("1_0.5", "no underscores"),
        ("fast", "not a number such as"),
        ("nan", "not a number such as"),
        ("1.2.3", "not a number such as"),
    ],
)
def test_a_doubtful_number_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        read_number(text)


NUMBERS = [n for n, about in SETTINGS.items() if isinstance(about, NumberSetting)]
LISTS = [n for n, about in SETTINGS.items() if isinstance(about, NumberListSetting)]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("text", ["1.000", "10.000", "1.000.000", "0,001", "1 000"])
def test_every_number_of_the_command_line_follows_the_rule(name, text):
    with pytest.raises(ConfigError, match=f"{name}: .*(write|groups of three)"):
        with_assignments(Recipe(), [f"{name}={text}"])


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("text", ["1.000", "10,000", "5;3", "4 3", "8,5 6"])
def test_every_list_of_numbers_follows_the_rule(name, text):
    with pytest.raises(ConfigError, match=f"{name}: .*commas stand between numbers"):
        with_assignments(Recipe(), [f"{name}={text}"])


def test_commas_stand_between_the_sizes_of_layers():
    recipe = with_assignments(Recipe(), ["hidden_units=10,5", "mean=0,10"])
    assert recipe.settings["hidden_units"] == (10, 5)
    assert recipe.settings["mean"] == (0.0, 10.0)


@given(st.integers(-(10**15), 10**15))
def test_a_number_with_grouped_thousands_is_read_back(number):
    assert read_number(f"{number:,}", whole=True) == number
    assert read_number(str(number), whole=True) == number


@given(st.integers(1_000, 10**9))
def test_no_other_grouping_is_read_as_another_number(number):
    for separator in (".", " ", "'", "_", "\xa0", "\u202f"):
        for whole in (True, False):
            try:
                read = read_number(f"{number:,}".replace(",", separator), whole=whole)
            except ValueError as error:
                assert str(number) in str(error)
            else:  # 1.234 in a field for decimals
                assert (separator, whole) == (".", False)
                assert read == number / 1_000


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_as_python_writes_it_is_read_back(number):
    assert read_number(repr(number)) == number


@given(st.text("0123456789.,e-+_ '−", max_size=12) | st.text(max_size=9))
def test_any_text_is_a_finite_number_or_a_sentence(text):
    for whole in (True, False):
        try:
            read = read_number(text, whole=whole)
        except ValueError as error:
            assert str(error).startswith("“")
            assert len(str(error)) < 140
        else:
            assert abs(read) < float("inf")


@pytest.mark.parametrize("text", ["1e-400", "-3e-999", "0.5e-330"])
def test_a_number_too_small_to_be_kept_is_not_taken_for_0(text):
    with pytest.raises(ValueError, match="too small, write 0"):
        read_number(text)


@pytest.mark.parametrize("text", ["0", "0.000", "0e9", "-0.0", "0e-400"])
def test_zero_is_zero_however_it_is_written(text):
    assert read_number(text) == 0.0
