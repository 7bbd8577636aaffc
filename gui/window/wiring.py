"""Which action, view and thread is connected to what in the main window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.settings.form import KEYS
from gui.training.commands import (
    Cancel,
    Change,
    GoTo,
    Pause,
    Redo,
    Reset,
    ReturnToFinite,
    Start,
    Step,
    Undo,
)
from gui.window import settings_clipboard as settings_exchange

if TYPE_CHECKING:
    from gui.training.commands import Command
    from gui.window.main_window import MainWindow


def connect(window: MainWindow) -> None:
    """Connect all that is there from the beginning."""
    actions, frames = window.actions_, window.display.frames

    def post(command: Command) -> None:
        window.playing.stop()  # a person does something else
        window.display.start_asked = isinstance(command, Start)
        window.training.post(command)

    def start() -> None:
        if window.playing.direction:
            window.playing.stop()
        elif window.display.start_asked:
            pause()  # the key was pressed twice before anything could be shown
        else:
            post(Start())

    def pause() -> None:
        # What is shown may be a moment old: the run may have come to rest, or be
        # another one. Whoever asks for a pause never wants that to be started.
        post(Pause())

    for name, command in (
        ("step", Step()),
        ("reset", Reset()),
        ("undo", Undo()),
        ("redo", Redo()),
        ("go_back", ReturnToFinite()),
        ("cancel", Cancel()),
    ):
        actions[name].triggered.connect(lambda _, c=command: post(c))
    actions["start"].triggered.connect(start)
    actions["pause"].triggered.connect(pause)
    actions["new_start"].triggered.connect(window.parameter_panel.choose_next_seed)
    actions["extend"].triggered.connect(window.extend)
    window.timeline_bar.go_to.connect(lambda update: post(GoTo(update)))
    window.timeline_bar.message.connect(window.step_panel.notify)
    window.playing.go_to.connect(lambda n: window.training.post(GoTo(n)))
    window.playing.ended.connect(window.tell_playing)
    actions["one_back"].triggered.connect(lambda: window.timeline.go_by(-1))
    actions["now"].triggered.connect(window.go_to_now)
    actions["go_to"].triggered.connect(window.timeline_bar.focus_field)
    for name, direction in (("play", 1), ("play_back", -1)):
        actions[name].triggered.connect(lambda _, d=direction: window.play(d))
    actions["pin"].triggered.connect(lambda: window.comparing.pin())
    actions["compare"].triggered.connect(lambda: window.comparing.open())
    actions["full_speed"].toggled.connect(window.speed.set_full_speed)
    actions["slower"].triggered.connect(lambda: window.speed.change_by(-1))
    actions["faster"].triggered.connect(lambda: window.speed.change_by(1))
    actions["quit"].triggered.connect(window.close)
    panel = window.parameter_panel
    actions["preset"].triggered.connect(lambda: window.focus(panel.presets))
    for name in KEYS:
        field = panel.form.fields[name]
        actions[name].triggered.connect(lambda _, w=field: window.focus(w))
    for name, button in (
        ("log_axis", window.loss_plot.log_button),
        ("mean_error", window.loss_plot.mean_error_button),
    ):
        actions[name].setChecked(button.isChecked())
        actions[name].toggled.connect(button.setChecked)
        button.toggled.connect(actions[name].setChecked)
    actions["fit_plots"].triggered.connect(window.loss_plot.follow)
    actions["fit_plots"].triggered.connect(window.fit_plot.follow)
    actions["fit_plots"].triggered.connect(window.network_view.show_all)
    actions["zoom_in"].triggered.connect(lambda: window.network_view.magnify(1.5))
    actions["zoom_out"].triggered.connect(lambda: window.network_view.magnify(1 / 1.5))
    actions["edit_parameter"].triggered.connect(lambda: window.editing.open())
    actions["copy_command"].triggered.connect(
        lambda: window.copy(settings_exchange.copy_command_line)
    )
    actions["copy_python"].triggered.connect(
        lambda: window.copy(settings_exchange.copy_python)
    )
    actions["paste"].triggered.connect(window.paste)
    actions["theme"].triggered.connect(window.next_theme)
    actions["keys"].triggered.connect(window.show_help)
    actions["about"].triggered.connect(window.show_about)
    window.speed.pace_changed.connect(window.set_pace)
    panel.file_requested.connect(window.csv.open)
    actions["open_csv"].triggered.connect(lambda: window.csv.open())
    panel.recipe_chosen.connect(lambda recipe: window.loading.begin(recipe))
    for chooser in (panel, window.network_view):
        chooser.settings_chosen.connect(lambda settings: post(Change(settings)))
    window.editing.command_requested.connect(post)
    window.bench.command_requested.connect(post)
    window.bench.redraw_requested.connect(window.display.redraw)
    window.bench.made.connect(window.shortcut_filter.watch)
    window.bench.failed.connect(window.errors.show)
    window.doctor.command_requested.connect(post)
    window.doctor.recipe_chosen.connect(window.begin_and_start)
    window.doctor.failed.connect(window.errors.show)
    window.doctor.made.connect(window.shortcut_filter.watch)
    window.doctor.opened.connect(window.put_over_the_panes)
    actions["post_mortem"].triggered.connect(window.doctor.case.toggle)
    window.loading.command_requested.connect(post)
    window.loading.message.connect(window.step_panel.notify)
    window.loading.failed.connect(window.errors.show)
    frames.command_requested.connect(window.training.post)
    window.training.frame_ready.connect(frames.show)
    window.training.settled.connect(window.display.draw_newest)
    window.training.working.connect(window.step_panel.set_text)
    window.training.progressed.connect(window.tell_progress)
    window.training.samples_requested.connect(window.loading.read_for)
    window.training.refused.connect(window.refuse)
    window.training.answered.connect(panel.form.answer)
    window.training.failed.connect(window.errors.show)
    window.errors.reported.connect(lambda: post(Pause()))
