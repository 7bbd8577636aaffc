"""The app as a person meets it: a real window, a real mouse, real keys."""

from __future__ import annotations

import signal

from screen import wait_until

AT = r"paused at update ([\d,]+) "


def step_of(app) -> int:
    return int(app.wait_for(AT).group(1).replace(",", ""))


def test_buttons_start_pause_step_and_reset(launch, places, screen):
    app = launch()
    app.wait_for(r"^Notebook – paused at update 0 ")
    screen.click(app.window, *places["start"])
    app.wait_for("running")
    screen.click(app.window, *places["pause"])
    made = step_of(app)
    screen.click(app.window, *places["step"])
    app.wait_for(rf"paused at update {made + 1:,} ")
    screen.click(app.window, *places["reset"])
    app.wait_for("paused at update 0 ")
    assert f"paused at update {made}" in app.log


def test_keys_start_pause_step_and_reset(launch, screen):
    app = launch()
    app.wait_for("paused at update 0 ")
    for step in (1, 2, 3):
        screen.press("Right")
        app.wait_for(rf"paused at update {step} ")
    screen.press("space")
    app.wait_for("running")
    screen.press("f")
    screen.press("space")
    assert step_of(app) >= 3
    screen.press("r")
    app.wait_for("paused at update 0 ")
    screen.press("z", control=True)
    app.wait_for("paused at update (?!0 )")


def test_a_learning_rate_is_typed_while_it_runs(launch, places, screen):
    app = launch()
    screen.press("space")
    app.wait_for("running")
    screen.press("l")
    for key in ("3", "e", "minus", "4", "Return"):
        screen.press(key)
    # The preset's name goes: these are a person's own settings now.
    screen.click(app.window, *places["pause"])
    app.wait_for("own settings – paused")


def test_hovering_shows_numbers_and_the_theme_changes_colours(launch, places, screen):
    app = launch()
    app.wait_for("paused at update 0 ")
    x, y = places["unit 5"]
    around = (x + 16, y + 16, 120, 60)
    screen.move(app.window, 5, 5)
    plain = screen.pixels(app.window, *around)
    screen.move(app.window, x, y)
    wait_until(lambda: screen.pixels(app.window, *around) != plain, "the card")
    corner = screen.pixels(app.window, 2, 790, 4, 4)
    screen.press("t")
    wait_until(lambda: screen.pixels(app.window, 2, 790, 4, 4) != corner, "dark")


def test_autostart_runs_and_the_window_closes_while_running(launch, screen):
    app = launch("--autostart")
    app.wait_for("running")
    screen.ask_to_close(app.window)
    assert app.end() == 0
    assert "started at update 0" in app.log


def test_ctrl_q_closes_while_running_at_full_speed(launch, screen):
    app = launch("--autostart", "--preset", "notebook-as-published")
    app.wait_for("^Notebook, as published – running")
    screen.press("f")
    screen.press("q", control=True)
    assert app.end() == 0


def test_an_interrupt_from_the_terminal_ends_it(launch, screen):
    app = launch("--autostart")
    app.wait_for("running")
    assert screen.process_of(app.window) == app.process.pid
    app.process.send_signal(signal.SIGINT)
    assert app.end() == -signal.SIGINT
