"""One run: its updates, its history, its checkpoints, and snapshots of it."""
