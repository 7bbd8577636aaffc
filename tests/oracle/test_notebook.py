"""An exported notebook against the schema that nbformat holds.

Optional: it needs the extra `oracle`, and is skipped where that is not installed.
"""

from __future__ import annotations

import pytest

import shallownet as sn

nbformat = pytest.importorskip("nbformat")


@pytest.mark.parametrize("updates", [0, 3])
def test_a_notebook_is_valid(updates):
    recipe = sn.Recipe.of(samples=50, optimizer="adam", batch_size=16)
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.run(updates)
    trainer.change("learning_rate", 0.01)
    book = nbformat.reads(sn.notebook(trainer, recipe.data), as_version=4)
    nbformat.validate(book)
    assert book.nbformat_minor == 5
