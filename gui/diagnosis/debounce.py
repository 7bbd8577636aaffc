"""Debounce of findings, so that chips do not flicker while training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.analysis.diagnosis import Finding

SHOW_AFTER: Final = 2
HIDE_AFTER: Final = 3
"""Consecutive diagnoses with (without) a kind of finding that show (hide) it."""

FindingsByKind = dict[str, tuple["Finding", ...]]


class Debounce:
    """Decides which kinds of findings are shown, from one diagnosis to the next."""

    def __init__(self) -> None:
        self._present: dict[str, int] = {}
        self._absent: dict[str, int] = {}
        self._shown: FindingsByKind = {}

    def update(
        self, findings: Iterable[Finding], *, at_rest: bool = False
    ) -> FindingsByKind:
        """Add a diagnosis, and return the findings to show.

        Parameters
        ----------
        findings : iterable of Finding
        at_rest : bool
            Whether the run is not training: then no second diagnosis will follow, and
            this one is shown as it is.
        """
        found: FindingsByKind = {}
        for finding in findings:
            found[finding.kind] = (*found.get(finding.kind, ()), finding)
        self._present = {kind: self._present.get(kind, 0) + 1 for kind in found}
        self._absent = {
            kind: self._absent.get(kind, 0) + 1
            for kind in self._shown
            if kind not in found and not at_rest
        }
        lasting = {
            kind: self._shown[kind]
            for kind, times in self._absent.items()
            if times < HIDE_AFTER
        }
        self._shown = {
            kind: new
            for kind, new in found.items()
            if at_rest or kind in self._shown or self._present[kind] >= SHOW_AFTER
        } | lasting
        return self._shown
