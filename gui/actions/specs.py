"""The table of actions: menus, toolbar, shortcuts and the help are made from it."""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple


class ActionSpec(NamedTuple):
    """One action of the window.

    Attributes
    ----------
    menu : str
        The title of its menu.
    name : str
        ``start`` makes the object name ``actionStart``.
    text, tip : str
    keys : tuple of str
        Its shortcuts; the tool tip shows the first.
    icon : str
        The name of an icon in the resources, or empty.
    checkable : bool
    """

    menu: str
    name: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False

    @property
    def object_name(self) -> str:
        """The action's object name, in camel case."""
        return "action" + self.name.title().replace("_", "")


MENUS: Final = ("File", "Run", "Edit", "View", "Help")

file, run, edit, view, help_ = (partial(ActionSpec, menu) for menu in MENUS)

# fmt: off
ACTION_SPECS: Final = (
    file("new", "New run",
         "Begin the lesson's run; the present one can be brought back", ("Ctrl+N",)),
    file("open", "Open …",
         "Open a run, or learn from a table of your own; or drop a file on the window",
         ("Ctrl+O",)),
    file("save", "Save the run",
         "Keep the run in a file, with all its updates", ("Ctrl+S",)),
    file("save_as", "Save the run as …",
         "Keep the run in another file", ("Ctrl+Shift+S",)),
    file("notes", "Notes …",
         "Write down what you see; the run's file keeps it", ("Ctrl+Shift+N",)),
    file("verify", "Verify the file",
         "Replay the run in the file, and compare it with what the file says",
         ("Ctrl+Shift+V",)),
    file("import_weights", "Import weights …",
         "Set the weights and biases to those in an NPZ file, as Export writes them "
         "or as a PyTorch state_dict", ("Ctrl+I",)),
    file("export", "Export …",
         "Save, copy or print a picture; save an animation, numbers or code",
         ("Ctrl+E",)),
    file("predict", "Predict for a table …",
         "Write what the network predicts for every row of a table, as CSV",
         ("Ctrl+Shift+P",)),
    file("print", "Print …",
         "Print a picture of the window, or of a part of it", ("Ctrl+P",)),
    file("quit", "Quit", "Close ShallowNet", ("Ctrl+Q",)),
    run("start", "Start", "Train, at the chosen speed", ("Space",), "start"),
    run("pause", "Pause", "Stop after the present update", ("Space",), "pause"),
    run("step", "Step", "Make exactly one gradient update", ("Right",), "step"),
    run("reset", "Reset", "Go back to the same start (same seed)", ("R",), "reset"),
    run("new_start", "New start",
        "Begin at other weights: the next seed", ("N",), "new_start"),
    run("extend", "Run longer",
        "Plan for as many updates again as the settings ask for", ("E",)),
    run("go_back", "Back to the last finite update",
        "Take back the update that made the run diverge; → makes it again", ("B",)),
    run("one_back", "One update back",
        "Look back at the update before; or drag the timeline", ("Left",)),
    run("play", "Play from here",
        "Play the updates made so far, forwards, at the chosen speed",
        ("Shift+Space",), checkable=True),
    run("play_back", "Play backwards",
        "Play the updates made so far, backwards, at the chosen speed",
        ("Backspace",), checkable=True),
    run("go_to", "Go to an update …",
        "Type the number of the update to look back at", ("Ctrl+G",)),
    run("now", "Back to now",
        "Show the run as it is after its last update", ("Ctrl+End",)),
    run("cancel", "Cancel",
        "Give up making updates again, and show where the run stands", ("Esc",)),
    run("look_at_test", "Look at the test part …",
        "Tell how good the network is on samples that nothing has used yet; each look "
        "is counted", ("Shift+T",)),
    run("pin", "Pin run",
        "Keep the run as it stands, to compare it with others and to "
        "go on with it", ("K",), "pin"),
    run("compare", "Compare runs …",
        "Compare the pinned runs with the present one", ("Ctrl+K",), "compare"),
    run("post_mortem", "Post-mortem",
        "Why the run diverged, and what would help: open and shut", ("Z",)),
    run("full_speed", "Full speed",
        "Switch between full speed and the chosen speed",
        ("F",), "full_speed", checkable=True),
    run("next_phase", "Next phase",
        "Open the next update up, phase by phase: forward, loss, backward, update",
        ("Down",)),
    run("previous_phase", "Back a phase",
        "Go back a phase; the update stays uncommitted", ("Up",)),
    run("quiz", "Quiz: predict a number",
        "Cover a number of the phase that is shown: type what it is, then see how it "
        "comes about", ("Q",)),
    run("check_gradient", "Check gradients",
        "Compare the gradient with central differences, parameter by parameter",
        ("C",)),
    run("predict_loss", "What will the loss do? …",
        "Draw the loss of the next 1,000 updates before they are made, and compare",
        ("J",)),
    run("predict_rates", "Which rate diverges? …",
        "Predict which of two learning rates around 2/λmax diverges from here",
        ("Shift+J",)),
    run("predict_units", "Which unit dies first? …",
        "Predict which hidden unit is saturated, or dead, first as the run goes on",
        ("Shift+U",)),
    run("slower", "Slower", "Fewer updates a second", ("[", "-")),
    run("faster", "Faster", "More updates a second", ("]", "+")),
    edit("undo", "Undo",
         "Take back the last change, or bring back the run that was left",
         ("Ctrl+Z",), "undo"),
    edit("redo", "Redo",
         "Make the change again that was taken back last",
         ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    edit("edit_parameter", "Edit a weight or bias …",
         "Set a parameter by hand, or freeze it; or click its line in the graph",
         ("W",)),
    edit("copy_command", "Copy settings as a command line",
         "Copy what opens the app on this run's settings", ("Ctrl+C",)),
    edit("copy_python", "Copy settings as Python",
         "Copy a program that makes this run with the core alone", ("Ctrl+Shift+C",)),
    edit("paste", "Paste settings or a table",
         "Begin a run with settings copied as a command line or as Python, or learn "
         "from a table copied in a spreadsheet or on a web page",
         ("Ctrl+V",)),
    edit("preset", "Choose a preset", "Go to the presets", ("P",)),
    edit("learning_rate", "Set the learning rate", "Go to the learning rate", ("L",)),
    edit("iterations", "Set the iterations", "Go to the number of updates", ("I",)),
    edit("samples", "Set the samples", "Go to the number of samples", ("D",)),
    edit("seed", "Set the seed", "Go to the seed of the start", ("S",)),
    view("log_axis", "Logarithmic loss axis",
         "Switch the loss axis between logarithmic and linear", ("G",), checkable=True),
    view("mean_error", "Mean error",
         "Show mean(ŷ − y), what the lesson calls its loss, on an axis of its own",
         ("M",), checkable=True),
    view("fit_plots", "Show all",
         "Undo zooming and moving in the graph and the plots", ("0",)),
    view("zoom_in", "Magnify the graph",
         "Magnify the graph, or turn the wheel over it; in a presentation, larger "
         "letters and lines", ("Ctrl++", "Ctrl+=")),
    view("zoom_out", "Shrink the graph",
         "Shrink it again; in a presentation, smaller letters and lines", ("Ctrl+-",)),
    view("microscope", "Microscope",
         "Show one update with all its numbers under the graph",
         ("X",), checkable=True),
    view("microscope_beside", "Microscope beside the graph",
         "Show the microscope in the plots' place, so that the graph keeps its height",
         ("Shift+X",), checkable=True),
    view("edge_mode", "Edges: weights",
         "Let the edges show weights, the gradient, or the last update", ("V",)),
    view("unit_mode", "Units: answer",
         "Let the units show their answer over the inputs, the sample's "
         "activation, the mean activation, or how saturated they are", ("U",)),
    view("loss_panel", "Loss", "Show or close the loss over the updates",
         ("1",), checkable=True),
    view("fit_panel", "Fit", "Show or close the predictions over the true values",
         ("2",), checkable=True),
    view("function_panel", "Function",
         "Show or close what the network computes over its inputs",
         ("3",), checkable=True),
    view("residuals_panel", "Errors",
         "Show or close the errors ŷ − y: their histogram, and where they are large",
         ("4",), checkable=True),
    view("units_panel", "Units",
         "Show or close what each unit does, and the network without it",
         ("5",), checkable=True),
    view("landscape_panel", "Landscape",
         "Show or close the loss around the run's path", ("6",), checkable=True),
    view("reset_layout", "Reset layout",
         "Put all panels back to where they stood at first", ("Ctrl+0",)),
    view("presentation", "Presentation",
         "Fill the screen, with larger letters and lines, for a class; Esc leaves",
         ("F11",), checkable=True),
    view("theme", "Theme",
         "Follow the system, light, or dark: each press takes the next",
         ("T",), "theme"),
    help_("lessons", "Lessons",
          "Show or close the lessons beside the graph: read, predict, do, and be told "
          "what is right", ("Ctrl+L",), checkable=True),
    help_("keys", "Help and keys",
          "Contents, search, every key, how to read it, and a glossary",
          ("F1", "?"), "help"),
    help_("tour", "Tour",
          "Five steps at this window; it goes on where it was left", ("Ctrl+T",)),
    help_("what_is_this", "What is this?",
          "Explain the control that has the focus; else click what is to be explained",
          ("Shift+F1",)),
    help_("glossary", "Glossary", "Each term in a sentence", ("Ctrl+F1",)),
    help_("about", "About ShallowNet", "Version, licence, log file"),
)
# fmt: on
"""All actions, in the order of their menus."""

SEPARATED: Final = frozenset(
    {
        *("verify", "import_weights", "quit", "reset", "extend", "post_mortem"),
        *("edit_parameter", "copy_command", "fit_plots", "microscope", "edge_mode"),
        *("reset_layout", "presentation", "about"),
    }
)
"""The actions with a line above them in their menu."""

SUBMENUS: Final = {
    "Look back": ("go_back", "one_back", "play", "play_back", "go_to", "now", "cancel"),
    "Phases of an update": ("next_phase", "previous_phase", "quiz", "check_gradient"),
    "Predict": ("predict_loss", "predict_rates", "predict_units"),
    "Pinned runs": ("pin", "compare"),
    "Speed": ("full_speed", "slower", "faster"),
    "Panels": (
        "loss_panel",
        "fit_panel",
        "function_panel",
        "residuals_panel",
        "units_panel",
        "landscape_panel",
        "reset_layout",
    ),
    "Go to a setting": ("preset", "learning_rate", "iterations", "samples", "seed"),
}
"""The actions that a menu has in a menu of its own, where the first one would be."""

AUTO_REPEATING: Final = ("step", "one_back", "slower", "faster")
"""The actions that a held key repeats; it must not start and pause in turn."""
