"""The main window: it puts views, actions and the training thread together.

controls --commands--> TrainingThread --newest Status--> frames --> views
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui import memory, settings_exchange
from gui import theme as themes
from gui.actions import Actions
from gui.banner import Banner
from gui.command_line import SMALLEST
from gui.commands import (
    Cancel,
    Change,
    GoTo,
    Hold,
    Pause,
    Redo,
    Reset,
    ReturnToFinite,
    RunState,
    SetPace,
    Start,
    Status,
    Step,
    Toggle,
    Undo,
)
from gui.csv_opening import choose_file, dropped_file
from gui.doctor.doctor import Doctor
from gui.editing import Editing
from gui.errors import ErrorReporter
from gui.fit_plot import FitPlot
from gui.form import KEYS
from gui.frames import Frames
from gui.keys import KeyKeeper
from gui.loading import Loading
from gui.loss_plot import LossPlot
from gui.microscope.bench import Bench
from gui.narration import describe
from gui.network_view import NetworkView
from gui.number_field import NumberField
from gui.parameter_panel import ParameterPanel
from gui.playing import Playing
from gui.probe import Probe
from gui.speed_control import SpeedControl
from gui.step_panel import StepPanel
from gui.timeline import NOW
from gui.timeline_bar import TimelineBar
from gui.toolbar import Toolbar
from gui.training_thread import TrainingThread
from shallownet.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent

    from gui.commands import Command
    from gui.compare.comparing import Comparing
    from gui.csv_dialog import CsvDialog
    from gui.form import Field
    from gui.help_dialog import HelpDialog
    from shallownet.datasets import Dataset
    from shallownet.recipe import Recipe
    from shallownet.table_config import TableConfig

UNDO_KEYS: Final = {"undo": "Ctrl+Z", "redo": "Ctrl+Shift+Z"}


TEXT_SECONDS: Final = 0.1
"""Time between two texts while training runs: nobody reads numbers that change at
every frame, and to lay them out takes a tenth of its time."""


class MainWindow(QMainWindow):
    """ShallowNet's window.

    Parameters
    ----------
    settings : QSettings or None
        Where the places of panes and the theme are remembered, if they are to be.
    recipe : Recipe
        The run to begin with.
    """

    def __init__(self, settings: QSettings | None, recipe: Recipe) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self._settings = settings
        self._shown: Status | None = None
        self._probe: Probe | None = None
        self._text_at = 0.0
        self.theme_choice: themes.Choice = "system"
        self.theme = themes.LIGHT
        self._help: HelpDialog | None = None
        self._csv_dialog: CsvDialog | None = None
        self._comparing: Comparing | None = None
        self.errors = ErrorReporter(self)
        self.training = TrainingThread(self)
        self.actions_ = Actions(self)

        self.network_view = NetworkView()
        self.loss_plot = LossPlot()
        self.fit_plot = FitPlot()
        self.step_panel = StepPanel()
        self.timeline_bar = TimelineBar(self.actions_)
        self.timeline = self.timeline_bar.timeline
        self.playing = Playing(self)
        self.banner = Banner()
        self.parameter_panel = ParameterPanel()
        self.speed = SpeedControl()
        self.toolbar = Toolbar(self.actions_, self.speed)
        self.addToolBar(self.toolbar)
        self.doctor = Doctor(self, self.network_view)
        self._build_menus()
        self._build_panes()
        for name in ("cancel", "now", "extend", "go_back", "microscope"):
            # What only a run can offer takes no room before there is one.
            self.actions_[name].setEnabled(name == "microscope")
            short = "Now" if name == "now" else ""
            self.step_panel.offer(self.actions_[name], short)
        self.loading = Loading(self)
        self.editing = Editing(self, self.network_view)
        self.bench = Bench(
            self, self.network_view, self.fit_plot, self.step_panel, self.actions_
        )
        self._key_keeper = KeyKeeper(self)
        self._key_keeper.watch(self)
        self.network_view.setFocus()

        self.frames = Frames(self.draw_newest, self)
        self._connect()
        if settings is not None:
            memory.restore(self, settings)
        self._follow_scheme()

        self.training.start()
        self.training.post(SetPace(self.speed.pace))
        self.loading.begin(recipe)

    # Building

    def _build_menus(self) -> None:
        bar = self.menuBar()
        assert bar is not None
        for title in ("Run", "Edit", "View", "Help"):
            menu = bar.addMenu(f"&{title}")
            assert menu is not None
            menu.addActions(self.actions_.in_menu(title))

    def _build_panes(self) -> None:
        graph = QFrame()
        graph.setObjectName("card")
        layout = QVBoxLayout(graph)
        # So far in, the corners of the card are round and those of the graph are not.
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(0)
        self.graph_panes = QSplitter(Qt.Orientation.Vertical)
        self.graph_panes.setObjectName("graphPanes")
        for index, pane in enumerate((self.network_view, self.step_panel)):
            self.graph_panes.addWidget(pane)
            self.graph_panes.setStretchFactor(index, 1 - index)
            self.graph_panes.setCollapsible(index, False)
        layout.addWidget(self.graph_panes)
        self.plots = QSplitter(Qt.Orientation.Vertical)
        self.plots.setObjectName("plots")
        self.plots.addWidget(self.loss_plot)
        self.plots.addWidget(self.fit_plot)
        self.panes = QSplitter(Qt.Orientation.Horizontal)
        self.panes.setObjectName("panes")
        for widget in (self.parameter_panel, graph, self.plots):
            self.panes.addWidget(widget)
        for index, stretch in enumerate((0, 3, 2)):
            self.panes.setStretchFactor(index, stretch)
            self.panes.setCollapsible(index, index != 1)
        self.panes.setSizes([270, 590, 400])
        for splitter in (self.plots, self.panes, self.graph_panes):
            splitter.setHandleWidth(8)
        centre = QWidget()
        column = self._column = QVBoxLayout(centre)
        column.setContentsMargins(8, 8, 8, 2)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.panes, 1)
        column.addWidget(self.timeline_bar)
        self.setCentralWidget(centre)
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.resize(1280, 800)

    def _connect(self) -> None:
        actions, frames = self.actions_, self.frames

        def post(command: Command) -> None:
            self.playing.stop()  # a person does something else
            self.training.post(command)

        def toggle() -> None:
            if self.playing.direction:
                self.playing.stop()
            else:
                post(Toggle())

        for name, command in (
            ("step", Step()),
            ("reset", Reset()),
            ("undo", Undo()),
            ("redo", Redo()),
            ("go_back", ReturnToFinite()),
            ("cancel", Cancel()),
        ):
            actions[name].triggered.connect(lambda _, c=command: post(c))
        # The same key starts and pauses. The thread knows best which it is: what is
        # shown may be a moment old.
        actions["start"].triggered.connect(toggle)
        actions["pause"].triggered.connect(toggle)
        actions["new_start"].triggered.connect(self.parameter_panel.choose_next_seed)
        actions["extend"].triggered.connect(self._extend)
        self.timeline_bar.go_to.connect(lambda update: post(GoTo(update)))
        self.timeline_bar.told.connect(self.step_panel.notify)
        self.playing.go_to.connect(lambda n: self.training.post(GoTo(n)))
        self.playing.ended.connect(self._tell_playing)
        actions["one_back"].triggered.connect(lambda: self.timeline.go_by(-1))
        actions["now"].triggered.connect(self._go_to_now)
        actions["go_to"].triggered.connect(self.timeline_bar.focus_field)
        for name, direction in (("play", 1), ("play_back", -1)):
            actions[name].triggered.connect(lambda _, d=direction: self._play(d))
        actions["pin"].triggered.connect(lambda: self.comparing.pin())
        actions["compare"].triggered.connect(lambda: self.comparing.open())
        actions["full_speed"].toggled.connect(self.speed.set_full_speed)
        actions["slower"].triggered.connect(lambda: self.speed.change_by(-1))
        actions["faster"].triggered.connect(lambda: self.speed.change_by(1))
        actions["quit"].triggered.connect(self.close)
        panel = self.parameter_panel
        actions["preset"].triggered.connect(lambda: self._go_to(panel.presets))
        for name in KEYS:
            field = panel.form.fields[name]
            actions[name].triggered.connect(lambda _, w=field: self._go_to(w))
        for name, button in (
            ("log_axis", self.loss_plot.log_button),
            ("mean_error", self.loss_plot.mean_error_button),
        ):
            actions[name].setChecked(button.isChecked())
            actions[name].toggled.connect(button.setChecked)
            button.toggled.connect(actions[name].setChecked)
        actions["fit_plots"].triggered.connect(self.loss_plot.follow)
        actions["fit_plots"].triggered.connect(self.fit_plot.follow)
        actions["fit_plots"].triggered.connect(self.network_view.show_all)
        actions["zoom_in"].triggered.connect(lambda: self.network_view.magnify(1.5))
        actions["zoom_out"].triggered.connect(
            lambda: self.network_view.magnify(1 / 1.5)
        )
        actions["edit_parameter"].triggered.connect(lambda: self.editing.open())
        actions["copy_command"].triggered.connect(
            lambda: self._copy(settings_exchange.copy_command_line)
        )
        actions["copy_python"].triggered.connect(
            lambda: self._copy(settings_exchange.copy_python)
        )
        actions["paste"].triggered.connect(self._paste)
        actions["theme"].triggered.connect(self._next_theme)
        actions["keys"].triggered.connect(self._show_help)
        actions["about"].triggered.connect(self._show_about)
        self.speed.pace_changed.connect(self._set_pace)
        panel.file_wanted.connect(self.open_csv)
        actions["open_csv"].triggered.connect(lambda: self.open_csv())
        panel.recipe_chosen.connect(lambda recipe: self.loading.begin(recipe))
        for chooser in (panel, self.network_view):
            chooser.settings_chosen.connect(lambda settings: post(Change(settings)))
        self.editing.wanted.connect(post)
        self.bench.wanted.connect(post)
        self.bench.redraw_wanted.connect(self._redraw)
        self.bench.made.connect(self._key_keeper.watch)
        self.bench.failed.connect(self.errors.show)
        self.doctor.wanted.connect(post)
        self.doctor.recipe_chosen.connect(self._begin_and_start)
        self.doctor.failed.connect(self.errors.show)
        self.doctor.made.connect(self._key_keeper.watch)
        self.doctor.opened.connect(self._put_over_the_panes)
        actions["post_mortem"].triggered.connect(self.doctor.case.toggle)
        self.step_panel.opened.connect(self._share_height)
        self.loading.wanted.connect(post)
        self.loading.told.connect(self.step_panel.notify)
        self.loading.failed.connect(self.errors.show)
        frames.wanted.connect(self.training.post)
        self.training.pictured.connect(frames.show)
        self.training.settled.connect(self.draw_newest)
        self.training.working.connect(self.step_panel.set_text)
        self.training.progressed.connect(self._tell_progress)
        self.training.samples_wanted.connect(self.loading.read_for)
        self.training.refused.connect(self._refuse)
        self.training.answered.connect(panel.form.answer)
        self.training.failed.connect(self.errors.show)
        self.errors.reported.connect(lambda: post(Pause()))
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._follow_scheme)

    # Showing

    def draw_newest(self) -> None:
        """Show the newest state, unless it is shown already."""
        status = self.training.newest
        if status is None or status is self._shown:
            return
        before, self._shown = self._shown, status
        snapshot = status.snapshot
        if (
            self._probe is None
            or before is None
            or (before.snapshot.run is not snapshot.run)
        ):
            self._probe = Probe(snapshot.run)
        probe, tell = self._probe, self._is_text_due(status)
        self._draw_graph(status, probe)
        if self.loss_plot.isVisible():
            self.loss_plot.set_ghosts(status.ghosts)
            self.loss_plot.set_history(snapshot, tell=tell)
        if self.fit_plot.isVisible():
            self.fit_plot.set_predictions(
                snapshot, probe.chosen, probe.predictions(snapshot), tell=tell
            )
        self.bench.show_state()
        self.doctor.show_state(status)
        new_run = before is None or before.snapshot.run is not snapshot.run
        if new_run:
            self.banner.set_text(_why_instead(status))
        if new_run or (
            status.state is not RunState.RUNNING
            and before is not None
            and before.snapshot.step != snapshot.step
        ):
            self.step_panel.end_notice()
        self.timeline_bar.set_status(status, tell=tell)
        if tell:
            self.step_panel.set_text(describe(status))
            self.toolbar.set_status(status)
        if new_run:
            self.loading.note_begun()
        if (
            before is None
            or before.state is not status.state
            or (status.state is not RunState.RUNNING)
        ):
            self.parameter_panel.set_status(status)
            self._show_state(status)
        elif before.recipe != status.recipe or (
            before.snapshot.learning_rate != snapshot.learning_rate
        ):
            self.parameter_panel.set_status(status)

    def _is_text_due(self, status: Status) -> bool:
        """Whether numbers are to change with what is drawn: in a run, now and then."""
        now = time.perf_counter()
        if status.state is RunState.RUNNING and now - self._text_at < TEXT_SECONDS:
            return False
        self._text_at = now
        return True

    def _draw_graph(self, status: Status, probe: Probe) -> None:
        face = self.bench.face(status, probe)
        if self.network_view.isVisible():
            view, snapshot = self.network_view, status.snapshot
            view.set_run(snapshot.run)
            # Units that show a value leave no room for their response.
            wanted = view.wanted_maps if face.units is None else view.no_maps
            maps = probe.response_maps(snapshot, wanted)
            view.set_state(snapshot, maps, face)
            self.editing.set_state(snapshot)

    def _redraw(self) -> None:
        """Show the same state with another face."""
        if self._shown is not None and self._probe is not None:
            self._draw_graph(self._shown, self._probe)
            self.bench.show_state()

    def _share_height(self, opened: bool) -> None:
        """Give the microscope half of the graph's height."""
        half = self.graph_panes.height() // 2
        self.graph_panes.setSizes([half, half] if opened else [2 * half, 0])

    def _show_state(self, status: Status) -> None:
        """Enable what can be done now, and say in the title where the run stands."""
        state, step = status.state, status.snapshot.step
        running = state is RunState.RUNNING
        actions = self.actions_
        actions["start"].setEnabled(state is RunState.PAUSED)
        actions["pause"].setEnabled(running)
        actions["step"].setEnabled(running or state is RunState.PAUSED)
        actions["reset"].setEnabled(running or status.made > 0)
        actions["extend"].setEnabled(state is RunState.FINISHED)
        actions["extend"].setText(f"Run {status.snapshot.run.config.iterations:,} more")
        actions["post_mortem"].setEnabled(self.doctor.case.possible)
        actions["go_back"].setText(f"Back to update {max(step - 1, 0):,}")
        actions["go_back"].setEnabled(state is RunState.DIVERGED and step > 0)
        for name, text in (("undo", status.undo), ("redo", status.redo)):
            actions[name].setEnabled(bool(text))
            actions[name].setText(_sentence(text) or name.capitalize())
            actions[name].setToolTip(f"{actions[name].text()} ({UNDO_KEYS[name]})")
        where = "running" if running else f"{state.value} at update {step:,}"
        if status.looking_back:
            where = f"looking back at update {step:,} of {status.made:,}"
        actions["one_back"].setEnabled(running or step > 0)
        actions["now"].setEnabled(status.looking_back)
        actions["cancel"].setEnabled(False)  # what was made again is there
        actions["pin"].setEnabled(True)
        for name in ("play", "play_back", "go_to"):
            actions[name].setEnabled(status.made > 0)
        if running:
            self.playing.stop()
        title = next(
            (p.title for p in PRESETS if p.recipe == status.recipe), "own settings"
        )
        self.setWindowTitle(f"{title} – {where} – ShallowNet")
        if running:
            self.frames.start()
        else:
            self.frames.stop()

    # Comparing

    @property
    def comparing(self) -> Comparing:
        """The pinned runs and their window, made when they are first wanted."""
        if self._comparing is None:
            from gui.compare.comparing import Comparing

            names = ("pin", "start", "pause", "step", "cancel", "compare")
            shared = [self.actions_[name] for name in names]
            comparing = self._comparing = Comparing(self, self.training, shared)
            comparing.wanted.connect(self.training.post)
            comparing.take_up_wanted.connect(self.loading.take_up)
            comparing.told.connect(self.step_panel.notify)
            self._key_keeper.watch(comparing.window)
            comparing.set_theme(self.theme)
        return self._comparing

    def _tell_progress(self, text: str) -> None:
        """Say how far making updates again has come, and let it be cancelled."""
        self.step_panel.end_notice()
        self.step_panel.set_text(text)
        self.actions_["cancel"].setEnabled(True)

    # Looking back

    def _go_to_now(self) -> None:
        self.playing.stop()
        self.training.post(GoTo(NOW))

    def _play(self, direction: int) -> None:
        if self.playing.direction == direction or self._shown is None:
            self.playing.stop()
        else:
            self.playing.play(direction, self._shown, self.speed.pace)
        self._tell_playing()

    def _tell_playing(self) -> None:
        for name, direction in (("play", 1), ("play_back", -1)):
            self.actions_[name].setChecked(self.playing.direction == direction)

    def _extend(self) -> None:
        if self._shown is not None:
            snapshot = self._shown.snapshot
            longer = snapshot.iterations + snapshot.run.config.iterations
            self.training.post(Change({"iterations": longer}))

    def _set_pace(self, pace: float) -> None:
        self.training.post(SetPace(pace))
        action = self.actions_["full_speed"]
        action.blockSignals(True)
        action.setChecked(math.isinf(pace))
        action.blockSignals(False)

    def _begin_and_start(self, recipe: Recipe) -> None:
        self.loading.begin(recipe)
        self.loading.then(Start())

    def _put_over_the_panes(self, panel: QWidget) -> None:
        self._column.insertWidget(self._column.indexOf(self.panes), panel)

    def _refuse(self, problem: str, name: str) -> None:
        """Say why something was refused, beside its field too if it has one."""
        self.parameter_panel.form.refuse(name, problem)
        self.loading.note_refused()
        self.step_panel.notify(problem)

    def _copy(self, copy: Callable[[Status], str]) -> None:
        if self._shown is not None:
            self.step_panel.notify(copy(self._shown))

    def _paste(self) -> None:
        recipe, text = settings_exchange.paste()
        if recipe is not None:
            self.loading.begin(recipe, notice=text)
        else:
            self.step_panel.notify(text)

    def open_csv(self, table: TableConfig | None = None, path: str = "") -> None:
        """Let a person choose what to learn from a file of their own."""
        path = table.csv if table is not None else path or choose_file(self)
        if not path:
            return
        from gui.csv_dialog import CsvDialog  # 25 ms that few starts need

        dialog = self._csv_dialog = CsvDialog(path, self.theme, self, table)
        dialog.destroyed.connect(self._forget_csv_dialog)
        dialog.chosen.connect(self._learn_from)
        # Meanwhile the processor is left to the window and to what reads the file.
        dialog.reading.connect(lambda on: self.training.post(Hold(on)))
        dialog.worker.failed.connect(self.errors.show)
        dialog.open()

    def _forget_csv_dialog(self) -> None:
        self._csv_dialog = None

    def _learn_from(self, settings: dict[str, Any], data: Dataset) -> None:
        if self._shown is not None:
            recipe = self._shown.recipe.changed(**settings)
            self.loading.begin(recipe, data)

    def _go_to(self, widget: QComboBox | Field) -> None:
        self.parameter_panel.area.ensureWidgetVisible(widget)
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(widget, QComboBox):
            widget.showPopup()
        elif isinstance(widget, NumberField):
            widget.selectAll()

    def _show_help(self) -> None:
        if self._help is None:
            from gui.help_dialog import HelpDialog

            self._help = HelpDialog(self)
        self._help.show()
        self._help.raise_()

    def _show_about(self) -> None:
        from gui.help_dialog import show_about

        show_about(self)

    # Theme

    def set_theme_choice(self, choice: themes.Choice) -> None:
        """Follow the system, or be light or dark."""
        self.theme_choice = choice
        self._follow_scheme()

    def _next_theme(self) -> None:
        at = themes.CHOICES.index(self.theme_choice)
        self.set_theme_choice(themes.CHOICES[(at + 1) % len(themes.CHOICES)])

    def _follow_scheme(self) -> None:
        hints = QGuiApplication.styleHints()
        system = hints.colorScheme() if hints else Qt.ColorScheme.Unknown
        self.theme = themes.choose(self.theme_choice, system)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setPalette(themes.palette(self.theme))
        sheet = themes.style_sheet(self.theme)
        if sheet != app.styleSheet():  # to set it styles every widget anew
            app.setStyleSheet(sheet)
        self.actions_.set_theme(self.theme)
        for view in (self.network_view, self.loss_plot, self.fit_plot, self.timeline):
            view.set_theme(self.theme)
        self.bench.set_theme(self.theme)
        if self._comparing is not None:
            self._comparing.set_theme(self.theme)
        self.actions_["theme"].setText(f"Theme: {self.theme_choice}")

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the toolbar into the new width."""
        super().resizeEvent(event)
        self.toolbar.fit_into(self.width())

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Stop the thread and wait for it: destroying a running one aborts."""
        self.frames.stop()
        self.playing.stop()
        if self._csv_dialog is not None:
            self._csv_dialog.close()  # its thread reads a file
        if self._comparing is not None:
            self._comparing.window.close()
        self.loading.shut_down()
        if self._settings is not None:
            memory.remember(self, self._settings)
        self.bench.shut_down()
        self.doctor.shut_down()
        self.training.shut_down()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Take a file that is dragged over the window."""
        if event is not None and dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open a file that is dropped."""
        path = dropped_file(event.mimeData()) if event is not None else ""
        if path:
            self.open_csv(path=path)

    # For the command line

    def start(self, updates: int | None = None) -> None:
        """Start training; with a number, make that many updates at full speed."""
        if updates is not None:
            self.loading.then(SetPace(math.inf))
        self.loading.then(Start(updates))

    def pause(self) -> None:
        """Pause training."""
        self.training.post(Pause())


def _why_instead(status: Status) -> str:
    """Say why this run was begun instead of the one asked for, if it was."""
    if not status.stands_in:
        return ""
    return (
        f"The run asked for could not be begun: {status.stands_in}. "
        "This is the lesson's run instead."
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
