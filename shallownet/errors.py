"""Exceptions, each with a message that a person can act on."""


class ConfigError(ValueError):
    """A hyperparameter has a value that it may not have."""


class DataError(ValueError):
    """Data cannot be generated, read or learned from."""


class DivergedError(ArithmeticError):
    """A value of the run is not finite, so it cannot continue from here."""


class Cancelled(Exception):
    """The caller cancelled a long computation."""
