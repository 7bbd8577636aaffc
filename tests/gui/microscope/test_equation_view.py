"""The equation view: painting, layout and hovering."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, cast

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap
from PyQt6.QtWidgets import QApplication

from gui.graph.hover_target import Unit
from gui.graph.probe import Probe
from gui.microscope import equation_view as module
from gui.microscope.equation_rows import equation_rows, shown_samples
from gui.microscope.equation_view import EquationView
from gui.microscope.latex_renderer import LatexRenderer
from gui.text.number_format import signed
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.equations import Equation, Phase, equations
from shallownet.data import datasets
from shallownet.nn.gradient_rules import RULES

# Python 3.11 says so of a function that ziamath calls when it is loaded.
pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")


class FakeRenderer(QObject):
    """A renderer that cannot set formulas but those it is given."""

    ready = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.pixmaps: dict[str, QPixmap] = {}
        self.missing: set[str] = set()

    def is_ready(self, latex: str) -> bool:
        return latex not in self.missing

    def pixmap(self, latex: str, ink: QColor, ratio: float) -> QPixmap | None:
        return self.pixmaps.get(latex)


class Recorder(QPainter):
    """Records the texts and where they are painted."""

    written: ClassVar[list[tuple[QRectF, str]]] = []
    cut: ClassVar[list[str]] = []
    named: ClassVar[list[QRectF]] = []

    def drawText(self, *args) -> None:
        place, wide = args[0], QFontMetricsF(self.font()).horizontalAdvance(args[-1])
        if isinstance(place, QPointF):
            place = QRectF(place.x(), place.y() - 9, wide, 9)
            self.named.append(place)
        elif wide > place.width() + 0.5 and not args[-1].endswith("."):
            self.cut.append(args[-1])
        self.written.append((QRectF(place), args[-1]))
        super().drawText(*args)


@pytest.fixture
def written(monkeypatch) -> list[tuple[QRectF, str]]:
    monkeypatch.setattr(module, "QPainter", Recorder)
    for name in ("written", "cut", "named"):
        monkeypatch.setattr(Recorder, name, [])
    return Recorder.written


class ViewOfFakes(EquationView):
    """A view that shows what its fake renderer is given."""

    def __init__(self) -> None:
        renderer = FakeRenderer()
        super().__init__(cast("LatexRenderer", renderer))
        self.renderer = renderer


@pytest.fixture
def view(qtbot) -> ViewOfFakes:
    view = ViewOfFakes()
    qtbot.addWidget(view)
    view.resize(700, 300)
    return view


def trained(hidden=(3, 2), data=None, **settings: Any) -> Trainer:
    config = TrainingConfig(hidden_units=hidden, learning_rate=0.01, **settings)
    trainer = Trainer(config, data or datasets.notebook(30))
    trainer.run(2)
    return trainer


def show(view: EquationView, trainer: Trainer, phase: Phase, sample=None) -> None:
    snapshot = trainer.snapshot()
    samples = shown_samples(snapshot, sample)
    arrays = Probe(snapshot.run).sample_passes(snapshot, samples)
    view.set_rows(equation_rows(snapshot, phase, arrays, samples), samples.tolist())


def places(view: EquationView) -> list:
    names = [matrix.name for row in view._rows for matrix in row.matrices]
    return [view.geometry_of(name) for name in names]


def at(view: EquationView, name: str, row: int, column: int) -> QPoint:
    place = view.geometry_of(name)
    return place.cell_rect(row, column - place.first).center().toPoint()


def pixels(picture: QPixmap) -> np.ndarray:
    image = picture.toImage()
    memory = image.constBits().asstring(image.sizeInBytes())
    return np.frombuffer(memory, np.uint32).reshape(image.height(), -1)


@pytest.mark.parametrize("phase", list(Phase))
def test_every_number_is_painted_in_its_cell(view, written, phase):
    trainer = trained()
    show(view, trainer, phase, sample=4)
    view.grab()
    assert not Recorder.cut
    texts = {(round(b.x()), round(b.y())): text for b, text in written}
    assert [t for _, t in written if t.startswith(("Z1", "J =", "dZ3", "W1 ←"))]
    for place in places(view):
        for (row, column), value in np.ndenumerate(place.matrix.values):
            box = place.cell_rect(row, column)
            assert texts[round(box.x()), round(box.y())] == signed(value)


@pytest.mark.parametrize("sample", [None, 4])
@pytest.mark.parametrize("phase", list(Phase))
def test_names_do_not_overlap(view, written, phase, sample):
    show(view, trained(), phase, sample)
    view.grab()
    assert Recorder.named
    for i, place in enumerate(Recorder.named):
        assert not [p for p in Recorder.named[:i] if p.intersects(place)]


def test_formulas_shapes_and_mistakes_are_painted(view, written):
    show(view, trained(gradient="no_derivative"), Phase.BACKWARD)
    view.grab()
    texts = [text for _, text in written]
    assert "dZ2 = W3ᵀ dZ3" in texts
    assert "(3, m)(m, 2) → (3, 2)" in texts
    wrong = [text for text in texts if text.startswith("✗ Mistake")]
    assert len(wrong) == 2 and RULES["no_derivative"].right in wrong[0]


@pytest.mark.parametrize("width", [250, 400, 900])
def test_matrices_do_not_overlap_at_any_width(view, width):
    view.resize(width, 300)
    show(view, trained((12, 12)), Phase.UPDATE)
    areas = [place.area for place in places(view)]
    assert len(areas) == 12
    for i, area in enumerate(areas):
        assert area.right() <= width and area.bottom() <= view.height()
        assert not any(area.intersects(other) for other in areas[:i])


def test_longer_input_names_cause_a_new_layout(view, written):
    view.show()
    show(view, trained(), Phase.FORWARD)
    view.grab()
    data = datasets.notebook(30)
    long = replace(data, input_names=("living area in m²", "distance to the lake"))
    show(view, trained(data=long), Phase.FORWARD)
    view.grab()
    assert "living area in m²" in [text for _, text in written]
    assert not Recorder.cut


def test_a_large_matrix_names_its_visible_columns(view, written):
    show(view, trained((64, 64)), Phase.BACKWARD)
    place = view.geometry_of("dW2")
    assert 2 <= place.shown < 64
    assert place.hidden_text == f"columns 0 to {place.shown - 1} of 64"
    samples = view.geometry_of("dZ1")
    assert samples.hidden_text == f"{samples.shown} of 30 samples"
    assert view.geometry_of("db2").hidden_text == ""
    view.grab()
    assert {place.hidden_text, samples.hidden_text} <= {text for _, text in written}


@pytest.mark.parametrize("column", [0, 7, 40, 63])
def test_columns_shift_to_the_selected_parameter(view, column):
    trainer = trained((64, 64))
    show(view, trainer, Phase.UPDATE)
    untouched = view.geometry_of("W1 after")
    k = trainer.network.parameter_index(f"W2[5, {column}]")
    view.select(k)
    for name in ("W2 before", "W2 after"):
        place = view.geometry_of(name)
        assert place.first <= column < place.first + place.shown
        assert place.first + place.shown <= 64
        assert place.matrix.target_at(5, column) == k
        assert place.cell_at(QPointF(at(view, name, 5, column))) == (5, column)
    assert view.geometry_of("W1 after").first == untouched.first == 0
    view.select(None)
    assert view.geometry_of("W2 after").first == 0


def test_only_the_exposed_part_is_painted(view, written):
    show(view, trained((64,) * 6, initialization="xavier"), Phase.UPDATE)
    assert view.height() > 5_000
    middle = QRect(0, view.height() // 2, 700, 200)
    view.grab(middle)
    numbers = [box for box, text in written if text[0] in "+−" and len(text) < 12]
    assert 30 < len(numbers) < 400  # of 22,000
    reach = QRectF(middle).adjusted(0, -20, 0, 20)
    assert all(reach.top() <= box.top() <= reach.bottom() for box in numbers)
    assert len(written) < 800


@pytest.mark.parametrize(
    ("phase", "entry", "wanted"),
    [
        (Phase.BACKWARD, ("dW2", 1, 2), "W2[1, 2]"),
        (Phase.BACKWARD, ("db1", 2, 0), "b1[2]"),
        (Phase.UPDATE, ("W1 after", 2, 1), "W1[2, 1]"),
        (Phase.FORWARD, ("Z2", 1, 3), Unit(2, 1)),
        (Phase.FORWARD, ("X", 1, 0), Unit(0, 1)),
        (Phase.LOSS, ("ŷ − y", 0, 2), Unit(3, 0)),
    ],
)
def test_hovering_emits_the_target_of_the_entry(qtbot, view, phase, entry, wanted):
    trainer = trained()
    show(view, trainer, phase)
    view.show()
    emitted: list[object] = []
    view.pointed.connect(emitted.append)
    qtbot.mouseMove(view, QPoint(1, 1))
    qtbot.mouseMove(view, at(view, *entry))
    if isinstance(wanted, str):
        wanted = trainer.network.parameter_index(wanted)
    assert emitted == [wanted]
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert emitted == [wanted, None]


def test_a_click_chooses_the_parameter_or_the_sample(qtbot, view):
    trainer = trained(test_share=0.5)
    parameters: list[int] = []
    samples: list[int] = []
    view.parameter_chosen.connect(parameters.append)
    view.sample_chosen.connect(samples.append)
    show(view, trainer, Phase.BACKWARD)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(view, left, pos=at(view, "dW1", 2, 1))
    assert parameters == [trainer.network.parameter_index("W1[2, 1]")]
    qtbot.mouseClick(view, left, pos=at(view, "dZ2", 0, 3))
    assert samples == [trainer.run_info.split.train[3]]
    qtbot.mouseClick(view, left, pos=QPoint(2, 2))
    qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=at(view, "dW1", 0, 0))
    assert (len(parameters), len(samples)) == (1, 1)


@pytest.mark.parametrize("what", ["W2[1, 2]", "b1[2]", Unit(2, 1)])
def test_only_the_entries_of_the_target_are_highlighted(view, what):
    trainer = trained()
    if isinstance(what, str):
        what = trainer.network.parameter_index(what)
    show(view, trainer, Phase.BACKWARD)
    before = pixels(view.grab())
    view.set_highlighted(what)
    changed = pixels(view.grab()) != before
    highlighted = np.zeros_like(changed)
    for place in places(view):
        for row, column in np.ndindex(len(place.matrix.row_labels), place.shown):
            if place.matrix.is_highlighted(row, place.first + column, what):
                x, y, w, h = place.cell_rect(row, column).toAlignedRect().getRect()
                highlighted[y : y + h, x : x + w] = True
                assert changed[y : y + h, x : x + w].mean() > 0.5
    assert highlighted.any() and not (changed & ~highlighted).any()
    view.set_highlighted(None)
    assert np.array_equal(pixels(view.grab()), before)


def test_a_phase_is_painted_once_its_formulas_are_rendered_and_the_last_one_until_then(
    view, written
):
    trainer = trained()
    show(view, trainer, Phase.FORWARD)
    before = view.grab().toImage()
    formulas = equations(trainer.network, trainer.config)[7:9]
    view.renderer.missing = {formula.latex for formula in formulas}
    show(view, trainer, Phase.LOSS)
    picture = QPixmap(120, 80)
    picture.fill(QColor("red"))
    for formula in formulas:
        assert view.grab().toImage() == before  # the forward pass still
        assert view.accessibleDescription().startswith("J =")
        view.renderer.pixmaps[formula.latex] = picture
        view.renderer.missing.remove(formula.latex)
        written.clear()
        view.renderer.ready.emit(formula.latex)
    image = view.grab().toImage()
    assert image.pixelColor(20, 20) == QColor("red")
    assert not {formula.plain for formula in formulas} & {text for _, text in written}
    assert view.geometry_of("ŷ − y").area.top() >= 88  # below the picture


def test_before_the_first_formulas_are_rendered_the_view_says_so(view, written):
    trainer = trained()
    lines = equations(trainer.network, trainer.config)
    view.renderer.missing = {line.latex for line in lines}
    show(view, trainer, Phase.LOSS)
    view.grab()
    assert [text for _, text in written] == ["The equations are being typeset …"]
    view.renderer.missing.clear()
    view.renderer.ready.emit("")
    written.clear()
    view.grab()
    assert "typeset" not in " ".join(text for _, text in written)


def test_nothing_can_be_chosen_in_the_picture_of_another_network(qtbot, view):
    show(view, trained(), Phase.UPDATE)
    chosen: list[int] = []
    view.parameter_chosen.connect(chosen.append)
    view.renderer.missing = {"X"}
    row = replace(view._rows[0], equation=Equation(Phase.UPDATE, 1, "X", "X"))
    point = at(view, "W1 before", 2, 1)
    view.set_rows([row], [])
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert not chosen
    view.renderer.missing.clear()
    view.renderer.ready.emit("X")
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(view, "W1 before", 2, 1))
    assert chosen == [trained().network.parameter_index("W1[2, 1]")]


def test_a_formula_that_cannot_be_rendered_stays_plain_text(qtbot, written, caplog):
    renderer = LatexRenderer()
    view = EquationView(renderer)
    qtbot.addWidget(view)
    view.resize(500, 200)
    line = Equation(Phase.LOSS, 0, r"\frac{1", "one half, more or less")
    snapshot = trained().snapshot()
    arrays = Probe(snapshot.run).sample_passes(snapshot, np.array([0]))
    row = equation_rows(snapshot, Phase.LOSS, arrays, np.array([0]))[1]
    row = replace(row, equation=line)
    mine = line.latex.__eq__
    with qtbot.waitSignal(renderer.ready, check_params_cb=mine):
        view.set_rows([row], [])
    renderer.shut_down()
    assert "cannot be typeset" in caplog.text
    view.grab()
    assert line.plain in [text for _, text in written]
