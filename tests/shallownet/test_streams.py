"""Random streams: no draw of a run repeats another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shallownet import streams

seeds = st.integers(0, 2**32 - 1)


@given(seed=seeds, epoch=st.integers(0, 5))
def test_the_streams_of_a_seed_differ(seed, epoch):
    drawn = [
        stream.random()
        for stream in (
            streams.start(seed),
            streams.noise(seed),
            streams.split(seed),
            streams.order(seed, epoch),
            streams.order(seed, epoch + 1),
        )
    ]
    assert len(set(drawn)) == len(drawn)


@given(seed=seeds)
def test_a_stream_is_determined_by_its_seed(seed):
    assert streams.order(seed, 3).random() == streams.order(seed, 3).random()
