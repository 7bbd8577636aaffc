"""The command that started this program: a copied one works in the same place."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

INSTALLED: Final = "shallownet"
CHECKOUT: Final = "main.py"


def own_command(started: Sequence[str] | None = None) -> list[str]:
    """Return the words that start this program from the present folder.

    Names are as short as they may be for a shell to find this program and no other.

    Parameters
    ----------
    started : sequence of str, optional
        ``sys.argv`` if not given.
    """
    script = (sys.argv if started is None else started)[0]
    if Path(script).name == CHECKOUT:
        return [_command(sys.executable), _path(script)]
    if Path(script).stem == INSTALLED:
        return [_command(script)]
    # Embedded in another program, which need not start it.
    return [INSTALLED] if shutil.which(INSTALLED) else ["python", CHECKOUT]


def _command(program: str) -> str:
    """Return a program's name, or its path if a shell finds another by the name."""
    name = Path(program).stem
    found, path = shutil.which(name), os.path.abspath(program)
    if found and os.path.normcase(os.path.abspath(found)) == os.path.normcase(path):
        return name
    return _path(program)


def _path(program: str) -> str:
    """Return a path from the present folder on if it is in it, else a full one."""
    path = Path(os.path.abspath(program))
    return str(
        path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    )
