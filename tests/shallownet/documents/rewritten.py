"""Changing one member of a run's file, as an editor or a hostile hand would."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def rewrite(path: Path, name: str, change: Callable[[bytes], bytes | None]) -> None:
    """Replace the bytes of a member; None leaves it out."""
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    changed = change(members[name])
    if changed is None:
        del members[name]
    else:
        members[name] = changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, contents in members.items():
            archive.writestr(member, contents)


def rewrite_json(
    path: Path, change: Callable[[dict[str, Any]], object], name: str = "run.json"
) -> None:
    """Change the value of a JSON member in place."""

    def rewritten(contents: bytes) -> bytes:
        value = json.loads(contents)
        change(value)
        return json.dumps(value).encode()

    rewrite(path, name, rewritten)


def rewrite_array(path: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Change the values of an array in place, or return another one."""

    def rewritten(contents: bytes) -> bytes:
        array = np.load(io.BytesIO(contents))
        result = change(array)
        stream = io.BytesIO()
        np.save(stream, array if result is None else result)
        return stream.getvalue()

    rewrite(path, name, rewritten)
