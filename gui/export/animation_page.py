"""The page of the Export dialog for animations."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal

from gui.export.film_plan import FORMATS, MAX_SECONDS, MP4, FilmPlan
from gui.export.form import THEMES, Page
from gui.export.scene import Scene
from gui.text.number_format import breakable, file_size
from gui.widgets.builders import named, plain_label, set_foreign_tip
from gui.widgets.whole_number_field import WholeNumberField

if TYPE_CHECKING:
    from gui.export.mp4 import Support
    from gui.style.theme import Theme

SIZES: Final = ((1280, 800), (960, 600), (640, 400))
"""Widths and heights in pixels."""

PILLOW_MISSING: Final = "Animations need Pillow, which is not installed: {}"
INSTALL: Final = "{} -m pip install pillow"


class AnimationPage(Page):
    """Chooses a stretch of the run, a length, a size and a format.

    Signals
    -------
    changed()
        Whether there is something to save may have changed.
    """

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__(
            "A stretch of the run at an even pace, while the run may go on."
        )
        titles = [scene.value for scene in Scene]
        self.scene_box = self.add_choice("View", "What the animation shows", titles)
        self.first = self._add_number("From update", "The update it begins with")
        self.last = self._add_number("To update", "The update it ends with")
        self.seconds = self._add_number("Seconds", "How long it is to be")
        self.seconds.setRange(1, MAX_SECONDS)
        self.seconds.setValue(10)
        self.size_box = self.add_choice(
            "Size",
            "Width and height in pixels",
            [f"{width:,} × {height:,} pixels" for width, height in SIZES],
        )
        self._mp4_note = ""
        self._formats = FORMATS if find_spec("PIL") is not None else ()
        self.format_box = self.add_choice(
            "Format", "How to write it", [kind.title for kind in self._formats]
        )
        self.theme_box = self.add_theme_choice()
        self.summary = plain_label("", "muted")
        self.summary.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.form.addRow("", self.summary)
        for box in (self.size_box, self.format_box):
            box.currentIndexChanged.connect(self._describe)
        for number in (self.first, self.last, self.seconds):
            number.valueChanged.connect(self._describe)
        self._describe()

    def _add_number(self, label: str, tip: str) -> WholeNumberField:
        box = named(WholeNumberField(), label, tip)
        box.setRange(0, 0)
        self.form.addRow(label, box)
        return box

    def set_mp4(self, support: Support) -> None:
        """Offer MP4, or say why it is not offered."""
        if not support.problem and MP4 not in self._formats:
            self._formats = (*self._formats, MP4)
            self.format_box.addItem(MP4.title)
        self._mp4_note = support.note
        said = support.problem or support.note
        set_foreign_tip(self.format_box, f"How to write it. {said}".rstrip())
        self._describe()

    def set_made(self, made: int) -> None:
        """Offer the updates that are made; the end of the run stays the end."""
        at_end = self.last.value() == self.last.maximum()
        for box in (self.first, self.last):
            box.setRange(0, made)
        if at_end:
            self.last.setValue(made)
        self._describe()

    @property
    def can_save(self) -> bool:
        """Whether there is an animation to save, and a program to write it."""
        return bool(self._formats) and self.first.value() < self.last.value()

    @property
    def plan(self) -> FilmPlan:
        """What is chosen; only if there is something to save."""
        return FilmPlan.of(
            self.first.value(),
            self.last.value(),
            self.seconds.value(),
            SIZES[self.size_box.currentIndex()],
            self._formats[self.format_box.currentIndex()],
        )

    @property
    def scene(self) -> Scene:
        """What the animation is to show."""
        return list(Scene)[self.scene_box.currentIndex()]

    @property
    def theme(self) -> Theme:
        """The colours that are chosen."""
        return THEMES[self.theme_box.currentIndex()]

    def _describe(self) -> None:
        if not self._formats:
            command = INSTALL.format(sys.executable)
            self.summary.setText(breakable(PILLOW_MISSING.format(command)))
        elif self.can_save:
            plan = self.plan
            said = (
                f"{len(plan.updates):,} frames in {plan.seconds:.1f} s; "
                f"a file of about {file_size(plan.expected_bytes)}"
            )
            note = self._mp4_note if plan.kind is MP4 else ""
            self.summary.setText(f"{said}. {note}" if note else said)
        elif self.last.maximum():
            self.summary.setText("It needs an update to end with after its first one.")
        else:
            self.summary.setText("The run has made no update yet.")
        self.changed.emit()
