"""The page of the Export dialog for pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QCheckBox

from gui.export.form import THEMES, Page, keep_choice
from gui.export.picture import size_of
from gui.export.picture_files import FORMATS, PictureFormat
from gui.export.view import View, view_with
from gui.widgets.builders import named, plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme


class PicturePage(Page):
    """Chooses a view, a format, colours and a caption."""

    def __init__(self) -> None:
        super().__init__(
            "A picture of the window or of a part of it, as it is shown now."
        )
        self._views: Sequence[View] = ()
        self.view_box = self.add_choice("View", "What the picture shows", ())
        self.format_box = self.add_choice(
            "Format",
            "PNG has pixels; SVG and PDF have lines and texts, sharp at every size",
            [kind.title for kind in FORMATS],
        )
        self.format_box.setCurrentIndex(1)
        self.theme_box = self.add_theme_choice()
        self.caption_box = named(
            QCheckBox("A caption below"), "Caption", "Name the run, the update and J"
        )
        self.form.addRow("", self.caption_box)
        self.size_text = plain_label("", "muted")
        self.form.addRow("", self.size_text)
        for box in (self.view_box, self.format_box):
            box.currentIndexChanged.connect(self._show_size)
        self.caption_box.toggled.connect(self._show_size)

    def set_views(self, views: Sequence[View], chosen: QWidget | None = None) -> None:
        """Offer these views, and choose the one with a widget if that is given."""
        self._views = views
        keep_choice(self.view_box, [view.title for view in views])
        if chosen is not None:
            view = view_with(chosen, views)
            self.view_box.setCurrentIndex(0 if view is None else views.index(view))
        self._show_size()

    def set_caption(self, caption: str) -> None:
        """Show what the caption would be."""
        self.caption_box.setText(f"Caption: {caption}")

    @property
    def view(self) -> View:
        """The view that is chosen."""
        return self._views[self.view_box.currentIndex()]

    @property
    def kind(self) -> PictureFormat:
        """The format that is chosen."""
        return FORMATS[self.format_box.currentIndex()]

    @property
    def theme(self) -> Theme:
        """The colours that are chosen."""
        return THEMES[self.theme_box.currentIndex()]

    @property
    def has_caption(self) -> bool:
        """Whether a caption is wanted."""
        return self.caption_box.isChecked()

    def _show_size(self) -> None:
        caption = "x" if self.has_caption else ""
        size = size_of(self.view, caption) * max(self.kind.scale, 1)
        unit = "pixels" if self.kind.scale else "points of the screen, at any size"
        self.size_text.setText(f"{size.width():,} × {size.height():,} {unit}")
