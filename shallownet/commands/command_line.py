"""The subcommands of the command line, which need no window and import no Qt."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Final

from shallownet.commands import COMMANDS
from shallownet.commands.options import (
    add_output,
    add_recipe,
    add_run,
    recipe_of,
    updates,
)
from shallownet.commands.output import let_streams_write_anything
from shallownet.compute.memory import describe_memory_error
from shallownet.errors import ConfigError, DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shallownet.commands.export import SavePdf
    from shallownet.commands.lesson import WindowParts

INTERRUPTED: Final = 130
"""The exit code of a command that Ctrl+C ended, as shells expect it."""

CODE: Final = {
    "numpy": "a Python script that needs NumPy alone",
    "notebook": "a Jupyter notebook",
    "pytorch": "a PyTorch module",
    "sklearn": "a fit of scikit-learn's MLPRegressor",
}
"""What `--code` accepts: the names of `shallownet.documents.code.kinds`, which is
imported only to write a program."""


def run(
    arguments: Sequence[str],
    save_pdf: SavePdf | None = None,
    window_parts: Callable[[], WindowParts] | None = None,
) -> int:
    """Run a subcommand and return its exit code.

    0 means done; 1 that a file cannot be used, that a run diverged, or that its file is
    not true; 2 that the command line is wrong.

    Parameters
    ----------
    arguments : sequence of str
        The command line, beginning with one of `COMMANDS`.
    save_pdf : callable, optional
        ``save_pdf(run, path, title)`` writes a report as PDF: Qt lays it out, which the
        core does not know.
    window_parts : callable, optional
        Returns the names that lessons may refer to, and where the built-in ones are.
    """
    let_streams_write_anything()
    options = _parser().parse_args(arguments)
    options.save_pdf, options.window_parts = save_pdf, window_parts
    try:
        code = int(options.command(options))
        if sys.stdout is not None:  # what cannot be written is told here
            sys.stdout.flush()
        return code
    except (ConfigError, DataError) as error:
        print(f"shallownet {arguments[0]}: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader has read enough, as `head` does
        _drop_output()
        return 1
    except OSError as error:
        _drop_output()
        reason = error.strerror or str(error)
        print(f"shallownet {arguments[0]}: no output: {reason}", file=sys.stderr)
        return 1
    except MemoryError as error:
        reason = describe_memory_error(error)
        print(f"shallownet {arguments[0]}: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def _drop_output() -> None:
    """Write no more: Python would try again at its exit, and tell of the error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shallownet")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_train(commands)
    _add_verify(commands)
    _add_predict(commands)
    _add_export(commands)
    _add_lesson(commands)
    return parser


def _add_train(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "train",
        help=COMMANDS["train"],
        description="Train a network without a window.",
    )
    add_recipe(parser)
    parser.add_argument(
        "--updates",
        metavar="N",
        type=updates,
        help="how many updates to make (default: as many as the run is planned for)",
    )
    parser.add_argument(
        "--weights",
        metavar="FILE",
        help="begin with the weights in FILE, as export --weights writes them",
    )
    parser.add_argument(
        "--save", metavar="FILE", help="save the run to FILE, such as lesson.shallownet"
    )
    _add_json(parser)
    parser.set_defaults(command=_train, parser=parser)


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "verify",
        help=COMMANDS["verify"],
        description="Replay a run and compare it with what its file says. The exit "
        "code is 1 if they differ.",
    )
    add_run(parser)
    _add_json(parser)
    parser.set_defaults(command=_verify)


def _add_predict(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "predict",
        help=COMMANDS["predict"],
        description="Predict the target for every row of a CSV file that has the "
        "inputs of a run as columns. A row that lacks one gets no prediction.",
    )
    add_run(parser)
    parser.add_argument("table", metavar="TABLE", help="a CSV file")
    add_output(parser, "the predictions")
    parser.set_defaults(command=_predict)


def _add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "export",
        help=COMMANDS["export"],
        description="Write a run as a program that makes the same updates by plain "
        "formulas, and checks its numbers against those of the run; or write a "
        "report, its numbers or its weights.",
    )
    add_run(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--code",
        choices=CODE,
        default="numpy",
        help="the kind of program: "
        + "; ".join(f"{name} ({text})" for name, text in CODE.items())
        + " (default: numpy)",
    )
    what.add_argument(
        "--numbers",
        action="store_true",
        help="write curves, predictions and parameters; the name of FILE says how: "
        ".csv, .json or .npz",
    )
    what.add_argument(
        "--report",
        action="store_true",
        help="write a page with results, pictures, settings and parameters, to print: "
        "one HTML file, or PDF if the name of FILE ends in .pdf",
    )
    what.add_argument(
        "--weights",
        action="store_true",
        help="write the parameters as a PyTorch state_dict in an NPZ file",
    )
    parser.add_argument(
        "--table",
        choices=("curves", "predictions", "parameters"),
        help="write these numbers alone; as CSV with a column for each quantity",
    )
    add_output(parser, "the program, the page, the numbers or the weights")
    parser.set_defaults(command=_export, parser=parser)


def _add_lesson(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "lesson",
        help=COMMANDS["lesson"],
        description="Check lessons, and grade what was handed in.",
    )
    kinds = parser.add_subparsers(required=True, metavar="what")
    checking = kinds.add_parser(
        "check",
        help="say line and reason of every mistake in lessons",
        description="Read lessons, make their states, and say line and reason of every "
        "mistake. The exit code is 1 if there are any.",
    )
    checking.add_argument("files", metavar="FILE", nargs="+", help="a lesson")
    checking.set_defaults(command=_check_lessons)
    grading = kinds.add_parser(
        "grade",
        help="grade the hand-ins in a folder by replaying them",
        description="Replay every run file in FOLDER and below, judge its tasks and "
        "answers, and write a table and a page for each. The exit code is 1 if one of "
        "them cannot be graded.",
    )
    grading.add_argument("folder", metavar="FOLDER", help="a folder of hand-ins")
    grading.add_argument(
        "--lessons",
        metavar="PATH",
        help="a folder of lessons, or one lesson (default: those of the program)",
    )
    grading.add_argument(
        "--output",
        metavar="FOLDER",
        help="where to write grades.csv and the pages (default: graded in FOLDER)",
    )
    grading.set_defaults(command=_grade_hand_ins)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json", action="store_true", help="write one JSON object a line, for programs"
    )


# Each command imports what it needs, so that the others start without it.


def _train(options: argparse.Namespace) -> int:
    from shallownet.commands.train import train

    recipe = recipe_of(options.parser, options)
    return train(
        recipe, options.updates, options.save, options.weights, json=options.json
    )


def _verify(options: argparse.Namespace) -> int:
    from shallownet.commands.verify import verify

    return verify(options.run, json=options.json)


def _predict(options: argparse.Namespace) -> int:
    from shallownet.commands.predict import predict

    return predict(options.run, options.table, options.output)


def _export(options: argparse.Namespace) -> int:
    from shallownet.commands.export import (
        export_code,
        export_numbers,
        export_report,
        export_weights,
    )

    if options.numbers:
        return export_numbers(options.run, options.output, options.table)
    if options.table:
        options.parser.error("argument --table: it goes with --numbers")
    if options.weights:
        if options.output is None:
            options.parser.error("argument --weights: it goes with --output FILE")
        return export_weights(options.run, options.output)
    if options.report:
        return export_report(options.run, options.output, options.save_pdf)
    return export_code(options.run, options.code, options.output)


def _check_lessons(options: argparse.Namespace) -> int:
    from shallownet.commands.lesson import check

    return check(options.files, _window_parts(options))


def _grade_hand_ins(options: argparse.Namespace) -> int:
    from shallownet.commands.lesson import grade

    parts = _window_parts(options)
    return grade(options.folder, options.lessons, options.output, parts)


def _window_parts(options: argparse.Namespace) -> WindowParts:
    from shallownet.commands.lesson import WindowParts

    given = options.window_parts
    parts: WindowParts = WindowParts() if given is None else given()
    return parts
