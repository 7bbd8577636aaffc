"""The connections of the run's file, of the session's journal and of exports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from gui.window.visible_state import show_view, view_of
from shallownet.settings.recipe import Recipe

if TYPE_CHECKING:
    from gui.export.controller import ExportController
    from gui.window.main_window import MainWindow
    from shallownet.documents.manifest import View
    from shallownet.runs.run_record import RunRecord

NEW: Final = "A new run. Undo (Ctrl+Z) brings back the run before."


def connect_documents(window: MainWindow) -> None:
    """Connect what opens, saves, journals and exports runs."""
    documents, keeper = window.documents, window.keeper
    run, training = window.run, window.training
    window.presenter.presented.connect(documents.set_status)
    for part in (documents, keeper):
        part.command_requested.connect(run.send)
        part.recipe_chosen.connect(lambda recipe: run.load(recipe))
        _connect_speaker(window, part)
    exports = window.exports
    exports.created.connect(partial(_connect_exports, window))
    exports.copier_created.connect(partial(_connect_speaker, window))
    predictions = window.predictions
    window.presenter.presented.connect(predictions.set_status)
    _connect_speaker(window, predictions)
    documents.table_requested.connect(lambda path: window.csv_opener.open(path=path))
    documents.opener.lesson_found.connect(window.lessons.go_on)
    training.saved.connect(documents.show_saved)
    training.opened.connect(documents.show_opened)
    training.copied.connect(documents.write_export)
    training.copied.connect(exports.use_copy)
    training.states_collected.connect(exports.use_states)
    training.refused.connect(lambda problem, _: exports.refuse(problem))
    training.recovered.connect(keeper.show_recovered)
    keeper.warned.connect(window.banner.warn)
    keeper.bar_created.connect(window.put_over_the_panes)
    keeper.bar_created.connect(window.shortcut_filter.watch)
    for keeping in (keeper, documents):
        window.compare_opener.pins_changed.connect(keeping.set_pins)
    training.restored.connect(partial(_restore, window))
    view = partial(_view_of, window)
    documents.take_view_from(view)
    for seen in (window.presenter.presented, window.microscope.redraw_requested):
        seen.connect(lambda *_: keeper.set_view(view()))
    window.notes.command_requested.connect(run.send)
    window.notes.typed.connect(documents.mark_unsaved)
    window.presenter.presented.connect(window.notes.set_status)
    recent = window.recent_files
    window.csv_opener.chosen.connect(lambda chosen, _: recent.add(chosen["csv"]))
    recent.changed.connect(window.save_state)
    window.recent_menu.chosen.connect(documents.opener.open_if_there)
    for name, handler in {
        "notes": window.notes.open,
        "new": lambda: run.choose(Recipe(), notice=NEW),
        "open": lambda: documents.open(),
        "import_weights": lambda: _import_weights(window),
        "save": documents.save,
        "save_as": documents.save_as,
        "verify": documents.verify,
        "export": lambda: exports.open(),
        "print": exports.print,
        "predict": window.predictions.predict,
    }.items():
        window.actions_[name].triggered.connect(lambda _, handler=handler: handler())


def _import_weights(window: MainWindow) -> None:
    """Let the user choose weights; what imports them is made with the first ones."""
    if window.weights is None:
        from gui.documents.weights_importer import WeightsImporter

        window.weights = weights = WeightsImporter(window)
        weights.command_requested.connect(window.run.send)
        _connect_speaker(window, weights)
        window.training.imported.connect(weights.show_imported)
        window.closing.connect(weights.shut_down)
    if window.shown is not None:
        window.weights.choose(window.shown.snapshot.run.model.network)


def _connect_exports(window: MainWindow, exports: ExportController) -> None:
    exports.command_requested.connect(window.run.send)
    exports.code_requested.connect(window.documents.export_run)
    _connect_speaker(window, exports)


def _connect_speaker(window: MainWindow, part: Any) -> None:
    """Connect a part with the signals ``message`` and ``failed``."""
    part.message.connect(window.step_panel.notify)
    part.failed.connect(window.errors.show)


def _restore(
    window: MainWindow, pins: tuple[RunRecord, ...], view: View, in_file: bool
) -> None:
    """Bring back the pinned runs of a file or a journal, and what was visible."""
    window.draw_newest()  # the run itself, before what is to be seen of it
    if in_file:
        window.documents.forget_pins(pins)
    if pins:
        window.compare.add_recovered(pins)
    if window.shown is not None:
        samples = window.shown.snapshot.run.data.samples
        show_view(view, window.microscope, window.run, samples)


def _view_of(window: MainWindow) -> View:
    return view_of(window.microscope, window.shown)
