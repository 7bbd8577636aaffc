"""Tables in web pages, also those that programs save under the name of a workbook."""

from __future__ import annotations

from html.parser import HTMLParser

from shallownet.data.tables.rows import Rows, is_blank
from shallownet.data.tables.sources import Source
from shallownet.errors import DataError
from shallownet.wording import counted, file_name

_MAX_SPAN = 100


def read(text: str, path: str) -> Source:
    """Return the largest table of a page.

    Raises
    ------
    DataError
        If it has none.
    """
    parser = _Tables()
    parser.feed(text)
    parser.close()
    found = [rows for rows in parser.tables if rows.cells]
    if not found:
        raise DataError(f"{file_name(path)} is a web page without a table")
    largest = max(found, key=lambda rows: sum(map(len, rows.cells)))
    notes: tuple[str, ...] = ()
    if len(found) > 1:
        notes = (f"The largest of {counted(len(found), 'table')} of the page is read.",)
    return Source(largest, notes=notes)


class _Tables(HTMLParser):
    """Collects the cells of all tables, those within others too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Rows] = []
        self._open: list[Rows] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._ignored = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag == "table":
            self.tables.append(Rows([], []))
            self._open.append(self.tables[-1])
        elif tag in ("script", "style"):
            self._ignored += 1
        elif tag == "tr":
            self._end_row()
            if self._open:
                self._open[-1].lines.append(self.getpos()[0])
                self._open[-1].cells.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), _MAX_SPAN) if span.isdigit() else 1
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close a table, a row or a cell."""
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
            if tag == "table" and self._open:
                self._open.pop()
        elif tag in ("script", "style"):
            self._ignored = max(self._ignored - 1, 0)

    def handle_data(self, data: str) -> None:
        """Add text to the open cell."""
        if self._cell is not None and not self._ignored:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self._open and self._open[-1].cells:
            text = " ".join("".join(self._cell).split())
            self._open[-1].cells[-1].extend([text] + [""] * (self._span - 1))
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._open and self._open[-1].cells and is_blank(self._open[-1].cells[-1]):
            self._open[-1].cells.pop()
            self._open[-1].lines.pop()
