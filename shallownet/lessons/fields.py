"""The entries of a block, each checked; what is wrong is noted with its line."""

from __future__ import annotations

import math
import re
import tomllib
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from shallownet.lessons.conditions import Expression
from shallownet.lessons.expression_syntax import ExpressionError
from shallownet.lessons.markdown import Block, key_lines
from shallownet.lessons.problems import Problem
from shallownet.wording import brief, figure, quoted, shortened, some_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from shallownet.lessons.quantities import Kind

MAX_TEXT: Final = 5_000
"""Characters of a question, an answer or a reason."""

_KINDS: Final = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    list: "a list in [ ]",
    dict: "a table in { }",
}
_TOML_PLACE: Final = re.compile(
    r"^(.*?) \(at (?:line (\d+), column \d+|end of doc.*)\)"
)

_TOML_ADVICE: Final = {
    "Invalid value": "texts stand in quotes",
    "Expected newline": "one entry stands in a line",
    "Cannot overwrite": "an entry stands there twice",
    "Illegal character '\\n'": 'a text in " ends in its line',
    "Unescaped": "a text with a backslash stands between ' and '",
}
_ESCAPED: Final = re.compile(r"[\b\f\r\t]|\n(?:abla|u|eq|ot)\b")
"""What TOML makes of \\beta, \\frac, \\rho, \\times and \\nabla in double quotes."""

NO_EXPRESSION: Final = Expression.parse("0")


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a date or time")


def parse_toml(block: Block, problems: list[Problem]) -> dict[str, Any] | None:
    """Return the entries of a block; None if it is no TOML."""
    try:
        return tomllib.loads(block.body)
    except tomllib.TOMLDecodeError as error:
        match = _TOML_PLACE.match(str(error))
        said = match[1] if match else str(error)
        last = block.body.count("\n") + 1
        line = block.line + (int(match[2]) if match and match[2] else last)
        what = "the front matter" if not block.kind else f"the block {block.kind}"
        reason = f"{what} is no TOML: {shortened(said, 120).rstrip('.')}"
        for beginning, advice in _TOML_ADVICE.items():
            if said.startswith(beginning):
                reason += f"; {advice}"
    except (ValueError, RecursionError):
        line, reason = block.line, "a number or a nesting here is far too large"
    problems.append(Problem(line, reason))
    return None


class Fields:
    """The entries of a table, taken one by one.

    Parameters
    ----------
    entries : dict
    block : Block
    problems : list of Problem
        Takes the mistakes that are found.
    table, number : str and int
        Which table of the block's ``[[tables]]`` it is.
    """

    def __init__(
        self,
        entries: dict[str, Any],
        block: Block,
        problems: list[Problem],
        table: str = "",
        number: int = 0,
    ) -> None:
        self._entries, self._block, self._problems = entries, block, problems
        self._table, self._number = table, number
        self._lines = key_lines(block)
        self._taken: list[str] = []

    def line(self, name: str = "") -> int:
        """Return the line of an entry, or of its table if it has none."""
        known = self._lines.get((self._table, self._number, name))
        heading = self._lines.get((self._table, self._number, ""), self._block.line)
        return heading if known is None else known

    def wrong(self, name: str, reason: str) -> None:
        """Note what is wrong with an entry."""
        self._problems.append(Problem(self.line(name), reason))

    def _take(self, name: str, needed: bool, kind: type, *more: type) -> Any:
        """Return an entry of some type; None if it is missing or of another."""
        self._taken.append(name)
        if name not in self._entries:
            if needed:
                self.wrong("", f"{self._what()} needs an entry {name}")
            return None
        value = self._entries[name]
        if type(value) in (kind, *more):
            return value
        self.wrong(name, f"{name} is {_kind(value)}; it must be {_KINDS[kind]}")
        return None

    def _what(self) -> str:
        if self._table:
            return f"each [[{self._table}]]"
        kind = self._block.kind
        return f"the block {kind}" if kind else "the front matter"

    def text(self, name: str, default: str | None = None, most: int = MAX_TEXT) -> str:
        """Return a text that is not empty; it may be missing if it has a default."""
        value = self._take(name, default is None, str)
        if value is None:
            return default or ""
        if not value.strip():
            self.wrong(name, f"{name} is empty")
        self._check_escapes(name, value)
        if len(value) > most:
            self.wrong(name, f"{name} is longer than {most:,} characters")
        return str(value).strip()

    def _check_escapes(self, name: str, text: str) -> None:
        """Note the commands of LaTeX that TOML has taken for something else."""
        if _ESCAPED.search(text):
            self.wrong(
                name,
                f"{name} has a backslash that TOML reads in its own way: put texts "
                "with equations between ' and ', or ''' and '''",
            )

    def texts(self, name: str, most: int = 50) -> tuple[str, ...]:
        """Return a list of texts, empty if it is missing."""
        values = self._take(name, False, list)
        if values is None:
            return ()
        if len(values) > most:
            self.wrong(name, f"{name} has more than {most} entries")
        if not all(isinstance(v, str) and v.strip() for v in values):
            self.wrong(name, f"{name} is a list of texts in quotes, none of them empty")
            return ()
        for value in values:
            self._check_escapes(name, value)
        return tuple(values)

    def truth(self, name: str) -> bool:
        """Return ``true`` or ``false``; false if it is missing."""
        return bool(self._take(name, False, bool))

    def number(
        self,
        name: str,
        default: float | None,
        low: float,
        high: float,
        *,
        whole: bool = False,
    ) -> float:
        """Return a number in a range; it may be missing if it has a default."""
        kinds = (int,) if whole else (float, int)
        value = self._take(name, default is None, *kinds)
        fallback = low if default is None else default
        if value is None:
            return fallback
        # A whole number may be too large for a float.
        if not low <= value <= high:
            self.wrong(
                name,
                f"{name} is {_shown(value)}; it must be from {figure(low)} to "
                f"{figure(high)}",
            )
            return fallback
        return int(value) if whole else float(value)

    def whole(self, name: str, default: int | None, low: int, high: int) -> int:
        """Return a whole number in a range."""
        return int(self.number(name, default, low, high, whole=True))

    def optional(
        self, name: str, low: float, high: float, *, whole: bool = False
    ) -> float | None:
        """Return a number in a range; None if it is missing."""
        value = self.number(name, math.nan, low, high, whole=whole)
        return None if math.isnan(value) else value

    def one_of(self, name: str, choices: Collection[str]) -> str | None:
        """Return one of some words; None if it is missing or none of them."""
        value: str | None = self._take(name, False, str)
        if value is None or value in choices:
            return value
        self.wrong(name, f"{name} is {quoted(value)}; {suggestion(value, choices)}")
        return None

    def expression(self, name: str, kind: Kind) -> Expression:
        """Return an expression; a number may stand without quotes."""
        more = (float, int) if kind == "number" else ()
        value = self._take(name, True, str, *more)
        if value is None:
            return NO_EXPRESSION
        try:
            return Expression.parse(
                value if isinstance(value, str) else repr(value), kind
            )
        except (ExpressionError, ValueError) as error:
            self.wrong(name, f"{name}: {error}")
            return NO_EXPRESSION

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a table, empty if it is missing."""
        return self._take(name, False, dict) or {}

    def items(self, name: str) -> Any:
        """Return a list of anything, empty if it is missing."""
        return self._take(name, False, list) or []

    def tables(self, name: str, *, needed: bool = False) -> list[Fields]:
        """Return the tables ``[[name]]``."""
        values = self._take(name, needed, list) or []
        if not all(isinstance(value, dict) for value in values):
            self.wrong(name, f"write each of {name} below a line [[{name}]]")
            return []
        return [
            Fields(value, self._block, self._problems, name, number)
            for number, value in enumerate(values)
        ]

    def finish(self) -> None:
        """Note the entries that nobody took."""
        for name in self._entries:
            if name not in self._taken:
                hint = suggestion(name, self._taken)
                self.wrong(name, f"{self._what()} has no entry {quoted(name)}; {hint}")


def suggestion(word: str, known: Collection[str]) -> str:
    """Return what an unknown word may have meant, or what there is."""
    close = get_close_matches(word[:40].lower(), known, 1)
    return (
        f"did you mean {close[0]}?" if close else f"there are {some_of(sorted(known))}"
    )


def _shown(value: float) -> str:
    if isinstance(value, int):
        return brief(value)
    with suppress(ValueError):
        return figure(value) if math.isfinite(value) else str(value)
    return str(value)
