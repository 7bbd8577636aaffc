"""Build step of the wheel: the window's packages go inside ``shallownet``.

Everything else is in pyproject.toml. A checkout, and an installation of it in place,
keep ``gui`` and ``resources`` where they are; see shallownet/start.py.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

WINDOW = ("gui", "resources")


class BuildUnderOneName(build_py):
    """Moves the packages of the window to where they are nobody else's."""

    def run(self) -> None:
        """Build all packages, then move those of the window."""
        super().run()
        if self.editable_mode:
            return
        place = Path(self.build_lib, "shallownet", "_window")
        shutil.rmtree(place, ignore_errors=True)  # of an earlier build
        place.mkdir()
        for name in WINDOW:
            shutil.move(str(Path(self.build_lib, name)), str(place / name))


setup(cmdclass={"build_py": BuildUnderOneName})
