"""Analyses of a run: gradient check, step profile, diagnosis, post-mortem."""
