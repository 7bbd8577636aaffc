"""How well tables are read: every CSV file that some Python packages bring.

``python -m benchmarks.tables_read`` reads the files of the packages that are installed
of ``pip install -e '.[tables]'``, or of the folders that are given, and compares names
and numbers with pandas, which reads plain CSV. What differs is told if the sentences of
the table say that something was decided, or the file is refused with one; else it is
wrong, or pandas is: each is printed.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if not __package__:  # run by its path: the packages lie in the checkout's root
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.tables import UNPACK, files, package_folders, read
from shallownet import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet import Table


def difference(table: Table, frame: Any) -> str:
    """Return how a table differs from a frame of pandas, or nothing."""
    if len(table.names) != frame.shape[1]:
        return f"{len(table.names)} columns, and {frame.shape[1]} by pandas"
    for name, other in zip(table.names, frame.columns, strict=True):
        plain = " ".join(str(other).split())[:80]
        unnamed = plain.startswith("Unnamed: ") and name.startswith("column ")
        if name != plain and not unnamed and plain.split(".")[0] != name.split(" (")[0]:
            return f"a column is called {name!r}, and {plain!r} by pandas"
    if table.rows != len(frame):
        return f"{table.rows} rows, and {len(frame)} by pandas"
    for n, name in enumerate(table.names):
        other = frame.iloc[:, n]
        if other.dtype.kind not in "iuf":
            continue
        values, expected = table.values[n], other.to_numpy(float)
        different = ~(values == expected) & ~(np.isnan(values) & np.isnan(expected))
        if different.any():
            row = int(np.flatnonzero(different)[0])
            return (
                f"{name}, row {row + 1}: {values[row]}, and {expected[row]} by pandas"
            )
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what differs, and how many are right, told and wrong."""
    import pandas as pd

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="folders of CSV files")
    options = parser.parse_args(arguments)
    counts: Counter[str] = Counter()
    seconds = 0.0
    for path in files(options.folders or package_folders()):
        unpack = UNPACK.get(path.suffix, bytes)
        began = time.process_time()
        try:
            table = read(path)
        except DataError as error:
            counts["refused"] += 1
            print(f"refused  {path.name}: {error}")
            continue
        finally:
            seconds += time.process_time() - began
        try:
            frame = pd.read_csv(
                io.BytesIO(unpack(path.read_bytes())), float_precision="round_trip"
            )
        except ValueError as error:
            counts["only ours"] += 1
            print(f"only ours  {path.name}: {str(error).strip()[:80]}")
            continue
        found = difference(table, frame)
        verdict = "right" if not found else "told" if table.notes else "differs"
        counts[verdict] += 1
        if found:
            notes = " ".join(table.notes)[:200]
            print(f"{verdict}  {path.name}: {found}. {notes}")
    line = ", ".join(f"{n} {what}" for what, n in counts.most_common())
    print(f"{sum(counts.values())} files: {line}; {seconds:.1f} s of processor time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
