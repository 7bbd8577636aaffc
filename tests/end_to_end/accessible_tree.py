"""Prints what assistive technology sees of a program, as JSON; takes AT-SPI's bindings.

It runs on a session bus of its own, under a Python that has the bindings, which often
is the system's: ``dbus-run-session -- python3 accessible_tree.py PROGRAM ...``. It
presses the buttons and tabs that are named in ``PRESSED``, as a screen reader does, and
prints for each name the tree that is there afterwards.
"""

import json
import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PRESSED = (
    ("push button", "Step", "paused at update 1 "),
    ("check box", "Microscope", '"name": "Bug lab"'),
    ("page tab", "Function", '"name": "Show the samples'),
    ("page tab", "Errors", "RMSE"),
    ("page tab", "Units", "99 % of the prediction"),
    ("page tab", "Landscape", "λmax"),
)
"""Roles and names, each with a text that is in the tree once it has done its work."""

PATIENCE = 40.0
"""Seconds for each of these texts to be there."""

STATES = ("focusable", "showing")


class Program:
    """A program with its part of the tree."""

    def __init__(self, arguments: list[str]) -> None:
        environment = {**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        self.process = subprocess.Popen(
            arguments, env=environment, stdout=sys.stderr.fileno()
        )

    def root(self):
        """Return the root of its tree, or None before there is one."""
        desktop = Atspi.get_desktop(0)
        children = map(desktop.get_child_at_index, range(desktop.get_child_count()))
        return next(
            (c for c in children if c and c.get_process_id() == self.process.pid), None
        )

    def tree_with(self, text):
        """Return its tree as JSON, once a text is in it."""
        deadline = time.monotonic() + PATIENCE
        tree = ""
        while text not in tree:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"no {text!r} in the tree: {tree}")
            try:
                tree = json.dumps(described(self.root()), ensure_ascii=False)
            except GLib.Error:  # a part of it went away while it was read
                tree = ""
            time.sleep(0.1)
        return tree


def parts(node):
    """Return what is directly below a part of the tree."""
    children = map(node.get_child_at_index, range(node.get_child_count()))
    return [child for child in children if child is not None]


def described(node):
    """Return a part of the tree, with all that is shown below it."""
    if node is None:
        return {}
    states, value = node.get_state_set(), node.get_value_iface()
    text, role = node.get_text_iface(), node.get_role_name()
    found = {
        "role": role,
        "name": node.get_name(),
        "description": node.get_description(),
        "labels": [
            relation.get_target(0).get_name()
            for relation in node.get_relation_set()
            if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY
        ],
    }
    for state in STATES:
        found[state] = states.contains(getattr(Atspi.StateType, state.upper()))
    if value is not None:
        found["value"] = (
            value.get_minimum_value(),
            value.get_current_value(),
            value.get_maximum_value(),
        )
    if text is not None:
        found["text"] = text.get_text(0, text.get_character_count())
    # A table has thousands of cells, and menus that are shut are no part of the window.
    inside = role not in ("table", "menu bar", "combo box")
    found["parts"] = [described(part) for part in parts(node)] if inside else []
    return found


def press(node, role, name):
    """Press what has a role and a name, and return whether there is anything."""
    action = node.get_action_iface()
    if (node.get_role_name(), node.get_name()) == (role, name) and action is not None:
        return action.do_action(0)
    return any(press(part, role, name) for part in parts(node))


def main():
    """Start the program, press the buttons, print its tree, and end it."""
    program = Program(sys.argv[1:])
    try:
        program.tree_with("– ShallowNet")
        trees = {}
        for role, name, text in PRESSED:
            if not press(program.root(), role, name):
                raise SystemExit(f"there is no {role} {name!r}")
            trees[name] = json.loads(program.tree_with(text))
        print(json.dumps(trees))
    finally:
        program.process.terminate()
        program.process.wait(20)


if __name__ == "__main__":
    main()
