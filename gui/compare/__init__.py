"""The compare window: pinned runs and the present run, as curves and as a table."""
