"""The help: every key is in it, and it can stay open beside the window."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import (
    QDialogButtonBox,
    QMessageBox,
    QTextBrowser,
    QWidget,
)

from gui.actions import ACTION_SPECS
from gui.help.about import show_about
from gui.help.chapters import EXAMPLE
from gui.help.help_dialog import HelpDialog
from gui.log import log_file
from shallownet import __version__
from shallownet.data.formula import CONSTANTS, FUNCTIONS, USAGE, Formula
from shallownet.settings.parsing import from_text


@pytest.fixture
def home(qtbot) -> QWidget:
    home = QWidget()
    qtbot.addWidget(home)
    home.show()
    return home


@pytest.fixture
def dialog(home) -> HelpDialog:
    dialog = HelpDialog(home)
    dialog.show()
    return dialog


@pytest.fixture(scope="module")
def lines(share) -> list[str]:
    """Return the help as a person reads it, line by line."""
    dialog = HelpDialog(share(QWidget()))
    text = dialog.findChild(QTextBrowser).toPlainText()
    return [
        line.replace("\N{NO-BREAK SPACE}", " ").strip() for line in text.split("\n")
    ]


@pytest.mark.parametrize(
    "entry", [e for e in ACTION_SPECS if e.keys], ids=lambda entry: entry.name
)
def test_every_action_with_keys_is_listed_with_all_of_them(lines, entry):
    native = QKeySequence.SequenceFormat.NativeText
    keys = " or ".join(QKeySequence(key).toString(native) for key in entry.keys)
    words = f"{entry.text}: {entry.tip}"
    assert words in lines
    assert lines[lines.index(words) - 1] == keys


@pytest.mark.parametrize(
    "word", ["one parameter", "mean error", "Loss J", "R²", "RMSE", "dashed"]
)
def test_it_explains_what_is_drawn(lines, word):
    assert word in " ".join(lines)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_a_formula_is_listed_with_what_it_does(lines, name):
    assert USAGE[name] in lines
    assert lines[lines.index(USAGE[name]) + 1] == FUNCTIONS[name]


@pytest.mark.parametrize("operator", "+ - * / ** % < <= > >= == !=".split())
def test_every_operator_of_a_formula_is_named(lines, operator):
    (line,) = (line for line in lines if EXAMPLE in line)
    assert f" {operator}" in line
    for name in CONSTANTS:
        assert f"{name} = " in line


def test_the_example_is_a_formula():
    assert np.isfinite(Formula(EXAMPLE, 2)(np.array([[0.5, -1.0], [2.0, -3.0]]))).all()


@pytest.mark.parametrize(
    "words",
    [
        "a table of your own",
        "--set learning_rate=3e-4",
        "paste (Ctrl+V)",
        "to freeze it",
        "--help",
    ],
)
def test_it_tells_of_data_settings_as_text_and_changes_by_hand(lines, words):
    assert words in " ".join(lines)


def test_the_command_line_it_shows_is_one(lines):
    text = " ".join(lines)
    words = text[text.index("main.py --preset") :].partition(";")[0]
    assert from_text(words).config.hidden_units == (8, 4)


def test_the_window_can_be_used_meanwhile(dialog):
    assert not dialog.isModal()
    assert dialog.isVisible()


@pytest.mark.parametrize("how", ["button", "escape"])
def test_it_can_be_closed_and_opened_again(qtbot, dialog, how):
    if how == "button":
        close = QDialogButtonBox.StandardButton.Close
        button = dialog.findChild(QDialogButtonBox).button(close)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.show()
    assert dialog.isVisible()


def test_it_has_a_name(dialog):
    assert dialog.objectName() == "helpDialog"
    assert dialog.windowTitle()
    assert dialog.findChild(QTextBrowser).accessibleName()


def test_about_tells_version_licence_and_log_file(home, monkeypatch):
    shown = []
    monkeypatch.setattr(QMessageBox, "about", lambda *words: shown.append(words))
    show_about(home)
    parent, title, text = shown[0]
    assert parent is home
    assert "ShallowNet" in title
    assert __version__ in text
    assert "GNU General Public License" in text
    assert str(log_file()) in text
