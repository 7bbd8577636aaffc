"""Programs that make a run again by plain formulas."""
