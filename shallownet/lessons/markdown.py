"""A lesson's file as its front matter, its pages and their fenced blocks.

Only what divides the file is recognized here: the two lines ``+++``, headings of level
2, and fences. All other Markdown is a text for whoever renders it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from shallownet.lessons.problems import Problem
from shallownet.wording import quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KINDS: Final = ("state", "choice", "number", "sketch", "task")
"""The info words of the blocks that mean something here."""

BOUNDARY: Final = "+++"
_FENCE: Final = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})\s*(?P<info>[^`]*?)\s*$")
_HEADING: Final = re.compile(r" {0,3}##(?!#)\s*(?P<title>.*?)\s*#*\s*$")
_FENCE_ADVICE: Final = "write ``` on a line of its own behind it"


@dataclass(frozen=True)
class Block:
    """A fenced block, or the front matter.

    Attributes
    ----------
    kind : str
    line : int
        The line of its fence; its body begins in the next one.
    body : str
    """

    kind: str
    line: int
    body: str


@dataclass(frozen=True)
class Passage:
    """Markdown between two blocks, without blank lines around it."""

    line: int
    markdown: str


@dataclass
class Section:
    """The parts of a page, in order."""

    title: str
    line: int
    parts: list[Block | Passage] = field(default_factory=list)


def split_front_matter(
    lines: Sequence[str], problems: list[Problem]
) -> tuple[Block | None, int]:
    """Return the front matter, if there is one, and the index of the line after it."""
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[first].strip() != BOUNDARY:
        problems.append(
            Problem(
                first + 1,
                f"a lesson begins with its front matter, between two lines {BOUNDARY}",
            )
        )
        return None, 0
    for end in range(first + 1, len(lines)):
        if lines[end].strip() == BOUNDARY:
            return Block("", first + 1, "\n".join(lines[first + 1 : end])), end + 1
    problems.append(
        Problem(first + 1, f"the front matter does not end: write a line {BOUNDARY}")
    )
    return None, len(lines)


def sections(
    lines: Sequence[str], start: int, title: str, problems: list[Problem]
) -> list[Section]:
    """Return the pages of a file.

    Parameters
    ----------
    lines : sequence of str
    start : int
        The index of the first line after the front matter.
    title : str
        The heading of what stands before the first heading.
    problems : list of Problem
        Takes the mistakes that are found.
    """
    found = [Section(title, start + 1)]
    passage: list[str] = []
    begun = start

    def end_passage() -> None:
        texts = [i for i, line in enumerate(passage) if line.strip()]
        if texts:
            kept = passage[texts[0] : texts[-1] + 1]
            found[-1].parts.append(Passage(begun + texts[0] + 1, "\n".join(kept)))
        passage.clear()

    at = start
    while at < len(lines):
        fence, heading = _FENCE.match(lines[at]), _HEADING.match(lines[at])
        if fence:
            end, closed = _end_of_fence(lines, at, fence["mark"])
            kind = (fence["info"].split() or [""])[0]
            if not closed:
                reason = f"the block {quoted(kind)} does not end: {_FENCE_ADVICE}"
                problems.append(Problem(at + 1, reason))
            if kind in KINDS:
                end_passage()
                body = "\n".join(lines[at + 1 : end])
                found[-1].parts.append(Block(kind, at + 1, body))
                at = begun = end + 1
                continue
            if close := get_close_matches(kind[:40].lower(), KINDS, 1, 0.75):
                reason = f"there is no block {quoted(kind)}; did you mean {close[0]}?"
                problems.append(Problem(at + 1, reason))
            passage += lines[at : end + 1]
            at = end + 1
            continue
        if heading:
            end_passage()
            begun = at + 1
            if not heading["title"]:
                problems.append(Problem(at + 1, "a heading of a page is empty"))
            found.append(Section(shortened(heading["title"], 200), at + 1))
        else:
            passage.append(lines[at])
        at += 1
    end_passage()
    return found if found[0].parts or len(found) == 1 else found[1:]


def _end_of_fence(lines: Sequence[str], start: int, mark: str) -> tuple[int, bool]:
    """Return the index of the line that closes a fence, and whether there is one."""
    closing = re.compile(rf" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}\s*$")
    for end in range(start + 1, len(lines)):
        if closing.match(lines[end]):
            return end, True
        if mark == "```" and _opens_block(lines[end]):
            return end - 1, False  # so that the rest of the file is still checked
    return len(lines), False


def _opens_block(line: str) -> bool:
    fence = _FENCE.match(line)
    return fence is not None and fence["info"] in KINDS


def key_lines(block: Block) -> dict[tuple[str, int, str], int]:
    """Return the lines of a block's keys, for the sentences on them.

    A key is (name of its table of ``[[name]]``, number of that table, name); the table
    of the block itself is ("", 0). ``""`` as name is the line of a table's heading.
    """
    found: dict[tuple[str, int, str], int] = {}
    table, number = "", 0
    counts: dict[str, int] = {}
    for line, text in _numbered(block):
        if heading := re.match(r"\s*\[\[\s*([\w-]+)\s*\]\]", text):
            table = heading[1]
            number = counts[table] = counts.get(table, -1) + 1
            found[table, number, ""] = line
        elif key := re.match(r"""\s*["']?([\w-]+)["']?\s*[=.]""", text):
            found.setdefault((table, number, key[1]), line)
    return found


def _numbered(block: Block) -> Iterator[tuple[int, str]]:
    yield from enumerate(block.body.split("\n"), block.line + 1)
