"""The form: a field for every hyperparameter, made from what the core knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

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

LEFT_TO_THE_DIALOG: Final = tuple(settings_of(TableConfig))
"""Settings that make sense only before the eyes of the file."""


class Form(QObject):
    """Rows of a grid: a label, a field, and below them what there is to explain.

    Rows whose setting does not matter now are hidden, and so are those that most people
    never change, until "more" is pressed or they are changed.

    Signals
    -------
    changed(dict)
        Settings that a person gave other values, by name.
    """

    changed = pyqtSignal(object)

    def __init__(self, grid: QGridLayout) -> None:
        super().__init__()
        self._grid = grid
        self._settings: Mapping[str, Any] = {}
        self._lesson = Recipe().settings
        self._rows: dict[str, list[QWidget]] = {}
        self.fields: dict[str, Field] = {}
        self.more: dict[str, QToolButton] = {}

    def add_section(self, section: str) -> None:
        """Add the rows of a section below what the grid has."""
        for name, about in SETTINGS.items():
            if about.section == section and name not in LEFT_TO_THE_DIALOG:
                self._add(name, about)
        more = QToolButton()
        more.setObjectName("more")
        more.setCheckable(True)
        more.setText("more ▾")
        more.setAccessibleName(f"More {section} settings")
        more.setToolTip(f"Show all {section} settings")
        more.toggled.connect(lambda on: more.setText("less ▴" if on else "more ▾"))
        more.toggled.connect(lambda: self.set_settings(self._settings))
        self.more[section] = more
        self._grid.addWidget(more, self._grid.rowCount(), 0)

    def set_settings(self, settings: Mapping[str, Any]) -> None:
        """Show the value of every setting that there is."""
        self._settings = settings
        for name, field in self.fields.items():
            about = SETTINGS[name]
            shown = self._matters(name, about)
            for widget in self._rows[name]:
                widget.setVisible(shown)
            if name in settings:
                field.set_value(settings[name])
            if not shown:
                field.problem.show_problem("")

    def _matters(self, name: str, about: Hyperparameter) -> bool:
        """Say whether a setting is to be seen; one that was changed always is."""
        settings = self._settings
        if name not in settings or not about.matters(settings):
            return False
        aside = about.advanced and not self.more[about.section].isChecked()
        return not aside or settings[name] != self._lesson.get(name)

    def refuse(self, name: str, problem: str) -> None:
        """Say beside its field, if it has one, why a value was refused."""
        field = self.fields.get(name)
        if field is not None:
            field.refuse(problem)
            if field.isHidden():
                field.problem.show_problem("")

    def answer(self, name: str) -> None:
        """Let a field show what is in force: what it asked for was dealt with."""
        if name in self.fields:
            self.fields[name].answer()

    def _add(self, name: str, about: Hyperparameter) -> None:
        field = self._field(name, about)
        field.setObjectName(name)
        field.committed.connect(lambda value: self._tell(name, value))
        self.fields[name] = field
        row = self._grid.rowCount()
        widgets: list[QWidget] = [field]
        if isinstance(field, SwitchField):
            self._grid.addWidget(field, row, 0, 1, 2)
        else:
            label = QLabel(f"{about.label} {about.symbol}".strip())
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

    def _field(self, name: str, about: Hyperparameter) -> Field:
        if isinstance(about, NumberSetting):
            return NumberField(about, KEYS.get(name, ""))
        if isinstance(about, ChoiceSetting):
            return ChoiceField(about)
        if isinstance(about, SwitchSetting):
            return SwitchField(about)
        if name == "formula":
            return TextField(about, self._judge_formula)
        return TextField(about)

    def _judge_formula(self, text: str) -> None:
        Formula(text, self._settings.get("inputs", 2))

    def _tell(self, name: str, value: Any) -> None:
        self.changed.emit(coupled(self._settings, name, value))
