"""A part of an exported program: code, and what there is to say about it."""

from __future__ import annotations

from typing import NamedTuple


class Section(NamedTuple):
    """Lines of code that belong together.

    Attributes
    ----------
    title : str
        A heading, for a notebook.
    lines : list of str
        The code.
    text : str
        What a notebook says above it, in Markdown.
    """

    title: str
    lines: list[str]
    text: str = ""


def as_script(docstring: list[str], sections: list[Section]) -> str:
    """Join sections to a Python file that begins with a docstring."""
    head = "\n".join(['"""' + docstring[0], *docstring[1:], '"""'])
    parts = ["\n".join(part.lines).strip("\n") for part in sections if part.lines]
    return head + "\n\n" + "\n\n\n".join(parts) + "\n"
