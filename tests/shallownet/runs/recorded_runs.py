"""Short runs of the lesson to record."""

from __future__ import annotations

from shallownet import Recipe, Trainer

LESSON = Recipe.of(samples=60)


def run_of(recipe: Recipe, updates: int) -> Trainer:
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(updates)
    return trainer


def changed_run() -> tuple[Recipe, Trainer]:
    recipe = LESSON.changed(optimizer="adam", batch_size=12, test_share=0.2)
    trainer = run_of(recipe, 30)
    trainer.change("learning_rate", 0.01)
    trainer.edit("W2[0, 3]", 0.5)
    trainer.run(20)
    trainer.freeze("b1[2]")
    trainer.change("clip_norm", 5.0)
    return recipe, trainer
