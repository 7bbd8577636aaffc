"""Finds the equations in Markdown: ``$…$`` in a line, ``$$…$$`` on one of its own."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

FIRST_MARK: Final = 0xE000
LAST_MARK: Final = 0xF8FF
"""Characters for private use, which no text means: one stands for each equation."""

_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_TOKENS: Final = re.compile(
    r"""
      (?P<block> ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n    # a block of code
          (?: .*? ^[ ]{0,3}(?P=fence)[`~]*[ \t]*$ | .* ) )
    | (?P<code> (?P<ticks>`+) (?!`) .+? (?<!`)(?P=ticks)(?!`) )    # code in a line
    | (?P<escaped> \\\$ )
    | \$\$ (?P<display> [^$]+? ) \$\$
    | \$ (?P<inline> [^\s$] (?: [^$\n]*? [^\s$] )? ) \$ (?!\d)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


class Equation(NamedTuple):
    """An equation in LaTeX; ``display`` tells whether it has a line of its own."""

    latex: str
    display: bool


def split_equations(markdown: str) -> tuple[str, list[Equation]]:
    r"""Replace the equations in a text by marks, one character each.

    Code is left as it is. ``\$`` is a dollar sign, and so is one with a space inside.

    Returns
    -------
    text : str
        Equation ``n`` is the character ``chr(FIRST_MARK + n)``.
    equations : list of Equation

    Examples
    --------
    >>> text, equations = split_equations("The sum $W_1 X + b_1$ costs 2 $.")
    >>> text.replace(chr(FIRST_MARK), "*"), equations[0].latex
    ('The sum * costs 2 $.', 'W_1 X + b_1')
    """
    equations: list[Equation] = []

    def mark(found: re.Match[str]) -> str:
        if found["escaped"]:
            return "$"
        display = found["display"] is not None
        latex = found["display"] if display else found["inline"]
        if latex is None or FIRST_MARK + len(equations) > LAST_MARK:
            return found.group()
        equations.append(Equation(" ".join(latex.split()), display))
        character = chr(FIRST_MARK + len(equations) - 1)
        return f"\n\n{character}\n\n" if display else character

    return _TOKENS.sub(
        mark, _PRIVATE.sub("\N{REPLACEMENT CHARACTER}", markdown)
    ), equations
