"""Expressions over the quantities of a run, such as ``r2 > 0.95 and rule == 'exact'``.

The text is never executed as Python: ``ast`` parses it, `expression_syntax` checks
every node against the few that are allowed, and this module evaluates them. All numbers
are floats, so that no power takes long; what cannot be computed is NaN, and makes every
comparison false.
"""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from shallownet.lessons.expression_syntax import (
    COMPARISONS,
    KIND_WORDS,
    OPERATIONS,
    ExpressionError,
    KindCheck,
    check_tokens,
)
from shallownet.lessons.quantities import ARITHMETIC, FUNCTIONS, QUANTITIES
from shallownet.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.lessons.facts import Facts
    from shallownet.lessons.quantities import Kind

Value = float | str | bool


@dataclass(frozen=True)
class Expression:
    """An expression, checked when it is parsed.

    Attributes
    ----------
    text : str
    kind : str
        What its value is: ``"number"``, ``"text"`` or ``"truth"``.
    names : frozenset of str
        The quantities and functions that it uses.
    """

    text: str
    kind: Kind = field(compare=False)
    names: frozenset[str] = field(compare=False, repr=False)
    _tree: ast.expr = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str, kind: Kind | None = None) -> Expression:
        """Read an expression.

        Parameters
        ----------
        text : str
        kind : str, optional
            What its value must be.

        Raises
        ------
        ExpressionError
            If it is none, or its value is of another kind.

        Examples
        --------
        >>> Expression.parse("updates >= 100 and rule == 'exact'").kind
        'truth'
        """
        check_tokens(text)
        line = " ".join(text.split())
        try:
            tree = ast.parse(line, mode="eval").body
        except SyntaxError as error:
            at = min(error.offset or len(line), len(line))
            raise ExpressionError(
                f"something is missing or too much at character {at}, "
                f"{quoted(line[at - 1 :])}"
            ) from None
        except (RecursionError, MemoryError):
            raise ExpressionError("it is nested too deeply; make it shorter") from None
        check = KindCheck()
        found = check.kind_of(tree)
        if kind is not None and found != kind:
            examples = {"truth": ", as in r2 > 0.95", "number": ", as in 2 * J"}
            raise ExpressionError(
                f"{quoted(line)} is {KIND_WORDS[found]}; it must be "
                f"{KIND_WORDS[kind]}{examples.get(kind, '')}"
            )
        return cls(line, found, frozenset(check.names), tree)

    @property
    def quantities(self) -> tuple[str, ...]:
        """The quantities that it uses, in the order of their table."""
        return tuple(name for name in QUANTITIES if name in self.names)

    @property
    def is_costly(self) -> bool:
        """Whether it takes a pass over all samples or more."""
        return any(
            QUANTITIES[name].costly if name in QUANTITIES else FUNCTIONS[name].costly
            for name in self.names
        )

    def value(self, facts: Facts) -> Value:
        """Return its value at a state of a run; NaN if that cannot be computed.

        Parameters
        ----------
        facts : Facts
        """
        return _value(self._tree, facts)

    def holds(self, facts: Facts) -> bool:
        """Return whether a condition holds."""
        return self.value(facts) is True

    def number(self, facts: Facts) -> float:
        """Return its value as a float; NaN if it is none."""
        value = self.value(facts)
        return float(value) if isinstance(value, float | int) else math.nan


def _value(node: ast.expr, facts: Facts) -> Value:
    """Return the value of a checked node."""
    match node:
        case ast.Constant(value=value):
            return cast("Value", value)
        case ast.Name(id=name):
            return facts.quantity(name)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, facts)
        case ast.UnaryOp(op=op, operand=operand):
            number = cast("float", _value(operand, facts))
            return -number if isinstance(op, ast.USub) else number
        case ast.BinOp(left=left, op=op, right=right):
            call = OPERATIONS[type(op)]
            return _computed(call, _value(left, facts), _value(right, facts))
        case ast.BoolOp(op=op, values=values):
            parts = (bool(_value(value, facts)) for value in values)
            return all(parts) if isinstance(op, ast.And) else any(parts)
        case ast.Compare(left=left, ops=ops, comparators=others):
            found = [_value(value, facts) for value in (left, *others)]
            return all(
                _holds(COMPARISONS[type(op)], found[i], found[i + 1])
                for i, op in enumerate(ops)
            )
        case ast.Call(func=ast.Name(id=name), args=given):
            arguments = [_value(value, facts) for value in given]
            if name in ARITHMETIC:
                return _computed(ARITHMETIC[name], *arguments)
            return facts.call(name, *arguments)
    raise AssertionError(node)  # checked when it was parsed


def _computed(call: Callable[..., Any], *values: Value) -> float:
    """Return a number, infinite or NaN where there is none."""
    try:
        return float(call(*values))
    except OverflowError:
        return math.inf
    except (ValueError, ZeroDivisionError):
        return math.nan


def _holds(comparison: Callable[[Any, Any], bool], first: Value, second: Value) -> bool:
    if first != first or second != second:  # NaN
        return False
    return bool(comparison(first, second))
