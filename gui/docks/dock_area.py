"""The area of the window that docks are in, with the graph in its centre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QByteArray, QEvent, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PyQt6.QtGui import QResizeEvent, QShowEvent
    from PyQt6.QtWidgets import QMenu

    from gui.docks.dock_panel import DockPanel

RIGHT: Final = Qt.DockWidgetArea.RightDockWidgetArea
LEFT: Final = Qt.DockWidgetArea.LeftDockWidgetArea
MIN_WIDTH: Final = 270
"""Pixels of width that panels are not made narrower than, except by the user."""

ASIDE_WIDTH: Final = 340
"""Pixels of width of a panel on the left when it is opened first: about 45 letters."""

VERSION: Final = 1
"""The version of the saved layout: a state with another one is refused."""


class DockArea(QMainWindow):
    """Holds the panels around a central widget, and says when another one is in view.

    It is a part of the window, not the window itself, so that the timeline and what
    stands above the graph are as wide as the window.

    Parameters
    ----------
    share : float
        The part of a growing width that the panels on the right take.
    fixed : int
        Pixels of the width of which they take nothing.

    Signals
    -------
    view_changed()
        Panels have come into view or have left it.
    aside_changed(bool)
        The first panel on the left was opened, or the last one closed.
    """

    view_changed = pyqtSignal()
    aside_changed = pyqtSignal(bool)

    def __init__(self, share: float, fixed: int) -> None:
        super().__init__()
        self._share, self._fixed = share, fixed
        self._panels: list[tuple[DockPanel, DockPanel | None]] = []
        self._aside: list[DockPanel] = []
        self._keeps_width = False
        self._wider = 0
        self._left_width = 0
        self._waiting: list[QWidget] = []
        self._guest: QDockWidget | None = None
        self._before_guest: QByteArray | None = None
        option = QMainWindow.DockOption
        self.setDockOptions(
            option.AllowNestedDocks | option.AllowTabbedDocks | option.GroupedDragging
        )
        for corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
            self.setCorner(corner, RIGHT)
        self.setDocumentMode(True)
        self.setTabPosition(
            Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North
        )
        # Qt tells of each panel on its way, and only then where it has come to.
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle)

    # Panels

    def add(
        self,
        panel: DockPanel,
        *,
        behind: DockPanel | None = None,
        aside: bool = False,
    ) -> None:
        """Add a panel below those that are there, or in a tab behind one of them.

        One ``aside`` stands on the left, and is closed until it is opened.
        """
        self._panels.append((panel, behind))
        if aside:
            self._aside.append(panel)
        self._place(panel, behind)
        panel.moved.connect(self._settling.start)

    @property
    def panels(self) -> list[DockPanel]:
        """All panels, also closed ones, in the order they were added."""
        return [panel for panel, _ in self._panels]

    def _place(self, panel: DockPanel, behind: DockPanel | None) -> None:
        if panel in self._aside:
            self.addDockWidget(LEFT, panel)
            panel.hide()
            return
        self.addDockWidget(RIGHT, panel)
        if behind is not None:
            self.tabifyDockWidget(behind, panel)
            behind.raise_()

    def _settle(self) -> None:
        if self._waiting and self.isVisible():
            self._show_waiting()
        for panel in self.panels:
            panel.follow_place(tabbed=bool(self.tabifiedDockWidgets(panel)))
        left = self._width_on_the_left()
        if bool(left) == bool(self._left_width):
            self._note_width()
        else:
            self._make_room(opened=not self._left_width)
        self._left_width = self._width_on_the_left()
        self.view_changed.emit()

    def createPopupMenu(self) -> QMenu | None:
        """Offer no menu of Qt's on the separators and headers."""
        return None

    @property
    def has_aside(self) -> bool:
        """Whether a panel is open that stands aside by default."""
        return any(not panel.isHidden() for panel in self._aside)

    # The layout

    def reset(self) -> None:
        """Put every panel back to where it stands by default; those aside stay open."""
        self.take_back()
        self._wider = 0
        opened = [panel for panel in self._aside if panel.isVisible()]
        for panel in self.panels:
            panel.setFloating(False)
            self.removeDockWidget(panel)
        for panel, behind in self._panels:
            self._place(panel, behind)
            panel.setVisible(panel not in self._aside or panel in opened)
        for panel, behind in self._panels:
            if behind is None:
                panel.raise_()
        self._use_default_sizes()

    def state(self) -> bytes:
        """Return the layout, to be saved."""
        state = self._before_guest or self.saveState(VERSION)
        return bytes(state.data())

    def restore(self, state: bytes) -> bool:
        """Restore a saved layout; return whether it is one."""
        is_layout = self.restoreState(QByteArray(state), VERSION)
        self._keeps_width |= is_layout
        if is_layout:  # with the widths that it was left with
            self._left_width = int(self.has_aside)
        if not self.isVisible():
            # Shown before their window, they would stand behind it.
            self._waiting = self._floating_windows()
            for window in self._waiting:
                window.hide()
        return is_layout

    def keep_only_docked(self, *closed: str) -> None:
        """Close the panels in windows of their own, and those with these names."""
        self._waiting = []
        for panel in self.panels:
            if panel.window() is not self.window() or panel.objectName() in closed:
                self.removeDockWidget(panel)

    def _floating_windows(self) -> list[QWidget]:
        """Return the windows that panels in view have of their own."""
        windows = {panel.window() for panel in self.panels if panel.isVisible()}
        return [window for window in windows if window not in (None, self.window())]

    def _show_waiting(self) -> None:
        """Show the windows that a saved layout has, above that of the area."""
        above = self.window()
        for window in self._waiting:
            handle = window.windowHandle()
            if handle is not None and above is not None:
                handle.setTransientParent(above.windowHandle())
            window.show()
        self._waiting = []

    def _use_default_sizes(self) -> None:
        stacked = [
            panel
            for panel, behind in self._panels
            if behind is None and panel not in self._aside
        ]
        width, height = self._default_width(self.width()), self.height()
        equal = [height // len(stacked)] * len(stacked)
        self.resizeDocks(stacked, equal, Qt.Orientation.Vertical)
        self._set_width(stacked[0], width)

    def _set_width(self, dock: QDockWidget, width: int) -> None:
        """Give a dock a width, and those above and below it."""
        # A window made narrower than what the user has narrowed leaves less than 0.
        width = max(width, 1)
        self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        layout = self.layout()
        assert layout is not None
        layout.activate()  # else a second change before it was laid out is lost

    def _note_width(self) -> None:
        """Note how much wider than by default the panels on the right are."""
        for dock in self._on_the_right():
            self._wider = dock.width() - self._default_width(self.width())
            break

    def _default_width(self, total: int) -> int:
        room = total - self._fixed - self._width_on_the_left()
        return max(round(self._share * room), MIN_WIDTH)

    def _make_room(self, *, opened: bool) -> None:
        """Share the width anew: the first panel on the left is opened, or closed."""
        self.aside_changed.emit(opened)
        for dock in self._on(LEFT):
            if opened and dock in self._aside:
                self._set_width(dock, ASIDE_WIDTH)
                break
        for dock in self._on_the_right():
            self._set_width(dock, self._default_width(self.width()) + self._wider)
            break

    def _width_on_the_left(self) -> int:
        return max((dock.width() for dock in self._on(LEFT)), default=0)

    def _on_the_right(self) -> Iterator[QDockWidget]:
        """Yield what is in view on the right."""
        return self._on(RIGHT)

    def _on(self, side: Qt.DockWidgetArea) -> Iterator[QDockWidget]:
        """Yield what is in view on a side."""
        for dock in (*self.panels, self._guest):
            if dock is not None and dock.isVisible() and not dock.isFloating():
                if self.dockWidgetArea(dock) == side and dock.x() >= 0:
                    yield dock

    # A guest

    def lend(self, widget: QWidget) -> None:
        """Give a widget the place of the panels on the right."""
        if self._before_guest is not None:
            return
        self._before_guest = self.saveState(VERSION)
        hidden = list(self._on_the_right())
        width = max((dock.width() for dock in hidden), default=0)
        if self._guest is None:
            self._guest = QDockWidget(self)
            self._guest.setObjectName("guestDock")
            self._guest.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
            self._guest.setTitleBarWidget(QWidget())
        self._guest.setWidget(widget)
        self.addDockWidget(RIGHT, self._guest)
        self._guest.show()
        for panel in self.panels:
            if self.dockWidgetArea(panel) == RIGHT and not panel.isFloating():
                panel.hide()
        self._set_width(self._guest, width or self._default_width(self.width()))

    def take_back(self) -> None:
        """Give the panels the place back that was lent."""
        if self._before_guest is None or self._guest is None:
            return
        opened = [panel for panel in self.panels if panel.isVisible()]
        self.removeDockWidget(self._guest)
        self.restoreState(self._before_guest, VERSION)
        self._before_guest = None
        for panel in opened:
            panel.show()

    # Qt overrides

    def showEvent(self, event: QShowEvent | None) -> None:
        """Give the panels their default sizes, unless a layout was restored."""
        super().showEvent(event)
        if not self._keeps_width:
            self._keeps_width = True
            self._use_default_sizes()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Share the new width between the centre and the panels on the right."""
        super().resizeEvent(event)
        if event is None or not self.isVisible():
            return
        if event.size().width() != event.oldSize().width():
            for dock in self._on_the_right():
                self._set_width(dock, self._default_width(self.width()) + self._wider)
                break

    def event(self, event: QEvent | None) -> bool:
        """Note the width that a separator was dragged to."""
        handled = super().event(event)
        if event is not None and event.type() == QEvent.Type.MouseButtonRelease:
            self._note_width()
        return handled
