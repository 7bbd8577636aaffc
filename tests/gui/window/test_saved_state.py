"""The settings file: what it restores, and that nothing in it can do any harm."""

from __future__ import annotations

import pickle
from base64 import b64encode
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gui.window import saved_state
from gui.window.settings_file import SettingsFile
from gui.window.window_layout import WindowLayout
from shallownet import Recipe

NO_LAYOUT = f"{crc32(b'no layout'):08x} {b64encode(b'no layout').decode()}"
CUT_SHORT = "1d6a3bd1 AAAA/wAAAAH9AAAAAQAAAAEAAAF7AAACo/wCAAAAAvsAAAAQ"

DEFAULTS = {
    "theme": "system",
    "log_axis": "true",
    "mean_error": "false",
    "microscope_beside": "false",
    "log_updates": "false",
    "test_loss": "true",
    "loss_over_all": "false",
    "extra_curve": "none",
}


@pytest.fixture(scope="module")
def layout(share) -> WindowLayout:
    """Return the views alone, with no run; no test makes another choice in them."""
    return share(WindowLayout())


@pytest.fixture
def own_layout(qtbot) -> WindowLayout:
    """Return views that a test makes choices in."""
    layout = WindowLayout()
    qtbot.addWidget(layout)
    return layout


def choices(layout: WindowLayout) -> dict[str, str]:
    return {name: saved_state.state_of(layout)[name] for name in DEFAULTS}


def test_what_is_saved_is_restored(own_layout, settings, qtbot):
    own_layout.loss_plot.log_button.setChecked(False)
    own_layout.theme_choice = "dark"
    own_layout.actions_["microscope_beside"].setChecked(True)
    own_layout.loss_plot.extra.choose("layer_gradients")
    own_layout.loss_plot.log_updates.setChecked(True)
    own_layout.loss_plot.test_choice.setChecked(False)
    own_layout.loss_plot.whole_choice.setChecked(True)
    assert saved_state.save(own_layout, settings) == ""
    other = WindowLayout()
    qtbot.addWidget(other)
    assert saved_state.load(other, settings) == ""
    assert choices(other) == {
        "theme": "dark",
        "log_axis": "false",
        "mean_error": "false",
        "microscope_beside": "true",
        "log_updates": "true",
        "test_loss": "false",
        "loss_over_all": "true",
        "extra_curve": "layer_gradients",
    }


def test_a_microscope_that_stood_beside_the_graph_opens_there(
    qtbot, settings, make_window
):
    settings.path.write_text("microscope_beside=true\nextra_curve=gradient_norm\n")
    window = make_window(Recipe.of(samples=50))
    assert "‖∇J‖" in window.loss_plot.reading.text()
    panel = window.microscope.open()
    assert window.docks.isAncestorOf(panel)
    assert not window.step_panel.isAncestorOf(panel)


class Harm:
    """An object whose unpickling makes a file."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self):
        return Path.touch, (self.trace,)


def variant(value: object) -> str:
    """Write a Python object as PyQt's QSettings would, which unpickles it."""
    content = b"\0\0\4\0\0\0\0\0\x0ePyQt_PyObject\0"
    pickled = pickle.dumps(value)
    content += len(pickled).to_bytes(4, "big") + pickled
    return "@Variant(" + "".join(f"\\x{byte:x}" for byte in content) + ")"


ODD = {
    "geometry": ["1 2 3", "0 0 -5 9", "a b c d", "9" * 5_000, "1 2 3 4 maximized!", ""],
    "columns": ["1 2 3", "-1 5", "0 0", "1e3 2", "99999 1", "@Point(1 2)"],
    "panels": ["00000000 ", "AAAA", "@ByteArray", NO_LAYOUT, CUT_SHORT, "%%% &&&"],
    "theme": ["blue", "@Invalid()", "Dark", "system, light"],
    "log_axis": ["a, b", "yes", "@Variant(\\0\\0)", "\0"],
    "mean_error": ["2", "%%", "\ufffd"],
    "microscope_beside": ["1", "True"],
    "log_updates": ["", "TRUE"],
    "extra_curve": ["", "loss", "Learning rate η"],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name in ODD for text in ODD[name]]
)
def test_an_odd_value_gives_way_to_its_default_and_is_told(
    layout, settings, name, text
):
    settings.path.write_text(f"[General]\n{name}={text}\n")
    said = saved_state.load(layout, settings)
    assert f"no valid {name}" in said and str(settings.path) in said
    assert choices(layout) == DEFAULTS


@pytest.mark.parametrize("name", [*ODD, "General/x"])
def test_no_value_is_ever_executed(layout, settings, tmp_path, name):
    trace = tmp_path / "harmed"
    settings.path.write_text(f"[General]\n{name}={variant(Harm(trace))}\n")
    saved_state.load(layout, settings)
    assert not trace.exists()


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_no_file_keeps_the_window_from_opening(own_layout, settings, content):
    settings.path.write_bytes(b"theme=dark\n" + content)
    saved_state.load(own_layout, settings)


def test_a_value_that_is_odd_stays_in_the_file_until_the_window_closes(
    own_layout, settings
):
    settings.path.write_text("theme=blue\nlog_axis=false\n")
    saved_state.load(own_layout, settings)
    assert settings.read() == {"theme": "blue", "log_axis": "false"}


def test_places_of_the_first_version_are_passed_over_in_silence(own_layout, settings):
    settings.path.write_text("[General]\ngeometry=@ByteArray(\\x1)\ntheme=dark\n")
    assert saved_state.load(own_layout, settings) == ""
    assert own_layout.theme_choice == "dark"


@pytest.mark.parametrize("where", ["a folder", "a file in the way", "far too large"])
def test_settings_that_cannot_be_read_or_written_are_told(own_layout, tmp_path, where):
    path = tmp_path / "place" / "settings.ini"
    if where == "a folder":
        path.mkdir(parents=True)
    elif where == "a file in the way":
        path.parent.write_text("")
    else:
        path.parent.mkdir()
        path.write_bytes(b"x" * 200_000)
    said = saved_state.load(own_layout, SettingsFile(path))
    assert said.count(".ini") == 1
    assert "cannot be" in said


def test_the_window_tells_it_and_keeps_telling_it(qtbot, settings, make_window):
    settings.path.write_text("log_axis=a, b\n")
    window = make_window(Recipe.of(samples=50))
    banner = window.banner
    assert banner.isVisible() and "no valid log_axis" in banner.text.text()
    window.run.load(Recipe.of(samples=60))
    qtbot.waitUntil(lambda: window.shown.snapshot.run.data.samples == 60)
    assert banner.isVisible()
    window.warned.emit("The log cannot be written.")
    assert len(banner.text.text().splitlines()) == 2
