"""What an expression may be: its tokens, and the kinds of its values.

``ast`` parses the text between the two checks of this module. The tokens are checked
first, so that each mistake has a message of its own; then every node, against the few
that are allowed.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, NoReturn

from shallownet.errors import ConfigError, DataError
from shallownet.lessons.quantities import FUNCTIONS, QUANTITIES
from shallownet.nn.network import PARAMETER
from shallownet.settings.choice_settings import SwitchSetting
from shallownet.settings.number_settings import NumberSetting
from shallownet.settings.recipe import about
from shallownet.wording import joined, quoted, shortened, some_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.lessons.quantities import Kind

MAX_LENGTH: Final = 500
MAX_OPERATIONS: Final = 60
"""Operators and opening brackets; bounds the nesting, too."""

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<word>[^\W\d]\w*)
    |(?P<text>"[^"\\]*"|'[^'\\]*')
    |(?P<operation>\*\*|[<>=!]=|[-+*/<>(])|(?P<other>[),])|(?P<bad>\S))""",
    re.VERBOSE,
)
_ADVICE: Final = {
    "=": "write == to compare",
    "!": "write not, or != to compare",
    "&": "write and",
    "|": "write or",
    "^": "write ** for a power",
    "%": "a share is a number such as 0.95",
    "[": 'the name of a parameter is a text in quotes: value("W1[0, 0]")',
    ".": "a point stands only in a number, as in 0.5",
    '"': "a text ends with the quotation mark that it begins with",
    "'": "a text ends with the quotation mark that it begins with",
    "“": "put texts in plain quotation marks: 'exact'",
    "≥": "write >=",
    "≤": "write <=",
    "≠": "write !=",
    "−": "write - with the sign of the keyboard",
    "·": "write *",
    "×": "write *",
    "²": "R² is called r2, and ** is a power",
}
_WORDS: Final = {"and", "or", "not", "True", "False"}
KIND_WORDS: Final = {"number": "a number", "text": "a text", "truth": "true or false"}
OPERATIONS: Final[dict[type[ast.AST], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
COMPARISONS: Final[dict[type[ast.AST], Callable[[Any, Any], bool]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class ExpressionError(DataError):
    """A text is no expression; the message says where, and what would be right."""


def check_tokens(text: str) -> None:
    """Raise for what no expression has: ``ast`` would say less, or warn of it."""
    if not text.strip():
        raise ExpressionError("it is empty: write a condition such as r2 > 0.95")
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"it is longer than {MAX_LENGTH} characters")
    operations, previous = 0, ""
    for match in _TOKEN.finditer(text):
        kind, token = str(match.lastgroup), match[match.lastgroup or 0]
        at = match.start(kind) + 1
        operations += kind == "operation" or token in ("and", "or", "not")
        if kind == "bad":
            shown = token if token.isprintable() else f"U+{ord(token):04X}"
            advice = _ADVICE.get(
                token, "it has numbers, names, texts in quotes and operators"
            )
            raise ExpressionError(f"“{shown}” at character {at}: {advice}")
        if kind == "word" and token not in _WORDS:
            _check_word(token, at, text[match.end() :].lstrip().startswith("("))
        value = kind in ("number", "text") or (kind == "word" and token not in _OPS)
        if value and previous:
            raise ExpressionError(
                f"{quoted(token)} at character {at} needs an operator before it, such "
                "as and, ==, >"
            )
        previous = token if value or token == ")" else ""
    if operations > MAX_OPERATIONS:
        raise ExpressionError(
            f"it has more than {MAX_OPERATIONS} operations and brackets"
        )


_OPS: Final = {"and", "or", "not"}


def _check_word(word: str, at: int, called: bool) -> None:
    """Raise for a word that is neither a quantity nor a function."""
    where = f"{quoted(word)} at character {at}"
    if word in FUNCTIONS:
        if not called:
            usage = FUNCTIONS[word].usage
            raise ExpressionError(f"{where} lacks its brackets: write {usage}")
        return
    if word in QUANTITIES:
        if called:
            raise ExpressionError(f"{where} is a quantity and takes no brackets")
        return
    known = [*FUNCTIONS] if called else [*QUANTITIES]
    close = get_close_matches(word[:40], known, 1) or get_close_matches(
        word[:40].lower(), [*QUANTITIES, *FUNCTIONS, "True", "False"], 1
    )
    what = "function" if called else "quantity"
    hint = f"did you mean {close[0]}?" if close else f"there are {some_of(known)}"
    raise ExpressionError(f"{where} is no {what}; {hint}")


class KindCheck:
    """Checks a syntax tree, with numbers made floats, and collects its names."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def kind_of(self, node: ast.expr) -> Kind:
        """Return the kind of a node's value, or raise."""
        match node:
            case ast.Constant(value=bool()):
                return "truth"
            case ast.Constant(value=int() | float() as value):
                node.value = _as_float(value, node)
                return "number"
            case ast.Constant(value=str()):
                return "text"
            case ast.Name(id=name) if name in QUANTITIES:
                self.names.add(name)
                return QUANTITIES[name].kind
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                self._need(operand, "number")
                return "number"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self._need(operand, "truth")
                return "truth"
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
                self._need(left, "number")
                self._need(right, "number")
                return "number"
            case ast.BoolOp(values=values):
                for part in values:
                    self._need(part, "truth")
                return "truth"
            case ast.Compare(left=left, ops=ops, comparators=others) if all(
                type(op) in COMPARISONS for op in ops
            ):
                self._compare([left, *others], ops)
                return "truth"
            case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if (
                name in FUNCTIONS
            ):
                return self._call(node, name, given)
            case ast.Tuple():
                at = node.col_offset + 1
                raise ExpressionError(
                    f"there is a comma too much after character {at}; the decimal sign "
                    "is a point, as in 0.95"
                )
        _refuse(node, "it has only numbers, names, texts, operators and functions")

    def _need(self, node: ast.expr, kind: Kind) -> None:
        found = self.kind_of(node)
        if found != kind:
            hint = "; compare it, as in r2 > 0.95" if kind == "truth" else ""
            _refuse(
                node,
                f"it is {KIND_WORDS[found]} where {KIND_WORDS[kind]} must be{hint}",
            )

    def _compare(self, values: list[ast.expr], ops: list[ast.cmpop]) -> None:
        kinds = [self.kind_of(value) for value in values]
        for i, op in enumerate(ops):
            first, second = values[i], values[i + 1]
            if kinds[i] != kinds[i + 1]:
                _refuse(
                    second,
                    f"it is {KIND_WORDS[kinds[i + 1]]} and is compared with "
                    f"{KIND_WORDS[kinds[i]]}",
                )
            if kinds[i] != "number" and not isinstance(op, ast.Eq | ast.NotEq):
                _refuse(
                    first, f"{KIND_WORDS[kinds[i]]} is compared with == or != alone"
                )
            _check_choice(first, second)
            _check_choice(second, first)

    def _call(self, node: ast.Call, name: str, given: list[ast.expr]) -> Kind:
        function = FUNCTIONS[name]
        most = len(function.takes)
        few = len(given) < most - function.optional
        if few or (len(given) > most and not function.repeats):
            _refuse(node, f"it is written {function.usage}")
        self.names.add(name)
        for i, argument in enumerate(given):
            takes = function.takes[min(i, most - 1)]
            if takes == "number":
                self._need(argument, "number")
            elif takes == "any":
                self.kind_of(argument)
            elif not (
                isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ):
                _refuse(argument, f"a name in quotes must be there: {function.usage}")
            elif takes == "parameter":
                _check_parameter(argument)
            else:
                _setting(argument)
        if name == "was":
            _check_setting_value(given[0], given[1])
        return function.gives or _kind_of_setting(given[0])


def _as_float(value: float, node: ast.AST) -> float:
    with suppress(OverflowError):
        number = float(value)
        if math.isfinite(number):
            return number
    at = getattr(node, "col_offset", 0) + 1
    raise ExpressionError(f"the number at character {at} is too large")


def _refuse(node: ast.AST, reason: str) -> NoReturn:
    at = getattr(node, "col_offset", 0) + 1
    with suppress(ValueError, RecursionError):
        reason = f"{quoted(ast.unparse(node))} at character {at}: {reason}"
    raise ExpressionError(reason)


def _check_choice(name: ast.expr, value: ast.expr) -> None:
    """Raise if a quantity can never be the text that it is compared with."""
    if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
        choices = QUANTITIES[name.id].choices
        if choices and value.value not in choices:
            close = get_close_matches(str(value.value)[:40], choices, 1)
            hint = f"did you mean {close[0]}?" if close else ""
            listed = joined([shortened(choice) for choice in choices])
            _refuse(value, hint or f"{name.id} is one of {listed}")


def _check_parameter(node: ast.Constant) -> None:
    if not re.fullmatch(PARAMETER, str(node.value).strip(), re.ASCII):
        _refuse(node, "a parameter is named like W1[0, 0] or b1[0], counted from 0")


def _setting(node: ast.Constant) -> None:
    try:
        about(str(node.value))
    except ConfigError as error:
        _refuse(node, str(error))


def _kind_of_setting(node: ast.expr) -> Kind:
    assert isinstance(node, ast.Constant)
    setting = about(str(node.value))
    if isinstance(setting, NumberSetting):
        return "number"
    return "truth" if isinstance(setting, SwitchSetting) else "text"


def _check_setting_value(name: ast.expr, value: ast.expr) -> None:
    assert isinstance(name, ast.Constant)
    if not isinstance(value, ast.Constant):
        return
    kind = _kind_of_setting(name)
    found = {float: "number", str: "text", bool: "truth"}[type(value.value)]
    if kind != found:
        _refuse(
            value,
            f"{name.value!s} is {KIND_WORDS[kind]}, so {KIND_WORDS[kind]} must be here",
        )
