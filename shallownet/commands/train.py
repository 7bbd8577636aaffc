"""Training without a window."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING, Final

from shallownet.commands.interrupting_signals import interrupting_signals
from shallownet.commands.progress import Progress, write_json
from shallownet.documents.atomic_file import check_writable
from shallownet.documents.run_file import save_run
from shallownet.documents.weights import load_weights
from shallownet.errors import DivergedError
from shallownet.settings.event_text import sentence
from shallownet.settings.events import looks_in
from shallownet.training.trainer import Trainer
from shallownet.wording import counted, figure, rounded

if TYPE_CHECKING:
    from shallownet.settings.recipe import Recipe

REPORT_SECONDS: Final = 0.1
"""Seconds of training between two reports."""


def train(
    recipe: Recipe,
    updates: int | None,
    path: str | None,
    weights: str | None = None,
    *,
    json: bool = False,
) -> int:
    """Train a network, report the results and return the exit code.

    What is made so far is saved also if the run diverges or is interrupted: by Ctrl+C,
    by the end of its terminal, or by another program that asks it to end.

    Parameters
    ----------
    recipe : Recipe
    updates : int or None
        How many updates to make; as many as the run is planned for if None.
    path : str or None
        The file to save the run to.
    weights : str or None
        A file of weights to begin with; those that the seed determines if None.
    json : bool
        Whether to write JSON.

    Raises
    ------
    DataError
        If the samples cannot be made, the weights do not fit the network, or the file
        cannot be written.
    """
    if path is not None:  # before hours are spent on what cannot be saved
        check_writable(path)
    total = recipe.config.iterations if updates is None else updates
    data = recipe.make_data()
    recipe = recipe.recorded(data)
    trainer = Trainer(recipe.config, data)
    if weights is not None:
        load_weights(trainer, weights)
    progress, interrupted = Progress(total, json_lines=json), False
    try:
        with interrupting_signals():
            _run(trainer, total, progress)
    except DivergedError:
        pass  # the results say so
    except KeyboardInterrupt:
        interrupted = True
    finally:
        progress.close()
    now = trainer.snapshot()
    if path is not None:
        save_run(trainer, path, recipe)
    part = now.run.split.held_out_name
    if json:
        write_json(
            event="end",
            updates=now.step,
            loss=now.loss,
            **{f"{part}_loss": now.held_out_loss, f"{part}_r2": now.held_out_r2},
            r2=now.r2,
            linear_r2=now.run.linear.r2,
            **{f"linear_{part}_r2": now.run.linear.held_out_r2},
            looks_at_test=looks_in(now.events),
            seconds=trainer.seconds,
            diverged=None if now.divergence is None else str(now.divergence),
            interrupted=interrupted,
            saved=path,
        )
    else:
        made = f"{counted(now.step, 'update')} in {trainer.seconds:.2f} s"
        line = now.run.linear
        said = f"{made}: J = {figure(now.loss)}, {_r2(now.r2, line.r2)}"
        if now.run.split.held_out.size:
            said += f", {part} {_r2(now.held_out_r2, line.held_out_r2)}"
        print(said)
        notes = [sentence(e) for e in now.events[-1:] if e.kind == "stopped"]
        print("".join(f"{note}\n" for note in notes), end="")
        if path is not None:
            print(f"saved to {path}")
    if now.divergence is not None:
        print(f"shallownet train: the run diverged: {now.divergence}", file=sys.stderr)
        return 1
    if interrupted:
        raise KeyboardInterrupt
    return 0


def _r2(own: float, linear: float) -> str:
    """Return R² beside that of a linear model of the same inputs."""
    return f"R² = {rounded(own)} (a linear model {rounded(linear)})"


def _run(trainer: Trainer, total: int, progress: Progress) -> None:
    """Make updates in stretches that take about as long as a report may wait."""
    stretch = 1
    while trainer.updates < total:
        started = perf_counter()
        if trainer.train(min(stretch, total - trainer.updates)):
            return
        taken = max(perf_counter() - started, 1e-6)
        stretch = max(int(stretch * min(REPORT_SECONDS / taken, 4.0)), 1)
        progress.report(trainer.updates, J=float(trainer.history.loss[-1]))
