"""The parameters of a network as a file, and back."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shallownet as sn
from shallownet.documents.weights import read_weights
from shallownet.nn.network import Network
from tests.examples import examples

if TYPE_CHECKING:
    from pathlib import Path


def a_trainer(seed: int = 0, hidden: tuple[int, ...] = (4, 3)) -> sn.Trainer:
    config = sn.TrainingConfig(hidden_units=hidden, seed=seed)
    return sn.Trainer(config, sn.datasets.notebook(20))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "weights.npz"
    sn.save_weights(a_trainer().network, path)
    return path


def arrays_of(path: Path) -> dict[str, np.ndarray]:
    with np.load(path) as file:
        return dict(file)


@examples(30)
@given(hidden=st.lists(st.integers(1, 5), max_size=11), seed=st.integers(0, 99))
def test_what_is_written_is_read(tmp_path_factory, hidden, seed):
    path = tmp_path_factory.mktemp("weights") / "weights.npz"
    network = Network((2, *hidden, 1), ["tanh"] * (len(hidden) + 1))
    network.theta[:] = np.random.default_rng(seed).normal(size=network.theta.size)
    sn.save_weights(network, path)
    np.testing.assert_array_equal(read_weights(network, path), network.theta)


def test_the_names_and_shapes_are_those_of_a_state_dict(saved):
    shapes = {name: array.shape for name, array in arrays_of(saved).items()}
    assert list(shapes.items()) == [
        ("layers.0.weight", (4, 2)),
        ("layers.0.bias", (4,)),
        ("layers.1.weight", (3, 4)),
        ("layers.1.bias", (3,)),
        ("layers.2.weight", (1, 3)),
        ("layers.2.bias", (1,)),
    ]
    parameters = a_trainer().network.parameters
    np.testing.assert_array_equal(arrays_of(saved)["layers.1.weight"], parameters["W2"])


def test_loading_is_part_of_the_run(saved, tmp_path):
    trainer = a_trainer(seed=1)
    trainer.run(3)
    assert sn.load_weights(trainer, saved) == trainer.network.theta.size
    known = a_trainer().network.theta
    np.testing.assert_array_equal(trainer.network.theta, known)
    assert {event.step for event in trainer.events} == {3}
    trainer.run(2)
    sn.save_run(trainer, tmp_path / "run.shallownet")
    assert sn.open_run(tmp_path / "run.shallownet").verify().exact
    assert sn.load_weights(a_trainer(), saved) == 0  # they are the same already


@pytest.mark.parametrize("kind", ["<f4", ">f8", "<f2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_floats_of_any_kind_are_read(tmp_path, kind, order):
    network, path = a_trainer().network, tmp_path / "weights.npz"
    sn.save_weights(network, path)
    arrays: dict[str, Any] = {
        name: np.asarray(array, kind, order=order)
        for name, array in arrays_of(path).items()
    }
    np.savez_compressed(path, **arrays)
    expected = network.theta.astype(kind).astype(float)
    np.testing.assert_array_equal(read_weights(network, path), expected)


def test_names_of_a_sequential_are_read_in_their_order(saved):
    arrays = arrays_of(saved)
    renamed: dict[str, Any] = {
        name.replace("layers.0", "net.8")
        .replace("layers.1", "net.9")
        .replace("layers.2", "net.10"): array
        for name, array in reversed(arrays.items())
    }
    np.savez(saved, **renamed)
    theta = read_weights(a_trainer().network, saved)
    np.testing.assert_array_equal(theta, a_trainer().network.theta)


def replaced(**more: Any) -> Any:
    return lambda arrays: arrays | {k.replace("_", "."): v for k, v in more.items()}


def without(name: str) -> Any:
    return lambda arrays: {k: v for k, v in arrays.items() if k != name}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without("layers.1.bias"), "its layers.1.bias.npy is missing"),
        (
            replaced(layers_1_weight=np.zeros((4, 3))),
            "has the shape (4, 3) and not (3, 4)",
        ),
        (replaced(layers_1_bias=np.zeros((3, 1))), "has the shape (3, 1) and not (3,)"),
        (replaced(layers_1_bias=np.array([0, 1, 2])), "is no array of floats"),
        (replaced(layers_1_bias=np.array([0, np.nan, 2])), "is not finite"),
        (replaced(layers_1_bias=np.zeros(9_999)), "is larger than"),
        (replaced(scale=np.zeros(3)), "its “scale” is neither a weight nor a bias"),
        (replaced(layers_3_bias=np.zeros(3)), "it has 4 layers (layers.0., layers.1."),
        (lambda arrays: {}, "it has 0 layers (none), and the network has 3"),
    ],
)
def test_what_does_not_fit_is_told(saved, change, said):
    np.savez(saved, **change(arrays_of(saved)))
    trainer = a_trainer(seed=1)
    before = trainer.network.theta.copy()
    with pytest.raises(sn.DataError) as caught:
        sn.load_weights(trainer, saved)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{saved} holds no weights") or "..." in str(
        caught.value
    )
    np.testing.assert_array_equal(trainer.network.theta, before)
    assert not trainer.events


class Hostile:
    def __reduce__(self):
        return os.system, ("exit 1",)


def test_a_pickle_is_not_read(saved):
    stream = io.BytesIO()
    np.save(stream, np.array([Hostile()] * 3, dtype=object), allow_pickle=True)
    with zipfile.ZipFile(saved, "w") as archive:
        for number in range(3):
            archive.writestr(f"layers.{number}.weight.npy", stream.getvalue())
            archive.writestr(f"layers.{number}.bias.npy", stream.getvalue())
    with pytest.raises(sn.DataError, match="is no array of floats"):
        read_weights(a_trainer().network, saved)


def test_a_file_that_is_none_is_told(tmp_path):
    network = a_trainer().network
    with pytest.raises(sn.DataError, match="No such file"):
        read_weights(network, tmp_path / "none.npz")
    (tmp_path / "text.npz").write_text("x1,x2\n")
    with pytest.raises(sn.DataError, match="it is no zip archive"):
        read_weights(network, tmp_path / "text.npz")


@examples(60)
@given(data=st.data())
def test_a_damaged_file_gives_a_sentence_or_weights(whole, data):
    contents = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        contents[data.draw(st.integers(0, len(contents) - 1))] = data.draw(
            st.integers(0, 255)
        )
    with tempfile.NamedTemporaryFile() as file:
        file.write(contents)
        file.flush()
        try:
            theta = read_weights(a_trainer().network, file.name)
        except sn.DataError as error:
            assert "\n" not in str(error)
        else:
            assert np.isfinite(theta).all()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a file of weights."""
    path = tmp_path_factory.mktemp("weights") / "weights.npz"
    sn.save_weights(a_trainer().network, path)
    return path.read_bytes()
