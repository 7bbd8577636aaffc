"""The legend tells the true span of every layer's colours, and its titles choose."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPainter

from gui.graph.display_mode import EDGE_MODES, EdgeMode, UnitMode
from gui.graph.legend import ScaleTexts, Span
from shallownet import Recipe
from tests.gui.hands import at_rest

LIMITS = st.sampled_from([0.5, 1.0, 2.0, 50.0, 1e-5, 1e6])


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def told(texts: ScaleTexts, text: str) -> dict[str, tuple[float, float]]:
    """Read the span of each layer that a text beside a scale names."""
    found = {}
    pattern = r"(x|ŷ|hidden|layer \d+) (?:±(\S+?)|(\S+) … (\S+?))(?=, |  |$)"
    for name, limit, low, high in re.findall(pattern, text):
        found[name] = (
            (-number(limit), number(limit)) if limit else (number(low), number(high))
        )
    return found


@given(st.lists(LIMITS, min_size=1, max_size=4), LIMITS, st.floats(-100.0, 100.0))
def test_every_layer_has_its_true_span(hidden, output, mean):
    names = [f"layer {n}" for n in range(1, len(hidden) + 1)]
    spans = [
        (name, Span.about(0.0, limit))
        for name, limit in zip(names, hidden, strict=True)
    ]
    spans.append(("ŷ", Span.about(mean, output)))
    texts = ScaleTexts.of(spans, ["over x1"])
    spoken = told(texts, texts.beside[0])
    for name, span in spans:
        if name in spoken:
            ends = spoken[name]
        else:  # what is not named has the scale's own ends
            ends = number(texts.low), number(texts.high)
        assert ends == pytest.approx(span, rel=0.01, abs=0.01 * (span.high - span.low))
    assert texts.beside[0].endswith("over x1")
    assert len(texts.least) <= len(texts.beside[0])


def painted(window, monkeypatch) -> list[str]:
    """Return the texts of the legend as it is painted now."""
    texts: list[str] = []
    draw = QPainter.drawText

    def note(painter, *args) -> None:
        texts.append(args[-1])
        draw(painter, *args)

    with monkeypatch.context() as patch:
        patch.setattr(QPainter, "drawText", note)
        window.network_view._lay_out()
        window.network_view.grab()
    return texts[texts.index("ŷ") + 1 :]  # after the last unit's name


@pytest.mark.parametrize("width", [1000, 1366, 1920])
@pytest.mark.parametrize(
    "network",
    [{}, {"hidden_units": (5, 5), "activation": ("relu", "tanh")}],
    ids=["one layer", "two layers"],
)
def test_the_span_of_the_output_is_told_at_every_width(
    qtbot, make_window, monkeypatch, width, network: dict[str, Any]
):
    window = make_window(Recipe.of(samples=60, **network))
    window.setMinimumWidth(0)
    window.resize(width, 700)
    target = window.shown.snapshot.run.target
    for mode in (UnitMode.RESPONSE, UnitMode.MEAN):
        window.network_view.units_chosen.emit(mode)
        shown = "\n".join(painted(window, monkeypatch))
        assert "limit" not in shown
        if "by layer" in shown:  # at the narrowest, the span of all is told
            assert width == 1000
            continue
        assert re.search(r"ŷ (±|−|\d)", shown)
        if mode is UnitMode.RESPONSE:
            found = re.search(r"ŷ (\S+) … (\S+)", shown)
            assert found is not None
            low, high = map(number, found.groups())
            assert low <= target.low < target.high <= high


def menu_of(button) -> dict[str, Any]:
    menu = button.menu()
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions()}


def test_the_titles_choose_what_edges_and_units_show(qtbot, window):
    choices, modes = window.network_view.choices, window.microscope.modes
    window.run.start(3)
    qtbot.waitUntil(lambda: at_rest(window, 3))
    for mode in reversed(EDGE_MODES):
        menu_of(choices.edges)[mode.value].trigger()
        assert modes.display.edges is mode
        assert mode.value in choices.edges.accessibleName()
        assert window.actions_["edge_mode"].text() == f"Edges: {mode.value}"
        checked = [t for t, a in menu_of(choices.edges).items() if a.isChecked()]
        assert checked == [mode.value]
    entries = menu_of(choices.units)
    assert list(entries) == [mode.value for mode in UnitMode]
    assert not entries[UnitMode.SAMPLE.value].isEnabled()  # none is chosen
    entries[UnitMode.SATURATION.value].trigger()
    assert modes.display.units.title == "saturated on"
    assert choices.units.accessibleName() == "Units show: saturated on"
    window.microscope.select_sample(4)
    menu_of(choices.units)[UnitMode.MEAN.value].trigger()
    menu_of(choices.units)[UnitMode.SAMPLE.value].trigger()
    assert modes.display.units.title == "sample 4"


def test_in_a_phase_the_titles_say_why_nothing_can_be_chosen(qtbot, window):
    choices = window.network_view.choices
    window.actions_["next_phase"].trigger()
    for button in (choices.edges, choices.units):
        assert not button.isEnabled()
        assert "phase" in button.toolTip()
    for _ in range(3):
        window.actions_["next_phase"].trigger()
    assert choices.edges.accessibleName() == f"Edges show: {EdgeMode.UPCOMING.value}"
    window.actions_["microscope"].trigger()
    assert choices.edges.isEnabled() and "V" in choices.edges.toolTip()


def test_the_titles_are_reached_by_tab_and_keep_space(qtbot, window):
    choices = window.network_view.choices
    for button in (choices.edges, choices.units):
        assert button.focusPolicy() is Qt.FocusPolicy.TabFocus
        assert button.text().removesuffix(" ▾") in button.accessibleName()
