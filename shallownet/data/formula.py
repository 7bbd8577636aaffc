"""A target typed as a formula, such as ``sin(x1) + x2**2``, evaluated for all samples.

The text is never executed as Python. The tokens are checked first, so that each mistake
has a message of its own. Then ``ast`` parses the text, and simpleeval evaluates it with
only the operators, functions and names of this module.
"""

from __future__ import annotations

import ast
import keyword
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.errors import DataError
from shallownet.number_text import thousands_hint
from shallownet.wording import figure, shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array

MAX_INPUTS: Final = 8
"""The largest number of inputs of a formula."""

MAX_LENGTH: Final = 500
MAX_OPERATIONS: Final = 100
"""Operators and opening brackets; bounds the time to evaluate it, and its nesting."""
BLOCK: Final = 16_384
"""Samples evaluated at once, so that intermediate arrays stay small."""


def _remainder(a: Any, b: Any) -> Any:
    # The remainder of a quotient beyond 2**53 is arbitrary, and would take microseconds
    # a sample to compute.
    precise = np.abs(np.divide(a, b)) < 2.0**53
    return np.mod(np.where(precise, a, np.nan), b)


def _as_float(comparison: Callable[..., Any]) -> Callable[..., Any]:
    return lambda a, b: np.multiply(comparison(a, b), 1.0)


_OPERATORS: Final[dict[type[ast.AST], Callable[..., Any]]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
    ast.Mod: _remainder,
    ast.UAdd: np.positive,
    ast.USub: np.negative,
    ast.Lt: _as_float(np.less),
    ast.LtE: _as_float(np.less_equal),
    ast.Gt: _as_float(np.greater),
    ast.GtE: _as_float(np.greater_equal),
    ast.Eq: _as_float(np.equal),
    ast.NotEq: _as_float(np.not_equal),
}
_TABLE: Final[tuple[tuple[str, Callable[..., Any], str], ...]] = (
    ("sin(a)", np.sin, "the sine of an angle in radians"),
    ("cos(a)", np.cos, "the cosine of an angle in radians"),
    ("tan(a)", np.tan, "the tangent of an angle in radians"),
    ("asin(a)", np.arcsin, "the angle whose sine is a, from -1 to 1"),
    ("acos(a)", np.arccos, "the angle whose cosine is a, from -1 to 1"),
    ("atan(a)", np.arctan, "the angle whose tangent is a"),
    ("sinh(a)", np.sinh, "the hyperbolic sine"),
    ("cosh(a)", np.cosh, "the hyperbolic cosine"),
    ("tanh(a)", np.tanh, "the hyperbolic tangent"),
    ("exp(a)", np.exp, "e to the power of a"),
    ("log(a)", np.log, "the natural logarithm of a above 0"),
    ("log2(a)", np.log2, "the logarithm to base 2 of a above 0"),
    ("log10(a)", np.log10, "the logarithm to base 10 of a above 0"),
    ("sqrt(a)", np.sqrt, "the square root of a from 0 on"),
    ("abs(a)", np.abs, "a without its sign"),
    ("sign(a)", np.sign, "-1, 0 or 1"),
    ("floor(a)", np.floor, "a rounded down"),
    ("ceil(a)", np.ceil, "a rounded up"),
    ("round(a)", np.rint, "a rounded to the nearest whole number, a half to even"),
    ("min(a, b)", np.minimum, "the smaller one"),
    ("max(a, b)", np.maximum, "the larger one"),
    ("where(condition, a, b)", np.where, "a where the condition holds, else b"),
)
USAGE: Final = {usage.partition("(")[0]: usage for usage, _, _ in _TABLE}
"""How to write each function: ``min(a, b)``."""
_CALLS: Final = dict(zip(USAGE, (call for _, call, _ in _TABLE), strict=True))
FUNCTIONS: Final = dict(zip(USAGE, (text for _, _, text in _TABLE), strict=True))
"""The description of each function, for the help."""
CONSTANTS: Final[dict[str, float]] = {"pi": math.pi, "e": math.e}

_TOKEN: Final = (
    r"(?P<base>0[xXbBoO][0-9A-Za-z_]*)|"  # not decimal
    r"(?P<number>(?:0|[1-9][0-9]*|[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
    r"(?![0-9.]))|(?P<broken>[0-9.]*[0-9][0-9.]*)|(?P<word>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<bracket>[(),])|(?!//|<<|>>)"
    r"(?P<operator>\*\*|[<>=!]=|[-+*/%<>])|(?P<other>//|<<|>>|[^ ])"
)
_OPERATION: Final = r"\*\*|[<>=!]=|[-+*/%<>(]"
_DECIMAL_POINT: Final = "; the decimal sign is a point, as in 0.5"
_ADVICE: Final = {
    "^ ² ³": "write ** for a power, as in x1**2",
    "= :": "leave “y =” out and write only what y is; == compares",
    "//": "write floor(a / b)",
    "× · ⋅ ∙ • ÷ ∕ − – — ≤ ≥ ≠": "write * / - <= >= != with the signs of the keyboard",
    "π √ ln": "write pi for π, sqrt(a) for a root, log(a) for ln",
    ".": "a point stands only in a number, as in 0.5",
    "[ ] { } ;": "write ( and ) for brackets, and a comma between a function's values",
    "' \" “ ”": "a formula has no text in quotes",
    "and &": "multiply conditions that must both hold: (x1 > 0)*(x1 < 1)",
    "or |": "take the larger one of two conditions: max(x1 < 0, x1 > 1)",
    "not ! ~": "take the condition from 1: 1 - (x1 > 0)",
    "if else for": "write where(condition, a, b) to choose",
    "j J": "a formula has no complex numbers",
}
_HINTS: Final = {token: hint for key, hint in _ADVICE.items() for token in key.split()}


@dataclass(frozen=True)
class Formula:
    """A formula, checked when created; ``names`` are the inputs that it uses.

    Parameters
    ----------
    text : str
        The formula; stored as one line without surrounding blanks.
    inputs : int
        The number of inputs x1, x2, ..., from 1 to 8.

    Raises
    ------
    DataError
        If it is not a formula of these inputs; the message says what to write instead.
    """

    text: str
    inputs: int
    names: frozenset[str] = field(init=False, repr=False, compare=False)
    _tree: ast.expr = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        text = re.sub(r"\s", " ", self.text).strip()
        if not 1 <= self.inputs <= MAX_INPUTS:
            raise DataError(f"{self.inputs} inputs; there may be 1 to {MAX_INPUTS}")
        inputs = [f"x{i + 1}" for i in range(self.inputs)]
        _check_tokens(text, inputs)
        names = frozenset(re.findall(r"\w+", text)).intersection(inputs)
        for name, value in (("text", text), ("names", names), ("_tree", _parse(text))):
            object.__setattr__(self, name, value)

    def __call__(self, X: Array) -> Array:
        """Return the target y (m,) for the inputs ``X`` (inputs, m).

        Raises
        ------
        DataError
            If a value is not finite; the message counts samples from 1.
        """
        y = self.values(X)
        if (bad := np.flatnonzero(~np.isfinite(y))).size:
            i = int(bad[0])
            raise DataError(self._not_finite(X[:, i], y[i], i))
        return y

    def values(self, X: Array) -> Array:
        """As a call, but where the formula has no finite value it is NaN or infinite.

        Raises
        ------
        DataError
            If ``X`` has another number of rows.
        """
        if X.ndim != 2 or len(X) != self.inputs:
            raise DataError(f"X has shape {X.shape}; it must be ({self.inputs}, m)")
        y = np.empty(X.shape[1])
        from simpleeval import SimpleEval  # needed only for a formula

        evaluator: Any = SimpleEval(_OPERATORS, _CALLS)
        with np.errstate(all="ignore"):
            for start in range(0, len(y), BLOCK):
                block = slice(start, start + BLOCK)
                rows = {f"x{i + 1}": row for i, row in enumerate(X[:, block])}
                evaluator.names = rows | CONSTANTS
                y[block] = evaluator.eval(self.text, self._tree)
        return y

    def _not_finite(self, x: Array, y: float, i: int) -> str:
        values = [f"{n} = {figure(x[int(n[1:]) - 1], 6)}" for n in sorted(self.names)]
        where = f"at sample {i + 1}{', where ' if values else ''}{', '.join(values)}"
        rule = "every value of the target must be a finite number"
        return f"{shortened(self.text)} gives {y} {where}; {rule}"


def _check_tokens(text: str, inputs: list[str]) -> None:
    """Raise DataError for a token, or two in a row, that no formula has."""
    if not text:
        raise DataError("the formula is empty: write one such as sin(x1) + 2*x1")
    if len(text) > MAX_LENGTH:
        raise DataError(f"the formula is longer than {MAX_LENGTH} characters")
    if len(re.findall(_OPERATION, text)) > MAX_OPERATIONS:
        raise DataError(
            f"the formula has more than {MAX_OPERATIONS} operations and brackets"
        )
    previous = problem = ""
    opened: list[str] = []  # the places of brackets that are not closed yet
    for match in re.finditer(_TOKEN, text):
        token, kind = match.group(), match.lastgroup
        # Lone surrogates and control characters cannot be displayed.
        shown = shortened(token) if token.isprintable() else f"U+{ord(token):04X}"
        place = f"“{shown}” at character {match.start() + 1}"
        if kind == "other" or token in _HINTS or keyword.iskeyword(token):
            hint = _HINTS.get(token, "it has numbers, inputs, operators and functions")
            if token == "|" and not previous:  # opens |x1|
                inner = text[match.end() :].partition("|")[0].strip()
                inner = shortened(inner) if inner and inner.isprintable() else "a"
                hint = f"write abs({inner}) for the size of a number"
            raise DataError(f"{place} cannot stand in a formula: {hint}")
        if hint := thousands_hint(token):
            raise DataError(f"{place} could be read in two ways: {hint}")
        if kind in ("base", "broken") or (
            kind == "number" and math.isinf(float(token))
        ):
            raise DataError(f"{place} is not a number such as 2, 0.5 or 1e-3")
        if kind == "word":
            called = text[match.end() :].lstrip().startswith("(")
            problem = problem or _check_word(token, shown, inputs, called)
        value = kind in ("number", "word")
        if previous and (value or token == "("):
            example = "such as *" if previous == ")" else f"{previous}*{shown}"
            problem = problem or f"{place} needs an operation before it: {example}"
        if token == "(":
            opened.append(place)
        elif token == ")" and not opened:
            problem = problem or f"{place} closes a bracket that was never opened"
        elif token == ")":
            opened.pop()
        previous = shown if token == ")" or (value and token not in _CALLS) else ""
    # Raised last: in “y = x1” the “=” explains more than the y.
    if problem:
        raise DataError(problem)
    if opened:
        raise DataError(f"{opened[-1]} is a bracket that is not closed: add a “)”")


def _check_word(word: str, shown: str, inputs: list[str], called: bool) -> str:
    """Return what is wrong with a word, or an empty text."""
    if word in _CALLS:
        return "" if called else f"{word} lacks its brackets: write {USAGE[word]}"
    if word in inputs or word in CONSTANTS:
        return ""
    if called:
        return f"{shown} is not a function: there are {', '.join(_CALLS)}"
    m = len(inputs)
    known = {1: "is 1, x1", 2: "are 2, x1 and x2"}.get(m, f"are {m}, x1 to x{m}")
    hint = "; raise their number to use it" if re.fullmatch("x[1-8]", word) else ""
    return f"{shown} is not an input: there {known}{hint}"


def _parse(text: str) -> ast.expr:
    """Return the syntax tree of a text with valid tokens, with numbers as float64."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        # Python's offset is 0 where the text ends too early.
        at = min(error.offset or len(text), len(text))
        place = f"at character {at}, “{text[at - 1]}”"
        raise DataError(f"something is missing or too much {place}") from None
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=int() | float() as value):
                # With integers, 9**9**9**9 would never end.
                node.value = np.float64(value)
            case ast.Call(func=ast.Name(id=name), args=given, keywords=[]):
                usage, n = USAGE[name], USAGE[name].count(",") + 1
                if len(given) != n:
                    # A decimal comma gives one value too many.
                    comma = len(given) > n and re.search(r"\d,\d", text)
                    hint = _DECIMAL_POINT if comma else ""
                    raise DataError(f"{usage} takes {n}, not {len(given)}{hint}")
            case ast.Compare(ops=[_, _, *_]):
                raise DataError("compare two at a time, as in (0 < x1)*(x1 < 1)")
            case ast.Tuple():
                raise DataError(
                    f"only a function has commas or () in it{_DECIMAL_POINT}"
                )
            case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.Name() | ast.Load():
                pass
            case _ if type(node) not in _OPERATORS:
                # With valid tokens, only f(*a) and f(**a) get here.
                raise DataError("“*” and “**” need a value before them")
    return tree
