"""What a run is about to do, found out by doing it with a copy."""
