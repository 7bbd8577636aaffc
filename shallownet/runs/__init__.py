"""Whole runs: rewinding them, recording them, comparing them."""
