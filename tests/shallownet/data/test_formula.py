"""Formulas: their values, and the message for every mistake."""

from __future__ import annotations

import pickle
import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shallownet.data.formula import BLOCK, CONSTANTS, FUNCTIONS, MAX_LENGTH, Formula
from shallownet.errors import DataError
from tests.examples import examples

STREAM = np.random.default_rng(0)
X = STREAM.normal(0.0, 2.0, (3, 500))
x1, x2, x3 = X

VALUES = {
    "sin(x1) + x2**2": np.sin(x1) + x2**2,
    "2*x1*x2 + 2": 2 * x1 * x2 + 2,
    "-x1**2": -(x1**2),
    "2**-x1**2": 2 ** -(x1**2),
    "+x1 - -x2": x1 + x2,
    "x1 / (1 + x2**2) / 2": x1 / (1 + x2**2) / 2,
    "x1 % 0.3 + x2 % -2": x1 % 0.3 + x2 % -2,
    "1e-3*x1 + .5 + 3. + 0": 1e-3 * x1 + 3.5,
    "asin(tanh(x1)) + acos(sin(x2))": np.asin(np.tanh(x1)) + np.acos(np.sin(x2)),
    "atan(x1)*tan(x2)*cos(x3)": np.atan(x1) * np.tan(x2) * np.cos(x3),
    "sinh(x1) - cosh(x1)": np.sinh(x1) - np.cosh(x1),
    "log(exp(x1))": np.log(np.exp(x1)),
    "log2(abs(x1)) + log10(x2**2)": np.log2(np.abs(x1)) + np.log10(x2**2),
    "sqrt(abs(x1))*sign(x2)": np.sqrt(np.abs(x1)) * np.sign(x2),
    "floor(x1) + ceil(x2)*round(x3)": np.floor(x1) + np.ceil(x2) * np.round(x3),
    "min(x1, x2) - max(x1, 0)": np.minimum(x1, x2) - np.maximum(x1, 0),
    "where(x1 > 0, log(x1), x2)": [
        np.log(a) if a > 0 else b for a, b in zip(x1, x2, strict=True)
    ],
    "x1 > x2": np.where(x1 > x2, 1.0, 0.0),
    "(x1 >= 0)*(x1 <= 1) - (x2 < 0)": (x1 >= 0) * (x1 <= 1) * 1.0 - (x2 < 0),
    "(x1 == x1) + 2*(x2 != x2)": np.ones(500),
    "sin(pi*x1) + e**x2": np.sin(np.pi * x1) + np.e**x2,
    "3": np.full(500, 3.0),
    "pi": np.full(500, np.pi),
    "  x1\n +\tx2\u00a0": x1 + x2,
}


@pytest.mark.parametrize("text", VALUES)
def test_values_match_numpy(text):
    given = X.copy()
    y = Formula(text, 3)(given)
    np.testing.assert_allclose(y, VALUES[text], rtol=1e-12, atol=1e-14)
    assert y.dtype == np.float64
    y[:] = 7.0
    np.testing.assert_array_equal(given, X)


def test_samples_of_several_blocks():
    many = STREAM.normal(size=(2, 2 * BLOCK + 3))
    y = Formula("x1*x2 + 1", 2)(many)
    np.testing.assert_array_equal(y, many[0] * many[1] + 1)
    assert Formula("x1", 2)(many[:, :0]).shape == (0,)


def test_text_and_input_names():
    formula = Formula("  x3 + sin(e*x1)  ", 4)
    assert formula.text == "x3 + sin(e*x1)"
    assert formula.names == {"x1", "x3"}
    assert Formula("+".join(CONSTANTS), 1).names == frozenset()
    assert pickle.loads(pickle.dumps(formula)) == formula == Formula(formula.text, 4)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_documented_function_checks_its_arguments(name):
    count = {"min": 2, "max": 2, "where": 3}.get(name, 1)
    values = ", ".join(["0.5"] * count)
    assert np.isfinite(Formula(f"{name}({values})", 1)(X[:1])).all()
    assert FUNCTIONS[name]
    for wrong in (count - 1, count + 1):
        with pytest.raises(DataError, match=rf"^{name}\(.* takes {count}, not {wrong}"):
            Formula(f"{name}({', '.join(['x1'] * wrong)})", 1)


INVALID = {
    "": "empty",
    " \n ": "empty",
    "x1 + " * 100 + "x1": f"longer than {MAX_LENGTH}",
    "-" * 400 + "x1": "more than 100 operations",
    "(" * 200 + "x1" + ")" * 200: "more than 100 operations",
    "x1**" * 110 + "x1": "more than 100 operations",
    "x1^2": r"“\^” at character 3 .* write \*\* for a power",
    "x1²": r"“²” at character 3 .* write \*\* for a power",
    "2x1": r"“x1” at character 2 .* 2\*x1",
    "2 x1": r"“x1” at character 3 .* 2\*x1",
    "2(x1 + 1)": r"2\*\(",
    "0,5*x1": "decimal sign is a point",
    "sin(0,5)": "decimal sign is a point",
    "min(x1)": r"min\(a, b\) takes 2, not 1$",
    "(x1)(x2)": r"needs an operation before it: such as \*$",
    "()": r"only a function has commas or \(\)",
    "y = x1": "leave “y =” out",
    "max(a=1, b=2)": "leave “y =” out",
    "x3": "x3 is not an input: there are 2, x1 and x2; raise their number",
    "x9 + 1": "x9 is not an input: there are 2, x1 and x2$",
    "__debug__": "__debug__ is not an input",
    "foo(x1)": "foo is not a function: there are sin, cos, .* where$",
    "__import__('os')": "text in quotes",
    "eval(x1)": "eval is not a function",
    "ln(x1)": r"log\(a\)",
    "sin": r"sin lacks its brackets: write sin\(a\)",
    "x1.real": "a point stands only in a number",
    "x1[0]": r"“\[” at character 3",
    "[x1 for x1 in x1]": r"“\[” at character 1",
    '"a" is 1': "text in quotes",
    "f'{x1}'": "text in quotes",
    "lambda: 1": "“lambda” at character 1 cannot stand",
    "import os": "“import” at character 1 cannot stand",
    "x1 if x2 else 3": r"where\(condition, a, b\)",
    "1if": r"where\(condition, a, b\)",
    "0x1for x in y": "“0x1for” at character 1 is not a number",
    "x1 > 0 and x2 > 0": r"\(x1 > 0\)\*\(x1 < 1\)",
    "x1 > 0 or x2 > 0": r"max\(",
    "not x1": r"1 - \(x1 > 0\)",
    "0 < x1 < 1": "compare two at a time",
    "max(*x1)": "takes 2",
    "sin(*x1)": "need a value before them",
    "max(**x1)": "need a value before them",
    "x1 // 2": r"floor\(a / b\)",
    "x1 << 2": "“<<” at character 4 cannot stand",
    "1j": "no complex numbers",
    "True": "“True” at character 1 cannot stand",
    "1e999": "is not a number",
    "1.000*x1": "“1.000” at character 1 could be read in two ways: write 1 or 1000",
    "x1 + 1.000.000": "character 6 could be read in two ways: write 1000000",
    "9" * 400: "is not a number",
    "007": "is not a number",
    "x1 +": r"missing or too much at character 4, “\+”",
    "x1 * / 2": "missing or too much at character 6, “/”",
    "sin(x1": r"“\(” at character 4 is a bracket that is not closed",
    "(x1 + sin(x2)": r"“\(” at character 1 is a bracket that is not closed",
    "sin(x1))": r"“\)” at character 8 closes a bracket that was never opened",
    "|x1|": r"“\|” at character 1 .* write abs\(x1\)",
    "2 + |x1 - x2| / 3": r"“\|” at character 5 .* write abs\(x1 - x2\)",
    "|": r"write abs\(a\)",
    "x1 | x2": r"max\(",
    "0x10": "“0x10” at character 1 is not a number such as 2",
    "x1 + 0B1": "“0B1” at character 6 is not a number such as 2",
    "x1\0": r"“U\+0000” at character 3",
    "x1\ud800": r"“U\+D800” at character 3",
    "x\u200b1": r"“U\+200B” at character 2",
    "١": "“١” at character 1",
    "x1 − 2": "signs of the keyboard",
    "π*x1": "write pi",
    "x1 # 2": "“#” at character 4",
}


@pytest.mark.parametrize("text", INVALID, ids=lambda text: ascii(text[:20]))
def test_an_invalid_formula_is_rejected_with_advice(text):
    with pytest.raises(DataError, match=INVALID[text]) as caught:
        Formula(text, 2)
    assert str(caught.value).encode()  # fails for a lone surrogate


def test_an_unknown_input_is_rejected_with_a_list_of_the_inputs():
    with pytest.raises(DataError, match="x2 is not an input: there is 1, x1; raise"):
        Formula("x2", 1)
    with pytest.raises(DataError, match=r"z is not an input: there are 8, x1 to x8$"):
        Formula("z", 8)


def test_the_first_non_finite_value_is_reported_with_its_inputs():
    many = np.abs(STREAM.normal(size=(3, 2 * BLOCK))) + 0.1
    many[:, BLOCK + 11] = -3.2, 5.0, 0.25
    many[0, BLOCK + 20 :] = -1.0
    with pytest.raises(DataError) as caught:
        Formula("log(x1) + x3", 3)(many)
    assert str(caught.value) == (
        f"log(x1) + x3 gives nan at sample {BLOCK + 12}, where x1 = −3.2, x3 = 0.25; "
        "every value of the target must be a finite number"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9**9**9**9", "inf"),
        ("-exp(1000)", "-inf"),
        ("1/0", "inf"),
        ("0/0", "nan"),
        ("x1 % 0", "nan"),
        ("x1 % 1e-300", "nan"),
        ("sqrt(-1 - x1**2)", "nan"),
    ],
)
def test_a_non_finite_value_is_rejected(text, value):
    with pytest.raises(DataError, match=f"gives {value} at sample 1[,;]"):
        Formula(text, 1)(X[:1])


def test_a_wrong_number_of_inputs_is_rejected():
    with pytest.raises(DataError, match=r"\(3, 500\); it must be \(2, m\)"):
        Formula("x1", 2)(X)


@pytest.mark.parametrize(
    "text",
    [
        "-" * 100 + "x1",
        "(" * 100 + "x1" + ")" * 100,
        "abs(" * 98 + "x1" + ")" * 98,
        "x1-(" * 50 + "x1" + ")" * 50,
        "x1**" * 100 + "x1",
        "x1+" * 100 + "x1",
    ],
)
def test_the_most_deeply_nested_formula_fits_on_the_stack(text):
    def recurse(levels):
        return recurse(levels - 1) if levels else Formula(text, 1)(np.ones((1, 2)))

    assert np.isfinite(recurse(sys.getrecursionlimit() // 3)).all()


OPERATORS = "+ - * / ** % < <= > >= == !=".split()
LEAVES = st.sampled_from(["x1", "x2", "x3", "pi", "e", "2", "0.5", "1e3", "9", ".5"])


def _combine(parts):
    call = st.sampled_from([n for n in FUNCTIONS if n not in ("min", "max", "where")])
    return st.one_of(
        st.tuples(parts, st.sampled_from(OPERATORS), parts).map(" ".join),
        parts.map("({})".format),
        parts.map("-{}".format),
        st.builds("{}({})".format, call, parts),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), parts, parts),
        st.builds("where({}, {}, {})".format, parts, parts, parts),
    )


TOKENS = [
    *OPERATORS,
    *FUNCTIONS,
    *"x1 x2 x4 e 1 2. 1e 0x 007 1_0 y j ( ) , . ^".split(),
]
TOKENS += [*"= [ ] ' \" \\ # ; : ! ~ & | @ // << ² １ if for and not in".split()]
TOKENS += ["lambda", "None", "f'", "*x1", " ", "\n", "\0", "\ud800", "\u200b", "sin("]
VALID = st.recursive(LEAVES, _combine, max_leaves=8)
CHARACTERS = st.characters(codec=None)


@st.composite
def mutated_formulas(draw):
    text = draw(VALID)
    for _ in range(draw(st.integers(0, 2))):
        i = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 2))
        text = text[:i] + draw(st.sampled_from(["", *TOKENS])) + text[i + cut :]
    return text


TEXTS = st.one_of(
    mutated_formulas(),
    st.lists(st.sampled_from(TOKENS), max_size=12).map("".join),
    st.text(CHARACTERS, max_size=30),
    st.sampled_from(TOKENS).map(lambda token: token * 250),
)
SAMPLES = np.array([[0.0, 1.0, -2.5, 1e22], [3.0, -1e-300, 1e308, 0.5], [7, 1, -1, 2]])


@examples(500)
@given(text=TEXTS)
@example(text="9**9**9**9")
@example(text="(" * 250 + ")" * 250)
def test_any_text_gives_finite_values_or_a_data_error(text):
    try:
        y = Formula(text, 3)(SAMPLES)
    except DataError as error:
        assert str(error).encode()
    else:
        assert y.shape == (4,)
        assert np.isfinite(y).all()


@examples(150)
@given(text=VALID)
def test_every_text_of_the_grammar_is_a_formula(text):
    try:
        formula = Formula(text, 3)
    except DataError as error:
        # This grammar also generates "a < b < c".
        assert str(error).startswith("compare two at a time")
    else:
        assert formula.text == text


@pytest.mark.parametrize("inputs", [0, 9])
def test_the_number_of_inputs_is_limited(inputs):
    with pytest.raises(DataError, match="1 to 8"):
        Formula("x1", inputs)


def test_values_are_those_of_a_call_and_not_finite_where_there_are_none():
    formula = Formula("sqrt(x1) + 1/x1", 1)
    given = np.array([[4.0, 0.0, -1.0]])
    y = formula.values(given)
    assert y[0] == formula(given[:, :1])[0] == 2.25
    assert np.isinf(y[1]) and np.isnan(y[2])
