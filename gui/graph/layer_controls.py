"""The controls above the columns of the graph: units, activations, and layers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.style.polish import repolish
from gui.style.theme import number_font
from gui.text.number_format import wrapped
from gui.widgets.hint_label import RESTARTS
from shallownet.nn.activations import ACTIVATIONS
from shallownet.settings.couplings import (
    with_activation,
    with_layer_added,
    with_layer_removed,
    with_units,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.settings.training_config import TrainingConfig

HEIGHT: Final = 46
MAX_WIDTH: Final = 104
BUTTON: Final = QSize(18, 20)
MIN_BUTTON_WIDTH: Final = 9
"""Width in pixels below which a button is hidden, where columns are close together."""
TEXT_MARGIN: Final = 4
"""Pixels beside its text that a button needs so as not to cut it."""
FRAME: Final = 2
"""Pixels of the frame around a count and its buttons."""


class LayerControls(QWidget):
    """A column of controls above each layer; see `set_places`.

    Signals
    -------
    settings_chosen(dict)
        New values of hyperparameters, by name.
    """

    settings_chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("layerControls")
        self._config: TrainingConfig | None = None
        self._columns: list[_LayerColumn] = []

    def set_config(self, config: TrainingConfig) -> None:
        """Show the layers of a configuration, the inputs first and the output last."""
        self._config = config
        layers = len(config.hidden_units)
        while len(self._columns) > layers + 2:
            self._columns.pop().deleteLater()
        while len(self._columns) < layers + 2:
            self._columns.append(_LayerColumn(self))
        inputs, *hidden, output = self._columns
        inputs.set_count(
            layers,
            "hidden layer",
            more=partial(self._request, with_layer_added),
            fewer=partial(self._request, with_layer_removed),
        )
        inputs.set_caption("layers" if layers != 1 else "layer")
        for layer, (column, units) in enumerate(
            zip(hidden, config.hidden_units, strict=True)
        ):
            where = f"hidden layer {layer + 1}"
            column.set_count(
                units,
                f"unit in {where}",
                more=partial(self._request, with_units, layer, +1),
                fewer=partial(self._request, with_units, layer, -1),
            )
            choose = partial(self._request, with_activation, layer)
            column.set_activation(config.hidden_activations[layer], where, choose)
        output.set_title("output", "ŷ")
        choose = partial(self._request, with_activation, layers)
        output.set_activation(config.output_activation, "the output", choose)
        for column in self._columns:
            column.show()  # now: styling needs a widget that has been shown

    def set_places(self, places: list[float], gap: float) -> None:
        """Centre each layer's column on its place, counted from the left edge."""
        width = round(min(gap - 3, MAX_WIDTH))
        for column, place in zip(self._columns, places, strict=False):
            column.fit(width)
            column.setGeometry(round(place - width / 2), 0, width, HEIGHT)

    def _request(
        self, change: Callable[..., dict[str, Any] | None], *details: Any
    ) -> None:
        """Request a change, and show it at once so that quick clicks add up."""
        settings = None if self._config is None else change(self._config, *details)
        if settings is not None and self._config is not None:
            self.set_config(replace(self._config, **settings))
            self.settings_chosen.emit(settings)


class _LayerColumn(QWidget):
    """The row "− n +" above a caption or the choice of an activation."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fewer: Callable[[], None] = lambda: None
        self._more: Callable[[], None] = lambda: None
        self._choose: Callable[[str], None] = lambda name: None
        self._title = self._short = ""
        self._titles: tuple[str, ...] = ()
        self.fewer, self.more = _button("small", "Fewer"), _button("small", "More")
        self.fewer.clicked.connect(lambda: self._fewer())
        self.more.clicked.connect(lambda: self._more())
        for button, sign in ((self.fewer, "−"), (self.more, "+")):
            button.setText(sign)
            button.setFixedSize(BUTTON)
        self.count, self.caption = QLabel(), QLabel()
        self.count.setFont(number_font(self.count.font()))
        self.count.setFixedHeight(20)
        self.caption.setObjectName("note")
        for label in (self.count, self.caption):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.activation = _button("activation", "Activation")
        self.activation.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.activation.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )
        self._menu = QMenu(self.activation)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.activation.setMenu(self._menu)
        self.activation.hide()
        # A frame shows which buttons belong to which count where columns are close.
        self.group = QFrame()
        self.group.setObjectName("pill")
        inside = QHBoxLayout(self.group)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for widget in (self.fewer, self.count, self.more):
            inside.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.group, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.caption)
        column.addWidget(self.activation)
        column.addStretch()

    def set_count(
        self,
        count: int,
        noun: str,
        *,
        more: Callable[[], None],
        fewer: Callable[[], None],
    ) -> None:
        """Show a count of something, and what its buttons do."""
        self._more, self._fewer, self._titles = more, fewer, ()
        self.count.setText(str(count))
        self._set_framed(True)
        self.fit(self.width())
        _name(self.more, f"One more {noun}")
        _name(self.fewer, f"One fewer {noun}")

    def set_title(self, *titles: str) -> None:
        """Show a title in place of a count: the first one that fits."""
        self.fewer.hide()
        self.more.hide()
        self._titles = titles
        self._set_framed(False)
        self.fit(self.width())

    def set_caption(self, text: str) -> None:
        """Show a text below the count."""
        self.caption.setText(text)
        self.caption.show()
        self.activation.hide()

    def set_activation(
        self, name: str, where: str, choose: Callable[[str], None]
    ) -> None:
        """Show an activation below the count, with a menu of the others."""
        self._title, self._short = ACTIVATIONS[name].title, ACTIVATIONS[name].short
        self._choose = choose
        self.caption.hide()
        self.activation.show()
        _name(self.activation, f"Activation of {where}", f": {self._title}")
        self._fit_activation(self.width())

    def _fill_menu(self) -> None:
        self._menu.clear()
        for entry in ACTIVATIONS.values():
            action = QAction(f"{entry.title}\t{entry.formula}", self._menu)
            action.setCheckable(True)
            action.setChecked(entry.title == self._title)
            action.triggered.connect(lambda _, n=entry.name: self._choose(n))
            self._menu.addAction(action)

    def _set_framed(self, framed: bool) -> None:
        value = "true" if framed else "false"
        if self.group.property("framed") != value:
            self.group.setProperty("framed", value)
            repolish(self.group)

    def fit(self, width: int) -> None:
        """Fit into a width with narrower buttons and shorter names.

        Where there is no room for buttons, the settings panel still offers the change.
        """
        metrics = self.count.fontMetrics()
        for title in self._titles:
            self.count.setText(title)
            if metrics.horizontalAdvance(title) <= width:
                break
        room = metrics.horizontalAdvance(self.count.text())
        if not self._titles:
            preferred = metrics.horizontalAdvance("00") + 4
            wide = width >= preferred + 2 * BUTTON.width() + FRAME
            room = preferred if wide else min(preferred, room + 1)
            button = min(BUTTON.width(), (width - room - FRAME) // 2)
            for sign in (self.fewer, self.more):
                sign.setVisible(button >= MIN_BUTTON_WIDTH)
                sign.setFixedWidth(max(button, MIN_BUTTON_WIDTH))
        text = self.caption.fontMetrics().horizontalAdvance(self.caption.text())
        self.caption.setVisible(self.activation.isHidden() and text <= width)
        self.count.setFixedWidth(room)
        self._fit_activation(width)

    def _fit_activation(self, width: int) -> None:
        """Show as much of the activation's name as there is room for."""
        metrics = self.activation.fontMetrics()
        names = [f"{self._title} ▾", f"{self._short} ▾", self._short]
        room = width - TEXT_MARGIN
        fitting = (name for name in names if metrics.horizontalAdvance(name) <= room)
        self.activation.setText(next(fitting, self._short[:2]))


def _button(object_name: str, name: str) -> QToolButton:
    button = QToolButton()
    _name(button, name)
    button.setObjectName(object_name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _name(button: QToolButton, name: str, state: str = "") -> None:
    button.setAccessibleName(name + state)
    button.setToolTip(wrapped(f"{name}. {RESTARTS}"))
