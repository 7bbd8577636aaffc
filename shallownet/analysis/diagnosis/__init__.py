"""What is going wrong in a run, while it goes on: findings, each with a sentence.

It reads one immutable `Snapshot` and computes on a copy of the network, so that any
thread may ask. Its cost is bounded, however many samples and updates there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.analysis.diagnosis.error_flow import flow_findings
from shallownet.analysis.diagnosis.finding import Finding, Severity
from shallownet.analysis.diagnosis.sample_passes import SamplePasses, sample_passes_of
from shallownet.analysis.diagnosis.trends import course_findings
from shallownet.analysis.diagnosis.units import merged, unit_findings

if TYPE_CHECKING:
    from shallownet.training.snapshot import Snapshot

__all__ = ["Finding", "SamplePasses", "Severity", "diagnose", "sample_passes_of"]


def diagnose(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return what is to be said of a state of a run, the most urgent first."""
    look = sample_passes_of(snapshot)
    of_units = unit_findings(look, snapshot.settings)
    findings = [
        *merged(of_units, look, snapshot.settings),
        *flow_findings(look, of_units, snapshot.settings),
        *course_findings(snapshot),
    ]
    # Sorting keeps the order of those that are equally urgent.
    return tuple(sorted(findings, key=lambda finding: -finding.severity))
