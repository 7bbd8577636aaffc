"""A number field: typed text counts, or is explained and changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gui.style.theme import LIGHT, style_sheet
from gui.widgets.number_field import NumberField, stepped
from shallownet import SETTINGS, about
from shallownet.settings.number_settings import NumberSetting
from tests.examples import examples


class RecordedField(NumberField):
    """A field in a window of its own that keeps the values it requested."""

    def __init__(self, about: NumberSetting) -> None:
        super().__init__(about)
        self.home = QWidget()
        layout = QVBoxLayout(self.home)
        layout.addWidget(self)
        layout.addWidget(self.problem)
        self.emitted: list[float | None] = []
        self.committed.connect(self.emitted.append)

    def accept(self, value: float | None) -> None:
        self.set_value(value)
        self.answer()


def setting(name: str) -> NumberSetting:
    entry = about(name)
    assert isinstance(entry, NumberSetting)
    return entry


def make(
    qtbot, name: str, *, value: float | None, accepted: bool = True
) -> RecordedField:
    """Return a field whose requests are accepted at once, or never answered."""
    field = RecordedField(setting(name))
    qtbot.addWidget(field.home)
    field.home.show()
    field.set_value(value)
    if accepted:
        field.committed.connect(field.accept)
    return field


@pytest.fixture
def rate(qtbot) -> RecordedField:
    return make(qtbot, "learning_rate", value=0.001)


@pytest.fixture
def samples(qtbot) -> RecordedField:
    return make(qtbot, "samples", value=10_000)


def enter(qtbot, field: RecordedField, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "value"), [("3e-4", 3e-4), ("0.5", 0.5), (" 1 ", 1.0), (".01", 0.01)]
)
def test_numbers_are_accepted_as_people_write_them(qtbot, rate, text, value):
    enter(qtbot, rate, text)
    assert rate.emitted == [value]
    assert rate.value == value
    assert rate.problem.isHidden()


@pytest.mark.parametrize(("text", "value"), [("500", 500), ("20,000", 20_000)])
def test_whole_numbers_may_be_grouped(qtbot, samples, text, value):
    enter(qtbot, samples, text)
    assert samples.emitted == [value]
    assert samples.text() == f"{value:,}"


@pytest.mark.parametrize("text", ["", "fast", "0,001", "0", "-1", "1e9", "nan", "inf"])
def test_invalid_text_is_explained_and_changes_nothing(qtbot, rate, text):
    if text:
        enter(qtbot, rate, text)
    else:
        rate.clear()
        qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert rate.emitted == []
    assert rate.value == 0.001
    assert rate.problem.isVisible()
    assert rate.problem.text().endswith(".")
    enter(qtbot, rate, "0.002")
    assert rate.problem.isHidden()
    assert rate.emitted == [0.002]


@pytest.mark.parametrize("text", ["1.5", "9", "2000000", "1,00", "ten"])
def test_whole_numbers_have_their_range(qtbot, samples, text):
    enter(qtbot, samples, text)
    assert samples.emitted == []
    assert samples.problem.isVisible()


def test_arrows_step_by_1_2_5(qtbot, rate):
    for _ in range(4):
        qtbot.keyClick(rate, Qt.Key.Key_Up)
    assert rate.emitted == [0.002, 0.005, 0.01, 0.02]
    for _ in range(5):
        qtbot.keyClick(rate, Qt.Key.Key_Down)
    assert rate.value == pytest.approx(0.0005)


@examples(
    60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.sampled_from([-1, 1]), max_size=60))
def test_stepping_never_leaves_the_range(samples, steps):
    for step in steps:
        samples.stepBy(step)
        entry = setting("samples")
        assert entry.minimum <= samples.value <= entry.maximum


def test_escape_cancels_an_edit(qtbot, rate):
    rate.selectAll()
    qtbot.keyClicks(rate, "5")
    qtbot.keyClick(rate, Qt.Key.Key_Escape)
    assert rate.text() == "0.001"
    assert rate.emitted == []


def test_setting_from_code_emits_nothing(rate):
    rate.set_value(0.25)
    assert rate.text() == "0.25"
    assert rate.emitted == []


def test_text_being_typed_is_not_overwritten(qtbot, rate):
    rate.home.activateWindow()
    rate.setFocus()
    qtbot.waitUntil(rate.hasFocus)
    rate.selectAll()
    qtbot.keyClicks(rate, "0.0")
    rate.set_value(0.25)
    assert rate.text() == "0.0"


def focus(qtbot, field: RecordedField) -> None:
    field.home.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)


def test_text_that_is_not_edited_follows_the_code_and_is_not_committed(qtbot, rate):
    focus(qtbot, rate)
    rate.set_value(0.25)
    assert rate.text() == "0.25"
    rate.clearFocus()
    assert rate.emitted == []
    assert rate.value == 0.25


def test_leaving_the_field_commits_the_text(qtbot, rate):
    focus(qtbot, rate)
    rate.selectAll()
    qtbot.keyClicks(rate, "0.5")
    assert rate.emitted == []
    rate.clearFocus()
    assert rate.emitted == [0.5]


def test_leaving_an_invalid_text_restores_the_number_in_force(qtbot, rate):
    focus(qtbot, rate)
    rate.selectAll()
    qtbot.keyClicks(rate, "0,5")
    rate.clearFocus()
    assert rate.emitted == []
    assert rate.text() == "0.001"
    assert rate.problem.isVisible()
    assert "0,5" in rate.problem.text()


def test_enter_leaves_the_field_unless_the_text_is_invalid(qtbot, rate):
    focus(qtbot, rate)
    enter(qtbot, rate, "fast")
    assert rate.hasFocus()
    enter(qtbot, rate, "0.5")
    assert not rate.hasFocus()
    assert rate.emitted == [0.5]


def test_the_same_number_in_another_notation_emits_nothing(qtbot, rate):
    enter(qtbot, rate, "1e-3")
    assert rate.emitted == []
    assert rate.text() == "0.001"


def test_escape_hides_the_explanation(qtbot, rate):
    enter(qtbot, rate, "fast")
    qtbot.keyClick(rate, Qt.Key.Key_Escape)
    assert rate.problem.isHidden()
    assert rate.text() == "0.001"
    assert rate.emitted == []


def test_out_of_range_is_explained_with_the_range(qtbot, samples):
    enter(qtbot, samples, "5")
    assert samples.problem.text() == "It must lie from 10 to 1,000,000."


def test_at_the_limits_there_is_no_further_step(qtbot, samples):
    samples.set_value(1_000_000)
    qtbot.keyClick(samples, Qt.Key.Key_Up)
    assert samples.emitted == []
    samples.set_value(10)
    qtbot.keyClick(samples, Qt.Key.Key_Down)
    assert samples.emitted == []
    qtbot.keyClick(samples, Qt.Key.Key_Up)
    assert samples.emitted == [20]


def test_a_page_is_ten_steps(qtbot, samples):
    samples.set_value(10)
    qtbot.keyClick(samples, Qt.Key.Key_PageUp)
    assert samples.emitted == [20_000]


def test_a_seed_steps_by_one(qtbot):
    seed = make(qtbot, "seed", value=7)
    qtbot.keyClick(seed, Qt.Key.Key_Up)
    qtbot.keyClick(seed, Qt.Key.Key_Down)
    assert seed.emitted == [8, 7]


@pytest.mark.parametrize("value", [0.0012, 0.0032, 0.0099])
def test_a_number_between_two_steps_goes_to_the_next_one(qtbot, rate, value):
    steps = [0.001, 0.002, 0.005, 0.01]
    rate.set_value(value)
    qtbot.keyClick(rate, Qt.Key.Key_Up)
    rate.set_value(value)
    qtbot.keyClick(rate, Qt.Key.Key_Down)
    up, down = (min(s for s in steps if s > value), max(s for s in steps if s < value))
    assert rate.emitted == pytest.approx([up, down])


def test_the_tip_shows_symbol_unit_and_range(rate, samples):
    assert "η" in rate.toolTip()
    assert "[samples]" in samples.toolTip()
    assert "10 to 1,000,000" in samples.toolTip().replace("\n", " ")
    assert "From 1e-8 to 100." in rate.toolTip().replace("\n", " ")


def test_the_wheel_does_not_change_a_field_without_focus(qtbot, samples):
    at = QPointF(5, 5)
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    samples.clearFocus()
    QApplication.sendEvent(samples, event)
    assert samples.emitted == []


def test_a_step_starts_from_the_typed_number(qtbot, rate):
    rate.selectAll()
    qtbot.keyClicks(rate, "0.5")
    qtbot.keyClick(rate, Qt.Key.Key_Up)
    assert rate.value == 1.0


def test_an_optional_number_has_a_word_for_none(qtbot):
    batch = make(qtbot, "batch_size", value=None)
    assert batch.text() == "all"
    enter(qtbot, batch, "64")
    enter(qtbot, batch, "all")
    enter(qtbot, batch, "100")
    batch.clear()
    qtbot.keyClick(batch, Qt.Key.Key_Return)
    assert batch.emitted == [64, None, 100, None]
    assert "1 to 1,000,000, or all" in " ".join(batch.toolTip().split())


def test_none_is_above_all_numbers(qtbot):
    batch = make(qtbot, "batch_size", value=None)
    qtbot.keyClick(batch, Qt.Key.Key_Up)
    assert batch.emitted == []
    qtbot.keyClick(batch, Qt.Key.Key_Down)
    qtbot.keyClick(batch, Qt.Key.Key_Up)
    batch.set_value(1_000_000)
    qtbot.keyClick(batch, Qt.Key.Key_Up)
    assert batch.emitted == [32, 50, None]


def test_penalties_step_down_to_zero_and_up_again(qtbot):
    l2 = make(qtbot, "l2", value=0.0)
    qtbot.keyClick(l2, Qt.Key.Key_Up)
    assert l2.value == 0.001
    for _ in range(40):
        qtbot.keyClick(l2, Qt.Key.Key_Down)
    assert l2.value == 0.0


@examples(
    300,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=st.sampled_from(
        [n for n, entry in SETTINGS.items() if isinstance(entry, NumberSetting)]
    ),
    steps=st.lists(st.booleans(), max_size=40),
    share=st.floats(0.0, 1.0),
)
def test_every_step_of_every_setting_is_valid(name, steps, share):
    entry = setting(name)
    between = entry.minimum + share * (entry.maximum - entry.minimum)
    value = entry.check(name, int(between) if entry.whole else between)
    for up in steps:
        value = stepped(entry, value, up=up)
        assert entry.check(name, value) == value


@pytest.fixture
def unanswered(qtbot) -> RecordedField:
    """Return a field for samples whose requests get no answer yet."""
    return make(qtbot, "samples", value=300, accepted=False)


def test_pending_and_refused_values_look_different(qtbot, unanswered):
    def pixels() -> bytes:
        image = unanswered.grab().toImage()
        return image.bits().asstring(image.sizeInBytes())

    unanswered.home.setStyleSheet(style_sheet(LIGHT))
    enter(qtbot, unanswered, "500")
    unanswered.clearFocus()
    pending = pixels()
    unanswered.set_value(500)
    in_force = pixels()
    assert pending != in_force
    unanswered.problem.show_problem("made for this test")
    assert pixels() not in (pending, in_force)


def test_a_requested_value_is_pending_until_it_is_in_force(qtbot, unanswered):
    enter(qtbot, unanswered, "500")
    assert unanswered.emitted == [500]
    assert unanswered.value == 300
    assert unanswered.text() == "500"
    assert unanswered.property("pending") == "true"
    unanswered.set_value(500)
    assert unanswered.value == 500
    assert unanswered.property("pending") == "false"


def test_a_refusal_shows_the_value_in_force_and_the_request_can_be_repeated(
    qtbot, unanswered
):
    for times in (1, 2):
        enter(qtbot, unanswered, "500")
        assert unanswered.emitted == [500] * times
        unanswered.answer("made for this test")
        assert unanswered.value == 300
        assert unanswered.text() == "300"
        assert unanswered.property("pending") == "false"
        assert unanswered.problem.text() == "made for this test"


def test_a_refusal_of_a_step_shows_the_value_in_force(qtbot, unanswered):
    focus(qtbot, unanswered)
    qtbot.keyClick(unanswered, Qt.Key.Key_Up)
    assert unanswered.text() == "500"
    unanswered.answer("made for this test")
    assert unanswered.text() == "300"
    assert unanswered.problem.isVisible()


def test_steps_start_from_the_requested_value(qtbot, unanswered):
    for _ in range(3):
        qtbot.keyClick(unanswered, Qt.Key.Key_Up)
    assert unanswered.emitted == [500, 1_000, 2_000]
    unanswered.set_value(500)  # the first of three requests is answered
    unanswered.answer()
    assert unanswered.text() == "2,000"
    unanswered.answer()
    unanswered.answer("made for this test")
    assert unanswered.text() == "500"


def test_an_answer_without_a_change_shows_the_value_in_force(qtbot, unanswered):
    enter(qtbot, unanswered, "500")
    unanswered.answer()
    assert unanswered.text() == "300"
    assert unanswered.property("pending") == "false"


def test_a_refusal_keeps_text_typed_meanwhile(qtbot, unanswered):
    enter(qtbot, unanswered, "500")
    focus(qtbot, unanswered)
    unanswered.selectAll()
    qtbot.keyClicks(unanswered, "70")
    unanswered.answer("made for this test")
    assert unanswered.text() == "70"


def test_invalid_text_is_explained_while_it_is_typed(qtbot, samples):
    samples.selectAll()
    qtbot.keyClicks(samples, "5")
    assert samples.problem.text() == "It must lie from 10 to 1,000,000."
    qtbot.keyClicks(samples, "0")
    assert samples.problem.text() == "Enter begins a new run."
    qtbot.keyClicks(samples, "x")
    assert "50x" in samples.problem.text()


def test_typing_a_value_that_begins_a_new_run_shows_a_hint(qtbot, samples, rate):
    samples.selectAll()
    qtbot.keyClicks(samples, "70")
    assert samples.problem.isVisible()
    assert "new run" in samples.problem.text()
    qtbot.keyClick(samples, Qt.Key.Key_Return)
    assert samples.problem.isHidden()
    rate.selectAll()
    qtbot.keyClicks(rate, "0.5")
    assert rate.problem.isHidden()


def test_a_screen_reader_is_told_value_range_and_problem(qtbot, rate):
    def told() -> tuple[object, ...]:
        return tuple(rate.property(name) for name in ("value", "minimum", "maximum"))

    assert told() == (0.001, 1e-8, 100.0)
    enter(qtbot, rate, "0.5")
    assert told() == (0.5, 1e-8, 100.0)
    rate.stepBy(1)
    assert told()[0] == 1.0
    rate.selectAll()
    qtbot.keyClicks(rate, "0,001")
    assert rate.accessibleDescription() == rate.problem.text()
    assert "decimal sign is a point" in rate.accessibleDescription()
    qtbot.keyClick(rate, Qt.Key.Key_Escape)
    assert rate.accessibleDescription() == ""  # Qt then says its tool tip


def test_no_limit_is_told_as_the_largest_number(qtbot):
    batch = make(qtbot, "batch_size", value=None)
    assert batch.property("value") == setting("batch_size").maximum
    batch.accept(32)
    assert batch.property("value") == 32


@pytest.mark.parametrize(
    ("told", "value"), [(0.25, 0.25), (-3.0, 1e-8), (1e9, 100.0), (1, 1.0)]
)
def test_a_value_set_by_a_screen_reader_is_requested(rate, told, value):
    rate.setProperty("value", told)
    assert rate.emitted == [value]
    assert rate.property("value") == value
    assert rate.text() == about("learning_rate").show(value)


def test_a_whole_number_set_by_a_screen_reader_is_rounded(samples):
    samples.setProperty("value", 499.6)
    assert samples.emitted == [500]
    assert type(samples.emitted[0]) is int
