"""The chapters of the help: keys, reading, changing, formulas, files, the glossary.

The keys come from the actions, the functions of formulas from the core, the terms from
the glossary.
"""

from __future__ import annotations

from html import escape
from typing import Final, NamedTuple

from PyQt6.QtGui import QKeySequence

from gui.actions import ACTION_SPECS
from gui.help.glossary import glossary_html
from shallownet.data.formula import CONSTANTS, FUNCTIONS, USAGE
from shallownet.wording import figure


class Chapter(NamedTuple):
    """A chapter: its heading, and what stands below it, as HTML."""

    title: str
    html: str

    @property
    def anchor(self) -> str:
        """The chapter's address in the help."""
        return "chapter-" + self.title.lower().replace(" ", "-")


READING: Final = """
<p><b>Each line is one <a href="term:parameter">parameter</a>.</b> Blue and solid is
positive, orange and dashed is negative; the wider the line, the larger the number, on
the scale printed below the graph. The scale grows in steps, and shrinks only where
all lines would look alike. Lines from a small node “<a href="term:1">1</a>” are the
<a href="term:bias">biases</a>.</p>
<p><b>Inside each unit</b> is what it answers over the plane of the inputs: x1 runs
across, x2 upwards. Point at a line or a node for its name, value and gradient.</p>
<p><b><a href="term:loss">Loss J</a></b> is half the mean squared error, 1/(2m) Σ(ŷ −
y)²: it is what the updates make smaller. The <b><a href="term:mean error">mean
error</a></b>, mean(ŷ − y), is what the lesson calls its loss; it can be small, or
change its sign, while the fit is bad.</p>
<p><b><a href="term:R²">R²</a></b> is the share of the target's variance that is
explained; 1 is a perfect fit. <b><a href="term:RMSE">RMSE</a></b> is the typical
error in the target's own units.</p>
<p><b>The <a href="term:landscape">landscape</a></b> (6) is J over a plane in the
space of all parameters; dark is low. The white line is the run's path, the arrow the
steepest descent, the dashed circle how far a step may go before it overshoots. A
<b><a href="term:saddle">saddle</a></b> curves down along some direction (λmin below
0), a <b><a href="term:valley">valley</a></b> is nearly flat along some, a <b><a
href="term:bowl">bowl</a></b> curves up along all.</p>
"""

BY_HAND: Final = """
<p>Click a line of the graph, or press W, to set its parameter; right-click it to set
it to zero or to freeze it, so that the updates leave it as it is. That is an event of
the run and no update; so are other settings without a ↻. Ctrl+Z takes them back.</p>
"""

LOOKING_BACK: Final = """
<p>Drag the timeline, or press ←, to see the run as it was after any update. What you
start, change or edit there begins a branch; the run that it leaves stays as a faint
curve and comes back with Ctrl+Z. K pins the run as it stands; Ctrl+K compares the
pinned runs and resumes any of them.</p>
"""

GOING_WRONG: Final = """
<p>Marks above the graph's legend tell what is wrong with the state that is shown,
such as units that are <a href="term:saturated">saturated</a> or <a
href="term:twins">twins</a>: point at one for its sentence, click it for all. A run
that diverged gets a panel, which Z opens and shuts: what overflowed, where that
began, the five updates before it, and what would help, tried beforehand. Its buttons
do it; Ctrl+Z brings back the run.</p>
"""

TABLES: Final = """
<p>Open one (Ctrl+O), or drop it on the window: a CSV file, an Excel or OpenDocument
workbook, a web page, ARFF or JSON, also compressed by gzip. Or copy its cells in a
spreadsheet, or on a web page, and paste them here (Ctrl+V): a run on them is saved
with its samples. Choose the column to predict and those to predict it from; both are
proposed. Each column has a kind: numbers are taken as they are, a category becomes an
input for each of its names, a date the days since the first and its place in the
year, the week and the day. Click a kind, or press Enter, to make it another one;
Space makes a column an input or none. How the file is written is detected, and what
was decided is said; delimiter, decimal sign, thousands, header, codes for missing
values such as -999, and a workbook's sheet can be chosen. 1.234,5 and 1,234.5 are one
number each, as the file's decimal sign has it; 12 % is 0.12, and (120) is −120. Cells
that are missing or text are counted with their places: drop their rows, or their
columns.</p>
"""

AS_TEXT: Final = """
<p>Every setting has a name for the command line: <code>main.py --preset adam --set
learning_rate=3e-4 --set hidden_units=8,4</code>; <code>main.py --help</code> lists
them. <b>Copy</b> gives the settings as such a line (Ctrl+C) or as Python
(Ctrl+Shift+C), which also makes the changes that were made on the way; <b>paste</b>
(Ctrl+V) begins a run with either. Neither is ever run here.</p>
"""

EXAMPLE: Final = "sin(pi*x1) + where(x2 > 0, x2**2, 0)"
"""A formula that shows most of what formulas can do."""

FIRST_STEPS: Final = """
<p><b>Space</b> starts the run of the lesson and pauses it; <b>→</b> makes one more
update, and <b>←</b> looks back at the one before. <b>↓</b> opens the next update up,
phase by phase. Point at a line or a unit of the graph for its numbers.</p>
<p><b>F11</b> is for a class: the whole screen, and larger letters and lines.</p>
<p><b>Help, Tour</b> (Ctrl+T) shows these in five steps at the running window. Shift+F1,
or <b>Help, What is this?</b> and a click, says what a part of the window is about.</p>
"""


def formulas_html() -> str:
    """Describe what a formula may contain."""
    rows = "".join(
        f"<tr><td><code>{escape(USAGE[name])}</code>&nbsp;&nbsp;</td>"
        f"<td>{escape(does)}</td></tr>"
        for name, does in FUNCTIONS.items()
    )
    constants = ", ".join(
        f"{name} = {figure(value, 6)}" for name, value in CONSTANTS.items()
    )
    return (
        "<p>A target of yours is a formula of the inputs x1, x2, … "
        f"such as <code>{escape(EXAMPLE)}</code>, with numbers (0.5, 1e-3), brackets, "
        f"the constants {constants}, and these operators: + - * /, ** for a power, "
        "% for the remainder; &lt; &lt;= &gt; &gt;= == != give 1 where they hold, "
        f"else 0. And functions:</p><table cellspacing='3'>{rows}</table>"
    )


def keys_html() -> str:
    """Return a table of all keys."""
    rows = "".join(
        f"<tr><td><b>{escape(shown)}</b>&nbsp;&nbsp;</td><td>{escape(entry.text)}: "
        f"{escape(entry.tip)}</td></tr>"
        for entry in ACTION_SPECS
        if entry.keys
        for shown in [
            " or ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                for key in entry.keys
            )
        ]
    )
    return f"<table cellspacing='3'>{rows}</table>"


def chapters() -> tuple[Chapter, ...]:
    """Return all chapters in their order."""
    return (
        Chapter("First steps", FIRST_STEPS),
        Chapter("Keys", keys_html()),
        Chapter("How to read it", READING),
        Chapter("Changing a run by hand", BY_HAND),
        Chapter("Looking back and comparing", LOOKING_BACK),
        Chapter("What is going wrong", GOING_WRONG),
        Chapter("Formulas", formulas_html()),
        Chapter("Data from a table", TABLES),
        Chapter("Settings as text", AS_TEXT),
        Chapter("Glossary", glossary_html()),
    )
