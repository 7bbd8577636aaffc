"""The style of a report: light, and made to be printed."""

from __future__ import annotations

from typing import Final

CHART_STYLE: Final = """\
.axes line { stroke: #e3e7eb; }
.axes text, .key { fill: #4d5560; }
.axes .x { text-anchor: middle; }
.axes .y, .key { text-anchor: end; }
.curve { fill: none; stroke-width: 1.3; }
.curve.c0 { stroke: #0072b2; }
.curve.c1 { stroke: #b34700; stroke-dasharray: 5 3; }
.key.c0 { fill: #0072b2; }
.key.c1 { fill: #b34700; }
.mark { stroke: #8c959f; stroke-dasharray: 2 3; }
.diagonal { stroke: #8c959f; stroke-dasharray: 5 3; }
.dots { fill: none; stroke: #0072b2; stroke-width: 4; stroke-linecap: round;
  stroke-opacity: .4; }
"""
"""The part of the style sheet that the charts need."""

_PAGE: Final = """
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; color: #1b1f24;
  background: #fff; font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; padding-top: .5rem;
  border-top: 1px solid #c9d1d9; }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
.lead { color: #4d5560; font-size: 1.05rem; }
.notes { white-space: pre-wrap; }
table { border-collapse: collapse; margin: .75rem 0 1rem; font-size: .9rem; }
caption { text-align: left; color: #4d5560; padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .9rem .25rem 0;
  border-bottom: 1px solid #e3e7eb; overflow-wrap: break-word; }
thead th { border-bottom: 1px solid #8c959f; }
tbody th { font-weight: 600; }
.numbers td, .numbers thead th + th { text-align: right;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
.numbers caption { white-space: nowrap; }
.wide { overflow-x: auto; }
figure { margin: .75rem 0 1rem; }
figcaption { color: #4d5560; font-size: .9rem; }
svg { max-width: 100%; height: auto; font-size: 12px; }
code { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace;
  font-size: .85rem; overflow-wrap: anywhere; }
footer { margin-top: 2rem; color: #4d5560; font-size: .85rem; }
"""

_PRINT: Final = """\
@media print {
  @page { margin: 18mm; }
  html { font-size: 9.5pt; }
  body { margin: 0; max-width: none; padding: 0; }
  h2, h3, caption, figcaption { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
}
"""

STYLE: Final = _PAGE + CHART_STYLE + _PRINT
"""The style sheet of the page. It loads nothing: the page is one file."""
