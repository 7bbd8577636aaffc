"""Samples to learn from: generated from a formula, or read from a file."""
