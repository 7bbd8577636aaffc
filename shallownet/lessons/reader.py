"""Reading a lesson's file, with every mistake and its line."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from shallownet.documents.run_file import open_ordinary
from shallownet.documents.run_file_error import RunFileError
from shallownet.errors import ConfigError, DataError
from shallownet.lessons.blocks import (
    MAX_UPDATES,
    QUESTIONS,
    parameters_of,
    samples_of,
)
from shallownet.lessons.fields import Fields, parse_toml, suggestion
from shallownet.lessons.lesson import (
    EDGES,
    PHASES,
    UNITS,
    Lesson,
    Page,
    State,
    Text,
)
from shallownet.lessons.markdown import Block, sections, split_front_matter
from shallownet.lessons.problems import LessonError, Problem
from shallownet.lessons.state_run import check_state
from shallownet.settings.recipe import about
from shallownet.wording import quoted

if TYPE_CHECKING:
    import os
    from collections.abc import Collection

    from shallownet.lessons.lesson import Part
    from shallownet.lessons.markdown import Section

MAX_BYTES: Final = 256 * 1024
MAX_PAGES: Final = 60
MAX_QUESTIONS: Final = 200
FORMAT: Final = 1
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def read_lesson(
    path: str | os.PathLike[str],
    actions: Collection[str] | None = None,
    panels: Collection[str] | None = None,
) -> Lesson:
    """Read a lesson from a file; its name is that of the file without the ending.

    Parameters
    ----------
    path : str or path-like
    actions, panels : collection of str, optional
        The names that ``hide`` and ``panels`` may have; any if they are not known.

    Raises
    ------
    LessonError
        If it is no lesson; it has all mistakes.
    """
    try:
        with open_ordinary(path) as file:
            contents = file.read(MAX_BYTES + 1)
    except RunFileError as error:
        raise LessonError([Problem(1, f"it cannot be read: {error}")]) from error
    except OSError as error:
        reason = error.strerror or "the disk does not answer"
        raise LessonError([Problem(1, f"it cannot be read: {reason}")]) from error
    if len(contents) > MAX_BYTES:
        reason = f"it is larger than {MAX_BYTES:,} bytes"
        raise LessonError([Problem(1, reason)])
    try:
        text = contents.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = contents.count(b"\n", 0, error.start) + 1
        reason = "a character here is not UTF-8: save the file as UTF-8"
        raise LessonError([Problem(line, reason)]) from error
    return parse_lesson(text, Path(path).stem, actions, panels)


def parse_lesson(
    text: str,
    name: str,
    actions: Collection[str] | None = None,
    panels: Collection[str] | None = None,
) -> Lesson:
    """Read a lesson from its text.

    Parameters
    ----------
    text : str
    name : str
        What to call it where its title is too long.
    actions, panels : collection of str, optional
        As for `read_lesson`.

    Raises
    ------
    LessonError
        If it is no lesson; it has all mistakes.
    """
    return _Reader(text, name, actions, panels).lesson()


class _Reader:
    """Reads one lesson, and collects its mistakes."""

    def __init__(
        self,
        text: str,
        name: str,
        actions: Collection[str] | None,
        panels: Collection[str] | None,
    ) -> None:
        self._text, self._name = text, name
        self._actions, self._panels = actions, panels
        self._problems: list[Problem] = []
        self._ids: dict[str, int] = {}

    def lesson(self) -> Lesson:
        """Return the lesson, or raise with all of its mistakes."""
        plain = self._text.replace("\r\n", "\n")
        lines = plain.split("\n")
        front, start = split_front_matter(lines, self._problems)
        about_it = self._front_matter(front)
        found = sections(lines, start, about_it["title"], self._problems)
        pages = [self._page(section) for section in found]
        self._check_sizes(pages)
        if self._problems:
            raise LessonError(self._problems)
        return Lesson(
            name=self._name,
            pages=tuple(pages),
            digest=sha256(plain.encode(errors="surrogatepass")).hexdigest(),
            **about_it,
        )

    def _front_matter(self, front: Block | None) -> dict[str, Any]:
        """Return what stands there; a title alone if it cannot be read."""
        entries = None if front is None else parse_toml(front, self._problems)
        if front is None or entries is None:
            return {"title": ""}
        fields = Fields(entries, front, self._problems)
        version = fields.whole("format", None, 1, 10**6)
        if version > FORMAT:
            reason = f"format is {version:,}, and this program reads {FORMAT}"
            fields.wrong("format", f"{reason}: open it with a newer ShallowNet")
        found = {
            "title": fields.text("title", None, 200),
            "summary": fields.text("summary", None, 500),
            "minutes": fields.whole("minutes", None, 1, 240),
            "text_size": fields.optional("text_size", 6, 48),
            "hide": self._names(fields, "hide", self._actions),
            "lock": self._locked(fields),
        }
        fields.finish()
        return found

    def _names(
        self, fields: Fields, name: str, known: Collection[str] | None
    ) -> tuple[str, ...]:
        """Return names of actions or panels, each checked if they are known."""
        names = fields.texts(name)
        for word in names:
            if known is not None and word not in known:
                fields.wrong(name, f"{name}: {quoted(word)}; {suggestion(word, known)}")
        return names

    def _locked(self, fields: Fields) -> tuple[str, ...]:
        names = fields.texts("lock")
        for name in names:
            try:
                about(name)
            except ConfigError as error:
                fields.wrong("lock", f"lock: {error}")
        return names

    def _check_sizes(self, pages: list[Page]) -> None:
        if len(pages) > MAX_PAGES:
            line = pages[MAX_PAGES].line
            self._problems.append(
                Problem(line, f"a lesson has {MAX_PAGES} pages at most")
            )
        if len(self._ids) > MAX_QUESTIONS:
            line = list(self._ids.values())[MAX_QUESTIONS]
            self._problems.append(
                Problem(line, f"a lesson has {MAX_QUESTIONS} questions at most")
            )
        if not any(page.parts for page in pages):
            self._problems.append(Problem(1, "the lesson has no text: write one"))

    def _page(self, section: Section) -> Page:
        parts: list[Part] = []
        state: State | None = None
        for part in section.parts:
            if not isinstance(part, Block):
                parts.append(Text(part.line, part.markdown))
            elif part.kind == "state":
                if state is not None:
                    reason = "a page has one state; begin another page with ##"
                    self._problems.append(Problem(part.line, reason))
                state = self._state(part)
            else:
                parts.append(self._question(part))
        return Page(section.title, tuple(parts), state, section.line)

    def _state(self, block: Block) -> State:
        entries = parse_toml(block, self._problems)
        if entries is None:
            return State(line=block.line)
        fields, before = Fields(entries, block, self._problems), len(self._problems)
        sample = fields.optional("sample", 0, 10**6, whole=True)
        state = State(
            line=block.line,
            preset=fields.text("preset", "notebook", 100),
            settings=MappingProxyType(fields.mapping("settings")),
            samples=samples_of(fields),
            parameters=MappingProxyType(parameters_of(fields)),
            update=fields.whole("update", 0, 0, MAX_UPDATES),
            phase=fields.one_of("phase", PHASES),
            panels=self._names(fields, "panels", self._panels),
            edges=fields.one_of("edges", EDGES),
            units=fields.one_of("units", UNITS),
            sample=None if sample is None else int(sample),
        )
        fields.finish()
        if len(self._problems) == before:
            try:
                check_state(state)
            except (ConfigError, DataError) as error:
                fields.wrong(_blamed(str(error), state), str(error))
        return state

    def _question(self, block: Block) -> Part:
        entries = parse_toml(block, self._problems)
        if entries is None:
            return Text(block.line, "")
        fields = Fields(entries, block, self._problems)
        common: dict[str, Any] = {
            "line": block.line,
            "id": self._id(fields),
            "points": fields.number("points", 1.0, 0, 100),
            "hints": fields.texts("hints", 10),
            "reveal": fields.text("reveal", ""),
        }
        question = QUESTIONS[block.kind](fields, common)
        fields.finish()
        return question

    def _id(self, fields: Fields) -> str:
        name = fields.text("id", None, 10_000)
        if not name:
            return ""
        if not _ID.fullmatch(name):
            fields.wrong(
                "id",
                f"id is {quoted(name)}; it has letters, digits, - and _, 40 at most",
            )
        elif name in self._ids:
            line = self._ids[name]
            fields.wrong("id", f"the id {name} is taken already, in line {line:,}")
        else:
            self._ids[name] = fields.line("id")
        return name


def _blamed(error: str, state: State) -> str:
    """Return the entry of a state that a sentence is about."""
    if "preset" in error and state.preset in error:
        return "preset"
    if any(name in error for name in state.parameters):
        return "parameters"
    if state.samples and re.match(r"[Xy]\b|sample", error):
        return "samples"
    return "sample" if error.startswith("sample is") else "settings"
