"""Diagnosis of a run while it trains: findings, each with a sentence.

It needs only one immutable `Snapshot`, so it can run in any thread. Its cost is
bounded, however many samples and updates there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.analysis.diagnosis.error_flow import error_flow_findings
from shallownet.analysis.diagnosis.finding import Finding, Severity
from shallownet.analysis.diagnosis.layer_values import layer_values
from shallownet.analysis.diagnosis.merged_units import merge_layers
from shallownet.analysis.diagnosis.trends import trend_findings
from shallownet.analysis.diagnosis.units import unit_findings

if TYPE_CHECKING:
    from shallownet.training.snapshot import Snapshot

__all__ = ["Finding", "Severity", "diagnose"]


def diagnose(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return the findings about a state of a run, the most severe first."""
    values = layer_values(snapshot)
    by_layer = unit_findings(values)
    findings = [
        *merge_layers(by_layer, values),
        *error_flow_findings(by_layer, values),
        *trend_findings(snapshot),
    ]
    return tuple(sorted(findings, key=lambda finding: -finding.severity))
