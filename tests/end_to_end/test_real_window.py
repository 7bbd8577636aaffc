"""The app as a person meets it: a real window, a real mouse, real keys."""

from __future__ import annotations

import signal
import time

import pytest

MARGIN = (2, 790)
"""A place in the window where nothing but its background is."""


def test_the_mouse_starts_pauses_steps_and_resets(launch, places, screen):
    app = launch()
    app.wait_for(r"^Notebook – paused at update 0 – ShallowNet$")
    screen.click(app.window, *places["start"])
    app.wait_for("^Notebook – running – ShallowNet$")
    screen.click(app.window, *places["pause"])
    made = app.updates()
    assert app.logged("paused") == [made]

    screen.click(app.window, *places["step"])
    app.wait_for(rf"paused at update {made + 1:,} ")
    screen.click(app.window, *places["start"])
    app.wait_for("running")
    # It went on from there: the click made one update and not another one later.
    assert app.logged("started") == [0, made + 1]

    screen.click(app.window, *places["reset"])
    app.wait_for("paused at update 0 ")


def test_keys_start_pause_step_and_reset(launch, screen):
    app = launch()
    for step in (1, 2, 3):
        screen.press("Right")
        app.wait_for(f"paused at update {step} ")
    screen.press("space")
    app.wait_for("running")
    screen.press("space")
    made = app.updates()
    screen.press("Right")
    app.wait_for(f"paused at update {made + 1:,} ")
    screen.press("r")
    app.wait_for("paused at update 0 ")
    screen.press("z", control=True)
    app.wait_for(f"paused at update {made + 1:,} ")
    screen.press("space")
    app.wait_for("running")
    assert app.logged("started") == [3, made + 1]
    screen.press("r")
    app.wait_for("paused at update 0 ")


def test_keys_still_start_and_step_after_a_click_on_something_else(
    launch, places, screen
):
    app = launch()
    for step, place in enumerate(("speed", "unit 5"), start=1):
        screen.click(app.window, *places[place])
        screen.press("Right")
        app.wait_for(f"paused at update {step} ")
    screen.click(app.window, *places["speed"])
    screen.press("space")
    app.wait_for("running")


def test_a_key_switches_to_full_speed_and_back(launch, screen):
    app = launch()

    def run_briefly() -> int:
        screen.press("space")
        app.wait_for("running")
        screen.press("space")
        return app.updates()

    began = time.monotonic()
    # Down to one update a second.
    screen.press(*["bracketleft"] * 7)
    screen.press("f")
    app.wait_until(
        lambda: run_briefly() > 10 * (time.monotonic() - began + 1), "full speed"
    )
    screen.press("r")
    app.wait_for("paused at update 0 ")
    began = time.monotonic()
    screen.press("f")
    assert run_briefly() <= time.monotonic() - began + 2


def test_a_learning_rate_is_typed_while_it_runs(launch, screen):
    app = launch()
    screen.press("space")
    app.wait_for("running")
    screen.press("l")
    screen.press("a", control=True)
    # On its way are keys that slow down, run longer, and take back, elsewhere.
    screen.press("3", "e", "minus", "4", "Return")

    # What the field makes of it, in its own way of writing numbers, is in force.
    def copied() -> str:
        screen.press("a", "c", control=True)
        return screen.clipboard()

    screen.press("l")
    app.wait_until(lambda: copied() == "0.0003", "the learning rate")
    screen.press("Escape")
    screen.press("space")
    # The settings are no longer the preset's.
    app.wait_for(r"^Notebook, changed – paused at update [^0]")


def test_a_preset_is_chosen_from_its_list_by_keys(launch, screen):
    app = launch()
    screen.press("Right")
    app.wait_for("^Notebook – paused at update 1 ")
    screen.press("p")
    screen.press("Down", "Return")
    app.wait_for("^Notebook, as published – paused at update 0 ")


@pytest.mark.parametrize(("name", "lines"), [("unit 5", 4), ("a weight", 3)])
def test_pointing_at_the_graph_shows_numbers_that_follow_the_run(
    launch, places, screen, name, lines
):
    app = launch()
    x, y = places[name]

    def picture() -> bytes:
        # Inside the card, or where it would be; a line is 14 pixels high.
        return screen.pixels(app.window, x + 18, y + 18, 205, 14 * lines + 8)

    screen.move(app.window, *MARGIN)
    app.wait_until(lambda: len(set(picture())) > 2, "the graph to be drawn")
    plain = picture()
    screen.move(app.window, x, y)
    app.wait_until(lambda: picture() != plain, "a card")
    card = picture()
    screen.press("Right")
    app.wait_until(lambda: picture() not in (card, plain), "other numbers on it")
    screen.press("r")
    app.wait_until(lambda: picture() == card, "the numbers of the start")
    screen.move(app.window, *MARGIN)
    app.wait_until(lambda: picture() == plain, "the card to go")


def test_a_key_changes_the_theme(launch, screen):
    app = launch()
    app.wait_until(lambda: screen.brightness(app.window, *MARGIN) > 0.8, "light")
    screen.press("t")
    app.wait_until(lambda: screen.brightness(app.window, *MARGIN) < 0.2, "dark")


def test_it_starts_by_itself_and_closes_while_running(launch, screen):
    app = launch("--autostart")
    app.wait_for("running")
    assert app.logged("started") == [0]
    screen.ask_to_close(app.window)
    assert app.end() == 0
    assert app.has_left_nothing()


def test_ctrl_q_closes_it_at_full_speed(launch, screen):
    app = launch("--autostart", "--preset", "notebook-as-published")
    app.wait_for("^Notebook, as published – running")
    screen.press("f")
    screen.press("q", control=True)
    assert app.end() == 0
    assert app.has_left_nothing()


def test_ctrl_q_closes_it_at_rest(launch, screen):
    app = launch()
    screen.press("q", control=True)
    assert app.end() == 0
    assert app.has_left_nothing()


def test_an_interrupt_from_the_terminal_ends_it(launch):
    app = launch("--autostart")
    app.wait_for("running")
    app.process.send_signal(signal.SIGINT)
    assert app.end() == 0  # it closes as if by hand
    assert app.has_left_nothing()


def test_large_letters_of_the_system_make_all_of_it_larger(
    launch, screen, tmp_path, monkeypatch
):
    """12 points are 16 pixels, a third more than those it is laid out for."""
    settings = tmp_path / "xdg_config_home" / "kdeglobals"
    settings.parent.mkdir()
    settings.write_text("[General]\nfont=DejaVu Sans,12,-1,5,50,0,0,0,0,0\n")
    for name, value in {
        "XDG_CURRENT_DESKTOP": "KDE",
        "KDE_FULL_SESSION": "true",
        "KDE_SESSION_VERSION": "5",
    }.items():
        monkeypatch.setenv(name, value)
    app = launch()
    shown = app.window.get_geometry()
    assert abs(shown.width - 1280 * 1.25) <= 2
    assert abs(shown.height - 800 * 1.25) <= 2
    screen.press("Right")
    app.wait_for("paused at update 1 ")
    screen.press("q", control=True)
    assert app.end() == 0
