"""The controls over the columns of the graph: units, activations, and layers."""

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

from gui.style.polish import restyle
from gui.style.theme import number_font
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
WIDEST: Final = 104
BUTTON: Final = QSize(18, 20)
LEAST_BUTTON: Final = 9
"""Pixels that a button keeps of its width where columns are close together."""
MARGIN: Final = 4
"""Pixels beside its text below which a button cuts it."""
FRAME: Final = 2
"""Pixels that the frame around a count and its buttons takes."""


class LayerControls(QWidget):
    """A column of controls over each layer; see `set_places` for where they stand.

    Signals
    -------
    settings_chosen(dict)
        Hyperparameters that are to have other values, by name.
    """

    settings_chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("layerControls")
        self._config: TrainingConfig | None = None
        self._columns: list[_LayerColumn] = []

    def set_config(self, config: TrainingConfig) -> None:
        """Show the layers of a configuration; the output's is the last."""
        self._config = config
        layers = len(config.hidden_units)
        while len(self._columns) > layers + 2:
            self._columns.pop().deleteLater()
        while len(self._columns) < layers + 2:
            self._columns.append(_LayerColumn(self))
        self._columns[0].set_count(
            layers, "hidden layer", self._add_layer, self._remove_layer
        )
        self._columns[0].set_caption("layers" if layers != 1 else "layer")
        for layer, units in enumerate(config.hidden_units):
            column = self._columns[layer + 1]
            column.set_count(
                units,
                f"unit in hidden layer {layer + 1}",
                partial(self._change_units, layer, +1),
                partial(self._change_units, layer, -1),
            )
            self._offer(column, layer, config.hidden_activations[layer])
        self._columns[-1].set_no_count("output", "ŷ")
        self._offer(self._columns[-1], layers, config.output_activation)
        for column in self._columns:
            column.show()  # now: what is shown has been styled once

    def set_places(self, places: list[float], gap: float) -> None:
        """Put the column of each layer over its place, counted from the left edge."""
        width = round(min(gap - 3, WIDEST))
        for column, place in zip(self._columns, places, strict=False):
            column.fit(width)
            column.setGeometry(round(place - width / 2), 0, width, HEIGHT)

    def _offer(self, column: _LayerColumn, layer: int, name: str) -> None:
        where = (
            "the output"
            if self._config is not None and layer == len(self._config.hidden_units)
            else f"hidden layer {layer + 1}"
        )
        column.set_activation(name, where, lambda chosen: self._activate(layer, chosen))

    # Intent out: what was wanted is taken for granted, so that clicks add up

    def _want(self, settings: dict[str, Any] | None) -> None:
        if settings is not None and self._config is not None:
            self.set_config(replace(self._config, **settings))
            self.settings_chosen.emit(settings)

    def _add_layer(self) -> None:
        if self._config is not None:
            self._want(with_layer_added(self._config))

    def _remove_layer(self) -> None:
        if self._config is not None:
            self._want(with_layer_removed(self._config))

    def _change_units(self, layer: int, by: int) -> None:
        if self._config is not None:
            self._want(with_units(self._config, layer, by))

    def _activate(self, layer: int, name: str) -> None:
        if self._config is not None:
            self._want(with_activation(self._config, layer, name))


class _LayerColumn(QWidget):
    """− n + above a caption or the choice of an activation."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._act: dict[int, Callable[[], None]] = {}
        self.fewer, self.more = self._button("−", -1), self._button("+", +1)
        for button, text in ((self.fewer, "Fewer"), (self.more, "More")):
            button.setAccessibleName(text)
            button.setToolTip(text)
        self.count = QLabel()
        self.count.setFont(number_font(self.count.font()))
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.count.setFixedHeight(20)
        self.caption = QLabel()
        self.caption.setObjectName("note")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.activation = QToolButton()
        self.activation.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.activation.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.activation.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )
        self._menu = QMenu(self.activation)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._choose: Callable[[str], None] = lambda name: None
        self.activation.setMenu(self._menu)
        self.activation.setObjectName("activation")
        self.activation.setAccessibleName("Activation")
        self.activation.setToolTip("Activation")
        self.activation.hide()
        self._title = self._short = ""
        self._words: tuple[str, ...] = ()
        # A frame shows which buttons belong to which count where columns stand close.
        self.group = QFrame()
        self.group.setObjectName("pill")
        inside = QHBoxLayout(self.group)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for widget in (self.fewer, self.count, self.more):
            inside.addWidget(widget)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch()
        row.addWidget(self.group)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(1)
        column.addLayout(row)
        column.addWidget(self.caption)
        column.addWidget(self.activation)
        column.addStretch()

    def _button(self, text: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setObjectName("small")
        button.setFixedSize(BUTTON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._act[by]())
        return button

    def set_count(
        self,
        count: int,
        of: str,
        more: Callable[[], None],
        fewer: Callable[[], None],
    ) -> None:
        """Show how many there are of something, with buttons to change it."""
        self._act = {+1: more, -1: fewer}
        self._words = ()
        self.count.setText(str(count))
        self._frame(True)
        self.fit(self.width())
        for button, word in ((self.more, "more"), (self.fewer, "fewer")):
            button.setAccessibleName(f"One {word} {of}")
            button.setToolTip(f"One {word} {of}. {RESTARTS}")

    def set_no_count(self, *words: str) -> None:
        """Show a word in place of a count: the first that there is room for."""
        self.fewer.hide()
        self.more.hide()
        self._words = words
        self._frame(False)
        self.fit(self.width())

    def set_caption(self, text: str) -> None:
        """Show a word below the count."""
        self.caption.setText(text)
        self.caption.show()
        self.activation.hide()

    def set_activation(
        self, name: str, where: str, choose: Callable[[str], None]
    ) -> None:
        """Show an activation below the count, with a menu of the others."""
        self._title, self._short = ACTIVATIONS[name].title, ACTIVATIONS[name].short
        self.caption.hide()
        self.activation.show()
        self.activation.setAccessibleName(f"Activation of {where}: {self._title}")
        self.activation.setToolTip(f"Activation of {where}. {RESTARTS}")
        self._choose = choose
        self._name_activation(self.width())

    def _fill_menu(self) -> None:
        self._menu.clear()
        for entry in ACTIVATIONS.values():
            action = QAction(f"{entry.title}\t{entry.formula}", self._menu)
            action.setCheckable(True)
            action.setChecked(entry.title == self._title)
            action.triggered.connect(lambda _, n=entry.name: self._choose(n))
            self._menu.addAction(action)

    def _frame(self, framed: bool) -> None:
        value = "true" if framed else "false"
        if self.group.property("framed") != value:
            self.group.setProperty("framed", value)
            restyle(self.group)

    def fit(self, width: int) -> None:
        """Take no more than the width there is: narrower buttons, shorter names.

        Where there is none for buttons, the form at the left remains.
        """
        metrics = self.count.fontMetrics()
        for word in self._words:
            self.count.setText(word)
            if metrics.horizontalAdvance(word) <= width:
                break
        if self._words:
            room = metrics.horizontalAdvance(self.count.text())
        else:
            wanted = metrics.horizontalAdvance("00") + 4
            room = min(wanted, metrics.horizontalAdvance(self.count.text()) + 1)
            if width >= wanted + 2 * BUTTON.width() + FRAME:
                room = wanted
            button = min(BUTTON.width(), (width - room - FRAME) // 2)
            for sign in (self.fewer, self.more):
                sign.setVisible(button >= LEAST_BUTTON)
                sign.setFixedWidth(max(button, LEAST_BUTTON))
        self.caption.setVisible(
            self.activation.isHidden()
            and self.caption.fontMetrics().horizontalAdvance(self.caption.text())
            <= width
        )
        self.count.setFixedWidth(room)
        self._name_activation(width)

    def _name_activation(self, width: int) -> None:
        """Show as much of the activation's name as there is room for."""
        metrics = self.activation.fontMetrics()
        names = [f"{self._title} ▾", f"{self._short} ▾", self._short]
        room = width - MARGIN
        fitting = (name for name in names if metrics.horizontalAdvance(name) <= room)
        self.activation.setText(next(fitting, self._short[:2]))
