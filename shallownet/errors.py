"""What can go wrong, each with a message that a person can act on."""


class ConfigError(ValueError):
    """A hyperparameter is outside what it may be."""


class DataError(ValueError):
    """A data set cannot be made or cannot be learned from."""


class DivergedError(ArithmeticError):
    """The run has left the finite numbers and cannot go on from where it is."""


class Cancelled(Exception):
    """Something that takes long was cancelled by the one who asked for it."""
