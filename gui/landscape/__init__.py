"""The landscape: the loss over a plane of parameters, and the run's path on it."""
