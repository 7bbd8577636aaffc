"""Which settings a run has used: a script holds no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shallownet.training.trainer import Trainer


class UsedSettings:
    """The values that each setting has had during a run.

    Parameters
    ----------
    trainer : Trainer

    Attributes
    ----------
    freezes : bool
        Whether a parameter was ever frozen.
    plain : bool
        Whether every update was W <- W - rate dW.
    variables : list of str
        The settings that a script has as variables.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self.freezes = any(event.kind == "frozen" for event in trainer.events)
        self.plain = not (
            self.freezes
            or self.differs("clip_norm", None)
            or self.differs("optimizer", "gradient_descent")
            or self.differs("l1", 0.0)
        )
        self.variables = self._variables()

    def values(self, name: str) -> list[Any]:
        """Return the values that a setting has had, in order."""
        changes = [e.after for e in self._trainer.events if e.name == name]
        return list(dict.fromkeys([getattr(self._trainer.config, name), *changes]))

    def differs(self, name: str, neutral: object) -> bool:
        """Return whether a setting ever had a value other than the neutral one."""
        return self.values(name) != [neutral]

    def switch(self, name: str, lines: Callable[[Any], list[str]]) -> list[str]:
        """Return lines for the value of a setting, or for each value it has had."""
        values = self.values(name)
        if len(values) == 1:
            return lines(values[0])
        result: list[str] = []
        for value in values:
            if branch := lines(value):
                word = "elif" if result else "if"
                result += [f"{word} {name} == {value!r}:", *indented(branch)]
        return result

    def _variables(self) -> list[str]:
        schedules, names = self.values("schedule"), ["learning_rate"]
        names += ["iterations"] if "cosine" in schedules else []
        names += ["decay", "decay_every"] if "step" in schedules else []
        names += [name for name in ("l1", "l2") if self.differs(name, 0.0)]
        names += ["clip_norm"] if self.differs("clip_norm", None) else []
        switches = ("optimizer", "schedule", "gradient")
        return names + [name for name in switches if len(self.values(name)) > 1]


def indented(lines: Iterable[str]) -> list[str]:
    """Return lines one level further in."""
    return [f"    {line}" if line else "" for line in lines]
