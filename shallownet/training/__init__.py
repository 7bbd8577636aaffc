"""Training a network: updates, history, checkpoints and snapshots of a run."""
