"""The one table of actions: menus, toolbar and the help all take from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence

from gui.style import theme as themes

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme


class ActionSpec(NamedTuple):
    """One thing a person can do.

    Attributes
    ----------
    name : str
        ``start`` makes the object name ``actionStart``.
    menu, text, tip : str
    keys : tuple of str
        The first is shown; any of them works.
    icon : str
        The name of an icon of ours, or nothing.
    checkable : bool
    """

    name: str
    menu: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False

    @property
    def object_name(self) -> str:
        """The action's object name, in camel case."""
        return "action" + "".join(p.capitalize() for p in self.name.split("_"))


ACTION_SPECS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec(
        "start", "Run", "Start", "Train, at the chosen speed", ("Space",), "start"
    ),
    ActionSpec(
        "pause", "Run", "Pause", "Stop after the present update", ("Space",), "pause"
    ),
    ActionSpec(
        "step", "Run", "Step", "Make exactly one gradient update", ("Right",), "step"
    ),
    ActionSpec(
        "reset",
        "Run",
        "Reset",
        "Go back to the same start (same seed)",
        ("R",),
        "reset",
    ),
    ActionSpec(
        "new_start",
        "Run",
        "New start",
        "Begin at other weights: the next seed",
        ("N",),
        "new_start",
    ),
    ActionSpec(
        "extend",
        "Run",
        "Run longer",
        "Plan for as many updates again as the settings ask for",
        ("E",),
    ),
    ActionSpec(
        "go_back",
        "Run",
        "Back to the last finite update",
        "Take back the update that made the run diverge; → makes it again",
        ("B",),
    ),
    ActionSpec(
        "one_back",
        "Run",
        "One update back",
        "Look back at the update before; or drag the timeline",
        ("Left",),
    ),
    ActionSpec(
        "play",
        "Run",
        "Play from here",
        "Play the updates made so far, forwards, at the chosen speed",
        ("Shift+Space",),
        checkable=True,
    ),
    ActionSpec(
        "play_back",
        "Run",
        "Play backwards",
        "Play the updates made so far, backwards, at the chosen speed",
        ("Backspace",),
        checkable=True,
    ),
    ActionSpec(
        "go_to",
        "Run",
        "Go to an update …",
        "Type the number of the update to look back at",
        ("Ctrl+G",),
    ),
    ActionSpec(
        "now",
        "Run",
        "Back to now",
        "Show the run as it is after its last update",
        ("Ctrl+End",),
    ),
    ActionSpec(
        "cancel",
        "Run",
        "Cancel",
        "Give up making updates again, and show where the run stands",
        ("Esc",),
    ),
    ActionSpec(
        "pin",
        "Run",
        "Pin run",
        "Keep the run as it stands, to compare it with others and to go on with it",
        ("K",),
    ),
    ActionSpec(
        "compare",
        "Run",
        "Compare runs …",
        "Compare the pinned runs with the present one",
        ("Ctrl+K",),
    ),
    ActionSpec(
        "post_mortem",
        "Run",
        "Post-mortem",
        "Why the run diverged, and what would help: open and shut",
        ("Z",),
    ),
    ActionSpec(
        "full_speed",
        "Run",
        "Full speed",
        "Switch between full speed and the chosen speed",
        ("F",),
        "full_speed",
        checkable=True,
    ),
    ActionSpec(
        "next_phase",
        "Run",
        "Next phase",
        "Open the next update up, phase by phase: forward, loss, backward, update",
        ("Down",),
    ),
    ActionSpec(
        "previous_phase",
        "Run",
        "Back a phase",
        "Go back a phase; the update stays uncommitted",
        ("Up",),
    ),
    ActionSpec(
        "check_gradient",
        "Run",
        "Check gradients",
        "Compare the gradient with central differences, parameter by parameter",
        ("C",),
    ),
    ActionSpec("slower", "Run", "Slower", "Fewer updates a second", ("[", "-")),
    ActionSpec("faster", "Run", "Faster", "More updates a second", ("]", "+")),
    ActionSpec(
        "open_csv",
        "Run",
        "Open a CSV file …",
        "Learn from data of your own; or drop a file on the window",
        ("Ctrl+O",),
    ),
    ActionSpec("quit", "Run", "Quit", "Close ShallowNet", ("Ctrl+Q",)),
    ActionSpec(
        "undo",
        "Edit",
        "Undo",
        "Take back the last change, or bring back the run that was left",
        ("Ctrl+Z",),
        "undo",
    ),
    ActionSpec(
        "redo",
        "Edit",
        "Redo",
        "Make the change again that was taken back last",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
    ),
    ActionSpec(
        "edit_parameter",
        "Edit",
        "Edit a weight or bias …",
        "Set a parameter by hand, or freeze it; or click its line in the graph",
        ("W",),
    ),
    ActionSpec(
        "copy_command",
        "Edit",
        "Copy settings as a command line",
        "Copy what opens the app on this run's settings",
        ("Ctrl+C",),
    ),
    ActionSpec(
        "copy_python",
        "Edit",
        "Copy settings as Python",
        "Copy a program that makes this run with the core alone",
        ("Ctrl+Shift+C",),
    ),
    ActionSpec(
        "paste",
        "Edit",
        "Paste settings",
        "Begin a run with settings copied as a command line or as Python",
        ("Ctrl+V",),
    ),
    ActionSpec("preset", "Edit", "Choose a preset", "Go to the presets", ("P",)),
    ActionSpec(
        "learning_rate",
        "Edit",
        "Set the learning rate",
        "Go to the learning rate",
        ("L",),
    ),
    ActionSpec(
        "iterations",
        "Edit",
        "Set the iterations",
        "Go to the number of updates",
        ("I",),
    ),
    ActionSpec(
        "samples", "Edit", "Set the samples", "Go to the number of samples", ("D",)
    ),
    ActionSpec("seed", "Edit", "Set the seed", "Go to the seed of the start", ("S",)),
    ActionSpec(
        "log_axis",
        "View",
        "Logarithmic loss axis",
        "Switch the loss axis between logarithmic and linear",
        ("G",),
        checkable=True,
    ),
    ActionSpec(
        "mean_error",
        "View",
        "Mean error",
        "Show mean(ŷ − y), what the lesson calls its loss, on an axis of its own",
        ("M",),
        checkable=True,
    ),
    ActionSpec(
        "fit_plots",
        "View",
        "Show all",
        "Undo zooming and moving in the graph and the plots",
        ("0",),
    ),
    ActionSpec(
        "zoom_in",
        "View",
        "Magnify the graph",
        "Magnify the graph; or turn the wheel over it",
        ("Ctrl++", "Ctrl+="),
    ),
    ActionSpec("zoom_out", "View", "Shrink the graph", "Shrink it again", ("Ctrl+-",)),
    ActionSpec(
        "microscope",
        "View",
        "Microscope",
        "Show one update with all its numbers under the graph",
        ("X",),
        checkable=True,
    ),
    ActionSpec(
        "edge_mode",
        "View",
        "Edges: weights",
        "Let the edges show weights, the gradient, or the last update",
        ("V",),
    ),
    ActionSpec(
        "unit_face",
        "View",
        "Units: answer",
        "Let the units show their answer over the inputs, the sample's activation, the "
        "mean activation, or how saturated they are",
        ("U",),
    ),
    ActionSpec(
        "theme",
        "View",
        "Theme",
        "Follow the system, light, or dark: each press takes the next",
        ("T",),
        "theme",
    ),
    ActionSpec(
        "keys", "Help", "Keys and how to read it", "Show this help", ("F1", "?"), "help"
    ),
    ActionSpec("about", "Help", "About ShallowNet", "Version, licence, log file"),
)


REPEATED: Final = ("step", "one_back", "slower", "faster")
"""Actions that are carried out again and again while their key is held down."""


class Actions:
    """The actions of a window, by name: ``actions["step"]``."""

    def __init__(self, window: QWidget) -> None:
        self._actions: dict[str, QAction] = {}
        for entry in ACTION_SPECS:
            action = QAction(entry.text, window)
            action.setObjectName(entry.object_name)
            action.setCheckable(entry.checkable)
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            # A key that is held down steps on; it does not start and pause in turn.
            action.setAutoRepeat(entry.name in REPEATED)
            keys = f" ({entry.keys[0]})" if entry.keys else ""
            action.setToolTip(f"{entry.tip}{keys}")
            action.setStatusTip(entry.tip)
            window.addAction(action)
            self._actions[entry.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def in_menu(self, menu: str) -> list[QAction]:
        """Return the actions of a menu, in order."""
        return [
            self._actions[entry.name] for entry in ACTION_SPECS if entry.menu == menu
        ]

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in a theme's colours."""
        for entry in ACTION_SPECS:
            if entry.icon:
                self._actions[entry.name].setIcon(themes.icon(entry.icon, theme))
