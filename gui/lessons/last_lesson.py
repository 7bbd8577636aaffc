"""Which lesson is open, as it is kept between two starts."""

from __future__ import annotations

import os
import re
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

MAX_LENGTH: Final = 4_096
_BUILT_IN: Final = re.compile(r"[a-z0-9_-]{1,80}")


class LastLesson:
    """The lesson that is open: the name of a built-in one, or the path of a file.

    Attributes
    ----------
    place : str
        Empty if none is open.
    """

    def __init__(self) -> None:
        self.place = ""

    def as_text(self) -> str:
        """Return the place as one word of ASCII."""
        return quote_from_bytes(os.fsencode(self.place), safe="/\\:.-_~")

    def restore(self, text: str) -> None:
        """Take a place from a word.

        Raises
        ------
        ValueError
            If it is not one that `as_text` returns.
        """
        place = os.fsdecode(unquote_to_bytes(text))
        known = not place or _BUILT_IN.fullmatch(place) or os.path.isabs(place)
        if not known or "\0" in place or len(text) > MAX_LENGTH:
            raise ValueError(text)
        self.place = place
        if self.as_text() != text:
            self.place = ""
            raise ValueError(text)
