"""Whole runs: recording, replaying, rewinding and comparing them."""
