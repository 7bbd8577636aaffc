"""The diagnosis of a run: what is going wrong, and why it diverged."""
