"""The lines of a program that make an update by the formulas of its optimizer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shallownet.documents.code.used_settings import UsedSettings


def step_lines(used: UsedSettings, gradients: str, module: str = "np") -> list[str]:
    """Return lines that clip the gradients and change every parameter.

    Parameters
    ----------
    used : UsedSettings
    gradients : str
        An expression for the list of all gradients.
    module : {"np", "torch"}
        What the arrays belong to.
    """
    lines = [f"gradients = [{gradients}]"]
    if used.freezes:
        lines += ["for dP, F in zip(gradients, frozen):", "    dP[F] = 0.0"]
    factor = ""
    if used.differs("clip_norm", None):
        factor = " * factor"
        lines += [
            f"length = {module}.sqrt(sum((dP**2).sum() for dP in gradients))",
            "factor = 1.0",
            "if clip_norm is not None and length > clip_norm:",
            "    factor = clip_norm / length",
        ]
    lines += [
        "made += 1",
        "for k, (P, dP, M) in enumerate(zip(parameters, gradients, memory)):",
    ]
    copy = "copy" if module == "np" else "clone"
    step = [f"before, rested = P.{copy}(), M.{copy}()"] if used.freezes else []
    call = f"(dP{factor}, M, made)"
    step += used.switch("optimizer", lambda name: [f"step, steady = {name}{call}"])
    step.append("P -= rate * step")
    if used.freezes:
        step += ["F = frozen[k]", "P[F], M[:, F] = before[F], rested[:, F]"]
        if "adam" in used.values("optimizer"):
            step += ["if len(M) == 3:", "    M[2][F] += 1.0  # it rests"]
    if used.differs("l1", 0.0):
        free = " * ~F" if used.freezes else ""
        step += [
            "if l1 and k % 2 == 0:  # weights, not biases",
            f"    shrink(P, rate{factor} * l1 * steady{free})",
        ]
    return lines + [f"    {line}" for line in step]
