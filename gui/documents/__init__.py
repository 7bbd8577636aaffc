"""A run as a file: opening, saving and verifying it."""
