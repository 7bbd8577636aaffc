"""Split a command line into words, and join words into one, as shells do.

A pasted line does not say which shell it is for. `split` reads what POSIX shells,
PowerShell and cmd have in common. Where they differ it keeps Windows paths whole: a
backslash stands for itself unless a blank or a sign of a shell follows it.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final, Literal

from shallownet.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

Shell = Literal["posix", "windows"]

_SAFE_ON_WINDOWS: Final = re.compile(r"[A-Za-z0-9_+=:./\\-]+")
"""No comma: PowerShell would make a list of the words on both sides."""
_BLANKS: Final = re.compile(r"(?:\s|[\\^`]\r?\n)+")
"""Also the end of a line that continues in the next, as each shell marks it."""
_ESCAPED: Final = re.compile(r"\\([\s'\"$&|<>()*?;#!~`\[\]{}])|\^([&|<>])")
_SINGLE: Final = re.compile(r"'((?:[^']|'')*)'")


def join(words: Sequence[str], shell: Shell = "posix") -> str:
    """Return the command line of some words.

    For Windows, words are written as PowerShell and cmd both read them; those that they
    read differently, as PowerShell does.
    """
    return shlex.join(words) if shell == "posix" else " ".join(map(_on_windows, words))


def _on_windows(word: str) -> str:
    if _SAFE_ON_WINDOWS.fullmatch(word) and not word.endswith("\\"):
        return word
    if re.search(r'["$`]', word):
        return "'{}'".format(word.replace("'", "''"))
    end = len(word) - len(word.rstrip("\\"))
    return f'"{word}{word[len(word) - end :]}"'  # or the last would escape the quote


def split(line: str) -> list[str]:
    r"""Return the words of a command line.

    Raises
    ------
    ValueError
        If a quotation mark is not closed; the message quotes what follows it.

    Examples
    --------
    >>> split(r'--set csv=C:\data\my.csv --set "csv_target=the price"')
    ['--set', 'csv=C:\\data\\my.csv', '--set', 'csv_target=the price']
    """
    words: list[str] = []
    word, at = "", 0
    begun = False
    while at < len(line):
        if blanks := _BLANKS.match(line, at):
            if begun:
                words.append(word)
            word, begun, at = "", False, blanks.end()
            continue
        if line[at] == '"':
            part, end = _double_quoted(line, at + 1)
        elif quote := _SINGLE.match(line, at):
            part, end = quote[1].replace("''", "'"), quote.end()
        elif line[at] == "'":
            raise _not_closed(line, at + 1)
        elif escaped := _ESCAPED.match(line, at):
            part, end = escaped[1] or escaped[2], escaped.end()
        else:
            part, end = line[at], at + 1
        word, begun, at = word + part, True, end
    return [*words, word] if begun else words


def _double_quoted(line: str, start: int) -> tuple[str, int]:
    """Return a text up to its closing quotation mark, and where the line goes on."""
    text, at = "", start
    while at < len(line):
        char, rest = line[at], line[at + 1 : at + 2]
        if char == '"' and rest != '"':
            return text, at + 1
        if char == "\\":
            # Programs on Windows halve the backslashes before a quotation mark.
            count = len(line[at:]) - len(line[at:].lstrip("\\"))
            at += count
            follows = line[at : at + 1]
            if follows == '"':
                text += "\\" * (count // 2)
                if count % 2:
                    text, at = text + '"', at + 1
            else:
                text += "\\" * (count - (follows == "$"))
        elif char == '"' or (char == "`" and rest and rest in '$`"'):
            text, at = text + rest, at + 2
        else:
            text, at = text + char, at + 1
    raise _not_closed(line, start)


def _not_closed(line: str, at: int) -> ValueError:
    rest = line[at:]
    if not rest.strip():
        return ValueError("a quotation mark at its end is never closed: leave it out")
    return ValueError(f"the quotation mark before {quoted(rest)} is not closed")
