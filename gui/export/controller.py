"""The controller of the Export dialog: writes what is chosen in it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QGuiApplication

from gui.export.dialog import ExportDialog
from gui.export.film_maker import Film, FilmMaker
from gui.export.film_stage import FilmStage
from gui.export.number_writer import NumberWriter, WriteNumbers
from gui.export.picture import Look, image_of, record
from gui.export.picture_files import save_picture
from gui.export.scene import Scene
from gui.export.view import View, view_with
from gui.style import theme as themes
from gui.training.commands import CollectStates
from gui.widgets.output_file import choose_output
from shallownet.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.export.film_maker import Stage
    from gui.export.film_views import Display
    from gui.export.form import Page
    from gui.export.run_info import RunInfo
    from gui.style.theme import Theme
    from shallownet.analysis.kept_states import KeptStates

CLIPBOARD_SCALE: Final = 2
"""Pixels for each one of the view, in a picture that is copied."""


class Sources(NamedTuple):
    """Where the controller asks for what the window shows.

    Attributes
    ----------
    views : callable
        Returns the views of which pictures can be made, the window first.
    theme : callable
        Returns the colours of the window.
    run : callable
        Returns the run that is shown.
    display : callable
        Returns how the graph and the plots show it.
    filmed_window : callable
        ``filmed_window(size, theme)`` returns a stage that looks like the window.
    """

    views: Callable[[], Sequence[View]]
    theme: Callable[[], Theme]
    run: Callable[[], RunInfo]
    display: Callable[[], Display]
    filmed_window: Callable[[tuple[int, int], Theme], Stage]


class ExportController(QObject):
    """Opens the dialog, and carries out what it asks for.

    Signals
    -------
    command_requested(Command)
        A command for the training thread.
    code_requested(str)
        Write the run as code of this kind.
    message(str)
        What became of an export, if the dialog is closed by then.
    failed(str, str)
        An unforeseen exception in a thread: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    code_requested = pyqtSignal(str)
    message = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, window: QWidget, sources: Sources) -> None:
        super().__init__(window)
        self._sources, self._folder = sources, ""
        self._writer: NumberWriter | None = None
        self._unwritten: list[WriteNumbers] = []
        self.films: FilmMaker | None = None
        self.dialog = dialog = ExportDialog(window)
        dialog.refresh_requested.connect(lambda: self.refresh())
        dialog.tabs.currentChanged.connect(self._show_page)
        dialog.save_requested.connect(self._save)
        dialog.copy_requested.connect(self._copy)
        dialog.print_requested.connect(self._print)
        dialog.cancel_requested.connect(self._cancel)

    def open(self, chosen: QWidget | None = None) -> None:
        """Show the dialog, on the picture of a view if one is given."""
        self.refresh(chosen)
        if chosen is not None:
            self.dialog.tabs.setCurrentWidget(self.dialog.pictures)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def refresh(self, chosen: QWidget | None = None) -> None:
        """Show what can be exported now, and choose a view if one is given."""
        pictures, run = self.dialog.pictures, self._sources.run()
        pictures.set_views(self._sources.views(), chosen)
        pictures.set_caption(run.caption)
        self.dialog.animation.set_made(run.made)

    def copy_picture(self, widget: QWidget) -> None:
        """Copy a picture of a view in light colours, and say what became of it."""
        view = view_with(widget, self._sources.views())
        if view is None:
            self.message.emit("There is no picture of what cannot be seen.")
        else:
            look = Look(themes.LIGHT, self._sources.theme())
            self.message.emit(_copy(view, look, CLIPBOARD_SCALE))

    def shut_down(self) -> None:
        """Close the dialog, and end the threads."""
        self.dialog.close()
        for part in (self._writer, self.films):
            if part is not None:
                part.shut_down()

    # What the dialog asks for

    def _save(self, page: Page) -> None:
        dialog = self.dialog
        if page is dialog.pictures:
            self._save_picture()
        elif page is dialog.numbers:
            self._save_numbers()
        elif page is dialog.animation:
            self._save_animation()
        else:
            dialog.close()
            self.code_requested.emit(dialog.code.kind)

    def _save_picture(self) -> None:
        pictures, run = self.dialog.pictures, self._sources.run()
        view, kind = pictures.view, pictures.kind
        name = run.file_name(view.title, kind.suffix)
        path = self._choose("Save a picture", kind.suffix, name)
        if path:
            try:
                save_picture(view, self._look(), kind, path, run.caption)
            except DataError as error:
                self.dialog.say(f"{error}.")
            else:
                self.dialog.say(f"Wrote {Path(path).name}.")

    def _save_numbers(self) -> None:
        numbers, run = self.dialog.numbers, self._sources.run()
        name = run.file_name(numbers.table or "numbers", numbers.suffix)
        path = self._choose("Save numbers", numbers.suffix, name)
        if path:
            self.dialog.say(f"Writing {Path(path).name} …")
            self._unwritten.append(WriteNumbers(run.snapshot, path, numbers.table))
            self.command_requested.emit(CollectStates())

    def use_states(self, states: KeptStates) -> None:
        """Write the numbers that wait for the states that the run keeps."""
        unwritten, self._unwritten = self._unwritten, []
        for order in unwritten:
            if self._writer is None:
                self._writer = NumberWriter(self)
                self._writer.ended.connect(self._say)
                self._writer.failed.connect(self.failed)
                self._writer.start()
            same = states.run is order.snapshot.run  # no other run has begun since
            self._writer.post(order._replace(states=states if same else None))

    def _save_animation(self) -> None:
        page, run = self.dialog.animation, self._sources.run()
        plan = page.plan
        first, last = plan.updates[0], plan.updates[-1]
        suffix = plan.kind.suffix
        name = run.file_name(f"from {first} to {last}", suffix, of_update=False)
        path = self._choose("Save an animation", suffix, name)
        if path:
            self.dialog.say(f"Making {Path(path).name} …")
            self.dialog.set_working(True, len(plan.updates))
            display = self._sources.display()
            scene, theme = page.scene, page.theme
            stage: Callable[[], Stage]
            if scene is Scene.WINDOW:
                stage = partial(self._sources.filmed_window, plan.size, theme)
            else:
                stage = partial(FilmStage, scene, plan.size, theme, display)
            self._make_films().make(
                Film(plan, scene, theme, stage, run.caption_of, path)
            )

    def _show_page(self) -> None:
        if self.dialog.page is self.dialog.animation:
            self._make_films()  # which finds out what can be written

    def _make_films(self) -> FilmMaker:
        if self.films is not None:
            return self.films
        self.films = films = FilmMaker(self)
        films.command_requested.connect(self.command_requested)
        films.failed.connect(self.failed)
        films.progressed.connect(self.dialog.progress.setValue)
        films.ended.connect(self._end_film)
        films.mp4_known.connect(self.dialog.animation.set_mp4)
        films.ask_for_mp4()
        return films

    def _end_film(self, sentence: str) -> None:
        self.dialog.set_working(False)
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.dialog.say(sentence)
        if not self.dialog.isVisible():
            self.message.emit(sentence)

    def _cancel(self) -> None:
        if self.films is not None:
            self.films.cancel()

    def _copy(self) -> None:
        pictures = self.dialog.pictures
        scale = pictures.kind.scale or CLIPBOARD_SCALE
        self.dialog.say(_copy(pictures.view, self._look(), scale))

    def _print(self) -> None:
        from gui.export.printing import print_recording  # rarely needed

        recording = record(self.dialog.pictures.view, self._look())
        if print_recording(self.dialog, recording, self._sources.run().caption):
            self.dialog.say("The picture is printed.")

    def _look(self) -> Look:
        pictures = self.dialog.pictures
        caption = self._sources.run().caption if pictures.has_caption else ""
        return Look(pictures.theme, self._sources.theme(), caption)

    def _choose(self, title: str, suffix: str, name: str) -> str:
        kind = f"{suffix.removeprefix('.').upper()} (*{suffix})"
        path = choose_output(self.dialog, title, kind, name, self._folder)
        if path:
            self._folder = str(Path(path).parent)
        return path


def _copy(view: View, look: Look, scale: int) -> str:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    try:
        clipboard.setImage(image_of(view, look, scale))
    except DataError as error:
        return f"{error}."
    return f"The picture is on the clipboard: {view.title}."
