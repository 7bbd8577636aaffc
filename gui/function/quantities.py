"""What of the function is shown, and how each is called."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple


class Quantity(Enum):
    """What the map or the curve shows; the value is the symbol on its button."""

    PREDICTION = "ŷ"
    TRUTH = "y"
    ERROR = "ŷ − y"


class Wording(NamedTuple):
    """How a quantity is named.

    Attributes
    ----------
    title, tip : str
    """

    title: str
    tip: str


WORDINGS: Final = {
    Quantity.PREDICTION: Wording(
        "prediction ŷ", "Show the prediction ŷ; the samples have the colour of their y"
    ),
    Quantity.TRUTH: Wording(
        "true function y",
        "Show the true function, without noise, where the data are made from a formula",
    ),
    Quantity.ERROR: Wording(
        "error ŷ − y",
        "Show the error, prediction minus truth: the samples' own, and between them "
        "against the true function where that is known",
    ),
}
