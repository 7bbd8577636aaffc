"""What one update consists of, and what this machine would allow for it.

``python benchmarks/limit.py`` runs this part alone. Every NumPy call of an update is
timed by itself, over and over: what the update takes beyond their sum is what it costs
to come from one to the next. The limit is an estimate: each array that a call reads or
writes is moved once at the speed of a copy within the cache, and ``exp`` is computed as
fast as a library with vector instructions for it does (PyTorch, in one thread).
"""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if not __package__:  # run by its path: the packages lie in the checkout's root
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.options import Options, run
from benchmarks.table import Line, Spread
from benchmarks.timing import ratios
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.nn.activations import limited_exp

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = 10_000
REPEATS = 20
PRODUCTS = ("matmul", "matvec", "dot")


def seconds(call: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    begun = time.perf_counter()
    for _ in range(REPEATS):
        call()
    return (time.perf_counter() - begun) / REPEATS


def vector_exp(values: np.ndarray) -> float | None:
    """Return the seconds of exp with vector instructions; None without PyTorch."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    given = torch.from_numpy(values)
    out = torch.empty_like(given)
    return seconds(lambda: torch.exp(given, out=out))


def measure(options: Options) -> list[Line]:
    """Return the lines of this part."""
    samples = options.pick(SAMPLES, 500)
    trainer = Trainer(TrainingConfig(), datasets.notebook(samples))
    trainer.run(20)
    blocks = trainer.objective.blocks
    calls = [call for block in blocks for call in block.forward_backward.calls]
    moved = sum(a.nbytes for _, args in calls for a in args if hasattr(a, "nbytes"))
    # As the second call of `exp` meets it: numbers that are already there.
    numbers = np.concatenate([block.work.A[0].ravel() for block in blocks])
    source, target = np.ones(25_000), np.empty(25_000)  # 400 KiB: within the cache
    found: dict[str, list[float]] = {
        kind: [] for kind in ("update", "exp", "products", "passes", "copy", "vector")
    }
    for _ in range(options.rounds):
        found["update"].append(seconds(trainer.step))
        parts = {"exp": 0.0, "products": 0.0, "passes": 0.0}
        for operation, args in calls:
            kind = "products" if operation.__name__ in PRODUCTS else "passes"
            if operation is limited_exp:
                kind = "exp"
            # Into itself, exp would soon be of infinity.
            given = (numbers[: args[0].size].reshape(args[0].shape), *args[1:])
            alone = given if kind == "exp" else args
            parts[kind] += seconds(partial(operation, *alone))
        for kind, took in parts.items():
            found[kind].append(took)
        copy = seconds(lambda: np.copyto(target, source))
        found["copy"].append(moved * copy / (source.nbytes + target.nbytes))
        vector = vector_exp(numbers)
        if vector is not None:
            found["vector"].append(vector)
    update = Spread.of(found["update"]).times(1e6)

    def part(name: str, what: str, values: list[float]) -> Line:
        ratio = ratios(found["update"], values)
        of_it = Spread.of(values).times(1e6)
        return Line(f"limit/{name}", what, update, "µs", "alone", of_it, ratio)

    size = f"m = {samples:,}"
    together = [sum(t) for t in zip(*(found[k] for k in parts), strict=True)]
    lines = [
        part("exp", f"an update, {size}, against exp", found["exp"]),
        part("products", "against the products", found["products"]),
        part("passes", "against the other passes", found["passes"]),
        part("parts", "against all its calls", together),
    ]
    megabytes = f"{moved / 1e6:.1f} MB"
    if found["vector"]:
        limit = [a + b for a, b in zip(found["copy"], found["vector"], strict=True)]
        what = f"against the limit: {megabytes} moved, and exp by vectors"
        lines.append(part("limit", what, limit))
    else:
        lines.append(Line("limit/limit", "limit", missing="torch is not installed"))
    return [line for line in lines if options.wants(line.name)]


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
