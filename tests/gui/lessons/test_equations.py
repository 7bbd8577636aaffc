"""Equations are found in Markdown, and only where they are meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.lessons.equations import FIRST_MARK, split_equations

MARK = chr(FIRST_MARK)


@pytest.mark.parametrize(
    ("markdown", "text", "latex"),
    [
        ("The sum $W_1 X$.", f"The sum {MARK}.", ["W_1 X"]),
        ("$a$ and $b$", f"{MARK} and {chr(FIRST_MARK + 1)}", ["a", "b"]),
        ("before $$x^2$$ after", f"before \n\n{MARK}\n\n after", ["x^2"]),
        ("$$\nx\n+ y\n$$", f"\n\n{MARK}\n\n", ["x + y"]),
        (r"It costs \$5 or \$6.", "It costs $5 or $6.", []),
        ("It costs 5 $ or 6 $.", "It costs 5 $ or 6 $.", []),
        ("From $5 to $6", "From $5 to $6", []),
        ("`a $x$ b`", "`a $x$ b`", []),
        ("``a ` $x$ b``", "``a ` $x$ b``", []),
        ("```\n$x$\n```\n$y$", f"```\n$x$\n```\n{MARK}", ["y"]),
        ("~~~\n$x$", "~~~\n$x$", []),
        (f"a {MARK} b", "a \N{REPLACEMENT CHARACTER} b", []),
        ("$x", "$x", []),
        ("$$", "$$", []),
    ],
)
def test_equations_are_marked(markdown, text, latex):
    found, equations = split_equations(markdown)
    assert (found, [equation.latex for equation in equations]) == (text, latex)


@given(st.text(alphabet="a$`~\\ \n" + MARK, max_size=80))
def test_every_mark_stands_for_an_equation(markdown):
    text, equations = split_equations(markdown)
    marks = [ord(c) - FIRST_MARK for c in text if "\ue000" <= c <= "\uf8ff"]
    assert marks == list(range(len(equations)))
    assert all(equation.latex for equation in equations)
