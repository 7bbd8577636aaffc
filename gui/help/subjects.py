"""What the parts of the window are about: the terms of the glossary for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPointF

from gui.graph.network_view import NetworkView

if TYPE_CHECKING:
    from PyQt6.QtCore import QPoint
    from PyQt6.QtWidgets import QWidget

SUBJECTS: Final[dict[str, tuple[str, ...]]] = {
    # The form: object names are those of the hyperparameters.
    "activation": ("activation function",),
    "batch_size": ("batch", "epoch"),
    "clip_norm": ("gradient norm", "exploding gradient"),
    "data_seed": ("seed",),
    "decay": ("schedule",),
    "decay_every": ("schedule",),
    "gradient": ("exact gradient", "published gradient"),
    "hidden_units": ("hidden layer", "unit"),
    "initialization": ("initialization",),
    "iterations": ("iterations", "update"),
    "l1": ("penalty",),
    "l2": ("penalty",),
    "learning_rate": ("learning rate",),
    "optimizer": ("optimizer", "gradient descent"),
    "output_activation": ("activation function",),
    "patience": ("validation samples", "overfitting"),
    "samples": ("sample",),
    "schedule": ("schedule",),
    "seed": ("seed", "initialization"),
    "split_seed": ("seed", "held-out samples"),
    "standardize_inputs": ("standardized",),
    "standardize_target": ("standardized",),
    "target": ("target",),
    "test_share": ("test samples",),
    "validation_share": ("validation samples",),
    # The views.
    "alongPlot": ("landscape", "learning rate"),
    "bugLab": ("gradient check",),
    "counter": ("update", "iterations"),
    "equationView": ("phase", "forward", "backward"),
    "errorBars": ("residual",),
    "fitDock": ("prediction", "R²", "RMSE"),
    "functionDock": ("prediction", "extrapolation"),
    "gradientCheckView": ("gradient check", "central differences"),
    "landscapeDock": ("landscape", "saddle", "valley", "bowl"),
    "lossDock": ("loss", "mean error"),
    "microscope": ("phase", "update"),
    "movesPlot": ("landscape", "update"),
    "narration": ("update", "loss"),
    "networkView": ("parameter", "unit", "response map"),
    "residualsDock": ("residual", "mean error"),
    "sharpnessPlot": ("sharpness", "edge of stability", "Hessian"),
    "timeline": ("update", "branch"),
    "tugPlot": ("gradient", "backward"),
    "unitsDock": ("contribution", "carrying units", "saturated", "twins"),
}
"""Terms by the object name of a widget; the innermost one with an entry counts."""


def subjects_of(widget: QWidget | None, place: QPoint) -> tuple[str, ...]:
    """Return the terms that explain a widget, or what is at a place of it."""
    while widget is not None:
        if isinstance(widget, NetworkView):
            found = _in_graph(widget, QPointF(place))
            if found:
                return found
        subjects = SUBJECTS.get(widget.objectName())
        if subjects:
            return subjects
        place = widget.mapToParent(place)
        widget = widget.parentWidget()
    return ()


def _in_graph(view: NetworkView, place: QPointF) -> tuple[str, ...]:
    """Return the terms for the node or the line at a place of the graph."""
    graph = view.graph
    if graph is None:
        return ()
    node = graph.node_at(place.x(), place.y())
    if node is not None:
        at = graph.nodes[node]
        if at.index is None:
            return ("1", "bias")
        if at.layer == 0:
            return ("sample", "standardized")
        is_output = at.layer == graph.nodes[-1].layer
        return ("prediction", "unit") if is_output else ("unit", "response map")
    edge = graph.edge_at(place.x(), place.y())
    if edge is None:
        return ()
    is_bias = graph.nodes[int(graph.sources[edge])].index is None
    return ("bias", "gradient") if is_bias else ("weight", "gradient")
