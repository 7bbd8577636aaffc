"""Dates as they are written, and the seconds that they mean."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.data.columns.date_formats import (
    NUMBER_FORMATS,
    date_format,
    date_text,
    seconds_of,
)

WRITTEN = {
    "year-month-day": ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d"),
    "day/month/year": ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"),
    "month/day/year": ("%m/%d/%Y", "%m-%d-%Y"),
    "day month-name year": ("%d %b %Y", "%d-%B-%Y", "%A, %d %B %Y"),
    "month-name day year": ("%b %d, %Y", "%B %d %Y", "%a, %b %d, %Y"),
}
TIMES = {"": False, " %H:%M": True, " %H:%M:%S": True, " %I:%M:%S %p": True}
MOMENTS = st.datetimes(
    datetime.datetime(1970, 1, 1), datetime.datetime(2068, 12, 31)
).map(lambda moment: moment.replace(microsecond=0))


def seconds(moment: datetime.datetime) -> float:
    return (moment - datetime.datetime(1970, 1, 1)).total_seconds()


@pytest.mark.parametrize("form", WRITTEN)
@given(data=st.data())
def test_a_date_means_its_seconds(form, data):
    pattern = data.draw(st.sampled_from(WRITTEN[form]))
    time = data.draw(st.sampled_from(list(TIMES)))
    moments = data.draw(st.lists(MOMENTS, min_size=1, max_size=5))
    texts = [moment.strftime(pattern + time) for moment in moments]
    if time.endswith("M"):
        moments = [moment.replace(second=0) for moment in moments]
    if not time:
        moments = [moment.replace(hour=0, minute=0, second=0) for moment in moments]
    expected = [seconds(moment) for moment in moments]
    assert seconds_of(texts, form).tolist() == expected
    found = date_format(texts)
    assert found is not None and found.share == 1.0
    if found.name != form:  # exchanged, which is told
        assert found.ambiguous
        assert {found.name, form} == {"day/month/year", "month/day/year"}


@pytest.mark.parametrize(
    ("text", "form", "date"),
    [
        ("2024-01-31T18:30:05.5Z", "year-month-day", "2024-01-31 18:30:05"),
        ("2024-1-5", "year-month-day", "2024-01-05"),
        ("1.2.69", "day/month/year", "1969-02-01"),
        ("1.2.68", "day/month/year", "2068-02-01"),
        ("1st March 2020", "day month-name year", "2020-03-01"),
        ("3. März 2020", "day month-name year", "2020-03-03"),
        ("2 février 2020", "day month-name year", "2020-02-02"),
        ("Sat, Nov 1, 2003", "month-name day year", "2003-11-01"),
        ("Jan 2020", "month-name year", "2020-01-01"),
        ("2020-05", "year-month", "2020-05-01"),
        ("5/2020", "month/year", "2020-05-01"),
        ("2020Q3", "year-quarter", "2020-07-01"),
        ("Q2-85", "quarter-year", "1985-04-01"),
        ("6:30 pm", "hour:minute", "1970-01-01 18:30"),
        ("12:05 am", "hour:minute", "1970-01-01 00:05"),
        ("2024-01-31 10:00 +02:00", "year-month-day", "2024-01-31 10:00"),
    ],
)
def test_a_written_date_is_read(text, form, date):
    (value,) = seconds_of([text], form)
    assert date_text(np.floor(value)) == date


@pytest.mark.parametrize(
    "text",
    ["31.2.2020", "29.2.2021", "0.1.2020", "1.13.2020", "1.1.2020 25:00", "1,1,2020"],
)
def test_what_is_no_date_is_none(text):
    assert np.isnan(seconds_of([text], "day/month/year")).all()


@pytest.mark.parametrize("texts", [["Ulm", "Bonn"], ["1.5", "2.5"], ["12", "13"], [""]])
def test_other_texts_have_no_format(texts):
    assert date_format(texts) is None


def test_numbers_that_are_no_day_are_none():
    found = NUMBER_FORMATS["yearmonthday"](np.array([20240229.0, 20230229.0, 1.5]))
    assert np.isfinite(found).tolist() == [True, False, False]
