"""What assistive technology gets from the real window, over AT-SPI's bus."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.child import ROOT, no_first_start

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = dict[str, Any]

HELPER = Path(__file__).with_name("accessible_tree.py")
BINDINGS = (
    'import gi; gi.require_version("Atspi", "2.0"); from gi.repository import Atspi'
)
TAGS = re.compile(r"</?\w+[^>]*>|&\w+;")
PANELS = ("Function", "Errors", "Units", "Landscape")
LAUNCHERS = (
    "/usr/libexec/at-spi-bus-launcher",
    "/usr/lib/at-spi2-core/at-spi-bus-launcher",
)


def python_with_bindings() -> str:
    """Return a Python that can read AT-SPI's tree; skip the test if there is none."""
    if not any(map(os.path.exists, LAUNCHERS)) or not shutil.which("dbus-run-session"):
        pytest.skip(
            "takes at-spi2-core and dbus-run-session (Debian: at-spi2-core dbus)"
        )
    for python in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(python):
            found = subprocess.run([python, "-c", BINDINGS], capture_output=True)
            if found.returncode == 0:
                return python
    pytest.skip("takes AT-SPI's bindings (Debian: python3-gi gir1.2-atspi-2.0)")


@pytest.fixture(scope="module")
def trees(screen, tmp_path_factory) -> dict[str, Node]:
    """Return the window's trees after a step, with the microscope, for each panel."""
    home = tmp_path_factory.mktemp("home")
    places = {
        name: str(home)
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    }
    no_first_start(home)
    app = [sys.executable, "main.py", "--size", "1280x800", "--theme", "light"]
    result = subprocess.run(
        ["dbus-run-session", "--", python_with_bindings(), str(HELPER), *app],
        cwd=ROOT,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert result.returncode == 0, result.stderr
    # The bus's own programs write lines of theirs before it.
    found: dict[str, Node] = json.loads(result.stdout[result.stdout.index('{"Step"') :])
    return found


@pytest.fixture(scope="module")
def tree(trees) -> Node:
    """Return the tree with the microscope open, and the panels that are there first."""
    return trees["Microscope"]


def nodes(part: Node) -> Iterator[Node]:
    """Yield a part of the tree and all below it, as far as it is shown."""
    if part["showing"]:
        yield part
        for below in part["parts"]:
            yield from nodes(below)


def one(tree: Node, role: str, name: str) -> Node:
    found = [n for n in nodes(tree) if (n["role"], n["name"]) == (role, name)]
    assert len(found) == 1, [n["name"] for n in nodes(tree) if n["role"] == role]
    return found[0]


@pytest.mark.parametrize("place", ["Microscope", *PANELS])
def test_whatever_takes_the_focus_has_a_name(trees, place):
    focusable = [node for node in nodes(trees[place]) if node["focusable"]]
    assert len(focusable) > 50
    for node in focusable:
        named = node["name"]
        if node["role"] == "combo box":  # where Qt tells the chosen entry as the name
            named = node["labels"] or node["description"]
        assert named, {**node, "parts": [part["name"] for part in node["parts"]]}


@pytest.mark.parametrize("place", ["Microscope", *PANELS])
def test_nothing_that_is_told_contains_tags(trees, place):
    for node in nodes(trees[place]):
        for part in ("name", "description"):
            assert not TAGS.search(node[part]), node[part]


@pytest.mark.parametrize(
    ("place", "role", "name"),
    [
        ("Function", "check box", "Show the prediction ŷ"),
        ("Function", "check box", "Show the samples"),
        ("Errors", "combo box", "over ŷ"),
        ("Units", "table", "Units"),
        ("Landscape", "combo box", "Path"),
        ("Landscape", "push button", "Magnify this step"),
    ],
)
def test_what_is_in_the_panels_has_its_roles(trees, place, role, name):
    assert one(trees[place], role, name)["focusable"]


@pytest.mark.parametrize("place", PANELS)
def test_each_panel_tells_which_update_it_shows(trees, place):
    assert any(n["name"].startswith("update 1") for n in nodes(trees[place]))


def test_the_sentences_of_the_panels_are_read(trees):
    for place, text in (
        ("Errors", "RMSE"),
        ("Units", "carry 99 % of the prediction"),
        ("Landscape", "λmax"),
    ):
        assert any(text in node["name"] for node in nodes(trees[place]))


def test_buttons_tabs_and_the_graph_have_their_roles(tree):
    roles = {
        "push button": ("Start", "Step", "Pin run", "Undo"),
        "check box": ("Full speed", "Microscope"),
        "page tab": ("Update", "Bug lab"),
    }
    for role, names in roles.items():
        for name in names:
            one(tree, role, name)
    assert any(n["name"] == "Network graph" and n["focusable"] for n in nodes(tree))


@pytest.mark.parametrize(
    ("role", "name", "value"),
    [
        ("spin button", "Learning rate", [1e-8, 0.001, 100.0]),
        ("spin button", "Iterations", [1, 10_000, 10_000_000]),
        ("slider", "Timeline of the run", [0, 1, 1]),
        ("slider", "Speed", [0, 7, 10]),
    ],
)
def test_numbers_have_minimum_value_and_maximum(tree, role, name, value):
    assert one(tree, role, name)["value"] == value


def test_choices_are_told_with_what_they_are_about(tree):
    boxes = {
        label: node["name"]
        for node in nodes(tree)
        if node["role"] == "combo box"
        for label in node["labels"]
    }
    assert boxes["PRESET"] == "Notebook"
    assert boxes["optimizer"] == "gradient descent"


def test_the_narration_is_read(tree):
    told = [n["name"] for n in nodes(tree) if n["name"].startswith("Step 1: loss ")]
    assert told and "→" in told[0]
