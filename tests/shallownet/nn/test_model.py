"""A model: raw inputs in, predictions in the target's own units out."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import DataError, Trainer, TrainingConfig
from shallownet.data import datasets


@pytest.mark.parametrize("shape", [(1, 3), (3, 3), (2,), (2, 1, 1)])
def test_inputs_of_another_shape_are_rejected(shape):
    with pytest.raises(DataError, match="shape"):
        Trainer(TrainingConfig(), datasets.notebook(20)).predict(np.zeros(shape))


def test_no_samples_give_no_predictions():
    assert Trainer(TrainingConfig(), datasets.notebook(20)).predict(
        np.zeros((2, 0))
    ).shape == (1, 0)
