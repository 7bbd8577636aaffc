"""Numbers and events as text."""
