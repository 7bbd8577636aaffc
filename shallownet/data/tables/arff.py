"""Tables in Weka's attribute-relation file format.

Source: https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable
"""

from __future__ import annotations

import re
from typing import Final

from shallownet.data.tables.dialect import CsvDialect
from shallownet.data.tables.rows import Block, Rows, RowSplitter
from shallownet.data.tables.sources import Source
from shallownet.errors import DataError
from shallownet.wording import file_name

_ATTRIBUTE: Final = re.compile(
    r"""\s*@attribute\s+(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\S+))""",
    re.IGNORECASE,
)


def read(text: str, path: str) -> Source:
    """Return the data of a relation, with the names of its attributes as header.

    Raises
    ------
    DataError
        If it has no data, or is sparse.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    names: list[str] = []
    above = 0
    for line in lines:
        above += 1
        if match := _ATTRIBUTE.match(line):
            name = next(part for part in match.groups() if part is not None)
            names.append(re.sub(r"\\(.)", r"\1", name))
        elif line.strip().lower().startswith("@data"):
            break
    else:
        raise DataError(f"{file_name(path)} is an ARFF file without @data")
    if not names:
        raise DataError(f"{file_name(path)} is an ARFF file without an @attribute")
    data = ["" if line.lstrip().startswith("%") else line for line in lines[above:]]
    first = next((line.strip() for line in data if line.strip()), "")
    if first.startswith("{"):
        raise DataError(
            f"{file_name(path)} is a sparse ARFF file, which names only the values "
            "that are not 0; save it as a dense one"
        )
    quote = '"' if '"' in first and "'" not in first else "'"
    splitter = RowSplitter(CsvDialect(quote=quote, escaped=True), len(names))
    rows = splitter.split(Block("\n".join(data), above + 1, True))
    return Source(
        Rows([names, *rows.cells], [above, *rows.lines]),
        header=True,
        decimal=".",
    )
