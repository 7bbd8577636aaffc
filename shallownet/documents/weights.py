"""The parameters of a network as a file that PyTorch understands, and back.

A file is an NPZ archive named as the ``state_dict`` of the PyTorch module that
`shallownet.torch_module` writes: ``layers.0.weight`` of shape (units, inputs) and
``layers.0.bias`` of shape (units,), then ``layers.1`` and so on. Pickled objects are
neither written nor read.
"""

from __future__ import annotations

import os
import re
import zipfile
from typing import TYPE_CHECKING

import numpy as np

from shallownet.documents.archive import ArchiveReader, write_array
from shallownet.documents.atomic_file import output_file
from shallownet.documents.run_file import open_ordinary
from shallownet.documents.run_file_error import RunFileError
from shallownet.errors import DataError
from shallownet.wording import counted, file_name, quoted, some_of

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.network import Network
    from shallownet.training.trainer import Trainer


def save_weights(network: Network, path: str | os.PathLike[str]) -> None:
    """Write the parameters of a network to an NPZ file.

    In PyTorch ``{name: torch.tensor(array) for name, array in np.load(path).items()}``
    is the ``state_dict`` of the exported module.

    Parameters
    ----------
    network : Network
    path : str or path-like
        A file of that name is replaced once the new one is complete.

    Raises
    ------
    DataError
        If the file cannot be written; the old one is then as it was.

    Examples
    --------
    >>> import numpy as np, shallownet as sn, tempfile
    >>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(m=100))
    >>> path = f"{tempfile.mkdtemp()}/weights.npz"
    >>> sn.save_weights(trainer.network, path)
    >>> weights = np.load(path)
    >>> weights["layers.0.weight"].shape, weights["layers.0.bias"].shape
    ((10, 2), (10,))
    """
    with output_file(path) as file, zipfile.ZipFile(file, "w") as archive:
        for number, layer in enumerate(network.layers):
            write_array(archive, f"layers.{number}.weight.npy", layer.W)
            write_array(archive, f"layers.{number}.bias.npy", layer.b[:, 0])


def read_weights(network: Network, path: str | os.PathLike[str]) -> Array:
    """Read the parameters for a network from an NPZ file.

    The names of its arrays end in ``weight`` and ``bias``, as in a ``state_dict``. What
    stands before that, such as ``layers.0.`` or ``fc1.``, is put in order, with numbers
    by their size. The floats may have any precision. The parameters in a file that
    `save_numbers` writes, ``W1``, ``b1`` and so on, are read as well.

    Parameters
    ----------
    network : Network
        Its layers say which arrays there must be. It is not changed.
    path : str or path-like

    Returns
    -------
    ndarray, shape (parameters,)
        A vector laid out like ``network.theta``.

    Raises
    ------
    DataError
        If the file cannot be read, or does not fit the network; the message says why.
    """
    try:
        with open_ordinary(path) as file:
            return _read(network, ArchiveReader(file))
    except RunFileError as error:
        name = file_name(os.fspath(path))
        raise DataError(f"{name} holds no weights for this network: {error}") from error


def load_weights(trainer: Trainer, path: str | os.PathLike[str]) -> int:
    """Set the parameters of a run to those in an NPZ file, as events of the run.

    Each parameter that differs is set as by `Trainer.edit`, so the run can be saved,
    replayed and exported like any other.

    Parameters
    ----------
    trainer : Trainer
    path : str or path-like
        See `read_weights`.

    Returns
    -------
    int
        How many parameters were changed.

    Raises
    ------
    DataError
        If the file cannot be read, or does not fit the network; nothing is changed.

    Examples
    --------
    >>> import shallownet as sn, tempfile
    >>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(m=100))
    >>> path = f"{tempfile.mkdtemp()}/weights.npz"
    >>> sn.save_weights(trainer.network, path)
    >>> other = sn.Trainer(sn.TrainingConfig(seed=1), trainer.data)
    >>> sn.load_weights(other, path)
    41
    """
    return set_parameters(trainer, read_weights(trainer.network, path))


def set_parameters(trainer: Trainer, theta: Array) -> int:
    """Set all parameters of a run, each that differs as an event; return how many.

    Parameters
    ----------
    trainer : Trainer
    theta : ndarray, shape (parameters,)
        Finite numbers, laid out like ``trainer.network.theta``.
    """
    network = trainer.network
    different = np.flatnonzero(theta != network.theta)
    for index in different:
        trainer.edit(network.parameter_name(int(index)), float(theta[index]))
    return len(different)


def _read(network: Network, archive: ArchiveReader) -> Array:
    names = [name.removesuffix(".npy") for name in archive.names]
    theta = np.empty(network.theta.size)
    if "W1" in names:
        _read_numbers(network, archive, theta)
    else:
        _read_state_dict(network, archive, names, theta)
    if not np.isfinite(theta).all():
        raise RunFileError("one of its numbers is not finite")
    return theta


def _read_numbers(network: Network, archive: ArchiveReader, theta: Array) -> None:
    """Read the parameters among all the numbers of a run."""
    beyond = f"W{len(network.layers) + 1}"
    if f"{beyond}.npy" in archive:
        layers = counted(len(network.layers), "layer")
        raise RunFileError(f"it has {beyond}, and the network has {layers}")
    for name, view in network.named(theta).items():
        view[:] = archive.floats(f"{name}.npy", view.shape)


def _read_state_dict(
    network: Network, archive: ArchiveReader, names: list[str], theta: Array
) -> None:
    layers = sorted({_layer(name) for name in names}, key=_natural)
    if len(layers) != len(network.layers):
        raise RunFileError(
            f"it has {counted(len(layers), 'layer')} ({some_of(layers) or 'none'}), "
            f"and the network has {len(network.layers)}"
        )
    for layer, name, Wb in zip(
        network.layers, layers, network.matrices(theta), strict=True
    ):
        Wb[:, :-1] = archive.floats(f"{name}weight.npy", layer.W.shape)
        Wb[:, -1] = archive.floats(f"{name}bias.npy", layer.b[:, 0].shape)


def _layer(name: str) -> str:
    """Return what stands before ``weight`` or ``bias``."""
    for kind in ("weight", "bias"):
        if name.endswith(kind):
            return name.removesuffix(kind)
    raise RunFileError(f"its {quoted(name)} is neither a weight nor a bias")


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Return a key by which layer 10 comes after layer 9."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d{1,9})", name)
    ]
