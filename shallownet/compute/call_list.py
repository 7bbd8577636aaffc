"""NumPy calls that are written down once and then made at every update.

The arrays of a pass stay where they are from one update to the next, so every call of
it is known beforehand: which function, on which arrays, into which. Whoever describes a
pass is handed ``do`` and says ``do(np.matmul, W, A, Z)`` for Z = W A: `call_now` makes
the call there and then, and a `CallList` keeps it.

To go through a list is what makes small passes fast. At m = 100 the calls themselves
take 18 us; finding out anew which they are, layer by layer, took as long again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    RecordCall = Callable[..., None]


def call_now(operation: Callable[..., Any], *arrays: Any) -> None:
    """Call an operation with the arrays that it reads, and the one it writes."""
    operation(*arrays)


class CallList:
    """Calls in the order in which they are to be made.

    Attributes
    ----------
    calls : list of (callable, tuple)
        Each with its arguments, the array that it writes into last.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []

    def __call__(self, operation: Callable[..., Any], *arrays: Any) -> None:
        """Write a call down."""
        self.calls.append((operation, arrays))

    def run(self) -> None:
        """Make all calls."""
        for operation, arrays in self.calls:
            operation(*arrays)
