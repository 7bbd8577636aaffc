"""The inbox: every command once, in order, whatever was looked at in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.training.commands import Pause, Start, Step
from gui.workers.inbox import Inbox
from gui.workers.worker import Stop


@given(st.lists(st.sampled_from(["put", "take", "look"]), max_size=60))
def test_commands_come_out_as_they_came_in(actions):
    inbox, put, taken = Inbox(), 0, []
    for action in actions:
        if action == "put":
            inbox.put(Start(put))
            put += 1
        elif action == "take":
            command = inbox.take(0.0)
            if command is not None:
                assert isinstance(command, Start)
                taken.append(command.updates)
        else:
            assert inbox.holds((Start,)) == (put > len(taken))
            assert not inbox.holds((Stop, Pause))
    assert taken == list(range(len(taken)))
    for number in range(len(taken), put):
        assert inbox.take() == Start(number)
    assert inbox.take(0.0) is None


@pytest.mark.parametrize("seconds", [-1.0, 0.0, 0.01])
def test_an_empty_inbox_is_waited_for_no_longer_than_said(seconds):
    assert Inbox().take(seconds) is None


def test_a_command_behind_others_is_found():
    inbox = Inbox()
    for command in (Step(), Step(), Pause()):
        inbox.put(command)
    assert inbox.holds((Stop, Pause))
    assert not inbox.holds((Stop,))
