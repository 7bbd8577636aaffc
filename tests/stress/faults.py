"""Faults: full disks, odd settings, little memory, lost displays, files that block.

Each is what a machine may do to the program. It may say in a sentence that it cannot
go on; it never aborts, never shows a traceback, and ends when told to.
"""

from __future__ import annotations

import os
import signal
import time
from random import Random
from typing import TYPE_CHECKING, Final

from benchmarks.screen import Screen, why_no_screen
from tests.stress.app_process import AppProcess

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REFUSED: Final = (0, 1, 2)
"""Exit codes of a program that ends by itself, in order."""

SMALL: Final = ("--set", "samples=50")
PICKLE: Final = (
    "[General]\ntheme=@Variant(\\0\\0\\0\\x7f\\0\\0\\0\\x12PyQt_PyObject\\0"
    "\\0\\0\\0\\x10"
    "cos\\nsystem\\n(S'touch STOLEN'\\ntR.)\n"
)
"""Settings as Python objects, which must never be made."""


def shell(limits: str) -> tuple[str, ...]:
    """Return what starts a program with limits of a shell."""
    return ("sh", "-c", f'{limits}; exec "$@"', "sh")


def lives(
    folder: Path,
    *words: str,
    prefix: tuple[str, ...] = (),
    logged: str = "loaded ",
    **more: str,
) -> str:
    """Start the program, see that it lives, and end it; return what goes wrong."""
    app = AppProcess(folder, *words, prefix=prefix, **more)
    if not logged:
        app.wait_until_listening()
    elif not app.wait_for(logged):
        if app.process.poll() is None:
            app.kill()
            return f"logs no {logged!r}\n{app.log[-2_000:]}"
        problem = app.outcome()
        return problem or f"ends by itself\n{app.log[-2_000:]}"
    if app.process.poll() is not None:
        return app.outcome() or "ends by itself"
    return app.end()


def ends(
    folder: Path,
    *words: str,
    prefix: tuple[str, ...] = (),
    codes: tuple[int, ...] = REFUSED,
    **more: str,
) -> str:
    """Start what ends by itself; return what goes wrong."""
    return AppProcess(folder, *words, prefix=prefix, **more).outcome(codes)


def with_settings(folder: Path, content: bytes) -> None:
    """Put settings where the program keeps them."""
    place = folder / "xdg_config_home" / "ShallowNet"
    place.mkdir(parents=True, exist_ok=True)
    for name in ("shallownet.ini", "shallownet.json"):
        (place / name).write_bytes(content)


# Disks


def no_place_for_files(folder: Path) -> str:
    nowhere = "/proc/no/such/place"
    return lives(
        folder,
        *SMALL,
        logged="",
        HOME=nowhere,
        XDG_CONFIG_HOME=nowhere,
        XDG_DATA_HOME=nowhere,
        XDG_CACHE_HOME=nowhere,
    )


def full_disk(folder: Path) -> str:
    limits = shell("ulimit -f 0")
    return lives(folder, *SMALL, "--autostart", prefix=limits, logged="")


def full_disk_for_a_run(folder: Path) -> str:
    words = ("train", *SMALL, "--updates", "20", "--save", str(folder / "a.shallownet"))
    problem = ends(folder, *words, prefix=shell("ulimit -f 1"))
    left = list(folder.glob("*.shallownet*"))
    return problem or (f"leaves {left[0].name}" if left else "")


def full_device_for_a_picture(folder: Path) -> str:
    return ends(folder, *SMALL, "--screenshot", "/dev/full")


def log_is_a_folder(folder: Path) -> str:
    (folder / "xdg_data_home" / "ShallowNet" / "shallownet.log").mkdir(parents=True)
    return lives(folder, *SMALL, logged="")


def journals_are_a_file(folder: Path) -> str:
    place = folder / "xdg_data_home" / "ShallowNet"
    place.mkdir(parents=True)
    (place / "journals").write_text("a file")
    return lives(folder, *SMALL, "--autostart", logged="is not journaled")


def few_files(folder: Path) -> str:
    return lives(folder, *SMALL, prefix=shell("ulimit -n 40"))


def working_folder_is_gone(folder: Path) -> str:
    gone = folder / "gone"
    gone.mkdir()
    limits = shell(f"cd '{gone}' && rmdir '{gone}'")
    return lives(folder, *SMALL, prefix=limits)


# Settings


def odd_settings(*contents: bytes) -> Callable[[Path], str]:
    def fault(folder: Path) -> str:
        for number, content in enumerate(contents):
            place = folder / f"settings{number}"
            place.mkdir()
            with_settings(place, content)
            problem = lives(place, *SMALL)
            if not problem and list(place.rglob("STOLEN")):
                problem = "runs code of the settings"
            if problem:
                return f"{content[:60]!r}: {problem}"
        return ""

    return fault


def settings_are_a_folder(folder: Path) -> str:
    for name in ("shallownet.ini", "shallownet.json"):
        (folder / "xdg_config_home" / "ShallowNet" / name).mkdir(parents=True)
    return lives(folder, *SMALL)


# Memory


def little_memory(folder: Path) -> str:
    """Ask for more than there is: the window says so and stays."""
    words = ("--set", "samples=1000000", "--set", "hidden_units=64,64,64,64,64,64")
    limits = shell("ulimit -v 1500000")
    return lives(folder, *words, "--autostart", prefix=limits, logged="")


def too_little_memory_to_start(folder: Path) -> str:
    """Python, NumPy or Qt may give up in a way of their own; they never hang."""
    app = AppProcess(folder, *SMALL, prefix=shell("ulimit -v 200000"))
    problem = app.outcome(tuple(range(-64, 256)))
    return problem if problem.startswith("does not end") else ""


# Displays


def lost_display(folder: Path) -> str:
    screen = Screen()
    with screen as display:
        app = AppProcess(
            folder, *SMALL, "--autostart", DISPLAY=display, QT_QPA_PLATFORM="xcb"
        )
        if not app.wait_for("loaded "):
            app.kill()
            return f"does not start\n{app.log}"
        screen.kill()
        return app.outcome((0, 1))


def no_display(folder: Path) -> str:
    return ends(folder, DISPLAY=":987", QT_QPA_PLATFORM="xcb", codes=(1,))


def odd_scale(folder: Path) -> str:
    for scale in ("0.3", "4", "nonsense"):
        place = folder / scale
        place.mkdir()
        problem = lives(place, *SMALL, QT_SCALE_FACTOR=scale)
        if problem:
            return f"{scale}: {problem}"
    return ""


# Files that are read


def blocked_read(folder: Path) -> str:
    """Open a file that nobody writes, as if a network drive did not answer."""
    pipe = folder / "table.csv"
    os.mkfifo(pipe)
    return _gives_up(folder, str(pipe))


def blocked_read_of_the_first_run(folder: Path) -> str:
    pipe = folder / "table.csv"
    os.mkfifo(pipe)
    words = (f"csv={pipe}", "csv_target=y", "csv_inputs=x")
    return _gives_up(folder, *(word for item in words for word in ("--set", item)))


def endless_file(folder: Path) -> str:
    return _gives_up(folder, "/dev/zero")


def _gives_up(folder: Path, *words: str) -> str:
    """Start with what cannot be read: it is refused, or the window lives and ends."""
    app = AppProcess(folder, *words)
    if app.wait_until_listening():
        return app.end()
    return app.outcome(REFUSED)


def table_that_is_gone(folder: Path) -> str:
    words = ("csv=gone.csv", "csv_target=y", "csv_inputs=x")
    return lives(folder, *(word for item in words for word in ("--set", item)))


def folder_as_a_file(folder: Path) -> str:
    return _gives_up(folder, str(folder))


# The rest of the system


def closed_outputs(folder: Path) -> str:
    """Say something where neither a terminal nor a screen shows it."""
    for words in (("--help",), ("--version",), ("--set", "samples=x")):
        problem = ends(
            folder,
            *words,
            prefix=("sh", "-c", 'exec "$@" >&- 2>&-', "sh"),
            DISPLAY="",
            WAYLAND_DISPLAY="",
            QT_QPA_PLATFORM="",
        )
        if problem:
            return f"{words}: {problem}"
    return ""


def full_output(folder: Path) -> str:
    words = ("train", *SMALL, "--updates", "20")
    full = ("sh", "-c", 'exec "$@" >/dev/full', "sh")
    return ends(folder, *words, prefix=full)


def reader_that_leaves(folder: Path) -> str:
    words = ("train", *SMALL, "--updates", "2000", "--json")
    gone = ("sh", "-c", '"$@" | head -n 1 >/dev/null', "sh")
    return ends(folder, *words, prefix=gone)


def odd_language(folder: Path) -> str:
    for name in ("tr_TR.UTF-8", "ar_EG.UTF-8", "xx_XX", "C"):
        place = folder / name
        place.mkdir()
        problem = lives(place, *SMALL, LC_ALL=name, LANG=name)
        if problem:
            return f"{name}: {problem}"
    return ""


def stopped_and_continued(folder: Path) -> str:
    app = AppProcess(folder, *SMALL, "--autostart")
    if not app.wait_for("started at"):
        app.kill()
        return f"does not start\n{app.log}"
    app.process.send_signal(signal.SIGSTOP)
    time.sleep(1.0)
    app.process.send_signal(signal.SIGCONT)
    return app.end()


def warnings_as_errors(folder: Path) -> str:
    """Python's warnings raise: none may come of an ordinary start and end."""
    return lives(folder, *SMALL, "--autostart", PYTHONWARNINGS="error::RuntimeWarning")


def stray_modules(folder: Path) -> str:
    """Files of the names of our packages lie in the working folder."""
    for name in ("gui", "main", "resources", "shallownet", "numpy"):
        (folder / f"{name}.py").write_text("raise SystemExit('a stray module')\n")
    return lives(folder, *SMALL)


FAULTS: Final[dict[str, Callable[[Path], str]]] = {
    "no place for files": no_place_for_files,
    "full disk": full_disk,
    "full disk for a run": full_disk_for_a_run,
    "full device for a picture": full_device_for_a_picture,
    "log is a folder": log_is_a_folder,
    "journals are a file": journals_are_a_file,
    "few files": few_files,
    "working folder is gone": working_folder_is_gone,
    "settings that are no settings": odd_settings(
        b"", b"\x00\xff" * 500, b"[" * 100_000, b"{", b"null", b"[1, 2]"
    ),
    "settings with other types": odd_settings(
        b"[General]\nlog_axis=a, b\nmean_error=@Size(1 2)\ntheme=@Rect(0 0 1 1)\n",
        b"[General]\ngeometry=x\npanes=@ByteArray(\\xff)\nplots=7\ntheme=7\n",
        b'{"log_axis": [], "theme": {}, "geometry": 7, "panes": "x"}',
    ),
    "settings that hold objects": odd_settings(PICKLE.encode()),
    "settings are a folder": settings_are_a_folder,
    "little memory": little_memory,
    "too little memory to start": too_little_memory_to_start,
    "lost display": lost_display,
    "no display": no_display,
    "odd scale": odd_scale,
    "blocked read": blocked_read,
    "blocked read of the first run": blocked_read_of_the_first_run,
    "endless file": endless_file,
    "table that is gone": table_that_is_gone,
    "folder as a file": folder_as_a_file,
    "closed outputs": closed_outputs,
    "full output": full_output,
    "reader that leaves": reader_that_leaves,
    "odd language": odd_language,
    "stopped and continued": stopped_and_continued,
    "warnings as errors": warnings_as_errors,
    "stray modules": stray_modules,
}

NEEDS_SCREEN: Final = ("lost display",)


def run(seed: int, count: int, folder: Path) -> tuple[str, list[str]]:
    """Let some faults happen, all of them if there are no more; return what fails."""
    names, began, failures, skipped = list(FAULTS), time.monotonic(), [], []
    if why_no_screen():
        skipped = [name for name in names if name in NEEDS_SCREEN]
    names = [name for name in names if name not in skipped]
    if count < len(names):
        names = Random(seed).sample(names, count)
    for number, name in enumerate(names):
        place = folder / f"fault{number}"
        place.mkdir()
        problem = FAULTS[name](place)
        if problem:
            failures.append(f"{name}: {problem}")
    note = f", left out for want of a screen: {', '.join(skipped)}" if skipped else ""
    figures = (
        f"{len(names) - len(failures)} of {len(names)} faults survived in "
        f"{time.monotonic() - began:.0f} s{note}"
    )
    return figures, failures
