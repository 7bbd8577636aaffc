"""Findings that come and go with each update are shown only once they last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.analysis.diagnosis import Finding

APPEAR: Final = 2
VANISH: Final = 3
"""Diagnoses in a row after which a kind of finding is shown, and is no more."""

Kinds = dict[str, tuple["Finding", ...]]


class Debounce:
    """Remembers which kinds of findings are shown, from one diagnosis to the next."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._missed: dict[str, int] = {}
        self._shown: Kinds = {}

    def take(self, findings: Iterable[Finding], *, at_rest: bool = False) -> Kinds:
        """Take in a diagnosis, and return what is to be shown, by kind.

        Parameters
        ----------
        findings : iterable of Finding
        at_rest : bool
            Whether the run rests: no second diagnosis will come, so this one counts.
        """
        now: Kinds = {}
        for finding in findings:
            now[finding.kind] = (*now.get(finding.kind, ()), finding)
        self._seen = {kind: self._seen.get(kind, 0) + 1 for kind in now}
        if at_rest:
            self._shown, self._missed = now, {}
            return dict(now)
        shown: Kinds = {}
        for kind, found in now.items():
            self._missed.pop(kind, None)
            if kind in self._shown or self._seen[kind] >= APPEAR:
                shown[kind] = found
        for kind, found in self._shown.items():
            if kind not in now:
                self._missed[kind] = self._missed.get(kind, 0) + 1
                if self._missed[kind] < VANISH:
                    shown[kind] = found
        self._shown = shown
        return dict(shown)
