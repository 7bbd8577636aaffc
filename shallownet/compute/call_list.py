"""NumPy calls that are recorded once and repeated at every update.

The arrays of a pass keep their places from one update to the next, so every call of it
is known in advance: the function, its inputs and its output. A function that describes
a pass has a parameter ``call`` and writes ``call(np.matmul, W, A, Z)`` for Z = W A:
`call_now` executes that at once, and a `CallList` records it.

Running a list is what makes small passes fast. At m = 100 the calls themselves take
18 us; finding out anew which they are, layer by layer, took as long again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Call = Callable[..., None]


def call_now(operation: Callable[..., Any], *arrays: Any) -> None:
    """Call an operation with the arrays that it reads, and the one it writes."""
    operation(*arrays)


class CallList:
    """Recorded calls, in the order in which to make them.

    Attributes
    ----------
    calls : list of (callable, tuple)
        Each with its arguments, the array that it writes into last.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []

    def __call__(self, operation: Callable[..., Any], *arrays: Any) -> None:
        """Record a call."""
        self.calls.append((operation, arrays))

    def run(self) -> None:
        """Make all recorded calls."""
        for operation, arrays in self.calls:
            operation(*arrays)
