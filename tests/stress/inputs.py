"""Damaged inputs: tables, run files, pasted texts, formulas, typed values.

Each is read, or refused with a sentence: nothing else may come of it.
"""

from __future__ import annotations

import time
import warnings
from random import Random
from typing import TYPE_CHECKING, Final

import shallownet as sn
from shallownet.data.tables.preview import preview
from shallownet.data.tables.reader import read_table
from shallownet.documents.journal import ROOT, Journal, KeptRun, SessionCopy
from shallownet.documents.journal_reader import read_journal
from shallownet.documents.run_copy import RunCopy
from shallownet.errors import ConfigError, DataError
from shallownet.settings.export import as_command_line
from shallownet.settings.parsing import from_text
from shallownet.settings.recipe import SETTINGS
from tests.stress.reduction import shortest
from tests.stress.texts import FORMULAS, ODD, damaged, pasted_text, setting_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLES: Final[dict[str, bytes]] = {
    "plain.csv": b"a,b,y\n"
    + b"".join(b"%d,%d.5,%d\n" % (i, i * 7, -i) for i in range(60)),
    "semicolon.csv": "größe;x\n1,5;2\n3,25;4\n1.234,5;6\n".encode("latin-1"),
    "quoted.csv": b'"a, b","c ""d""","e\nf"\r\n1,2,3\r\n4,,6\r\n7,x,9\r\n',
    "wide.txt": (
        "\t".join(f"c{i}" for i in range(200)) + "\n" + "1\t" * 199 + "2\n"
    ).encode(),
    "utf16.csv": "x,y\n1,2\n3,4\n".encode("utf-16"),
    "notes.csv": b"# made by hand\n\n\nx y\n1 2\n3 4\n",
    "empty.csv": b"",
    "constant.csv": b"x,y\n" + b"1,0.30000000000000004\n1,0.3\n" * 5,
    "huge.csv": b"x,y\n1e308,1e-320\n-1e308,inf\nnan,3\n",
}

SLOW: Final = 3.0
"""Seconds that reading a small input may take."""

LONGEST: Final = 600
"""Characters of the longest sentence."""

WEAK: Final = ("codec can't", "<unknown>", "set_int_max_str_digits", "Traceback", "\n")
"""What no sentence for a person contains."""


def sample_files(folder: Path) -> list[Path]:
    """Write the sound tables, a damaged copy of each, and names of what is no file."""
    random, files = Random(0), []
    for name, content in TABLES.items():
        for prefix, data in (("", content), ("bad_", mutated(random, content))):
            path = folder / f"{prefix}{name}"
            path.write_bytes(data)
            files.append(path)
    return [*files, folder / "missing.csv", folder]


def mutated(random: Random, data: bytes) -> bytes:
    """Cut, double, flip, swap or insert some bytes."""
    content = bytearray(data or b"0")
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(content) + 1)
        to = min(len(content), at + random.choice((1, 1, 4, 64)))
        how = random.randrange(5)
        if how == 0:
            del content[at:to]
        elif how == 1:
            content[at:at] = content[at:to] * random.choice((1, 3, 100))
        elif how == 2 and at < len(content):
            content[at] ^= 1 << random.randrange(8)
        elif how == 3:
            content[at:at] = random.choice(ODD).encode("utf-8", "replace")
        else:
            content[at:at] = bytes(random.randrange(256) for _ in range(4))
    return bytes(content)


class Inputs:
    """Damages inputs of every kind, and reads them.

    Parameters
    ----------
    folder : Path
        For files.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "input"
        recipe = sn.Recipe.of(samples=20, iterations=30)
        trainer = sn.Trainer(recipe.config, recipe.make_data())
        trainer.run(20)
        run_file = folder / "sound.run"
        sn.save_run(trainer, run_file)
        self._run_file = run_file.read_bytes()
        self._journal = folder / "journal"
        Journal(self._journal).write(SessionCopy(KeptRun(RunCopy.of(trainer, recipe))))
        self._root = (self._journal / ROOT).read_bytes()
        self.kinds: dict[str, Callable[[bytes], object]] = {
            "table": self._read_table,
            "run file": self._open_run,
            "journal": self._read_journal,
            "pasted": self._paste,
            "formula": self._formula,
            "typed": self._type,
        }

    def draw(self, random: Random) -> tuple[str, bytes]:
        """Return a kind of input, and a damaged one."""
        kind = random.choices(list(self.kinds), (6, 2, 1, 5, 4, 3))[0]
        if kind == "table":
            return kind, mutated(random, random.choice(list(TABLES.values())))
        if kind == "run file":
            return kind, mutated(random, self._run_file)
        if kind == "journal":
            return kind, mutated(random, self._root)
        if kind == "pasted":
            text = damaged(random, pasted_text(random))
        elif kind == "formula":
            text = damaged(random, random.choice(FORMULAS))
        else:
            name = random.choice(list(SETTINGS))
            text = f"{name}={damaged(random, setting_text(random, name))}"
        return kind, text.encode("utf-8", "surrogatepass")

    def problem(self, kind: str, data: bytes) -> str:
        """Read an input; return what is wrong with what comes of it, or nothing."""
        began = time.process_time()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                self.kinds[kind](data)
        except (ConfigError, DataError) as refused:
            sentence = str(refused)
            weak = [part for part in WEAK if part in sentence]
            if not sentence.strip() or weak or len(sentence) > LONGEST:
                return f"a weak sentence: {sentence[:200]!r} ({len(sentence)})"
        except MemoryError:
            return "MemoryError"
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        took = time.process_time() - began
        return f"took {took:.1f} s" if took > SLOW else ""

    def reduced(self, kind: str, data: bytes, wanted: str) -> bytes:
        """Return the shortest part of an input with the same kind of problem."""

        def fails(part: list[int]) -> bool:
            return self.problem(kind, bytes(part)).split(":")[0] == wanted

        least: list[int] = shortest(data, fails, tries=400)
        return bytes(least)

    def _read_table(self, data: bytes) -> None:
        self._path.write_bytes(data)
        shown = preview(self._path)
        table = read_table(self._path, shown.dialect)
        names = list(table.names)
        if len(names) > 1:
            made = table.dataset(names[-1], names[:-1], "drop_rows")
            sn.Trainer(sn.TrainingConfig(standardize_inputs=True), made).snapshot()

    def _open_run(self, data: bytes) -> None:
        self._path.write_bytes(data)
        sn.open_run(self._path)

    def _read_journal(self, data: bytes) -> None:
        (self._journal / ROOT).write_bytes(data)
        read_journal(self._journal)

    def _paste(self, data: bytes) -> None:
        recipe = from_text(data.decode("utf-8", "surrogatepass"))
        again = from_text(as_command_line(recipe))
        assert again == recipe, f"{again} is copied from {recipe}"

    def _formula(self, data: bytes) -> None:
        recipe = sn.Recipe.of(
            target="formula",
            formula=data.decode("utf-8", "surrogatepass"),
            samples=20,
        )
        sn.Trainer(recipe.config, recipe.make_data()).snapshot()

    def _type(self, data: bytes) -> None:
        name, _, text = data.decode("utf-8", "surrogatepass").partition("=")
        about = SETTINGS[name]
        value = about.parse(text)
        again = about.parse(about.write(value))
        assert again == value, f"{name} {text!r} is {value!r}, then {again!r}"


def run(seed: int, count: int, folder: Path) -> tuple[str, list[str]]:
    """Read damaged inputs; return a line of figures, and the failures."""
    random, inputs = Random(seed), Inputs(folder)
    counts, failures = dict.fromkeys(inputs.kinds, 0), {}
    began = time.monotonic()
    for _ in range(count):
        kind, data = inputs.draw(random)
        counts[kind] += 1
        problem = inputs.problem(kind, data)
        signature = kind, problem.split(":")[0]
        if not problem or signature in failures:
            continue

        least = inputs.reduced(kind, data, signature[1])
        failures[signature] = f"{kind} {least!r}: {inputs.problem(kind, least)}"
    done = ", ".join(f"{number:,} {kind}" for kind, number in counts.items())
    figures = f"{count:,} inputs ({done}) in {time.monotonic() - began:.0f} s"
    return figures, list(failures.values())
