"""Write a CSV file for a test."""

from __future__ import annotations

from hypothesis import HealthCheck

SHARED_FIXTURE = [HealthCheck.function_scoped_fixture]


def write(tmp_path, contents: str | bytes, encoding: str = "utf-8") -> str:
    path = tmp_path / "data.csv"
    if isinstance(contents, str):
        contents = contents.encode(encoding)
    path.write_bytes(contents)
    return str(path)
