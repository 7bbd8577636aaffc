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
    Dataset,
    Network,
    Trainer,
    TrainingConfig,
)
from shallownet.analysis.equations import Phase, equations
from shallownet.nn.gradient_rules import RULES
from tests.examples import examples

M = 40
DEPTHS = [(), (5,), (4, 4), (3, 1, 2), (2, 2, 3, 3), (1, 1, 1, 1, 1), (3, 2) * 3]


def trainer_of(units=(4, 4), activation="tanh", **changes) -> Trainer:
    generator = np.random.default_rng(4)
    data = Dataset(generator.normal(size=(2, M)), generator.normal(size=(1, M)))
    given: dict[str, Any] = {
        "initialization": "uniform",
        "learning_rate": 0.1,
    } | changes
    config = TrainingConfig(hidden_units=units, activation=activation, **given)
    trainer = Trainer(config, data)
    trainer.network.theta *= 3.0
    for number, layer in enumerate(trainer.network.layers, 1):
        # Each unit is active for some samples and inactive for others, and weights are
        # positive: otherwise a kink could hide a mistake.
        if layer.activation.name == "relu":
            np.abs(layer.W, out=layer.W)
        layer.b[:] -= trainer.preview()[f"Z{number}"].mean(axis=1, keepdims=True)
    return trainer


def lines_of(trainer: Trainer):
    return equations(trainer.network, trainer.settings)


def arrays_of(trainer: Trainer) -> dict[str, np.ndarray]:
    """Return every array of the next update by its name in the lines."""
    trace, rows = trainer.preview(), trainer.batch()
    columns = slice(None) if rows is None else rows
    X, y = trainer.objective.X[:-1, columns], trainer.objective.y[:, columns]
    error = trace[f"A{len(trainer.network.layers)}"] - y
    # The loss sums the errors and their squares.
    named = {"X": X, "y": y, "error": error, "squared": error**2}
    for when, parameters in (("before", trace.before), ("after", trace.after)):
        named |= {f"{name} {when}": array for name, array in parameters.items()}
    return trace.arrays | named


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


# Typesetting


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_the_latex_has_its_arrays_and_no_placeholders(rule, optimizer):
    config = TrainingConfig(
        gradient=rule, optimizer=optimizer, l1=0.1, l2=0.1, clip_norm=1.0
    )
    for activation in ACTIVATIONS:
        for line in equations(Network((2, 4, 4, 1), [activation] * 3), config):
            depth = 0
            for character in line.latex:
                depth += {"{": 1, "}": -1}.get(character, 0)
                assert depth >= 0, line.latex
            assert depth == 0, line.latex
            for left_over in ("{a}", "{z}", "{p}"):
                assert left_over not in line.latex
            assert not set("{}\\") & set(line.plain), line.plain
            for name in line.arrays:
                layered = re.fullmatch(r"(d?[ZAWb])(\d)(?: before| after)?", name)
                if layered:
                    kind, number = layered.groups()
                    assert f"{kind}^{{[{number}]}}" in line.latex
                    assert f"{kind}{number}" in line.plain
                elif line.phase is Phase.FORWARD:
                    assert name in line.latex
                    assert name in line.plain
                else:
                    assert line.phase is Phase.LOSS


PLAIN = [  # LaTeX and its plain text
    (r"-", "−"),
    (r"\\hat\{y\}_i", "ŷ"),
    (r"y_i", "y"),
    (r"\\hat\{y\}", "ŷ"),
    (r"\\hat m", "m̂"),
    (r"\\hat v", "v̂"),
    (r"\\mathrm\{mean\\ error\}", "mean error"),
    (r"\\sum_\{i=1\}\^\{m\} \\sum_j (\S+)_\{j,i\}", r"Σ over samples and units of \1"),
    (r"\\sum_\{i=1\}\^\{m\} (dZ\S+)_i", r"Σ over samples of \1"),
    (r"\\sum_\{i=1\}\^\{m\}|\\sum", "Σ"),
    (r"([ZAWb])\^\{\[(\d)\](T?)\}", r"\1\2\3"),
    (r"(?<=[XAW\d])\^?T\b", "ᵀ"),
    (r"e\^\{−(\w+)\}", r"exp(−\1)"),
    (r"e\^\{(\w+)\}", r"exp \1"),
    (r"\((d\w+)\)\^2", r"\1²"),
    (r"\^2", "²"),
    (r"\\sqrt\{(.*?)\}", r"√\1"),
    (r"\\frac\{1\}\{m\}(\\,)? ", "1/m · "),
    (r"\\frac\{1\}\{2m\} ", "1/(2m) · "),
    (r"\\frac\{\\lambda_2\}\{2\}", "λ2/2"),
    (r"\\frac\{(.*?)\}\{(.*?)\}", r"\1 / (\2)"),
    (r"\\mathrm\{sign\}", "sign"),
    (
        r"\\(lambda_1|lambda_2|sigma|epsilon|eta|mu|kappa|rho|beta_1|beta_2)\b ?",
        r"<\1>",
    ),
    (r"\\(tanh|max|min|ln|sin|cos)", r"\1"),
    (r"\\Vert ?", "‖"),
    (r"\\cdot", "·"),
    (r"\\odot", "⊙"),
    (r"\\leftarrow", "←"),
    (r"\\quad|\\,|\\\?", " "),
]
GREEK = {"lambda": "λ", "sigma": "σ", "epsilon": "ε", "eta": "η", "mu": "μ"}
GREEK |= {"rho": "ρ", "beta": "β", "kappa": "κ"}


def plain_of(latex: str) -> str:
    """Turn LaTeX into plain text without spaces."""
    for pattern, text in PLAIN:
        latex = re.sub(pattern, text, latex)
    latex = re.sub(
        r"<([a-z]+)(?:_(\d))?>",
        lambda match: GREEK[match[1]] + (match[2] or ""),
        latex,
    )
    return squeezed(latex)


def squeezed(text: str) -> str:
    text = text.partition("   (")[0].replace("\\", "").replace("β₁", "β1")
    return re.sub(r"\s+", "", text.replace("β₂", "β2"))


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_the_latex_and_the_plain_text_agree(rule, optimizer):
    config = TrainingConfig(
        gradient=rule, optimizer=optimizer, l1=0.1, l2=0.1, clip_norm=1.0
    )
    for activation in ACTIVATIONS:
        for line in equations(Network((2, 4, 4, 1), [activation] * 3), config):
            assert plain_of(line.latex) == squeezed(line.plain)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"l1": 0.1}, "λ1 Σ |W|"),
        ({"l1": 0.1}, "S(w, t) ="),
        ({"l2": 0.1}, "λ2/2 Σ W²"),
        ({"clip_norm": 2.5}, "c / ‖g‖"),
    ],
)
def test_a_setting_that_changes_the_update_has_a_line(settings, expected):
    plain = [line.plain for line in lines_of(trainer_of())]
    changed = [line.plain for line in lines_of(trainer_of(**settings))]
    assert not any(expected in text for text in plain)
    assert sum(expected in text for text in changed) == 1
