"""Weights from and to PyTorch.

Optional: it needs the extra `oracle`, and is skipped where that is not installed.
"""

from __future__ import annotations

import numpy as np
import pytest

import shallownet as sn
from tests.shallownet.documents.code.programs import execute, trained

torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def restored_type():
    """Restore the type that a program sets."""
    yield
    torch.set_default_dtype(torch.float32)


def test_a_state_dict_goes_out_and_comes_back(tmp_path):
    recipe = sn.Recipe.of(samples=50, hidden_units=(4, 3), activation="tanh")
    trainer = trained(recipe, 5)
    network = execute(sn.torch_module(trainer, recipe.data))["Network"]()
    path = tmp_path / "weights.npz"
    sn.save_weights(trainer.network, path)
    with np.load(path) as file:
        network.load_state_dict({name: torch.tensor(file[name]) for name in file})
    made = network(torch.tensor(trainer.data.X.T)).detach().numpy()[:, 0]
    np.testing.assert_allclose(made, trainer.predict(trainer.data.X)[0], rtol=1e-12)

    state = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    np.savez(path, **state)
    other = sn.Trainer(sn.TrainingConfig(hidden_units=(4, 3), seed=5), trainer.data)
    sn.load_weights(other, path)
    np.testing.assert_array_equal(other.network.theta, trainer.network.theta)
