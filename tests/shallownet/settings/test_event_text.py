"""What is said of a change, in a sentence and at the beginning of one."""

from __future__ import annotations

import pytest

from shallownet import Event
from shallownet.settings.event_text import opening


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Event(0, "b1[0]", 0.5, 2.0, "value"), "b1[0] set from 0.5 to 2"),
        (Event(0, "b2[0]", False, True, "frozen"), "b2[0] is frozen"),
        (Event(0, "l2", 0.0, 0.5), "L2 penalty changed from 0 to 0.5"),
        (Event(0, "test", 0, 1.5, "look"), "Look 1 at the test part: J 1.5"),
    ],
)
def test_the_name_of_a_parameter_keeps_its_letters(event: Event, said: str):
    assert opening(event) == said
