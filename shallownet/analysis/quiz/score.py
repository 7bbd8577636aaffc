"""How many questions were answered right, and which phase is asked about next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from shallownet.analysis.equations import Phase

ORDER: Final = (Phase.UPDATE, Phase.BACKWARD, Phase.LOSS, Phase.FORWARD)
"""The order to ask in: of a worked example the last steps are left out first (Renkl,
Atkinson, Maier and Staley 2002, "From example study to problem solving")."""

IN_A_ROW: Final = 2
"""Right answers in a row after which the phase before is asked about."""


@dataclass
class Score:
    """The answers of a session.

    Examples
    --------
    >>> score = Score()
    >>> for right in (True, False, True, True):
    ...     score.add(Phase.UPDATE, right)
    >>> score.text, score.phase_after(Phase.UPDATE)
    ('3 of 4 right (Update 3/4)', <Phase.BACKWARD: 'Backward'>)
    """

    _answers: dict[Phase, list[bool]] = field(default_factory=dict)

    def add(self, phase: Phase, right: bool) -> None:
        """Note an answer; giving up is a wrong one."""
        self._answers.setdefault(phase, []).append(right)

    @property
    def text(self) -> str:
        """The score in words; empty before the first answer."""
        if not self._answers:
            return ""
        asked = sum(map(len, self._answers.values()))
        right = sum(map(sum, self._answers.values()))
        parts = [
            f"{phase.value} {sum(answers)}/{len(answers)}"
            for phase in ORDER
            if (answers := self._answers.get(phase))
        ]
        return f"{right} of {asked} right ({', '.join(parts)})"

    @property
    def first_phase(self) -> Phase:
        """The first phase of `ORDER` that was not answered right often enough yet."""
        return next((phase for phase in ORDER if not self._is_done(phase)), ORDER[-1])

    def phase_after(self, phase: Phase) -> Phase:
        """Return the phase of the next question: the one before in time, or the same.

        After the first phase of an update it is the same: there is none before it.
        """
        at = ORDER.index(phase)
        return ORDER[min(at + 1, len(ORDER) - 1)] if self._is_done(phase) else phase

    def _is_done(self, phase: Phase) -> bool:
        last = self._answers.get(phase, [])[-IN_A_ROW:]
        return len(last) == IN_A_ROW and all(last)
