"""The form: a field for every hyperparameter, built from its description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from gui.text.number_format import as_tip
from gui.widgets.builders import named
from gui.widgets.choice_field import ChoiceField, SwitchField
from gui.widgets.hint_label import RESTARTS
from gui.widgets.number_field import NumberField
from gui.widgets.text_field import TextField
from shallownet.data.formula import Formula
from shallownet.settings.choice_settings import ChoiceSetting, SwitchSetting
from shallownet.settings.couplings import coupled
from shallownet.settings.hyperparameter import settings_of
from shallownet.settings.number_settings import NumberSetting
from shallownet.settings.recipe import SETTINGS, Recipe
from shallownet.settings.table_config import TableConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.settings.hyperparameter import Hyperparameter

Field = NumberField | TextField | ChoiceField | SwitchField

KEYS: Final = {"samples": "D", "seed": "S", "learning_rate": "L", "iterations": "I"}

FIRST: Final = ("learning_rate", "optimizer", "activation", "batch_size")
"""Settings that people change most: they stand above all sections."""

WIDEST_LABEL: Final = "learning rate η "
"""A text as wide as the column of labels."""

DIALOG_SETTINGS: Final = tuple(settings_of(TableConfig))
"""Settings without a field here: they are chosen with the table in view."""


class Form(QObject):
    """Rows of a grid: a label and a field, with a hint below them.

    Rows of settings without effect are hidden. Rows of advanced settings stand below
    the button "more", and are hidden too until it is pressed or their value is changed.

    Signals
    -------
    changed(dict)
        New values that the user entered, by name.
    """

    changed = pyqtSignal(object)

    def __init__(self, grid: QGridLayout) -> None:
        super().__init__()
        self._grid = grid
        self._settings: Mapping[str, Any] = {}
        self._defaults = Recipe().settings
        self._rows: dict[str, list[QWidget]] = {}
        self.fields: dict[str, Field] = {}
        self._own_tips: dict[str, str] = {}
        self.more: dict[str, QToolButton] = {}

    def add_first(self) -> None:
        """Append the rows of the settings that people change most."""
        for name in FIRST:
            self._add_row(name, SETTINGS[name])

    def add_section(self, section: str, description: QLabel | None = None) -> None:
        """Append the other rows of a section, and a description above "more"."""
        own = {
            name: about
            for name, about in SETTINGS.items()
            if about.section == section and name not in (*FIRST, *DIALOG_SETTINGS)
        }
        for name, about in own.items():
            if not about.advanced:
                self._add_row(name, about)
        if description is not None:
            self._grid.addWidget(description, self._grid.rowCount(), 0, 1, 3)
        title, tip = f"More {section} settings", f"Show all {section} settings"
        more = named(QToolButton(), title, tip)
        more.setObjectName("more")
        more.setCheckable(True)
        more.setText("more ▾")
        more.toggled.connect(lambda on: more.setText("less ▴" if on else "more ▾"))
        more.toggled.connect(lambda: self.set_settings(self._settings))
        self.more[section] = more
        self._grid.addWidget(more, self._grid.rowCount(), 0)
        for name, about in own.items():
            if about.advanced:
                self._add_row(name, about)

    def set_settings(self, settings: Mapping[str, Any]) -> None:
        """Show these values, and the rows that have an effect now."""
        self._settings = settings
        for name, field in self.fields.items():
            about = SETTINGS[name]
            shown = self._is_shown(name, about)
            for widget in self._rows[name]:
                widget.setVisible(shown)
            if name in settings:
                field.set_value(settings[name])
            if not shown:
                field.problem.show_problem("")

    def _is_shown(self, name: str, about: Hyperparameter) -> bool:
        settings = self._settings
        if name not in settings or not about.matters(settings):
            return False
        folded = about.advanced and not self.more[about.section].isChecked()
        return not folded or settings[name] != self._defaults.get(name)

    def show_refusal(self, name: str, problem: str) -> None:
        """Show at its field, if it has one, why a value was refused."""
        field = self.fields.get(name)
        if field is not None:
            field.answer(problem)
            if field.isHidden():
                field.problem.show_problem("")

    def set_locks(self, reasons: Mapping[str, str]) -> None:
        """Disable the fields of these hyperparameters, with the reason as their tip."""
        for name, tip in self._own_tips.items():
            self.fields[name].setToolTip(tip)
            self.fields[name].setEnabled(True)
        locked = [name for name in reasons if name in self.fields]
        self._own_tips = {name: self.fields[name].toolTip() for name in locked}
        for name in locked:
            self.fields[name].setToolTip(as_tip(reasons[name]))
            self.fields[name].setEnabled(False)

    def close_request(self, name: str) -> None:
        """Show the value in force at a field whose request was processed."""
        if name in self.fields:
            self.fields[name].answer()

    def _add_row(self, name: str, about: Hyperparameter) -> None:
        field = self._create_field(name, about)
        field.setObjectName(name)
        field.committed.connect(
            lambda value: self.changed.emit(coupled(self._settings, name, value))
        )
        self.fields[name] = field
        row = self._grid.rowCount()
        widgets: list[QWidget] = [field]
        if isinstance(field, SwitchField):
            self._grid.addWidget(field, row, 0, 1, 2)
        else:
            label = QLabel(f"{about.label} {about.symbol}".strip())
            # A long one takes two lines: the fields keep their width when it appears.
            label.setWordWrap(True)
            label.setFixedWidth(label.fontMetrics().horizontalAdvance(WIDEST_LABEL))
            label.setBuddy(field)
            label.setToolTip(field.toolTip())
            widgets.append(label)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(field, row, 1)
        if about.restarts:
            mark = QLabel("↻")
            mark.setObjectName("muted")
            mark.setToolTip(RESTARTS)
            widgets.append(mark)
            self._grid.addWidget(mark, row, 2)
        self._rows[name] = widgets
        self._grid.addWidget(field.problem, row + 1, 0, 1, 3)

    def _create_field(self, name: str, about: Hyperparameter) -> Field:
        if isinstance(about, NumberSetting):
            return NumberField(about, KEYS.get(name, ""))
        if isinstance(about, ChoiceSetting):
            return ChoiceField(about)
        if isinstance(about, SwitchSetting):
            return SwitchField(about)
        if name == "formula":
            return TextField(about, self._check_formula)
        return TextField(about)

    def _check_formula(self, text: str) -> None:
        Formula(text, self._settings.get("inputs", 2))
