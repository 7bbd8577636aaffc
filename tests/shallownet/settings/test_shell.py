"""Command lines of all shells: joined, split again, and as they are typed."""

from __future__ import annotations

import shlex
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.settings.shell import join, split
from tests.examples import examples

words = st.lists(
    st.text(max_size=12) | st.text("ab \\'\"$`%,;&|<>^!-=:./\n", max_size=10),
    max_size=4,
)


@examples(150)
@given(words=words, shell=st.sampled_from(["posix", "windows"]))
def test_joined_words_are_split_again(words, shell):
    assert split(join(words, shell)) == words


@given(words=words)
def test_words_for_a_posix_shell_are_split_as_it_does(words):
    line = join(words)
    assert split(line) == shlex.split(line)


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no POSIX shell")
def test_a_posix_shell_reads_what_was_joined():
    words = [
        "it's",
        'a "b"',
        "$HOME",
        "`x`",
        "C:\\data\\",
        "two\nlines",
        "--",
        "a,b",
        "",
    ]
    program = 'for word; do printf "%s\\1" "$word"; done'
    found = subprocess.run(
        ["sh", "-c", f"set -- {join(words)}; {program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split("\1")[:-1] == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (r"--set csv=C:\data\my.csv", ["--set", r"csv=C:\data\my.csv"]),
        (r'--set "csv=C:\my data\a.csv"', ["--set", r"csv=C:\my data\a.csv"]),
        (r"--set 'csv=C:\my data\a.csv'", ["--set", r"csv=C:\my data\a.csv"]),
        (r"csv=\\server\share\a.csv", [r"csv=\\server\share\a.csv"]),
        (r'"csv=\\server\share\a.csv"', [r"csv=\\server\share\a.csv"]),
        (r'"C:\folder\\" next', ["C:\\folder\\", "next"]),
        (r"my\ file.csv it\'s", ["my file.csv", "it's"]),
        (r'"a \"b\" c"', ['a "b" c']),
        ('"a ""b"" c"', ['a "b" c']),
        ("'it''s'", ["it's"]),
        ("'it'\"'\"'s'", ["it's"]),
        ("a=\"two words\"'and more'", ["a=two wordsand more"]),
        ("--set a=1 \\\n  --set b=2", ["--set", "a=1", "--set", "b=2"]),
        ("--set a=1 `\r\n  --set b=2", ["--set", "a=1", "--set", "b=2"]),
        ("--set a=1 ^\r\n  --set b=2", ["--set", "a=1", "--set", "b=2"]),
        ("x1^2 a^&b", ["x1^2", "a&b"]),
        (r'"\$5" "`$6"', ["$5", "$6"]),
        ("''  \"\"", ["", ""]),
        ("", []),
    ],
)
def test_a_typed_line_is_split(line, words):
    assert split(line) == words


@pytest.mark.parametrize("line", ["--set 'a=1", '--set "a=1', "it's", 'a "', "'"])
def test_an_open_quotation_mark_is_named(line):
    with pytest.raises(ValueError, match="closed"):
        split(line)
