"""A run as a page to read, print and hand in."""
