"""What a person may do at the window: chosen at random, recorded, and done again.

An action is a dict that JSON can hold, with all that was drawn at random: so a recorded
sequence, or a part of it, does the same again. What an action names may be missing
then; it does nothing in that case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6 import QtTest
from PyQt6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PyQt6.QtGui import QAction, QDropEvent, QGuiApplication, QKeyEvent, QWheelEvent
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from gui.actions.specs import ACTION_SPECS
from shallownet.settings.recipe import SETTINGS
from tests.stress.texts import ODD, pasted_text, setting_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from gui.window.main_window import MainWindow

    Step = dict[str, Any]

QTest: Any = QtTest.QTest
"""Its stubs lack that these are static methods."""

ENDING: Final = ("quit",)
"""Actions that close the window: that is what another suite is for."""

TOUCHED: Final = (
    *(QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit, QAbstractSlider),
    *(QTabBar, QAbstractItemView, QPlainTextEdit),
)
"""The kinds of widgets that a hand tries wherever they are."""

KEYS: Final = tuple(
    Qt.Key(code)
    for code in (
        *range(Qt.Key.Key_0, Qt.Key.Key_9 + 1),
        *range(Qt.Key.Key_A, Qt.Key.Key_Z + 1),
        *(Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab),
        *(Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up),
        *(Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp),
        *(Qt.Key.Key_PageDown, Qt.Key.Key_Backspace, Qt.Key.Key_Delete),
        *(Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_Plus, Qt.Key.Key_Minus),
        *(Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight, Qt.Key.Key_Menu),
    )
)

VIEWS: Final = ("network_view", "loss_plot", "fit_plot", "timeline")
SIZES: Final = (
    *((1024, 600), (1366, 768), (1920, 1080), (800, 600), (100, 100), (1280, 4000)),
)


class Hands:
    """Draws steps at random, and takes them.

    Parameters
    ----------
    window : MainWindow
    files : sequence of Path
        Files to open and to drop, sound and damaged.
    """

    def __init__(self, window: MainWindow, files: list[Path]) -> None:
        self._window, self._files = window, files
        self._choice = self._answers = 0

    # Drawing

    def draw(self, random: Random) -> Step:
        """Return a step that can be taken now."""
        kinds = {
            self._draw_trigger: 24,
            self._draw_key: 16,
            self._draw_touch: 24,
            self._draw_mouse: 14,
            self._draw_line: 6,
            self._draw_setting: 10,
            self._draw_paste: 3,
            self._draw_drop: 1,
            self._draw_resize: 2,
            self._draw_wait: 4,
        }
        (kind,) = random.choices(list(kinds), list(kinds.values()))
        return kind(random)

    def _draw_trigger(self, random: Random) -> Step:
        names = [spec.name for spec in ACTION_SPECS if spec.name not in ENDING]
        enabled = [name for name in names if self._window.actions_[name].isEnabled()]
        name = random.choice(enabled)
        return {"do": "trigger", "name": name, "choice": random.randrange(99)}

    def _draw_key(self, random: Random) -> Step:
        held = random.choices(("", "Control", "Shift", "Control+Shift"), (10, 2, 1, 1))[
            0
        ]
        key = random.choice(KEYS)
        if key is Qt.Key.Key_Q and "Control" in held:
            key = Qt.Key.Key_E
        return {"do": "key", "key": int(key), "held": held}

    def _draw_touch(self, random: Random) -> Step:
        widgets = list(self._touched())
        if not widgets:
            return self._draw_key(random)
        name = random.choice([name for name, _ in widgets])
        return {
            "do": "touch",
            "widget": name,
            "how": random.choice(("click", "click", "type", "keys", "wheel", "right")),
            "at": [random.random(), random.random()],
            "text": random.choice(ODD) if random.random() < 0.5 else "3",
            "turn": random.choice((-120, 120, 480)),
            "choice": random.randrange(99),
        }

    def _draw_mouse(self, random: Random) -> Step:
        kinds = ("click", "double", "right", "wheel", "drag", "move")
        return {
            "do": "mouse",
            "view": random.choice(VIEWS),
            "how": random.choice(kinds),
            "at": [random.random(), random.random()],
            "to": [random.random(), random.random()],
            "turn": random.choice((-120, 120, -960, 960)),
        }

    def _draw_line(self, random: Random) -> Step:
        return {
            "do": "line",
            "share": random.random(),
            "how": random.choice(("click", "double", "right", "move")),
            "text": random.choice(("0", "1.5", "-3", "1e9", "1e300", "nan", "abc", "")),
            "key": int(random.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape))),
        }

    def _draw_setting(self, random: Random) -> Step:
        names = [n for n, f in self._fields().items() if f.isVisible()]
        if not names:
            return self._draw_key(random)
        name = random.choice(names)
        return {"do": "setting", "name": name, "text": setting_text(random, name)}

    def _draw_paste(self, random: Random) -> Step:
        return {"do": "paste", "text": pasted_text(random)}

    def _draw_drop(self, random: Random) -> Step:
        return {
            "do": "drop",
            "files": [random.randrange(99)] * random.choice((1, 1, 2)),
        }

    def _draw_resize(self, random: Random) -> Step:
        return {"do": "resize", "size": list(random.choice(SIZES))}

    def _draw_wait(self, random: Random) -> Step:
        return {"do": "wait", "ms": random.choice((1, 20, 60, 120))}

    # Taking

    def take(self, step: Step) -> None:
        """Do what a step says, as far as it can be done now."""
        self._choice, self._answers = step.get("choice", 0), 0
        getattr(self, f"_{step['do']}")(step)

    def _trigger(self, step: Step) -> None:
        self._window.actions_[step["name"]].trigger()

    def _key(self, step: Step) -> None:
        target = (
            QApplication.activePopupWidget()
            or QApplication.focusWidget()
            or QApplication.activeWindow()
            or self._window
        )
        held = Qt.KeyboardModifier.NoModifier
        for name in step["held"].split("+") if step["held"] else ():
            held |= Qt.KeyboardModifier[f"{name}Modifier"]
        QTest.keyClick(target, Qt.Key(step["key"]), held)

    def _touch(self, step: Step) -> None:
        widget = dict(self._touched()).get(step["widget"])
        if widget is None:
            return
        place = _place(widget, step["at"])
        how = step["how"]
        if how == "type" and isinstance(widget, (QLineEdit, QPlainTextEdit)):
            widget.setFocus()
            _type(widget, step["text"])
            QTest.keyClick(widget, Qt.Key.Key_Return)
        elif how == "keys":
            widget.setFocus()
            for key in (Qt.Key.Key_Down, Qt.Key.Key_Space):
                QTest.keyClick(widget, key)
        elif how == "wheel":
            _turn_wheel(widget, place, step["turn"])
        else:
            button = Qt.MouseButton.LeftButton
            if how == "right":
                button = Qt.MouseButton.RightButton
            if isinstance(widget, QAbstractItemView) and widget.viewport():
                widget = widget.viewport()
            QTest.mouseClick(widget, button, pos=place)

    def _mouse(self, step: Step) -> None:
        view = getattr(self._window, step["view"])
        if not view.isVisible() or _blocked(view):
            return
        # pyqtgraph's plots take the mouse in the viewport of their scene.
        inner = [
            child
            for child in view.findChildren(QWidget)
            if child.objectName() == "qt_scrollarea_viewport" and child.isVisible()
        ]
        view = inner[0] if inner else view
        self._point(view, step["how"], _place(view, step["at"]), step)

    def _point(self, view: QWidget, how: str, place: QPoint, step: Step) -> None:
        left, right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
        if how == "click":
            QTest.mouseClick(view, left, pos=place)
        elif how == "right":
            QTest.mouseClick(view, right, pos=place)
        elif how == "double":
            QTest.mouseDClick(view, left, pos=place)
            QTest.mouseRelease(view, left, pos=place)
        elif how == "wheel":
            _turn_wheel(view, place, step["turn"])
        elif how == "move":
            QTest.mouseMove(view, place)
        else:
            end = _place(view, step["to"])
            QTest.mousePress(view, left, pos=place)
            for share in (0.3, 0.6, 1.0):
                QTest.mouseMove(view, place + (end - place) * share)
                QApplication.processEvents()
            QTest.mouseRelease(view, left, pos=end)

    def _line(self, step: Step) -> None:
        """Point at the line of a parameter, and type into what has the focus then."""
        view = self._window.network_view
        graph = view.graph
        if graph is None or not len(graph.lines) or _blocked(view):
            return
        x1, y1, x2, y2 = graph.lines[int(step["share"] * len(graph.lines))]
        place = QPoint(round(x1 + 0.8 * (x2 - x1)), round(y1 + 0.8 * (y2 - y1)))
        self._point(view, step["how"], place, step)
        focused = QApplication.focusWidget()
        if isinstance(focused, (QLineEdit, QAbstractSpinBox)):
            _type(focused, step["text"])
            QTest.keyClick(focused, Qt.Key(step["key"]))

    def _setting(self, step: Step) -> None:
        field = self._fields().get(step["name"])
        if field is None or not field.isVisible() or _blocked(field):
            return
        if isinstance(field, QComboBox):
            # As a choice in its list does.
            index = field.findData(step["text"])
            if index >= 0:
                field.setCurrentIndex(index)
                field.activated.emit(index)
        elif isinstance(field, QAbstractButton):
            field.click()
        else:
            line = field if isinstance(field, QLineEdit) else field.lineEdit()
            field.setFocus()
            line.selectAll()
            _type(line, step["text"])
            QTest.keyClick(line, Qt.Key.Key_Return)

    def _paste(self, step: Step) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None and not _blocked(self._window):
            clipboard.setText(step["text"])
            self._window.actions_["paste"].trigger()

    def _drop(self, step: Step) -> None:
        if _blocked(self._window):
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._file(n))) for n in step["files"]])
        event = QDropEvent(
            QPointF(50.0, 50.0),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self._window, event)

    def _resize(self, step: Step) -> None:
        self._window.resize(*step["size"])

    def _wait(self, step: Step) -> None:
        QTest.qWait(step["ms"])

    # Dialogs that wait for an answer

    def answer(self) -> None:
        """Answer a menu or a dialog that keeps `take` from returning."""
        self._answers += 1
        insists = self._answers > 3  # a dialog that does not take the answer
        popup, dialog = (
            QApplication.activePopupWidget(),
            QApplication.activeModalWidget(),
        )
        if popup is not None:
            entries = popup.actions()
            if entries and not insists:
                entries[self._choice % len(entries)].trigger()
            popup.close()
        elif isinstance(dialog, QFileDialog) and self._choice % 3 and not insists:
            dialog.selectFile(str(self._file(self._choice)))
            buttons = dialog.findChild(QDialogButtonBox)
            assert buttons is not None
            for button in buttons.buttons():  # to open or to save
                role = buttons.buttonRole(button)
                if role is QDialogButtonBox.ButtonRole.AcceptRole:
                    # Not from here: a question that the click opens would keep the
                    # timer that answers from answering it.
                    QTimer.singleShot(0, button.click)
        elif isinstance(dialog, QDialog):
            dialog.reject()

    def _file(self, number: int) -> Path:
        return self._files[number % len(self._files)]

    # What there is

    def _fields(self) -> dict[str, Any]:
        fields = self._window.parameter_panel.form.fields
        return {name: field for name, field in fields.items() if name in SETTINGS}

    def _touched(self) -> Iterator[tuple[str, QWidget]]:
        """Return the widgets that can be used now, each with a name of its own."""
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu):
            yield "menu", popup
            return
        modal = QApplication.activeModalWidget()
        seen: dict[str, int] = {}
        for top in QApplication.topLevelWidgets():
            if not top.isVisible() or (modal is not None and top is not modal):
                continue
            for widget in top.findChildren(QWidget):
                if not isinstance(widget, TOUCHED) or not widget.isVisibleTo(top):
                    continue
                if not widget.isEnabled() or _is_ending(widget):
                    continue
                name = widget.objectName() or widget.accessibleName()
                name = f"{type(top).__name__}/{type(widget).__name__}/{name}"
                seen[name] = seen.get(name, 0) + 1
                yield f"{name}/{seen[name]}", widget


def _is_ending(widget: QWidget) -> bool:
    return any(
        isinstance(action, QAction) and action.objectName() == "actionQuit"
        for action in widget.actions()
    )


def _blocked(widget: QWidget) -> bool:
    """Return whether a dialog keeps the hands off a widget."""
    modal = QApplication.activeModalWidget()
    return modal is not None and widget.window() is not modal


def _place(widget: QWidget, shares: list[float]) -> QPoint:
    return QPoint(
        int(shares[0] * max(widget.width() - 1, 0)),
        int(shares[1] * max(widget.height() - 1, 0)),
    )


def _type(widget: QWidget, text: str) -> None:
    """Type a text; QTest waits for ever for characters that it knows no key of."""
    for character in text:
        if " " <= character <= "~":
            QTest.keyClicks(widget, character)
        else:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                none = Qt.KeyboardModifier.NoModifier
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, none, character))


def _turn_wheel(widget: QWidget, place: QPoint, turn: int) -> None:
    event = QWheelEvent(
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
