"""Units that do not work, or do the work of another: saturated, dead, constant, twins.

Each unit is told of once. One that is saturated, dead or constant hardly varies; what
little it does is left to a few samples, so a correlation would be theirs, not the
unit's: twins are looked for among the others only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.diagnosis.finding import Finding, Severity
from shallownet.nn.saturation import saturated
from shallownet.wording import capital, counted, joined, listed, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from shallownet.analysis.diagnosis.sample_passes import SamplePasses
    from shallownet.arrays import Array
    from shallownet.settings.training_config import TrainingConfig

ALMOST_ALL: Final = 0.99
"""Share of the samples on which a unit must be saturated to be told of.

In the lesson's own run each of the six units that end up doing nothing wakes for a few
of the 10,000 samples: "every sample" would be true of none."""

ALIKE: Final = 0.99
"""Size of the correlation above which two units are twins."""

MOST_GROUPS: Final = 4
SAME: Final = 1.0 - 1e-12

STILL: Final = 1e-9
"""Deviation of an activation below which, as a share of its size, it is rounding."""


MOST_PLACES: Final = 4
"""So many groups of layers are listed one by one."""


def unit_findings(look: SamplePasses, settings: TrainingConfig) -> list[Finding]:
    """Return what is to be said of the units, layer by layer; see `merged`."""
    findings: list[Finding] = []
    for number in range(1, len(look.network.layers) + 1):
        # Near divergence even finite activations have squares that overflow.
        with np.errstate(over="ignore", invalid="ignore"):
            if all(np.isfinite(look.arrays[f"{a}{number}"]).all() for a in "ZA"):
                findings += _of_layer(look, number, settings)
    return findings


def merged(
    findings: Iterable[Finding], look: SamplePasses, settings: TrainingConfig
) -> list[Finding]:
    """Say in one sentence, with one piece of advice, what is found in several layers.

    Those of the output unit stay by themselves: their advice is another.
    """
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        inner = finding.layer is not None and finding.layer <= look.hidden
        kinds.setdefault(finding.kind if inner else "", []).append(finding)
    made = []
    for kind, found in kinds.items():
        if kind and len(found) > 1:
            made.append(_of_layers(kind, found, look, settings))
        else:
            made += found
    return made


def _of_layers(
    kind: str, found: list[Finding], look: SamplePasses, settings: TrainingConfig
) -> Finding:
    many = sum(len(finding.units) for finding in found)
    where, title = _places(found, look), f"{many} units {kind}"
    if kind == "saturated":
        least = min(_least(look, finding) for finding in found)
        share = "every one" if least == 1.0 else f"at least {percent(least)}"
        told = (
            f"{where} are saturated, each on {share} of {look.they}: those of a layer "
            "act as one bias together, and a layer of which no other unit answers lets "
            f"hardly any error back. {_keep_at_work(settings)}"
        )
    elif kind == "dead":
        told = (
            f"{where} are dead: zero for every one of {look.they}. They get no "
            f"gradient, so as a rule they will not come back. {KEEP_ALIVE}"
        )
    elif kind == "constant":
        title = f"{many} constant units"
        told = (
            f"{where} give the same answer to every one of {look.they}: their weights "
            f"let nothing of the layer below through. {SET_APART}"
        )
    else:
        pairs = counted(sum(len(finding.pairs) for finding in found), "pair")
        title = f"{pairs} of twins"
        told = (
            f"Twins: {where} do much the same as others of their layer. Over "
            f"{look.they} the activations of {pairs} correlate beyond {ALIKE:g} in "
            f"size. {FEWER}"
        )
    severity = max(finding.severity for finding in found)
    return Finding(kind, None, (), capital(told), title, severity)


def _places(found: list[Finding], look: SamplePasses) -> str:
    """List how many units of which layers: 64 of 64 units of hidden layers 2 and 3."""
    shares: dict[tuple[int, int], list[int]] = {}
    for finding in found:
        layer = finding.layer or 0
        size = len(look.arrays[f"A{layer}"])
        shares.setdefault((len(finding.units), size), []).append(layer)
    if len(shares) > MOST_PLACES:
        many = sum(number * len(layers) for (number, _), layers in shares.items())
        size = sum(size * len(layers) for (_, size), layers in shares.items())
        layers = sorted(layer for group in shares.values() for layer in group)
        return f"{many} of {size} units of {_layers(layers)}"
    told: list[str] = []
    for (number, size), layers in shares.items():
        each = " each" if len(layers) > 1 else ""
        units = "" if told else " units"
        told.append(f"{number} of {size}{units} of {_layers(layers)}{each}")
    return joined(told)


def _layers(numbers: list[int]) -> str:
    """Name layers in order: hidden layer 2; hidden layers 1, 2 and 4; or 1 to 6."""
    if numbers[-1] - numbers[0] == len(numbers) - 1 > 2:
        return f"hidden layers {numbers[0]} to {numbers[-1]}"
    name = "hidden layer" if len(numbers) == 1 else "hidden layers"
    return f"{name} {joined([str(number) for number in numbers])}"


def _least(look: SamplePasses, finding: Finding) -> float:
    """Return the least share of the samples on which the units are saturated."""
    g = look.network.layers[(finding.layer or 1) - 1].activation
    Z, A = look.arrays[f"Z{finding.layer}"], look.arrays[f"A{finding.layer}"]
    return float(saturated(g, Z, A)[list(finding.units)].min())


def _of_layer(
    look: SamplePasses, number: int, settings: TrainingConfig
) -> Iterator[Finding]:
    g = look.network.layers[number - 1].activation
    Z, A = look.arrays[f"Z{number}"], look.arrays[f"A{number}"]
    flat = saturated(g, Z, A)
    asleep = flat >= ALMOST_ALL
    if g.name == "relu":
        # Many a good ReLU is zero for most samples; dead is only who never answers.
        asleep = flat == 1.0
    still = A.std(axis=1) <= STILL * np.abs(A).max(axis=1)
    still &= ~asleep
    if number > look.hidden:
        if asleep.any():
            yield _output(look, g.title, g.name, float(flat.min()))
        return
    working = int((~asleep & ~still).sum())
    if asleep.any():
        if g.name == "relu":
            yield _dead(look, number, np.flatnonzero(asleep), working)
        else:
            least = float(flat[asleep].min())
            units = np.flatnonzero(asleep)
            yield _saturated(look, number, units, least, working, settings)
    if still.any():
        yield _constant(look, number, np.flatnonzero(still))
    awake = np.flatnonzero(~asleep & ~still)
    # At the start units may be alike by chance; only the very same will stay so.
    pairs = _alike(A, awake, ALIKE if look.step else SAME)
    if pairs:
        yield _twins(look, number, pairs)


def _titled(look: SamplePasses, number: int, title: str) -> str:
    """Tell the layer in a mark where there is more than one."""
    return f"layer {number}: {title}" if look.hidden > 1 else title


def _numbers(units: NDArray[np.intp]) -> tuple[int, ...]:
    return tuple(int(unit) for unit in units)


def _named(units: NDArray[np.intp], size: int) -> str:
    if len(units) == size > 1:
        return f"all {size} units"
    return listed(units.tolist())


def _others(working: int) -> str:
    if not working:
        return "no unit of the layer answers"
    return f"{counted(working, 'unit')} {'does' if working == 1 else 'do'} all the work"


def _keep_at_work(settings: TrainingConfig) -> str:
    remedy = "smaller weights or a smaller learning rate"
    if not settings.standardize_inputs:
        remedy = f"standardised inputs, {remedy}"
    return f"To keep more units at work, begin again with {remedy}."


KEEP_ALIVE: Final = "A smaller learning rate or a leaky ReLU keeps units alive."
SET_APART: Final = (
    "After a start at zero this passes, but units that began alike stay alike; a "
    "random start sets them apart."
)
FEWER: Final = (
    "If they stay so, fewer units would do as well, or a start that sets them further "
    "apart."
)


def _saturated(
    look: SamplePasses,
    number: int,
    units: NDArray[np.intp],
    least: float,
    working: int,
    settings: TrainingConfig,
) -> Finding:
    many, size = len(units), len(look.arrays[f"A{number}"])
    verb = "is" if many == 1 else "are"
    where = "every one" if least == 1.0 else f"at least {percent(least)}"
    each = ", each" if many > 1 and least < 1.0 else ""
    act = "it acts" if many == 1 else "together they act"
    severity = Severity.NOTE
    if not working:
        severity = Severity.WARNING
        effect = "hardly any error passes the layer back, so it hardly learns"
    else:
        effect = f"{act} as one bias, and {_others(working)}"
    return Finding(
        "saturated",
        number,
        _numbers(units),
        capital(
            f"{_named(units, size)} of hidden layer {number} {verb} saturated{each} on "
            f"{where} of {look.they}: {effect}. {_keep_at_work(settings)}"
        ),
        _titled(look, number, f"{many} of {counted(size, 'unit')} saturated"),
        severity,
    )


def _dead(
    look: SamplePasses, number: int, units: NDArray[np.intp], working: int
) -> Finding:
    many, size = len(units), len(look.arrays[f"A{number}"])
    verb = "is" if many == 1 else "are"
    them, they = ("It gets", "it") if many == 1 else ("They get", "they")
    return Finding(
        "dead",
        number,
        _numbers(units),
        capital(
            f"{_named(units, size)} of hidden layer {number} {verb} "
            f"dead: zero for every one of {look.they}. {them} no gradient, so as a "
            f"rule {they} will not come back, and {_others(working)}. {KEEP_ALIVE}"
        ),
        _titled(look, number, f"{many} of {counted(size, 'unit')} dead"),
        Severity.NOTE if working else Severity.WARNING,
    )


def _constant(look: SamplePasses, number: int, units: NDArray[np.intp]) -> Finding:
    size = len(look.arrays[f"A{number}"])
    verb, their = ("gives", "its") if len(units) == 1 else ("give", "their")
    return Finding(
        "constant",
        number,
        _numbers(units),
        capital(
            f"{_named(units, size)} of hidden layer {number} {verb} the same answer "
            f"to every one of {look.they}: {their} "
            f"weights let nothing of the inputs through. {SET_APART}"
        ),
        _titled(look, number, f"{counted(len(units), 'constant unit')}"),
        Severity.NOTE,
    )


def _output(look: SamplePasses, title: str, name: str, share: float) -> Finding:
    dead = name == "relu"
    what = "dead: zero" if dead else "saturated"
    where = "every one" if share == 1.0 else f"at least {percent(share)}"
    return Finding(
        "dead" if dead else "saturated",
        len(look.network.layers),
        (0,),
        f"The output unit's {title} is {what} on {where} of {look.they}: hardly any "
        "error passes it, so nothing learns. Only the identity can reach every value "
        "of the target; another output needs a target that lies within its range.",
        f"output {'dead' if dead else 'saturated'}",
        Severity.WARNING,
    )


def _alike(A: Array, units: NDArray[np.intp], beyond: float) -> list[tuple[int, int]]:
    """Return the pairs of units whose activations correlate beyond that in size."""
    if len(units) < 2:
        return []
    centred = A[units] - A[units].mean(axis=1, keepdims=True)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    size = np.abs(centred @ centred.T)
    first, second = np.nonzero(np.triu(size > beyond, 1))
    return [(int(units[i]), int(units[j])) for i, j in zip(first, second, strict=True)]


def _groups(pairs: list[tuple[int, int]]) -> list[list[int]]:
    """Gather pairs that share a unit."""
    groups: list[set[int]] = []
    for pair in pairs:
        together = set(pair)
        for group in [group for group in groups if group & together]:
            groups.remove(group)
            together |= group
        groups.append(together)
    return sorted(sorted(group) for group in groups)


def _twins(look: SamplePasses, number: int, pairs: list[tuple[int, int]]) -> Finding:
    groups = _groups(pairs)
    units = sorted(unit for group in groups for unit in group)
    shown = [listed(group) for group in groups[:MOST_GROUPS]]
    if len(groups) > MOST_GROUPS:
        shown.append(f"and {counted(len(groups) - MOST_GROUPS, 'group')} more")
    pair_count = counted(len(pairs), "pair")
    return Finding(
        "twins",
        number,
        tuple(units),
        f"Twins in hidden layer {number}: {'; '.join(shown)}. Over {look.they} their "
        f"activations correlate beyond {ALIKE:g} in size ({pair_count}), so these "
        f"{len(units)} units do little more than the work of {len(groups)}. {FEWER}",
        _titled(look, number, f"{pair_count} of twins"),
        Severity.NOTE,
        tuple(pairs),
    )
