"""The text of a lesson: Markdown without HTML, typeset, and never loading anything."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt, QUrl
from PyQt6.QtGui import QColor, QDesktopServices, QImage
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from gui.lessons.lesson_text import LessonText
from gui.microscope.latex_renderer import LatexRenderer
from gui.style.theme import DARK, LIGHT


@pytest.fixture
def renderer(qapp):
    renderer = LatexRenderer()
    yield renderer
    renderer.shut_down()


@pytest.fixture
def text(qtbot, renderer):
    """Return a text in a column of 300 pixels."""
    column = QWidget()
    qtbot.addWidget(column)
    text = LessonText(renderer, "Text")
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(text)
    layout.addStretch()
    column.resize(300, 400)
    column.show()
    return text


def pictures(text: LessonText) -> list[str]:
    """Return the names of the pictures in a text."""
    block, names = text.document().begin(), []
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            form = iterator.fragment().charFormat()
            if form.isImageFormat():
                names.append(form.toImageFormat().name())
            iterator += 1
        block = block.next()
    return names


def test_tags_are_text(text):
    text.set_markdown('a <b>bold</b> <img src="file:///etc/passwd"> **b**')
    assert "<b>bold</b>" in text.toPlainText() and text.toPlainText().endswith(" b")
    assert pictures(text) == []


def test_pictures_are_named_and_never_loaded(text, tmp_path, monkeypatch):
    place = tmp_path / "secret.png"
    QImage(4, 4, QImage.Format.Format_RGB32).save(str(place))
    asked = []
    monkeypatch.setattr(
        LessonText, "loadResource", lambda *given: asked.append(given), raising=False
    )
    for address in ("http://example.org/x.png", place.as_uri(), "equation:0"):
        text.set_markdown(f"see ![a plot]({address}) and ![]({address})!")
        assert text.toPlainText() == "see [a plot] and !"
    text.grab()
    assert pictures(text) == [] and asked == []


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc", "equation:0"]
)
def test_other_links_are_text(text, address):
    text.set_markdown(f"[press]({address})")
    assert text.toPlainText() == "press" and "href" not in text.toHtml()
    assert text.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_links_of_the_web_open_outside(text, monkeypatch):
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    text.set_markdown("[read](https://example.org/a)")
    assert text.focusPolicy() == Qt.FocusPolicy.StrongFocus  # Tab reaches the link
    text.anchorClicked.emit(QUrl("https://example.org/a"))
    text.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert opened == [QUrl("https://example.org/a")]
    assert text.toPlainText() == "read"  # and the text stays


def test_equations_are_typeset_and_spoken(qtbot, text):
    text.set_markdown("The sum $W_1 X$ and\n\n$$J = 1$$")
    assert text.toPlainText().startswith("The sum W_1 X and")  # until it is ready
    qtbot.waitUntil(lambda: pictures(text) == ["equation:0", "equation:1"])
    assert text.accessibleDescription() == "The sum W_1 X and\nJ = 1"


def test_an_equation_that_cannot_be_typeset_is_shown_as_written(qtbot, text, renderer):
    with qtbot.waitSignal(renderer.ready):
        text.set_markdown(r"so $\frac{$ is wrong")
    assert text.toPlainText() == r"so \frac{ is wrong" and pictures(text) == []


def test_a_wide_equation_fits(qtbot, text):
    text.set_markdown("$$" + " + ".join(f"a_{{{n}}}" for n in range(30)) + "$$")
    qtbot.waitUntil(lambda: pictures(text) == ["equation:0"])
    assert text.document().idealWidth() <= text.viewport().width()
    text.window().resize(200, 400)
    qtbot.waitUntil(lambda: text.width() == 200)
    assert text.document().idealWidth() <= 200


def test_it_is_as_high_as_its_text(qtbot, text):
    text.set_markdown("word " * 60)
    high = text.height()
    assert high == pytest.approx(text.document().size().height(), abs=1.0)
    text.window().resize(150, 400)
    qtbot.waitUntil(lambda: text.height() > 1.7 * high)


def test_it_follows_the_theme_and_the_size_of_letters(qtbot, text):
    text.set_theme(LIGHT)
    text.set_markdown("words, and more of them, until there are two lines of these")
    colours = {}
    for theme in (LIGHT, DARK):
        text.set_theme(theme)
        cursor = text.textCursor()
        cursor.setPosition(2)
        colours[theme] = cursor.charFormat().foreground().color()
    assert colours == {LIGHT: QColor(LIGHT.text), DARK: QColor(DARK.text)}
    high = text.height()
    font = text.font()
    font.setPixelSize(24)
    text.setFont(font)
    assert text.height() > 1.5 * high


def test_code_and_equations_in_it_stay(text):
    text.set_markdown("```\n" + "a = b  # $x$ " * 9 + "\n```")
    assert "# $x$" in text.toPlainText()
    assert text.document().idealWidth() <= text.viewport().width()
