"""Exceptions, each with a message that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class ConfigError(ValueError):
    """A hyperparameter has a value that it may not have."""


class DataError(ValueError):
    """Data cannot be generated, read or learned from."""


class DivergedError(ArithmeticError):
    """A value of the run is not finite, so it cannot continue from here."""


class Cancelled(Exception):
    """The caller cancelled a long computation."""


def raise_if_cancelled(cancelled: Callable[[], bool] | None) -> None:
    """Raise `Cancelled` if a callback, where there is one, says to stop."""
    if cancelled is not None and cancelled():
        raise Cancelled
