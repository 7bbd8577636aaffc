"""The public names of the package, and that it imports no Qt."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import shallownet as sn


def test_the_public_names_work_together():
    data = sn.datasets.notebook(m=500, seed=0)
    config = sn.TrainingConfig()
    trainer = sn.Trainer(config, data)
    report = trainer.step()
    assert report.step == 1
    assert report.loss > 0 and report.gradient_norm > 0
    assert np.isfinite(report.mean_error)
    trainer.run(100)
    trace = trainer.preview()
    assert trace.step == 102
    assert trainer.network.parameters["W1"].shape == (10, 2)
    assert trainer.predict(data.X).shape == (1, 500)
    assert len(trainer.history.loss) == len(trainer.history.mean_error) == 101
    assert sn.check_gradients(trainer).passed
    assert issubclass(sn.ConfigError, ValueError)
    assert issubclass(sn.DataError, ValueError)


def test_every_public_name_exists():
    for name in sn.__all__:
        assert getattr(sn, name) is not None


def test_lazy_names_are_imported_on_first_use():
    code = (
        "import sys, shallownet as sn\n"
        "assert 'Trainer' in dir(sn) and set(sn.__all__) <= set(dir(sn))\n"
        "assert 'shallownet.training.trainer' not in sys.modules\n"
        "assert sn.history.History is sn.History\n"
        "from shallownet import Trainer\n"
        "trainer = sys.modules['shallownet.training.trainer']\n"
        "assert sn.Trainer is Trainer is trainer.Trainer\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_name_is_reported():
    with pytest.raises(AttributeError, match="'shallownet' has no attribute 'Train'"):
        sn.Train  # type: ignore[attr-defined]  # noqa: B018


def test_the_core_imports_no_qt():
    code = (
        "import sys, shallownet\n"
        "roots = {name.split('.')[0] for name in sys.modules}\n"
        "sys.exit(str(roots & {'PyQt6', 'pyqtgraph', 'gui', 'resources'} or ''))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (1, "\n")
