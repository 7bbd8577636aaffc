"""HTML and SVG as text: every text is escaped, and only what is markup is not."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VOID: Final = ("meta", "line", "path", "polyline", "circle", "rect")
"""Elements that have no contents."""


class Markup(str):
    """A text that is markup already."""

    __slots__ = ()


def element(name: str, *contents: str, **attributes: object) -> Markup:
    """Return an element.

    Parameters
    ----------
    name : str
    *contents : str
        Escaped, unless it is `Markup`.
    **attributes
        ``class_`` is written without the underscore, others with hyphens for them.

    Examples
    --------
    >>> element("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(plain(str(value)))}"'
        for key, value in attributes.items()
    )
    if name in VOID and not contents:
        return Markup(f"<{name}{given}/>")
    return Markup(f"<{name}{given}>{joined(contents)}</{name}>")


def joined(parts: Iterable[str]) -> Markup:
    """Join texts and markup."""
    return Markup("".join(map(_escaped, parts)))


def plain(text: str) -> str:
    """Return a text without the characters that HTML cannot hold."""
    return "".join(
        c if c in "\n\t" or c.isprintable() or category(c) == "Zs" else "\ufffd"
        for c in text
    )


def table(
    caption: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: bool = False,
) -> Markup:
    """Return a table whose first column heads each row.

    Parameters
    ----------
    caption : str
    headers : sequence of str
    rows : iterable of sequence of str
    numbers : bool
        Whether the other columns are numbers, which stand to the right.
    """
    head = element("tr", *(element("th", text, scope="col") for text in headers))
    body = [
        element(
            "tr",
            element("th", first, scope="row"),
            *(element("td", cell) for cell in rest),
        )
        for first, *rest in rows
    ]
    return element(
        "table",
        element("caption", caption),
        element("thead", head),
        element("tbody", *body),
        class_="numbers" if numbers else "words",
    )


def _escaped(text: str) -> str:
    return text if isinstance(text, Markup) else escape(plain(text))
