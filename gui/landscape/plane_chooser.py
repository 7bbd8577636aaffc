"""Chooses the plane of the landscape, and the states or parameters it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from gui.text.number_format import wrapped
from gui.widgets.builders import named
from gui.widgets.whole_number_field import WholeNumberField
from shallownet.analysis.landscape.loss_map import PlaneChoice

if TYPE_CHECKING:
    from shallownet.nn.network import Network

KINDS: Final = {
    "principal": (
        "Path",
        "The plane in which most of the path lies: its first two principal "
        "components, laid through the present point",
    ),
    "states": (
        "States",
        "The plane through the states after two updates and the present one; at first "
        "the start and the best state known. All three lie in it exactly",
    ),
    "parameters": (
        "Parameters",
        "The section through the present point along two parameters; all others stay "
        "as they are",
    ),
}
"""The kinds of planes: their titles, and what they are."""

ORDINALS: Final = "first", "second"


class PlaneChooser(QWidget):
    """A list of the kinds of planes and, where one needs them, two more choices.

    Signals
    -------
    chosen(PlaneChoice)
        The user chose; what stands by itself is None in it.
    """

    chosen = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.choice = PlaneChoice()
        self._axes = [0, 0]  # the parameters of the axes
        self.kinds = named(QComboBox(), "Plane of the landscape")
        for kind, (title, tip) in KINDS.items():
            self.kinds.addItem(title, kind)
            role = Qt.ItemDataRole.ToolTipRole
            self.kinds.setItemData(self.kinds.count() - 1, wrapped(tip), role)
        self.updates = tuple(
            named(
                WholeNumberField(),
                f"Update of the {ordinal} state",
                f"The {ordinal} state is that after this update; the third one is "
                "the present state.",
            )
            for ordinal in ORDINALS
        )
        self.parameters = tuple(
            named(
                QComboBox(),
                f"The {ordinal} parameter",
                f"The parameter of the {axis} axis",
            )
            for ordinal, axis in zip(ORDINALS, ("horizontal", "vertical"), strict=True)
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.kinds)
        for field in (*self.updates, *self.parameters):
            layout.addWidget(field)
        self.kinds.activated.connect(self._choose_kind)
        for field in self.updates:
            field.valueChanged.connect(lambda _: self._choose_numbers())
        for box in self.parameters:
            box.setSizeAdjustPolicy(box.SizeAdjustPolicy.AdjustToContents)
            box.activated.connect(lambda _: self._choose_numbers())
        self._show_fields()

    def add(self, widget: QWidget) -> None:
        """Let a widget have the rest of the row."""
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.addWidget(widget, 1, Qt.AlignmentFlag.AlignVCenter)

    def set_network(self, network: Network) -> None:
        """Offer the parameters of another run's network."""
        names = [network.parameter_name(n) for n in range(network.theta.size)]
        for box in self.parameters:
            box.clear()
            box.addItems(names)
        self.choice = PlaneChoice(self.choice.kind)

    def set_made(self, made: int) -> None:
        """Offer the updates that a run has made."""
        for field in self.updates:
            with QSignalBlocker(field):
                field.setMaximum(made)

    def set_shown(self, shown: PlaneChoice) -> None:
        """Show what the plane on the map is laid through."""
        if shown.kind != self.choice.kind:
            return
        for number, value in enumerate(shown[1:]):
            if value is None:
                continue
            field, box = self.updates[number], self.parameters[number]
            with QSignalBlocker(field), QSignalBlocker(box):
                if shown.kind == "states" and not field.hasFocus():
                    field.setValue(value)
                elif shown.kind == "parameters":
                    box.setCurrentIndex(value)
                    self._axes[number] = value

    def _choose_kind(self, index: int) -> None:
        kind = self.kinds.itemData(index)
        if kind != self.choice.kind:
            self.choice = PlaneChoice(kind)
            self._show_fields()
            self.chosen.emit(self.choice)

    def _choose_numbers(self) -> None:
        fields = [field.value() for field in self.updates]
        if self.choice.kind == "parameters":
            fields = [box.currentIndex() for box in self.parameters]
            if fields[0] == fields[1]:
                # No plane: the other one takes the place that this one has left.
                fields = [*reversed(self._axes)]
                for box, index in zip(self.parameters, fields, strict=True):
                    box.setCurrentIndex(index)
            self._axes = fields
        self.choice = PlaneChoice(self.choice.kind, *fields)
        self.chosen.emit(self.choice)

    def _show_fields(self) -> None:
        kind = self.choice.kind
        for fields, name in ((self.updates, "states"), (self.parameters, "parameters")):
            for field in fields:
                field.setVisible(kind == name)
        self.kinds.setToolTip(wrapped(KINDS[kind][1]))
