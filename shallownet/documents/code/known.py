"""The lines of a program that check it against the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shallownet.documents.code.samples import literal
from shallownet.documents.code.used_settings import indented
from shallownet.wording import counted

if TYPE_CHECKING:
    from shallownet.documents.code.checks import Checks
    from shallownet.training.trainer import Trainer

MAX_PARAMETERS: Final = 2_000
"""A script checks so many parameters one by one, and of more the size of all."""


def known_lines(trainer: Trainer, checks: Checks, flat: str = "P.ravel()") -> list[str]:
    """Return lines that set what is known of a run, and define how it is checked.

    Parameters
    ----------
    trainer : Trainer
    checks : Checks
    flat : str
        An expression for a parameter P as a flat array of NumPy.
    """
    if checks.theta.size <= MAX_PARAMETERS:
        views = trainer.network.named(checks.theta).items()
        lines = [
            f"    {name!r}: {literal(view, 8 + len(name))}," for name, view in views
        ]
        known = ["known = {", *lines, "}"]
        check = [
            f"made = np.concatenate([{flat} for P in parameters])",
            "expected = np.concatenate([P.ravel() for P in known.values()])",
            'check("theta", made, expected)',
        ]
    else:
        known = [f"known = {float((checks.theta**2).sum() ** 0.5)!r}  # their norm"]
        squares = f"sum(({flat} ** 2).sum() for P in parameters)"
        check = [f'check("the norm", {squares} ** 0.5, known)']
    tolerance = f"{checks.tolerance:.0e}".replace("e-0", "e-")
    losses = [f"    {update}: {loss!r}," for update, loss in checks.losses.items()]
    return [
        "# J before some updates, and the parameters after one, as in the run",
        "losses = {",
        *losses,
        "}",
        *known,
        "",
        "",
        "def check(what, value, expected):",
        "    unit = np.abs(expected).max() or 1.0  # the squares may be no floats",
        "    difference = np.linalg.norm(np.subtract(value, expected) / unit)",
        "    size = np.linalg.norm(np.divide(expected, unit))",
        f"    assert difference <= {tolerance} * size, "
        "f'{what} differs by {difference * unit}'",
        "",
        "",
        "def check_parameters():",
        *indented(check),
        "",
    ]


def check_loss(J: str = "J") -> list[str]:
    """Return lines that check the loss before an update."""
    return [
        "if t in losses:",
        f'    check(f"J before update {{t + 1}}", {J}, losses[t])',
    ]


def loop_lines(trainer: Trainer, checks: Checks, body: list[str]) -> list[str]:
    """Return the loop over all updates, with the check of the parameters."""
    first = []
    if checks.updates:
        body = [*body, f"if t + 1 == {checks.updates}:", "    check_parameters()"]
    else:
        first = ["check_parameters()"]
    return [*first, f"for t in range({trainer.updates}):", *indented(body)]


def closing_line(trainer: Trainer, checks: Checks) -> str:
    """Return the line that says what was checked."""
    made = counted(trainer.updates, "update")
    where = f"up to update {checks.updates:,}"
    return f'print("{made} made: J and the parameters are those of the run {where}")'
