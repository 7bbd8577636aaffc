"""Named recipes, each of which teaches one thing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from shallownet.errors import ConfigError
from shallownet.settings.recipe import Recipe, about
from shallownet.settings.table_config import TableConfig
from shallownet.wording import quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TITLE: Final = 40
"""Characters of a file's name in a title."""


class Preset(NamedTuple):
    """A named recipe and what it teaches.

    Attributes
    ----------
    name : str
        Its name on the command line.
    title : str
        Its name in the window.
    lesson : str
        One or two sentences: what to watch for.
    recipe : Recipe
    """

    name: str
    title: str
    lesson: str
    recipe: Recipe


PRESETS: Final[tuple[Preset, ...]] = (
    Preset(
        "notebook",
        "Notebook",
        "The lesson's data, network, start and learning rate, with the exact gradient. "
        "It ends near R² 0.93; past update 4,600 the loss begins to jitter.",
        Recipe(),
    ),
    Preset(
        "notebook-as-published",
        "Notebook, as published",
        "The same run with the lesson's own db1, which sums over the units too: one "
        "number moves all ten biases. It ends near R² 0.88.",
        Recipe.of(gradient="published"),
    ),
    Preset(
        "standardized-inputs",
        "Standardized inputs",
        "x2 lies near 10 and x1 near 0; shifted and scaled alike, ten times the "
        "learning rate is safe. The loss only falls, and R² reaches 0.998.",
        Recipe.of(standardize_inputs=True, learning_rate=0.01),
    ),
    Preset(
        "large-learning-rate",
        "Too large a learning rate",
        "At 0.3 the first steps push every unit into saturation, where the gradient is "
        "almost 0: R² stays at 0 for thousands of updates and ends near 0.6.",
        Recipe.of(learning_rate=0.3),
    ),
    Preset(
        "zero-start",
        "Zero start",
        "All ten units begin alike and get the same gradient; without rounding they "
        "would stay one unit for ever. Rounding, in the 16th digit, tells them apart, "
        "and that grows until the lines part, near update 1,200.",
        Recipe.of(
            initialization="zeros",
            standardize_inputs=True,
            learning_rate=0.01,
            iterations=3_000,
        ),
    ),
    Preset(
        "mini-batches",
        "Mini-batches",
        "Each update looks at 32 samples instead of 10,000: 1 of 312. The loss jitters "
        "from batch to batch, and yet R² is 0.998 after as many updates as with all "
        "samples, in about a tenth of the time.",
        Recipe.of(standardize_inputs=True, learning_rate=0.01, batch_size=32),
    ),
    Preset(
        "adam",
        "Adam",
        "Adam gives each parameter a step of its own size, so it needs no standardized "
        "inputs: R² 0.998 after 3,000 updates, where gradient descent has 0.79.",
        Recipe.of(optimizer="adam", learning_rate=0.1, iterations=3_000),
    ),
    Preset(
        "deep-and-narrow",
        "Deep and narrow",
        "Six layers of three sigmoid units: each multiplies the error by at most a "
        "quarter on its way back. For almost 8,000 updates R² stays near 0; then it "
        "climbs, to 0.92 at 10,000.",
        Recipe.of(
            hidden_units=(3,) * 6,
            initialization="xavier",
            standardize_inputs=True,
            standardize_target=True,
            learning_rate=0.1,
            samples=2_000,
        ),
    ),
    Preset(
        "linear-model",
        "Linear model",
        "No hidden layer: ŷ is a plane. Around 0 the product rises as often as it "
        "falls along any direction, so the best plane is flat and R² stays 0. Add a "
        "layer with the + above the graph.",
        Recipe.of(
            hidden_units=(), initialization="xavier", mean=0.0, learning_rate=0.01
        ),
    ),
)
"""In the order in which to study them."""


def preset(name: str) -> Preset:
    """Return the preset with this name or title, in upper or lower case.

    Raises
    ------
    ConfigError
        If there is none; the message lists all names.
    """
    wanted = name.strip().lower()
    for entry in PRESETS:
        if wanted in (entry.name, entry.title.lower()):
            return entry
    names = ", ".join(entry.name for entry in PRESETS)
    raise ConfigError(f"there is no preset {quoted(name)}; choose one of {names}")


def differences(recipe: Recipe, other: Recipe) -> list[str]:
    """Return the settings that matter in a recipe and differ in another."""
    new, old = recipe.settings, other.settings
    return [
        name
        for name, value in new.items()
        if old.get(name) != value and about(name).matters(new)
    ]


def origin_of(
    recipe: Recipe, parent: Recipe | None = None, origin: Preset | None = None
) -> Preset:
    """Return the preset that a recipe was made from by changing settings.

    It is the one that its parent was made from, unless a preset is closer than the
    parent: then it was chosen, or read from elsewhere.
    """
    own = recipe.settings
    distances = [_distance(own, settings) for settings in _settings_of_presets()]
    least = min(distances)
    closest = PRESETS[distances.index(least)]
    if parent is None or origin is None:
        return closest
    return closest if least < _distance(own, parent.settings) else origin


def title_of(recipe: Recipe, origin: Preset | None = None) -> str:
    """Return the title of a recipe: its preset's, and whether that was changed.

    A run on a table has the name of its file: no preset is for it.

    Examples
    --------
    >>> title_of(Recipe())
    'Notebook'
    >>> title_of(Recipe.of(learning_rate=0.01))
    'Notebook, changed'
    """
    if isinstance(recipe.data, TableConfig):
        return file_title(recipe.data)
    origin = origin or origin_of(recipe)
    is_changed = differences(recipe, origin.recipe)
    return f"{origin.title}, changed" if is_changed else origin.title


def file_title(table: TableConfig) -> str:
    """Return the name of a table's file, for a title.

    Examples
    --------
    >>> file_title(TableConfig(csv="/data/a.csv", csv_target="y", csv_inputs=("x",)))
    'a.csv'
    """
    name = table.csv.replace("\\", "/").rpartition("/")[2]
    return shortened(name, MAX_TITLE, keep_end=True)


@cache
def _settings_of_presets() -> list[dict[str, Any]]:
    return [entry.recipe.settings for entry in PRESETS]


def _distance(new: Mapping[str, Any], old: Mapping[str, Any]) -> int:
    """Return how many settings differ, those of no effect included."""
    return sum(new.get(name) != old.get(name) for name in new.keys() | old.keys())
