"""What is saved of the window between two starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray

from gui.style.theme import CHOICES

if TYPE_CHECKING:
    from PyQt6.QtCore import QSettings
    from PyQt6.QtWidgets import QToolButton

    from gui.window.window_layout import WindowLayout


def restore(window: WindowLayout, settings: QSettings) -> None:
    """Restore the saved state of a window; skip what is missing or broken."""
    for name, restore_state in (
        ("geometry", window.restoreGeometry),
        ("panes", window.panes.restoreState),
        ("plots", window.plots.restoreState),
    ):
        value = settings.value(name)
        if isinstance(value, QByteArray):
            restore_state(value)
    choice = settings.value("theme")
    if choice in CHOICES:
        window.theme_choice = choice
    for name, button in _switches(window).items():
        button.setChecked(settings.value(name, button.isChecked(), type=bool))


def save(window: WindowLayout, settings: QSettings) -> None:
    """Save the state of a window."""
    settings.setValue("geometry", window.saveGeometry())
    settings.setValue("panes", window.panes.saveState())
    settings.setValue("plots", window.plots.saveState())
    settings.setValue("theme", window.theme_choice)
    for name, button in _switches(window).items():
        settings.setValue(name, button.isChecked())
    settings.sync()


def _switches(window: WindowLayout) -> dict[str, QToolButton]:
    plot = window.loss_plot
    return {"log_axis": plot.log_button, "mean_error": plot.mean_error_button}
