"""Predict, then reveal: of one number of an update, and of what a run does next."""
