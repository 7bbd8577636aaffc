"""The settings file: names and values as plain text, and nothing that is executed.

`QSettings` turns ``@Variant`` values into Python objects by unpickling them, which runs
whatever a file says. Here a value is the text after the first ``=`` of its line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QIODevice, QSaveFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAX_BYTES: Final = 100_000
"""A settings file is a hundredth of that; a larger one is none of ours."""


class SettingsFile:
    """A file of lines ``name=value`` in UTF-8.

    Attributes
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, str]:
        """Return the values by name; of a file that does not exist, none.

        Raises
        ------
        OSError
            If the file cannot be read, or is no settings file.
        """
        if not self.path.exists():
            return {}
        if not self.path.is_file():  # reading a pipe would wait for ever
            raise OSError(f"{self.path} is not a file")
        with self.path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise OSError(f"{self.path} is too large for a settings file")
        values = {}
        for line in content.decode("utf-8", errors="replace").splitlines():
            name, equals, value = line.partition("=")
            if equals:
                values[name.strip()] = value.strip()
        return values

    def write(self, values: Mapping[str, str]) -> None:
        """Replace the file's content, or leave the file as it is.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{name}={value}\n" for name, value in values.items())
        file = QSaveFile(str(self.path))
        if not (
            file.open(QIODevice.OpenModeFlag.WriteOnly)
            and file.write(f"[General]\n{lines}".encode()) >= 0
            and file.commit()
        ):
            raise OSError(file.errorString())
