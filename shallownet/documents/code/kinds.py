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
    title : str
        Its name in a list.
    needs : str
        What has to be installed to run it.
    suffix : str
        How the names of its files end.
    write : callable
        ``write(trainer, data, cancelled, progress)`` returns the text of the file; see
        `numpy_script`.
    """

    title: str
    needs: str
    suffix: str
    write: Callable[..., str]


CODE_KINDS: Final = {
    "numpy": CodeKind("Python script", "NumPy alone", ".py", numpy_script),
    "notebook": CodeKind("Jupyter notebook", "NumPy and Jupyter", ".ipynb", notebook),
    "pytorch": CodeKind("PyTorch module", "NumPy and PyTorch", ".py", torch_module),
    "sklearn": CodeKind(
        "scikit-learn script", "NumPy and scikit-learn", ".py", sklearn_script
    ),
}
"""Each kind, by its name on the command line."""
