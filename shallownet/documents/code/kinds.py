"""The programs that a run can be exported as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.documents.code.notebook import notebook
from shallownet.documents.code.numpy_script import numpy_script
from shallownet.documents.code.sklearn_script import sklearn_script
from shallownet.documents.code.torch_module import torch_module

if TYPE_CHECKING:
    from collections.abc import Callable


class CodeKind(NamedTuple):
    """A kind of program.

    Attributes
    ----------
    title, contents : str
        Its name in a list, and what the file is, in a sentence.
    needs : str
        What has to be installed to run it.
    ending : str
        What the proposed name of a file ends in.
    write : callable
        ``write(trainer, data, cancelled, progress)`` returns the text of the file; see
        `numpy_script`.
    """

    title: str
    contents: str
    needs: str
    ending: str
    write: Callable[..., str]


CODE_KINDS: Final = {
    "numpy": CodeKind(
        "NumPy script",
        "A script that makes the same updates by plain formulas, needs NumPy alone, "
        "and checks its numbers against those of the run.",
        "NumPy alone",
        ".py",
        numpy_script,
    ),
    "notebook": CodeKind(
        "Jupyter notebook",
        "The same as cells, with the equations of an update in front of the code that "
        "makes it.",
        "NumPy and Jupyter",
        ".ipynb",
        notebook,
    ),
    "pytorch": CodeKind(
        "PyTorch module",
        "The network as a module in float64, trained by autograd and torch.optim, and "
        "checked against the run.",
        "NumPy and PyTorch",
        "_pytorch.py",
        torch_module,
    ),
    "sklearn": CodeKind(
        "scikit-learn script",
        "A fit of MLPRegressor, checked against the run. It has fewer settings; where "
        "one is missing, a sentence says which.",
        "NumPy and scikit-learn",
        "_sklearn.py",
        sklearn_script,
    ),
}
"""Each kind, by its name on the command line."""
