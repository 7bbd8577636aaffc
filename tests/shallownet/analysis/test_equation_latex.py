"""The LaTeX of the equations agrees with their plain text, and leaves nothing out."""

from __future__ import annotations

import re

import pytest

from shallownet import (
    ACTIVATIONS,
    OPTIMIZERS,
    Network,
    TrainingConfig,
)
from shallownet.analysis.equations import Phase, equations
from shallownet.nn.gradient_rules import RULES
from tests.shallownet.analysis.equation_runs import lines_of, trainer_of

# Typesetting


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_the_latex_has_its_arrays_and_no_placeholders(rule, optimizer):
    config = TrainingConfig(
        gradient=rule, optimizer=optimizer, l1=0.1, l2=0.1, clip_norm=1.0
    )
    for activation in ACTIVATIONS:
        for line in equations(Network((2, 4, 4, 1), [activation] * 3), config):
            depth = 0
            for character in line.latex:
                depth += {"{": 1, "}": -1}.get(character, 0)
                assert depth >= 0, line.latex
            assert depth == 0, line.latex
            for left_over in ("{a}", "{z}", "{p}"):
                assert left_over not in line.latex
            assert not set("{}\\") & set(line.plain), line.plain
            for name in line.arrays:
                layered = re.fullmatch(r"(d?[ZAWb])(\d)(?: before| after)?", name)
                if layered:
                    kind, number = layered.groups()
                    assert f"{kind}^{{[{number}]}}" in line.latex
                    assert f"{kind}{number}" in line.plain
                elif line.phase is Phase.FORWARD:
                    assert name in line.latex
                    assert name in line.plain
                else:
                    assert line.phase is Phase.LOSS


PLAIN = [  # LaTeX and its plain text
    (r"-", "−"),
    (r"\\hat\{y\}_i", "ŷ"),
    (r"y_i", "y"),
    (r"\\hat\{y\}", "ŷ"),
    (r"\\hat m", "m̂"),
    (r"\\hat v", "v̂"),
    (r"\\mathrm\{mean\\ error\}", "mean error"),
    (r"\\sum_\{i=1\}\^\{m\} \\sum_j (\S+)_\{j,i\}", r"Σ over samples and units of \1"),
    (r"\\sum_\{i=1\}\^\{m\} (dZ\S+)_i", r"Σ over samples of \1"),
    (r"\\sum_\{i=1\}\^\{m\}|\\sum", "Σ"),
    (r"([ZAWb])\^\{\[(\d)\](T?)\}", r"\1\2\3"),
    (r"(?<=[XAW\d])\^?T\b", "ᵀ"),
    (r"e\^\{−(\w+)\}", r"exp(−\1)"),
    (r"e\^\{(\w+)\}", r"exp \1"),
    (r"\((d\w+)\)\^2", r"\1²"),
    (r"\^2", "²"),
    (r"\\sqrt\{(.*?)\}", r"√\1"),
    (r"\\frac\{1\}\{m\}(\\,)? ", "1/m · "),
    (r"\\frac\{1\}\{2m\} ", "1/(2m) · "),
    (r"\\frac\{\\lambda_2\}\{2\}", "λ2/2"),
    (r"\\frac\{(.*?)\}\{(.*?)\}", r"\1 / (\2)"),
    (r"\\mathrm\{sign\}", "sign"),
    (
        r"\\(lambda_1|lambda_2|sigma|epsilon|eta|mu|kappa|rho|beta_1|beta_2)\b ?",
        r"<\1>",
    ),
    (r"\\(tanh|max|min|ln|sin|cos)", r"\1"),
    (r"\\Vert ?", "‖"),
    (r"\\cdot", "·"),
    (r"\\odot", "⊙"),
    (r"\\leftarrow", "←"),
    (r"\\quad|\\,|\\\?", " "),
]
GREEK = {"lambda": "λ", "sigma": "σ", "epsilon": "ε", "eta": "η", "mu": "μ"}
GREEK |= {"rho": "ρ", "beta": "β", "kappa": "κ"}


def plain_of(latex: str) -> str:
    """Turn LaTeX into plain text without spaces."""
    for pattern, text in PLAIN:
        latex = re.sub(pattern, text, latex)
    latex = re.sub(
        r"<([a-z]+)(?:_(\d))?>",
        lambda match: GREEK[match[1]] + (match[2] or ""),
        latex,
    )
    return squeezed(latex)


def squeezed(text: str) -> str:
    text = text.partition("   (")[0].replace("\\", "").replace("β₁", "β1")
    return re.sub(r"\s+", "", text.replace("β₂", "β2"))


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_the_latex_and_the_plain_text_agree(rule, optimizer):
    config = TrainingConfig(
        gradient=rule, optimizer=optimizer, l1=0.1, l2=0.1, clip_norm=1.0
    )
    for activation in ACTIVATIONS:
        for line in equations(Network((2, 4, 4, 1), [activation] * 3), config):
            assert plain_of(line.latex) == squeezed(line.plain)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"l1": 0.1}, "λ1 Σ |W|"),
        ({"l1": 0.1}, "S(w, t) ="),
        ({"l2": 0.1}, "λ2/2 Σ W²"),
        ({"clip_norm": 2.5}, "c / ‖g‖"),
    ],
)
def test_a_setting_that_changes_the_update_has_a_line(settings, expected):
    plain = [line.plain for line in lines_of(trainer_of())]
    changed = [line.plain for line in lines_of(trainer_of(**settings))]
    assert not any(expected in text for text in plain)
    assert sum(expected in text for text in changed) == 1
