"""The entry point of the installed command, which finds the window's packages.

In a checkout ``gui`` and ``resources`` stand beside this package. An installation keeps
them inside it, in ``_window``: at the top level they would be everybody's ``gui``. They
come first on the search path, before any file of the same name.
"""

from __future__ import annotations

import ctypes
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

INSTALLED: Final = Path(__file__).with_name("_window")
PLACE: Final = INSTALLED if INSTALLED.is_dir() else Path(__file__).parents[1]
"""The folder with the packages of the window."""

OWN: Final = ("gui", "resources", "shallownet")


def main(set_up: str = "pip install shallownet installs it") -> int:
    """Run the application or a command, or say in a sentence what is missing.

    Parameters
    ----------
    set_up : str
        What brings a Python package that is missing.

    Returns
    -------
    int
        The exit code.
    """
    sys.path.insert(0, str(PLACE))
    try:
        return int(import_module("gui.launch").main())
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in OWN:
            raise
        print(f"ShallowNet needs {error.name}; {set_up}", file=sys.stderr)
    except ImportError as error:
        # Qt is installed, but a system library that it loads is missing.
        print(f"ShallowNet cannot load Qt ({error}). {advice()}", file=sys.stderr)
    return 1


def advice() -> str:
    """Return what installs the system libraries that Qt misses here."""
    packages = missing_packages()
    if not packages:
        return "A system library that Qt needs is missing."
    return (
        "On Debian and Ubuntu this installs what is missing: sudo apt-get install "
        f"--no-install-recommends {' '.join(packages)}"
    )


def missing_packages() -> list[str]:
    """Return Debian's packages for the libraries of Qt that cannot be loaded."""
    if not sys.platform.startswith("linux"):
        return []
    text = (PLACE / "resources" / "qt_libraries.txt").read_text(encoding="utf-8")
    pairs = [line.split() for line in text.splitlines()]
    return [package for library, package in pairs if not _can_be_loaded(library)]


def _can_be_loaded(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
