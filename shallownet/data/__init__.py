"""The samples: generated from a formula, or read from a file."""
