"""The glossary: every term in a sentence, and each that the window links to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gui
import shallownet
from gui.diagnosis.finding_chips import TERMS
from gui.help.chapters import chapters
from gui.help.glossary import find_term, terms
from gui.help.subjects import SUBJECTS

CODE = re.compile(r"`(\w+)(?:\.(\w+))?`")
GLOSSARY = Path(gui.__file__).parents[1] / "resources" / "help" / "glossary.md"


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.names[0])
def test_each_term_is_said_in_a_sentence(term):
    assert term.sentence.endswith(".")
    assert not term.sentence.endswith("..")
    assert term.sentence[0] == term.sentence[0].upper()
    assert 20 < len(term.sentence) < 200
    assert not set("`|[]") & set(term.title + term.sentence)


def test_no_name_means_two_things():
    names = [name.casefold() for term in terms() for name in term.names]
    assert len(names) == len(set(names)) > 80


@pytest.mark.parametrize(
    "name", ["saturated", "twins", "sharpness", "λmax", "1", "r²", "Learning Rate"]
)
def test_a_term_is_found_by_each_of_its_names_in_any_case(name):
    term = find_term(name)
    assert name.casefold() in [known.casefold().strip('"') for known in term.names]


def test_what_is_no_term_is_not_found():
    assert find_term("") is None
    assert find_term("saturate") is None


def test_everything_that_links_to_a_term_finds_it():
    linked = {name for names in SUBJECTS.values() for name in names}
    for chapter in chapters():
        linked |= set(re.findall(r'href="term:([^"]+)"', chapter.html))
    assert [name for name in sorted(linked) if find_term(name) is None] == []


def test_every_kind_of_finding_is_a_term():
    folder = Path(shallownet.__file__).parent / "analysis" / "diagnosis"
    source = "".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    kinds = set(re.findall(r'(?:Finding\(|layer,)\s+"(\w+)"', source))
    kinds |= {"saturated", "dead", "constant"}
    assert {"plateau", "rising", "twins"} <= kinds
    for kind in kinds:
        assert find_term(TERMS.get(kind, kind)) is not None, kind


def test_names_in_the_code_exist():
    root = GLOSSARY.parents[2]
    files = [*root.glob("shallownet/**/*.py"), *root.glob("gui/**/*.py")]
    words = set(re.findall(r"\w+", "".join(file.read_text("utf-8") for file in files)))
    for line in GLOSSARY.read_text("utf-8").splitlines():
        if line.startswith("|"):
            for name, attribute in CODE.findall(line.rstrip("| ").rpartition("|")[2]):
                assert {name, attribute or name} <= words, line
