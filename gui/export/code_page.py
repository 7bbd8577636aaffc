"""The page of the Export dialog for what is written from a whole run."""

from __future__ import annotations

from gui.export.form import Page
from gui.report.kinds import KINDS
from gui.widgets.builders import plain_label


class CodePage(Page):
    """Chooses a kind of program, the weights or the report."""

    def __init__(self) -> None:
        super().__init__("The run as a program that makes it again, or as a report.")
        titles = [kind.title for kind in KINDS.values()]
        self.format_box = self.add_choice("File", "What to write the run as", titles)
        self.contents = plain_label("", "muted")
        self.form.addRow("", self.contents)
        self.format_box.currentIndexChanged.connect(self._describe)
        self._describe()

    @property
    def kind(self) -> str:
        """The kind that is chosen: a name in `KINDS`."""
        return list(KINDS)[self.format_box.currentIndex()]

    def _describe(self) -> None:
        self.contents.setText(KINDS[self.kind].contents)
