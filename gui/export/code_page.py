"""The page of the Export dialog for code."""

from __future__ import annotations

from typing import Final, NamedTuple

from gui.export.form import Page
from gui.widgets.builders import plain_label


class CodeFormat(NamedTuple):
    """A kind of code that a run can be written as.

    Attributes
    ----------
    name : str
        As on the command line: ``export RUN --code NAME``.
    title : str
    contents : str
        What the file is, in a sentence.
    """

    name: str
    title: str
    contents: str


CODE_FORMATS: Final = (
    CodeFormat(
        "numpy",
        "NumPy script",
        "A script that makes the same updates by plain formulas, needs NumPy alone, "
        "and checks its numbers against those of the run.",
    ),
)


class CodePage(Page):
    """Chooses a kind of code."""

    def __init__(self) -> None:
        super().__init__("The run as a program that makes it again.")
        titles = [kind.title for kind in CODE_FORMATS]
        self.format_box = self.add_choice("Code", "What to write the run as", titles)
        self.contents = plain_label("", "muted")
        self.form.addRow("", self.contents)
        self.format_box.currentIndexChanged.connect(self._describe)
        self._describe()

    @property
    def kind(self) -> CodeFormat:
        """The kind that is chosen."""
        return CODE_FORMATS[self.format_box.currentIndex()]

    def _describe(self) -> None:
        self.contents.setText(self.kind.contents)
