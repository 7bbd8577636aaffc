"""Learning from a file: choosing columns, a preview, and reading it aside."""
