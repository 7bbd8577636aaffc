"""The numbers of a run for other programs: curves, predictions, parameters.

Every array has a name, a unit and a meaning, and belongs to one table.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args

import numpy as np

from shallownet.arrays import norm
from shallownet.settings.events import looks_in
from shallownet.training.layer_sizes import layer_norms, update_ratios
from shallownet.training.rates import learning_rates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from shallownet.analysis.kept_states import KeptStates
    from shallownet.arrays import Array
    from shallownet.nn.model import Model
    from shallownet.training.snapshot import Snapshot

Table = Literal["curves", "predictions", "parameters"]
TABLES: Final[tuple[Table, ...]] = get_args(Table)

UNITS: Final = {
    "": "a count, an index or a share",
    "inputs": "the units of the inputs, row by row",
    "target": "the unit of the target",
    "target squared": "the unit of the target, squared",
    "training": "of training, where the inputs are (X - inputs_shift) / inputs_scale "
    "and the target is (y - target_shift) / target_scale",
    "data": "of the inputs and the target as they are",
}
"""What the units of arrays stand for."""


class NamedArray(NamedTuple):
    """One array.

    Attributes
    ----------
    name : str
        An identifier; ``W1``, ``loss``.
    values : ndarray
    unit : str
        One of `UNITS`.
    meaning : str
    table : {"curves", "predictions", "parameters"}
    """

    name: str
    values: NDArray[Any]
    unit: str
    meaning: str
    table: Table


@dataclass(frozen=True, eq=False)
class RunNumbers:
    """The numbers of a run after some update.

    Attributes
    ----------
    about : dict
        What the run is, as values that JSON has: settings, events, updates, loss.
    arrays : tuple of NamedArray
    snapshot : Snapshot
        The state that they are of.

    Examples
    --------
    >>> import shallownet as sn
    >>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(m=100))
    >>> trainer.run(3)
    >>> numbers = RunNumbers.of(trainer.snapshot())
    >>> numbers["loss"].shape, numbers["W1"].shape, numbers["residual"].shape
    ((4,), (10, 2), (1, 100))
    """

    about: dict[str, Any]
    arrays: tuple[NamedArray, ...]
    snapshot: Snapshot

    @classmethod
    def of(cls, snapshot: Snapshot, states: KeptStates | None = None) -> RunNumbers:
        """Return the numbers of a state of a run.

        All samples are predicted, which takes about as long as an update.

        Parameters
        ----------
        snapshot : Snapshot
        states : KeptStates, optional
            The states that the run keeps: what is known at these only is measured, in
            the time of some hundred updates.
        """
        model = snapshot.run.model.copy()
        model.network.theta[:] = snapshot.theta
        arrays = (
            *_curves(snapshot),
            *(() if states is None else _kept(snapshot, states)),
            *_predictions(snapshot, model),
            *_parameters(snapshot, model),
        )
        return cls(_about(snapshot), arrays, snapshot)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return the values of an array by its name."""
        return next(array.values for array in self.arrays if array.name == name)

    def in_table(self, table: Table | None) -> tuple[NamedArray, ...]:
        """Return the arrays of a table, or all of them if it is None."""
        return tuple(array for array in self.arrays if table in (None, array.table))


def _about(snapshot: Snapshot) -> dict[str, Any]:
    run = snapshot.run
    return {
        "updates": snapshot.step,
        "loss": snapshot.loss,
        "mean_error": snapshot.mean_error,
        f"{run.split.held_out_name}_loss": snapshot.held_out_loss,
        "looks_at_test": looks_in(snapshot.events),
        "r2": snapshot.r2,
        "learning_rate": snapshot.learning_rate,
        "samples": run.data.samples,
        "input_names": list(run.data.input_names),
        "target_name": run.data.target_name,
        "layer_sizes": list(run.model.network.layer_sizes),
        "activations": list(run.model.network.activations),
        "settings_at_start": asdict(run.config),
        "settings": asdict(snapshot.settings),
        "events": [event._asdict() for event in snapshot.events],
        "units": UNITS,
    }


def _curves(snapshot: Snapshot) -> Iterator[NamedArray]:
    def known(values: Array, present: float) -> Array:
        return np.append(values, present)

    own = ", over the samples of the update that follows; the last over all of training"
    present = snapshot.history_loss, snapshot.loss
    errors = snapshot.history_mean_error, snapshot.mean_error
    norms = snapshot.history_gradient_norm, norm(snapshot.gradient)
    for name, values, unit, meaning in (
        (
            "update",
            np.arange(snapshot.step + 1),
            "",
            "how many updates were made; the other curves are after so many",
        ),
        ("loss", known(*present), "target squared", f"J = half the MSE{own}"),
        ("mean_error", known(*errors), "target", f"mean of predicted - true{own}"),
        (
            "gradient_norm",
            known(*norms),
            "training",
            "length of the gradient that the update follows, before any clipping",
        ),
        (
            "learning_rate",
            learning_rates(snapshot, np.arange(snapshot.step + 1)),
            "",
            "of the update that follows, by the schedule and as it was changed",
        ),
    ):
        yield NamedArray(name, values, unit, meaning, "curves")
    split = snapshot.run.split
    if split.held_out.size:
        losses = known(snapshot.history_held_out_loss, snapshot.held_out_loss)
        part = split.held_out_name
        meaning = f"J over the {part} samples; NaN where it was not measured"
        yield NamedArray(f"{part}_loss", losses, "target squared", meaning, "curves")
    updates, sharpness = snapshot.sharpness
    if updates.size:
        meaning = "after how many updates sharpness was measured"
        whole = updates.astype(np.int64)
        yield NamedArray("sharpness_update", whole, "", meaning, "curves")
        meaning = "the largest eigenvalue of the Hessian of the loss"
        yield NamedArray("sharpness", sharpness, "training", meaning, "curves")


def _kept(snapshot: Snapshot, states: KeptStates) -> Iterator[NamedArray]:
    """Yield what is known at kept states only, and at the present one."""
    from shallownet.analysis.kept_states import KeptMeter  # rarely needed

    before = [n for n in states.spread(0, snapshot.step) if n < snapshot.step]
    kept = KeptMeter(states.run).measure(states, before)
    network, theta = snapshot.run.model.network, snapshot.theta
    present = layer_norms(network, snapshot.gradient)
    ratios = update_ratios(network, theta, snapshot.upcoming)
    for name, values, unit, meaning in (
        (
            "kept_update",
            np.append(kept.updates, snapshot.step),
            "",
            "the updates after which the run keeps a state, or a selection of them",
        ),
        (
            "layer_gradient_norm",
            np.column_stack([kept.gradient_norms, present]),
            "training",
            "of each layer's part [dW db] of the gradient at these, a row for each",
        ),
        (
            "update_ratio",
            np.column_stack([kept.update_ratios, ratios]),
            "",
            "length of the update of a layer's weights over that of its weights",
        ),
        (
            "loss_over_all",
            np.append(kept.losses, snapshot.loss),
            "target squared",
            "J over all training samples, also in a run with batches",
        ),
    ):
        yield NamedArray(name, values, unit, meaning, "curves")


def _predictions(snapshot: Snapshot, model: Model) -> Iterator[NamedArray]:
    data, split = snapshot.run.data, snapshot.run.split
    predicted = model.predict(data.X)
    predicted[:, split.sealed] = np.nan
    is_test, is_validation = (np.zeros(data.samples, dtype=bool) for _ in range(2))
    is_test[split.test] = is_validation[split.validation] = True
    with np.errstate(over="ignore", invalid="ignore"):
        residual = predicted - data.y
    for name, values, unit, meaning in (
        ("X", data.X, "inputs", "the inputs, a column for each sample"),
        ("y", data.y, "target", "the true values of the target"),
        ("predicted", predicted, "target", "the predictions"),
        ("residual", residual, "target", "predicted - true"),
        ("is_test", is_test, "", "whether a sample is kept for the test"),
    ):
        yield NamedArray(name, values, unit, meaning, "predictions")


def _parameters(snapshot: Snapshot, model: Model) -> Iterator[NamedArray]:
    network = model.network
    vectors = (
        ("{}", snapshot.theta, "training", "parameters, after the last update"),
        ("d{}", snapshot.gradient, "training", "gradient that the next update follows"),
        (
            "{}_in_data_units",
            model.in_data_units().network.theta,
            "data",
            "parameters of the same function of data that are not scaled"
            + ("" if network.activations[-1] == "identity" else "; ŷ stays scaled"),
        ),
    )
    for pattern, vector, unit, meaning in vectors:
        for name, values in network.named(vector).items():
            yield NamedArray(pattern.format(name), values, unit, meaning, "parameters")
    for name, shares in network.named(snapshot.frozen.astype(np.float64)).items():
        frozen = shares.astype(bool)
        meaning = "whether updates leave the parameter as it is"
        yield NamedArray(f"{name}_is_frozen", frozen, "", meaning, "parameters")
    for name, unit, scaling in (
        ("inputs", "inputs", model.inputs),
        ("target", "target", model.target),
    ):
        for part, values in scaling._asdict().items():
            meaning = f"scaled {name} are (values - shift) / scale"
            yield NamedArray(f"{name}_{part}", values, unit, meaning, "parameters")
