"""Pictures of views as PNG, SVG and PDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, QSize
from PyQt6.QtGui import QColor, QImage, QPageLayout, QPainter
from PyQt6.QtPdf import QPdfDocument
from PyQt6.QtPrintSupport import QPrintDialog, QPrinter
from PyQt6.QtWidgets import QLabel, QScrollArea, QTableWidget, QTableWidgetItem

from gui.export import printing
from gui.export.picture import Look, image_of, record
from gui.export.picture_files import FORMATS, save_picture
from gui.export.svg_strokes import SVG
from gui.export.view import View
from gui.graph.display_mode import EdgeMode, GraphDisplay
from gui.graph.network_view import NetworkView
from gui.graph.probe import Probe
from gui.plots.fit_plot import FitPlot
from gui.plots.loss_plot import LossPlot
from gui.plots.sample_marks import SampleMarks
from gui.style.theme import LIGHT, style_sheet
from shallownet import DataError, Trainer, TrainingConfig
from shallownet.data import datasets

if TYPE_CHECKING:
    from pathlib import Path

    from shallownet.training.snapshot import Snapshot

PNG, PNG_2, PNG_4, SVG_FILE, PDF = FORMATS

PLAIN = Look(LIGHT, LIGHT)

LANDSCAPE = QPageLayout.Orientation.Landscape


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    trainer.run(40)
    return trainer.snapshot()


def shown(qtbot, widget: LossPlot | FitPlot | NetworkView) -> View:
    qtbot.addWidget(widget)
    widget.setStyleSheet(style_sheet(LIGHT))
    widget.resize(400, 320)
    widget.show()
    return View("Plot", widget, [widget])


@pytest.fixture
def loss(qtbot, snapshot) -> View:
    plot = LossPlot()
    plot.set_history(snapshot)
    return shown(qtbot, plot)


@pytest.fixture
def fit(qtbot, snapshot) -> View:
    plot, probe = FitPlot(), Probe(snapshot.run)
    plot.set_predictions(snapshot, probe.chosen, probe.predictions(snapshot))
    plot.mark(SampleMarks((np.array([10.0]), np.array([5.0]))))
    return shown(qtbot, plot)


@pytest.fixture
def graph(qtbot, snapshot) -> View:
    view, probe = NetworkView(), Probe(snapshot.run)
    shown_view = shown(qtbot, view)
    display = GraphDisplay(EdgeMode.WEIGHT, snapshot.theta)
    view.set_run(snapshot.run)
    probe.update_maps(snapshot, view.needed_maps(display))
    view.set_state(snapshot, probe.maps, display)
    return shown_view


def saved(view: View, path: Path, look: Look = PLAIN) -> ElementTree.Element:
    save_picture(view, look, SVG_FILE, path, "Notebook, after update 40")
    return ElementTree.parse(path).getroot()


def texts(root: ElementTree.Element) -> set[str]:
    return {"".join(text.itertext()).strip() for text in root.iter(f"{{{SVG}}}text")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("loss", {"Loss J = half MSE", "update", "loss", "0", "500"}),
        ("fit", {"Predicted vs true", "update 40; all 50 drawn", "100"}),
    ],
)
def test_a_plot_in_svg_has_lines_and_texts_alone(request, tmp_path, name, expected):
    root = saved(request.getfixturevalue(name), tmp_path / "plot.svg")
    assert expected <= texts(root)
    assert not list(root.iter(f"{{{SVG}}}image"))
    assert root.findtext(f"{{{SVG}}}title") == "Notebook, after update 40"


def test_the_graph_in_svg_has_lines_and_texts_with_the_units_maps(graph, tmp_path):
    root = saved(graph, tmp_path / "graph.svg")
    assert {"x1", "x2", "ŷ", "sigmoid ▾"} <= texts(root)
    # A map for each unit, and the scale of their colours in the legend.
    assert len(list(root.iter(f"{{{SVG}}}image"))) == 12


def test_strokes_in_svg_are_in_units_of_the_page(loss, fit, tmp_path):
    """A program without non-scaling strokes draws them as wide as all others."""
    for view in (loss, fit):
        root = saved(view, tmp_path / "plot.svg")
        stretched = [
            group
            for group in root.iter()
            if any(e.get("vector-effect") == "non-scaling-stroke" for e in group)
            and not group.get("transform", "matrix(1,0,0,1,").startswith("matrix(1,0,0")
        ]
        assert not stretched


def test_the_curve_in_svg_is_where_it_is_on_the_screen(loss, tmp_path):
    root = saved(loss, tmp_path / "loss.svg")
    curve = max(
        (e for g in root.iter() if g.get("stroke") == LIGHT.loss for e in g),
        key=lambda e: len(e.get("d", "")),
    )
    number = r"(-?[\d.]+),(-?[\d.]+)"
    points = [tuple(map(float, p)) for p in re.findall(number, curve.get("d", ""))]
    plot = loss.widget
    x, y = plot.curve.getData()
    for at, index in ((points[0], 0), (points[-1], -1)):
        end = plot.box.mapViewToScene(QPointF(float(x[index]), float(y[index])))
        place = plot.plot.mapTo(plot, plot.plot.mapFromScene(end))
        assert at == pytest.approx((place.x(), place.y()), abs=1.0)


def test_a_zoomed_curve_late_in_a_run_keeps_its_points(loss, snapshot, tmp_path):
    """A file has six digits of a number, too few for an update beyond a million."""
    plot = loss.widget
    plot.curve.setData(1e6 + np.arange(40.0), np.linspace(2.0, 2.5, 40))
    plot.box.setRange(xRange=(1e6, 1e6 + 40), padding=0.0)
    plot.curve.setData(1e6 + np.arange(40.0), np.linspace(2.0, 2.5, 40))
    root = saved(loss, tmp_path / "loss.svg")
    curves = [e.get("d", "") for g in root.iter() for e in g if g.get("stroke")]
    steps = [re.findall(r"[ML](-?[\d.]+),", d) for d in curves]
    longest = [float(x) for x in max(steps, key=len)]
    assert len(set(longest)) == 40


def test_a_pdf_has_its_texts_as_texts(loss, tmp_path, qtbot):
    path = tmp_path / "loss.pdf"
    look = Look(LIGHT, LIGHT, "Notebook, after update 40")
    save_picture(loss, look, PDF, path, look.caption)
    document = QPdfDocument(None)
    assert document.load(str(path)) == QPdfDocument.Error.None_
    text = document.getAllText(0).text()
    assert "Loss J = half MSE" in text and "Notebook, after update 40" in text
    size = document.pagePointSize(0)
    pixels = record(loss, look).size
    assert (size.width(), size.height()) == pytest.approx(
        (0.75 * pixels.width(), 0.75 * pixels.height()), abs=1.0
    )
    assert document.metaData(QPdfDocument.MetaDataField.Title) == look.caption


@pytest.mark.parametrize("kind", [PNG, PNG_2, PNG_4])
def test_a_png_has_its_scale_and_says_what_it_shows(loss, tmp_path, kind):
    path = tmp_path / "loss.png"
    save_picture(loss, PLAIN, kind, path, "Notebook, after update 40")
    image = QImage(str(path))
    assert image.size() == loss.widget.size() * kind.scale
    assert image.text("Title") == "Notebook, after update 40"


def test_lines_are_as_much_wider_as_the_picture(loss):
    def thickness(scale: int) -> int:
        image = image_of(loss, PLAIN, scale)
        column = image.width() * 2 // 10  # in the plot, left of the dot
        colour = QColor(LIGHT.loss)
        rows = range(image.height() // 4, image.height())
        return sum(_is_near(image.pixelColor(column, y), colour) for y in rows)

    before = loss.widget.grab().toImage()
    assert thickness(4) >= 3 * thickness(1) > 0
    assert loss.widget.grab().toImage() == before  # its pens are as they were


def _is_near(colour: QColor, other: QColor) -> bool:
    return (
        max(
            abs(colour.red() - other.red()),
            abs(colour.green() - other.green()),
            abs(colour.blue() - other.blue()),
        )
        < 60
    )


def test_a_caption_stands_below_the_view(loss, tmp_path):
    look = PLAIN._replace(caption="Notebook, after update 40: J = 1.00")
    with_caption = image_of(loss, look, 1)
    assert with_caption.width() == loss.widget.width()
    assert with_caption.height() > loss.widget.height()
    assert look.caption in texts(saved(loss, tmp_path / "loss.svg", look))


def test_what_a_scroll_area_hides_is_not_drawn(qtbot):
    area, label = QScrollArea(), QLabel("x")
    label.setStyleSheet("background: red")
    label.resize(300, 500)
    area.setWidget(label)
    area.setFixedSize(120, 80)
    qtbot.addWidget(area)
    area.show()
    recording = record(View("Area", area, []), PLAIN)
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.drawPicture(QPoint(), recording.picture)
    painter.end()
    assert image.pixelColor(20, 20) == QColor("red")
    assert image.pixelColor(20, 90) == image.pixelColor(130, 20) == QColor("white")


def test_a_table_that_is_cut_off_stays_inside_itself(qtbot):
    table = QTableWidget(3, 12)
    for row in range(3):
        for column in range(12):
            item = QTableWidgetItem("x")
            item.setBackground(QColor("red"))
            table.setItem(row, column, item)
    table.setFixedSize(250, 120)
    qtbot.addWidget(table)
    table.show()
    recording = record(View("Table", table, []), PLAIN)
    image = QImage(400, 160, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.drawPicture(QPoint(), recording.picture)
    painter.end()
    beyond = {image.pixelColor(x, y).name() for x in (252, 300) for y in (10, 60)}
    assert beyond == {"#ffffff"}
    assert image.pixelColor(60, 40) == QColor("red")


def test_a_page_is_filled_and_not_passed(loss, tmp_path, monkeypatch):
    path = tmp_path / "page.pdf"

    class Accepted(QPrintDialog):
        """A user who prints to a file."""

        def exec(self) -> int:
            printer = self.printer()
            assert printer is not None
            assert printer.docName() == "Notebook"
            assert printer.pageLayout().orientation() == LANDSCAPE
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(path))
            return 1

    monkeypatch.setattr(printing, "QPrintDialog", Accepted)
    assert printing.print_recording(loss.widget, record(loss, PLAIN), "Notebook")
    document = QPdfDocument(None)
    document.load(str(path))
    assert document.pageCount() == 1
    page = document.render(0, QSize(424, 300))
    corner = page.pixelColor(0, 299)
    drawn = [
        (x, y)
        for x in range(424)
        for y in range(300)
        if page.pixelColor(x, y) != corner
    ]
    height = max(y for _, y in drawn) - min(y for _, y in drawn)
    assert height > 250  # of 300, with the margins of the paper
    assert min(x for x, _ in drawn) > 10 and max(x for x, _ in drawn) < 414


def test_printing_can_be_cancelled(loss, monkeypatch):
    monkeypatch.setattr(QPrintDialog, "exec", lambda _: 0)
    assert not printing.print_recording(loss.widget, record(loss, PLAIN), "Notebook")


@pytest.mark.parametrize("kind", [PNG, SVG_FILE, PDF])
def test_a_picture_that_cannot_be_written_is_told(loss, tmp_path, kind):
    path = tmp_path / "missing" / "loss"
    with pytest.raises(DataError, match=r"loss cannot be written: No such file"):
        save_picture(loss, PLAIN, kind, path)


def test_a_picture_that_is_too_large_is_told(loss, monkeypatch):
    with pytest.raises(DataError, match="does not fit into memory"):
        image_of(loss, PLAIN, 1_000)
