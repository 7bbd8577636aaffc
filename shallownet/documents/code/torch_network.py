"""The lines of a program that define a run's network in PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shallownet.documents.code.used_settings import indented
from shallownet.nn.activations import LEAK
from shallownet.nn.gradient_rules import square

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.nn.network import Network

TORCH_ACTIVATIONS: Final = {
    "sigmoid": "torch.sigmoid({z})",
    "tanh": "torch.tanh({z})",
    "relu": "torch.relu({z})",
    "leaky_relu": f"functional.leaky_relu({{z}}, {LEAK})",
    # From the threshold on softplus is linear; at 40 it differs by 4e-18.
    "softplus": "functional.softplus({z}, threshold=40.0)",
    "sine": "torch.sin({z})",
    "identity": "{z}",
}
"""Each activation as an expression."""

EXACT: Final = {
    "sigmoid": ("Sigmoid", "d * torch.sigmoid(z) * torch.sigmoid(-z)"),
    "tanh": ("Tanh", "d / torch.cosh(z) ** 2"),
}
"""Activations whose derivative PyTorch takes from a = g(z): where a is near 1, few of
its digits are left. It matters with RMSProp and Adam, which make large steps of small
gradients. The name of a class, and d g'(z)."""

MISTAKES: Final = {
    "no_derivative": ["# Z - Z.detach() is 0 with the derivative 1: no g'(Z)"],
    "untransposed": ["# A - A.detach() is 0; through it dA is dZ W.T and not dZ W"],
}
"""The rules that make their mistake in dZ, each explained."""


def exact_lines(names: Iterable[str]) -> list[str]:
    """Return a class for each activation in `EXACT`, with all digits of its slope."""
    lines: list[str] = []
    for name in names:
        if name in EXACT:
            title, slope = EXACT[name]
            lines += [
                f"class {title}(torch.autograd.Function):",
                f'    """torch.{name}, whose derivative keeps all its digits."""',
                "",
                "    @staticmethod",
                "    def forward(context, z):",
                "        context.save_for_backward(z)",
                f"        return torch.{name}(z)",
                "",
                "    @staticmethod",
                "    def backward(context, d):",
                "        (z,) = context.saved_tensors",
                f"        return {slope}",
                "",
                "",
            ]
    return lines


def network_lines(network: Network, exact: bool) -> list[str]:
    """Return the class of the network, whose parameters are ``layers.0.weight``, ...

    ``exact`` says whether to use the classes of `exact_lines`.
    """
    shapes = [layer.W.shape for layer in network.layers]
    layers = [f"    nn.Linear({inputs}, {units})," for units, inputs in shapes]
    return [
        "class Network(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        "        self.layers = nn.ModuleList([",
        *indented(indented(layers)),
        "        ])",
        "",
        "    def forward(self, A):",
        *indented(indented(_forward_lines(network, "self.layers", exact))),
        "        return A",
    ]


def mistaken_lines(network: Network, rules: Iterable[str], exact: bool) -> list[str]:
    """Return a function for each rule that makes its mistake in dZ.

    What it returns is that of the network; autograd differentiates something else.
    """
    lines: list[str] = []
    for rule in rules:
        if rule in MISTAKES:
            made = _forward_lines(network, "network.layers", exact, rule)
            body = [*MISTAKES[rule], *made]
            body.append("return A")
            lines += ["", "", f"def {rule}(network, A):", *indented(body)]
    return lines


def _forward_lines(
    network: Network, layers: str, exact: bool, rule: str = "exact"
) -> list[str]:
    lines = []
    last = len(network.layers) - 1
    for number, layer in enumerate(network.layers):
        name = layer.activation.name
        Z = f"{layers}[{number}](A)"
        if rule == "untransposed" and number and square(layer):
            lines.append(f"W = {layers}[{number}].weight.detach()")
            Z = f"{layers}[{number}](A.detach()) + (A - A.detach()) @ W"
        if rule == "no_derivative" and number < last and name != "identity":
            value = _activated(name, "Z.detach()", exact)
            lines += [f"Z = {Z}", f"A = {value} + (Z - Z.detach())"]
        else:
            lines.append(f"A = {_activated(name, Z, exact)}")
    return lines


def _activated(name: str, z: str, exact: bool) -> str:
    if exact and name in EXACT:
        return f"{EXACT[name][0]}.apply({z})"
    return TORCH_ACTIVATIONS[name].format(z=z)
