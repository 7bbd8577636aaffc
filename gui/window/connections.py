"""The connections of the main window: signals of its parts, and its actions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gui.plots.plot_card import PlotCard
from gui.training.commands import Pause
from gui.window import settings_clipboard
from gui.window.action_states import show_full_speed, show_playback

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.window.main_window import MainWindow


def connect(window: MainWindow) -> None:
    """Connect the views, the controllers and the training thread of a window."""
    _connect_run(window)
    _connect_training(window)
    _connect_views(window)
    _connect_actions(window)


def _connect_run(window: MainWindow) -> None:
    run, display = window.run, window.presenter
    display.presented.connect(run.set_status)
    display.presented.connect(window.test_look.set_status)
    display.presented.connect(window.frame_clock.set_status)
    display.presented.connect(window.quizzes.set_status)
    display.run_changed.connect(window.loader.show_notice)
    window.warned.connect(window.banner.warn)
    display.title_changed.connect(window.setWindowTitle)
    run.playback_changed.connect(partial(show_playback, window.actions_))
    run.full_speed_changed.connect(partial(show_full_speed, window.actions_))
    window.errors.reported.connect(lambda: run.send(Pause()))
    run.refused.connect(window.refuse)
    for part in (
        window.frame_clock,
        window.csv_opener,
        window.compare_opener,
        window.editing,
        window.microscope,
        window.diagnosis.post_mortem,
        window.test_look,
        window.quizzes,
    ):
        part.command_requested.connect(run.send)
    for source in (
        window.loader,
        window.csv_opener,
        window.microscope,
        window.diagnosis,
        window.training,
        window.quizzes,
    ):
        source.failed.connect(window.errors.show)
    for speaker in (window.loader, window.compare_opener, window.quizzes):
        speaker.message.connect(window.step_panel.notify)
    window.compare_opener.resume_requested.connect(window.loader.resume)
    window.compare_opener.pins_changed.connect(
        lambda pins: window.toolbar.set_pins(len(pins))
    )
    window.csv_opener.chosen.connect(run.load_table)


def _connect_training(window: MainWindow) -> None:
    training = window.training
    training.frame_ready.connect(window.frame_clock.show)
    training.settled.connect(window.draw_newest)
    training.working.connect(window.step_panel.set_text)
    training.progressed.connect(window.show_progress)
    training.samples_requested.connect(window.loader.read_for)
    training.refused.connect(window.refuse)
    training.answered.connect(window.parameter_panel.form.close_request)


def _connect_views(window: MainWindow) -> None:
    run, panel = window.run, window.parameter_panel
    window.timeline_bar.update_requested.connect(run.show_update)
    window.timeline_bar.message.connect(window.step_panel.notify)
    window.speed.pace_changed.connect(run.set_pace)
    window.fit_plot.test_requested.connect(window.test_look.ask)
    panel.file_requested.connect(window.csv_opener.open)
    panel.recipe_chosen.connect(
        lambda recipe: None if run.choose(recipe) else panel.show_choices()
    )
    window.diagnosis.chips.term_requested.connect(window.help.open_term)
    for chooser in (panel, window.network_view):
        chooser.settings_chosen.connect(run.change)
    window.microscope.redraw_requested.connect(window.presenter.redraw)
    window.network_view.maps_missing.connect(window.presenter.redraw_graph)
    window.panels.came_into_view.connect(window.presenter.show_in)
    window.diagnosis.post_mortem.recipe_chosen.connect(run.load_and_start)
    window.diagnosis.post_mortem.panel_created.connect(window.put_over_the_panes)
    connect_plots = partial(_connect_plots, window)
    for created in (
        window.panels.created,
        window.microscope.panel_created,
        window.diagnosis.buttons_created,
        window.compare_opener.created,
        window.tour.created,
        window.quizzes.created,
    ):
        created.connect(window.shortcut_filter.watch)
        created.connect(connect_plots)
    connect_plots(window)


def _connect_plots(window: MainWindow, part: QWidget) -> None:
    """Carry out what the menus of the plots in a part of the window ask for."""
    cards = part.findChildren(PlotCard)
    for card in [part, *cards] if isinstance(part, PlotCard) else cards:
        card.copy_requested.connect(window.exports.copy_picture)
        card.save_requested.connect(window.exports.open)
        card.data_copy_requested.connect(window.exports.copy_data)
        card.message.connect(window.step_panel.notify)


def _connect_actions(window: MainWindow) -> None:
    actions, panel = window.actions_, window.parameter_panel
    window.run.connect_actions(actions)
    copy = settings_clipboard
    for name, handler in {
        "new_start": panel.choose_next_seed,
        "one_back": lambda: window.timeline.go_by(-1),
        "go_to": window.timeline_bar.focus_field,
        "pin": lambda: window.compare.pin(),
        "compare": lambda: window.compare.open(),
        "slower": lambda: window.speed.change_by(-1),
        "faster": lambda: window.speed.change_by(1),
        "quit": window.close,
        "edit_parameter": lambda: window.editing.open(),
        "copy_command": lambda: window.copy_settings(copy.copy_command_line),
        "copy_python": lambda: window.copy_settings(copy.copy_python),
        "paste": window.paste,
        "keys": window.help.open,
        "about": window.help.show_about,
        "tour": window.tour.open,
        "glossary": lambda: window.help.open_term(""),
        "what_is_this": window.help.explain,
        "post_mortem": window.diagnosis.post_mortem.toggle,
        "look_at_test": window.test_look.ask,
        "predict_loss": lambda: window.quizzes.sketch.ask(),
        "quiz": lambda: window.quizzes.quiz.ask(),
        "predict_rates": lambda: window.quizzes.foresight.ask_rates(),
        "predict_units": lambda: window.quizzes.foresight.ask_units(),
    }.items():
        actions[name].triggered.connect(lambda _, handler=handler: handler())
    actions["full_speed"].toggled.connect(window.speed.set_full_speed)
