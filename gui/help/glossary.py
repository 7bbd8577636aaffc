"""The glossary: each term with its meaning, read from the resource that has all."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

import resources
from shallownet.wording import capital

SECTION: Final = "## Terms of the window"
"""The heading of the terms that the help shows; those of the code follow."""

COLUMNS: Final = 3


class Term(NamedTuple):
    """A term: its names, which mean the same, and what they mean, in a sentence."""

    names: tuple[str, ...]
    meaning: str

    @property
    def title(self) -> str:
        """All names."""
        return ", ".join(self.names)

    @property
    def sentence(self) -> str:
        """The meaning as a sentence."""
        return f"{capital(self.meaning)}."


@cache
def terms() -> tuple[Term, ...]:
    """Return the terms of the window, in the order of the resource's table."""
    file = Path(resources.__file__).parent / "help" / "glossary.md"
    _, _, rest = file.read_text(encoding="utf-8").partition(f"{SECTION}\n")
    section, _, _ = rest.partition("\n## ")
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return tuple(_term_of(row) for row in rows[2:])  # below the heading and its line


def find_term(name: str) -> Term | None:
    """Return the term with a name, in whatever case; None if there is none.

    Examples
    --------
    >>> find_term("λmax").names
    ('sharpness', 'λmax')
    """
    wanted = name.casefold().strip('"')
    found = (
        term
        for term in terms()
        if any(wanted == known.casefold().strip('"') for known in term.names)
    )
    return next(found, None)


def glossary_html() -> str:
    """Return all terms as a paragraph each."""
    return "".join(
        f"<p><b>{escape(term.title)}.</b> {escape(term.sentence)}</p>"
        for term in terms()
    )


def _term_of(row: str) -> Term:
    """Return the term of a row of the table, without the names in the code."""
    cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
    names, meaning, _ = cells if len(cells) == COLUMNS else (*cells[:2], "")
    return Term(tuple(name.strip() for name in names.split(",")), meaning)
