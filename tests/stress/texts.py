"""Texts that a person may type, paste or have in a file, sound and odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shallownet.settings.choice_settings import ChoiceSetting, SwitchSetting
from shallownet.settings.number_settings import NumberSetting
from shallownet.settings.recipe import SETTINGS

if TYPE_CHECKING:
    from random import Random

ODD: Final = (
    *("", " ", "abc", "-1", "0", "1e999", "-1e999", "nan", "inf", "1,000", "1.000"),
    *("0,001", "1_0", "0x10", "٣", "½", "−3", "+5", "1e-320", "9" * 400, "e", "."),
    *("<img src=x>", "a\tb", "\u202eabc", "\x00", "𝛈", "x1 +", "__import__('os')"),
)
"""Texts for fields that mean something else, or nothing."""

FORMULAS: Final = (
    *("x1", "x1*x2", "sin(x1)", "1/x1", "x1**x2", "exp(x1*100)", "0*x1", "x9", "x1 if"),
    *("log(x1)", "x1 +* 2", "(x1", "abs(x2) > 1", "9**9**9", "x1;x2", "min(x1, x2)"),
)

SMALL: Final[dict[str, tuple[str, ...]]] = {
    "samples": ("1", "2", "7", "50", "200", "1000", "2000"),
    "inputs": ("1", "2", "3", "5"),
    "hidden_units": ("none", "1", "3", "10", "4, 3", "2, 2, 2", "16, 8, 4, 2"),
    "iterations": ("1", "5", "100", "1000", "100000", "10000000"),
    "formula": FORMULAS,
    "batch_size": ("all", "1", "3", "32", "1000000"),
}
"""Values of settings that make a run large, so that thousands of actions take minutes:
large runs have a suite of their own."""


def setting_text(random: Random, name: str) -> str:
    """Return a text to type for a setting, odd ones now and then."""
    about = SETTINGS[name]
    if random.random() < 0.15 and name not in ("samples", "inputs", "hidden_units"):
        return random.choice(ODD)
    if name in SMALL:
        return random.choice(SMALL[name])
    if isinstance(about, ChoiceSetting):
        return random.choice(list(about.choices))
    if isinstance(about, SwitchSetting):
        return random.choice(("true", "false"))
    if isinstance(about, NumberSetting):
        low, high = max(about.minimum, -1e6), min(about.maximum, 1e6)
        value = random.choice(
            (low, high, random.uniform(low, high), 10 ** -random.random())
        )
        if about.whole:
            value = int(value)
        if about.none and random.random() < 0.3:
            return about.none
        return about.show(min(max(value, low), high))
    return random.choice(ODD)


def pasted_text(random: Random) -> str:
    """Return settings as a command line or as Python, some of them damaged."""
    names = [name for name in SETTINGS if name not in ("csv", "rows")]
    chosen = random.sample(names, random.randrange(4))
    settings = [f"{name}={setting_text(random, name)}" for name in chosen]
    if random.random() < 0.5:
        text = "script/run " + " ".join(f"--set '{item}'" for item in settings)
    else:
        text = "import shallownet as sn\nrecipe = sn.Recipe.of(" + ", ".join(settings)
        text += ")\n"
    return damaged(random, text) if random.random() < 0.5 else text


def damaged(random: Random, text: str) -> str:
    """Cut, double, swap or replace some characters of a text."""
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(text) + 1)
        to = min(len(text), at + random.randint(1, 12))
        how = random.randrange(5)
        if how == 0:
            text = text[:at] + text[to:]
        elif how == 1:
            text = text[:to] + text[at:to] * random.choice((1, 2, 50)) + text[to:]
        elif how == 2:
            text = text[:at] + random.choice(ODD) + text[to:]
        elif how == 3:
            text = (
                text[:at]
                + chr(random.choice((0, 9, 34, 39, 92, 65533, 128293)))
                + (text[at:])
            )
        else:
            text = text[:at] + text[at:to][::-1] + text[to:]
    return text
