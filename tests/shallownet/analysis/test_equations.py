"""The equations of an update: they agree with what is computed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import (
    ACTIVATIONS,
    OPTIMIZERS,
    Network,
    Trainer,
    TrainingConfig,
)
from shallownet.analysis.equations import Phase, equations
from shallownet.nn.gradient_rules import RULES
from tests.examples import examples
from tests.shallownet.analysis.equation_runs import M, arrays_of, lines_of, trainer_of

DEPTHS = [(), (5,), (4, 4), (3, 1, 2), (2, 2, 3, 3), (1, 1, 1, 1, 1), (3, 2) * 3]


# Lines evaluated as arithmetic

NAME = r"(?:d?[ZAWb]\d|X|y)(?:\.T)?"


def to_python(text: str) -> str:
    """Turn the right-hand side of a line into Python."""
    text = text.replace("ᵀ", ".T").replace("−", "-").replace("·", "*")
    text = re.sub(r"Σ over samples and units of (\w+)", r"everything(\1)", text)
    text = re.sub(r"Σ over samples of (\w+)", r"each_row(\1)", text)
    text = re.sub(r"Σ \((.*?)\)²", r"total((\1)**2)", text)
    text = re.sub(r"Σ \((.*?)\)$", r"total(\1)", text)
    text = re.sub(r"1/\(2m\)", "1/(2*m)", text)
    text = re.sub(r"\[(\w+) > 0 \? 1 : 0.01\]", r"where(\1 > 0, 1, 0.01)", text)
    text = re.sub(r"\[(\w+) > 0\]", r"(\1 > 0)", text)
    text = text.replace("σ(", "sigmoid(").replace("max(", "maximum(")
    text = re.sub(r"ln\(1 \+ exp (\w+)\)", r"log(1 + exp(\1))", text)
    text = re.sub(r"0.01 (\w+)", r"0.01 * \1", text)
    text = re.sub(r"λ2 (\w+)", r"l2 * \1", text)
    text = re.sub(rf"({NAME}) (?={NAME})", r"\1 @ ", text)
    return text.replace("⊙", "*").replace("ŷ", "yhat")


def evaluate(trainer: Trainer, text: str):
    """Evaluate the right-hand side of a line with the update's arrays."""
    arrays = arrays_of(trainer)
    functions = {
        "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
        "each_row": lambda a: a.sum(axis=1, keepdims=True),
        "everything": lambda a: np.full((len(a), 1), a.sum()),
        "total": np.sum,
    }
    functions |= {
        name: getattr(np, name)
        for name in ("tanh", "maximum", "log", "exp", "sin", "cos", "where")
    }
    now = trainer.settings
    numbers = {"l2": now.l2, "m": arrays["y"].shape[1]}
    names = {name: array for name, array in arrays.items() if " " not in name}
    names |= trainer.network.parameters
    names["yhat"] = arrays[f"A{len(trainer.network.layers)}"]
    space = functions | numbers | names
    return eval(to_python(text), {"__builtins__": {}}, space)


def assert_lines_agree(trainer: Trainer) -> None:
    arrays, now = arrays_of(trainer), trainer.evaluate()
    for line in lines_of(trainer):
        left, _, right = line.plain.replace("ŷ = ", "").partition(" = ")
        if line.phase is Phase.UPDATE or not right or line.plain.startswith("κ ="):
            continue
        value = evaluate(trainer, right)
        if left in ("J", "mean error"):
            expected: Any = {"J": now.loss, "mean error": now.mean_error}[left]
        else:
            assert line.arrays == (left,)
            expected = arrays[left]
        value = np.broadcast_to(value, np.shape(expected))
        np.testing.assert_allclose(
            value, expected, rtol=1e-9, atol=1e-12, err_msg=line.plain
        )


@pytest.mark.parametrize("clip_norm", [None, 0.1, 1e6])
def test_the_lines_of_the_update_give_the_new_parameters(clip_norm):
    trainer = trainer_of((3,), clip_norm=clip_norm)
    arrays, g = arrays_of(trainer), trainer.network.gradient
    factor = min(1.0, clip_norm / np.linalg.norm(g)) if clip_norm else None
    for line in lines_of(trainer):
        if line.phase is not Phase.UPDATE:
            continue
        before, after = (arrays[name] for name in line.arrays)
        p = line.arrays[0].split()[0]
        assert ("κ" in line.plain) == (clip_norm is not None)
        text = line.plain.partition("← ")[2].replace("−", "-")
        text = text.replace("η ", "eta * ").replace("κ ", "kappa * ")
        names = {p: before, f"d{p}": arrays[f"d{p}"], "eta": trainer.learning_rate}
        value = eval(text, {"__builtins__": {}}, names | {"kappa": factor})
        np.testing.assert_allclose(value, after, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("units", DEPTHS)
def test_every_line_evaluates_to_its_array(units, activation):
    assert_lines_agree(trainer_of(units, activation, output_activation=activation))


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("penalty", [(0.0, 0.0), (0.02, 0.0), (0.0, 0.3), (0.02, 0.3)])
@pytest.mark.parametrize("batch_size", [None, 5])
def test_lines_with_a_mistake_evaluate_to_their_arrays(rule, penalty, batch_size):
    for units, activation in (
        ((), "tanh"),
        ((5,), "relu"),
        ((4, 4), "tanh"),
        ((3, 3, 2), ("sine", "identity", "sigmoid")),
    ):
        trainer = trainer_of(
            units,
            activation,
            gradient=rule,
            l1=penalty[0],
            l2=penalty[1],
            batch_size=batch_size,
        )
        assert_lines_agree(trainer)


def optimizer_to_python(text: str) -> str:
    """Turn a line of an optimizer into Python; adjacent factors are multiplied."""
    text = (
        text.replace("√v̂", "sqrt(v_hat)").replace("m̂", "m_hat").replace("√s", "sqrt(s)")
    )
    text = text.replace("²", "**2").replace("−", "-").replace("S(", "shrunk(")
    text = text.replace("β₁", "beta1").replace("β₂", "beta2")
    return re.sub(r"(?<=[\w)]) (?=[\w(])", " * ", text)


def shrunk(w: np.ndarray, t: np.ndarray) -> np.ndarray:
    return np.sign(w) * np.maximum(abs(w) - t, 0.0)


@pytest.mark.parametrize("units", [(), (5,), (4, 3)])
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize("updates", [0, 3])
@pytest.mark.parametrize("l1", [0.0, 0.03])
def test_the_line_of_an_optimizer_evaluates_to_the_new_parameters(
    optimizer, units, updates, l1
):
    trainer = trainer_of(units, optimizer=optimizer, l1=l1)
    trainer.run(updates)
    arrays, network = arrays_of(trainer), trainer.network
    state_names = {"momentum": "v", "nesterov": "v", "rmsprop": "s", "adam": "mv"}
    memory = [network.named(row) for row in trainer.optimizer.memory]
    t = updates + 1
    lines = [line for line in lines_of(trainer) if line.phase is Phase.UPDATE]
    assert ("S(w, t) =" in lines[0].plain) == bool(l1)
    lines = lines[1:] if l1 else lines
    assert len(lines) == len(network.parameters)
    for line in lines:
        text, _, constants = line.plain.partition("   (")
        space: dict[str, Any] = {"sqrt": np.sqrt, "η": trainer.learning_rate, "ε": 1e-8}
        space |= {"λ1": l1, "shrunk": shrunk}
        for constant in constants.rstrip(")").split(", ") if constants else ():
            name, _, number = optimizer_to_python(constant).partition(" = ")
            space[name] = float(number)
        name = line.arrays[0].removesuffix(" before")
        space |= {name: network.parameters[name], f"d{name}": arrays[f"d{name}"]}
        # Adam has a third row, of rests.
        for symbol, row in zip(state_names.get(optimizer, ""), memory, strict=False):
            space[symbol] = row[name]
        for statement in text.split(",  "):
            left, _, right = statement.partition(" ← ")
            if left == name and optimizer == "adam":
                space["m_hat"] = space["m"] / (1.0 - space["beta1"] ** t)
                space["v_hat"] = space["v"] / (1.0 - space["beta2"] ** t)
            space[left] = eval(optimizer_to_python(right), {"__builtins__": {}}, space)
        assert line.arrays == (f"{name} before", f"{name} after")
        np.testing.assert_allclose(space[name], arrays[f"{name} after"], rtol=1e-9)


# Names, shapes, order


@examples(40)
@given(
    units=st.lists(st.integers(1, 5), max_size=6),
    data=st.data(),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    rule=st.sampled_from(sorted(RULES)),
    l1=st.sampled_from([0.0, 0.02]),
    clip_norm=st.sampled_from([None, 0.5]),
    batch_size=st.sampled_from([None, 5]),
)
def test_every_array_of_the_update_is_named_once(
    units, data, optimizer, rule, l1, clip_norm, batch_size
):
    activation = data.draw(st.sampled_from(sorted(ACTIVATIONS)))
    trainer = trainer_of(
        tuple(units),
        activation,
        output_activation=activation,
        optimizer=optimizer,
        gradient=rule,
        l1=l1,
        clip_norm=clip_norm,
        batch_size=batch_size,
    )
    named = [name for line in lines_of(trainer) for name in line.arrays]
    assert sorted(named) == sorted(arrays_of(trainer))


@pytest.mark.parametrize("units", DEPTHS)
def test_each_phase_has_the_layers_in_order(units):
    layers = len(units) + 1
    upwards = [n for n in range(1, layers + 1) for _ in range(2)]
    downwards = [n for n in range(layers, 0, -1) for _ in range(3)]
    for activation in ACTIVATIONS:
        network = Network((3, *units, 1), [activation] * layers)
        for optimizer in OPTIMIZERS:
            lines = equations(network, TrainingConfig(optimizer=optimizer))
            order = [phase for phase in Phase for e in lines if e.phase is phase]
            assert [line.phase for line in lines] == order
            layers_of = {p: [e.layer for e in lines if e.phase is p] for p in Phase}
            assert layers_of == {
                Phase.FORWARD: [0, *upwards],  # from the inputs
                Phase.LOSS: [0, 0],
                Phase.BACKWARD: downwards,
                Phase.UPDATE: upwards,
            }


def test_the_phases_have_the_names_of_the_lesson():
    assert [p.value for p in Phase] == ["Forward", "Loss", "Backward", "Update"]


def shape_of(text: str) -> tuple[int, ...]:
    """Read ``(10, m)``."""
    return tuple(M if n == "m" else int(n) for n in re.findall(r"\w+", text))


def check_product(text: str) -> None:
    """Assert that adjacent shapes can be multiplied."""
    for left, right in re.findall(r"\(([^()]*)\)(?=\(([^()]*)\))", text):
        assert shape_of(left)[1] == shape_of(right)[0], text


@pytest.mark.parametrize("units", DEPTHS)
def test_the_shapes_are_those_of_the_arrays(units):
    for rule in RULES:
        trainer = trainer_of(units, gradient=rule)
        arrays, parameters = arrays_of(trainer), trainer.network.parameters
        for line in lines_of(trainer):
            n = line.layer
            if not line.shapes:
                assert not line.arrays, line.plain
                continue
            check_product(line.shapes)
            shapes = [shape_of(text) for text in re.findall(r"\([^()]*\)", line.shapes)]
            result = arrays[line.arrays[-1]].shape
            if line.phase is Phase.FORWARD and not n:
                expected = [arrays[name].shape for name in line.arrays]
            elif line.plain.startswith("Z"):
                below = arrays["X" if n == 1 else f"A{n - 1}"]
                weights, biases = parameters[f"W{n}"], parameters[f"b{n}"]
                expected = [weights.shape, below.shape, biases.shape, result]
            elif line.plain.startswith("dW"):
                below = arrays["X" if n == 1 else f"A{n - 1}"]
                expected = [arrays[f"dZ{n}"].shape, below.T.shape, result]
            elif line.plain.startswith("db"):
                given = [] if rule == "no_biases" else [arrays[f"dZ{n}"].shape]
                expected = [*given, result]
            elif line.plain.startswith("dZ") and n <= len(units):
                above = parameters[f"W{n + 1}"].T
                expected = [above.shape, arrays[f"dZ{n + 1}"].shape, result]
            else:
                expected = [result] * len(shapes)  # elementwise
                assert len(shapes) >= 2
            assert shapes == expected, line


# Mistakes


def right_lines(trainer: Trainer) -> dict[str, np.ndarray]:
    """Compute each array of back propagation correctly from the previous arrays."""
    arrays, network = arrays_of(trainer), trainer.network
    right, m = {}, arrays["y"].shape[1]
    for n in range(len(network.layers), 0, -1):
        layer = network.layers[n - 1]
        _, slope = layer.activation.with_slope(arrays[f"Z{n}"])
        last = n == len(network.layers)
        flow = arrays["error"] if last else network.layers[n].W.T @ arrays[f"dZ{n + 1}"]
        right[f"dZ{n}"] = flow * slope
        below = arrays["X" if n == 1 else f"A{n - 1}"]
        pull = trainer.settings.l2 * layer.W
        right[f"dW{n}"] = arrays[f"dZ{n}"] @ below.T / m + pull
        right[f"db{n}"] = arrays[f"dZ{n}"].sum(axis=1, keepdims=True) / m
    return right


@pytest.mark.parametrize(
    ("units", "activation"),
    [(units, "tanh") for units in DEPTHS]
    + [((4, 4), activation) for activation in sorted(ACTIVATIONS)],
)
def test_a_line_is_wrong_exactly_where_its_array_is(units, activation):
    marked, differs = {}, {}
    for rule in RULES:
        trainer = trainer_of(units, activation, gradient=rule, l2=0.1)
        arrays = arrays_of(trainer)
        differs[rule] = {
            name
            for name, array in right_lines(trainer).items()
            if not np.allclose(array, arrays[name], rtol=1e-9, atol=1e-12)
        }
        marked[rule] = {line.arrays[0] for line in lines_of(trainer) if line.wrong}
    assert marked == differs


@pytest.mark.parametrize("rule", sorted(RULES))
def test_only_wrong_lines_note_the_right_one(rule):
    about = RULES[rule]
    for line in lines_of(trainer_of(gradient=rule)):
        assert line.wrong == line.note.startswith("Mistake")
        if line.wrong:
            assert about.title in line.note
            assert about.right in line.note
            assert line.phase is Phase.BACKWARD


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("exact", []),
        (
            "published",
            [
                "db2 = 1/m · Σ over samples and units of dZ2",
                "db1 = 1/m · Σ over samples and units of dZ1",
            ],
        ),
        ("wrong_sign", ["dZ3 = y − A3"]),
        ("no_derivative", ["dZ2 = W3ᵀ dZ3", "dZ1 = W2ᵀ dZ2"]),
        ("untransposed", ["dZ1 = W2 dZ2 ⊙ (1 − A1 ⊙ A1)"]),
        ("no_biases", ["db3 = 0", "db2 = 0", "db1 = 0"]),
    ],
)
def test_the_wrong_lines_of_two_hidden_layers_in_words(rule, wrong):
    lines = lines_of(trainer_of(gradient=rule))
    assert [line.plain for line in lines if line.wrong] == wrong
