"""Tables in JSON: a record a line, a list of records or rows, or a list a column."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from shallownet.data.tables.rows import Rows
from shallownet.data.tables.sources import Source
from shallownet.errors import DataError
from shallownet.wording import file_name

if TYPE_CHECKING:
    from collections.abc import Sequence


def read(text: str, path: str) -> Source:
    """Return the records of a JSON file, with their keys as names of columns.

    Raises
    ------
    DataError
        If it is damaged, or holds no list of records.
    """
    try:
        found, lines = _parsed(text)
    except json.JSONDecodeError as error:
        raise DataError(
            f"{file_name(path)} is JSON, and wrong at line {error.lineno:,}, column "
            f"{error.colno:,}: {error.msg.lower()}"
        ) from None
    except RecursionError:
        raise DataError(f"{file_name(path)} is JSON, nested too deeply") from None
    if isinstance(found, dict):
        lists = {key: part for key, part in found.items() if isinstance(part, list)}
        records = [part for part in lists.values() if _is_records(part)]
        if len(lists) == len(found) and not records:
            found = [
                dict(zip(lists, row, strict=True))
                for row in zip_longest(*lists.values())
            ]
        elif len(records) == 1:
            found = records[0]
    if not isinstance(found, list) or not (_is_records(found) or _is_rows(found)):
        raise DataError(
            f"{file_name(path)} is JSON without a table: it should be a list of "
            "records, or have one in each line"
        )
    if _is_rows(found):
        cells, header = [list(map(_text, row)) for row in found if row], False
    else:
        names = list(dict.fromkeys(key for record in found for key in record))
        cells = [[_text(record.get(name)) for name in names] for record in found]
        cells, header = [names, *cells], True
    numbers = list(range(1, len(cells) + 1))
    if lines and header:
        numbers = [lines[0], *lines]
    return Source(Rows(cells, numbers), header=header, decimal=".")


def _parsed(text: str) -> tuple[Any, Sequence[int]]:
    """Return what a text holds, and the line of each record if it has one a line."""
    try:
        return json.loads(text), ()
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
    records, numbers = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                records.append(json.loads(line))
            except json.JSONDecodeError as error:
                error.lineno = number
                raise
            numbers.append(number)
    return records, numbers


def _is_records(part: Any) -> bool:
    return (
        isinstance(part, list)
        and bool(part)
        and all(isinstance(record, dict) for record in part)
    )


def _is_rows(part: Any) -> bool:
    return (
        isinstance(part, list)
        and bool(part)
        and all(isinstance(row, list) for row in part)
    )


def _text(value: Any) -> str:
    """Return a value as it would stand in a CSV file."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
