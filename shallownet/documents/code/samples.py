"""The lines of a script that make the samples of a run."""

from __future__ import annotations

import ast
import base64
import sys
import textwrap
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.data.targets import PEAKS
from shallownet.errors import DataError
from shallownet.nn.scaling import Scaling
from shallownet.settings.data_config import DataConfig
from shallownet.wording import shortened, some_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array
    from shallownet.data.columns.encodings import Encoding
    from shallownet.settings.table_config import TableConfig
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.trainer import Trainer

MAX_READABLE: Final = 20_000
"""Numbers of samples that a program holds digit by digit, and more of them packed."""

MAX_NUMBERS: Final = 500_000
"""Numbers of samples that a program holds: 4 MB, or packed mostly half of that."""

TARGET_LINES: Final = {
    "product": ("y = 2.0 * x1 * x2 + 2.0",),
    "plane": ("y = (x1 + x2) / 10.0",),
    "gaussians": (
        f"peaks = {PEAKS}",
        "heights = np.array([",
        "    h * np.clip(1.0 - np.hypot(x1 - a, x2 - b) / 2.0, 0.0, 1.0)",
        "    for a, b, h in peaks",
        "])",
        "y = heights[np.abs(heights).argmax(axis=0), np.arange(len(x1))]",
    ),
    "ridge": ("y = np.sin(x1 + x2)",),
    "saddle": ("y = x1**2 - x2**2",),
    "step": ("y = np.where(x1 + x2 > 0.0, 1.0, 0.0)",),
    "curve": ("y = np.sin(2.0 * x1) + 0.3 * x1",),
}
"""Each target of `shallownet.data.targets` as code."""

FUNCTIONS: Final = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "round": "rint",
    "min": "minimum",
    "max": "maximum",
}
"""Functions of a formula that NumPy has under another name."""


def sample_lines(trainer: Trainer, data: DataConfig | TableConfig | None) -> list[str]:
    """Return lines that set X (features, m) and y (1, m), and split and scale them.

    Raises
    ------
    DataError
        If the samples are not generated and too many to stand in a script.
    """
    if isinstance(data, DataConfig):
        title, lines = data.description, _generated(data)
    else:
        title, lines = trainer.data.target_name, _given(trainer)
    # A name from a file may hold a line break, and code behind it.
    title = f"# The samples: {shortened(title, 70)}"
    return [title, *lines, *_split(trainer.config), *_scaled(trainer)]


def _generated(data: DataConfig) -> list[str]:
    names = [f"x{n + 1}" for n in range(data.features)]
    lines = [f"stream = np.random.RandomState({data.data_seed})"]
    if data.distribution == "grid":
        axes = [
            f"np.linspace({low!r}, {high!r}, {data.grid_side})"
            for low, high in data.pairs("low", "high")
        ]
        lines = [f"axes = np.meshgrid({', '.join(axes)}, indexing='ij')"]
        lines += [f"{name} = axes[{n}].ravel()" for n, name in enumerate(names)]
    else:
        normal = data.distribution == "normal"
        bounds = ("mean", "deviation") if normal else ("low", "high")
        lines += [
            f"{name} = stream.{data.distribution}({a!r}, {b!r}, {data.samples})"
            for name, (a, b) in zip(names, data.pairs(*bounds), strict=True)
        ]
    if data.target == "formula":
        lines.append(f"y = np.zeros(len(x1)) + ({formula_code(data.formula)})")
    else:
        lines += TARGET_LINES[data.target]
    if data.noise:
        lines += [
            f"noise = np.random.default_rng(({data.data_seed}, 1))",
            f"y = y + {data.noise!r} * y.std() * noise.standard_normal(len(y))",
        ]
    return [*lines, f"X, y = np.stack([{', '.join(names)}]), y[np.newaxis]"]


def _given(trainer: Trainer) -> list[str]:
    X, y = trainer.data.X, trainer.data.y
    if X.size + y.size > MAX_NUMBERS:
        raise DataError(
            f"the samples are {X.size + y.size:,} numbers, and a program holds "
            f"{MAX_NUMBERS:,} at most: take fewer rows or inputs"
        )
    write = literal if X.size + y.size <= MAX_READABLE else _packed
    return [
        f"# Inputs: {some_of([repr(name) for name in trainer.data.input_names])}",
        *_columns(trainer.data.columns),
        f"X = {write(X)}",
        f"y = {write(y)}",
    ]


def _columns(columns: Sequence[Encoding]) -> list[str]:
    """Return comments on how columns of a table became inputs, and the target."""
    made = [e for e in columns if e.input_names != (e.column,)]
    return [f"# {shortened(e.recorded.text, 84)}" for e in made]


def _packed(values: Array) -> str:
    """Return an array as code that unpacks its bytes."""
    packed = zlib.compress(np.ascontiguousarray(values, "<f8").tobytes(), 9)
    lines = textwrap.wrap(base64.b64encode(packed).decode("ascii"), 80)
    text = "\n".join(f'    "{line}"' for line in lines)
    return (
        "np.frombuffer(zlib.decompress(base64.b64decode(\n"
        f'{text}\n)), "<f8").reshape({values.shape})'
    )


def is_packed(trainer: Trainer, data: DataConfig | TableConfig | None) -> bool:
    """Return whether the lines of the samples need base64 and zlib."""
    numbers = trainer.data.X.size + trainer.data.y.size
    return not isinstance(data, DataConfig) and numbers > MAX_READABLE


def _split(config: TrainingConfig) -> list[str]:
    """Return lines that leave the training samples; the others are never used."""
    if not (config.test_share or config.validation_share):
        return []
    shares = [config.test_share, config.validation_share]
    held_out = " + ".join(f"round({share!r} * X.shape[1])" for share in shares if share)
    return [
        "",
        "# The training samples; the others are held out",
        f"order = np.random.default_rng(({config.split_seed}, 2)).permutation"
        "(X.shape[1])",
        f"train = np.sort(order[{held_out}:])",
        "X, y = X[:, train], y[:, train]",
    ]


def _scaled(trainer: Trainer) -> list[str]:
    """Return lines that scale the samples, and set the unit of the target."""
    model, lines = trainer.problem.model, [""]
    for name, scaling, known in (
        ("X", model.inputs, trainer.problem.train.X),
        ("y", model.target, trainer.problem.train.y),
    ):
        if scaling_is_plain(scaling):
            continue
        mean, deviation = known.mean(axis=1), known.std(axis=1)
        if (scaling.shift[:, 0] == mean).all() and (
            scaling.scale[:, 0] == deviation
        ).all():
            lines += [
                f"# {name} with mean 0 and standard deviation 1",
                f"shift = {name}.mean(axis=1, keepdims=True)",
                f"scale = {name}.std(axis=1, keepdims=True)",
            ]
        else:
            lines += [
                f"# {name} scaled; what does not vary is only shifted",
                f"shift = {literal(scaling.shift)}",
                f"scale = {literal(scaling.scale)}",
            ]
        lines.append(f"{name} = ({name} - shift) / scale")
        if name == "y":
            lines.append("unit = scale[0, 0]  # one unit of y in that of the target")
    return lines if len(lines) > 1 else []


def scaling_is_plain(scaling: Scaling) -> bool:
    """Return whether a scaling changes nothing."""
    none = Scaling.none(len(scaling.shift))
    return bool(
        np.array_equal(scaling.shift, none.shift)
        and np.array_equal(scaling.scale, none.scale)
    )


def formula_code(formula: str) -> str:
    """Return a formula of the inputs as an expression of NumPy.

    Examples
    --------
    >>> formula_code("max(sin(x1), x2) + (x1 > 0) * pi")
    'np.maximum(np.sin(x1), x2) + (x1 > 0) * 1.0 * np.pi'
    """
    return ast.unparse(_AsNumPy().visit(ast.parse(formula, mode="eval")))


class _AsNumPy(ast.NodeTransformer):
    """Turns the names of a formula into those of NumPy, and conditions into numbers."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in ("pi", "e"):
            return _numpy(node.id)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        assert isinstance(node.func, ast.Name)
        name = FUNCTIONS.get(node.func.id, node.func.id)
        arguments = [self.visit(argument) for argument in node.args]
        if name == "where":  # a condition may be a number
            arguments[0] = ast.Compare(arguments[0], [ast.NotEq()], [ast.Constant(0)])
        return ast.Call(_numpy(name), arguments, [])

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        return ast.BinOp(node, ast.Mult(), ast.Constant(1.0))


def _numpy(name: str) -> ast.Attribute:
    return ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())


def literal(values: Array, indent: int = 4) -> str:
    """Return an array as code, with every digit that it takes to read it back.

    A column is written as the transpose of a row. Further lines are indented.
    """
    column = values.shape[1] == 1 < len(values)
    with np.printoptions(floatmode="unique", precision=17, linewidth=86):
        text = np.array2string(
            values.T if column else values,
            separator=", ",
            threshold=sys.maxsize,
            prefix=" " * (indent + len("np.array(")),
        )
    return f"np.array({text}){'.T' if column else ''}"
