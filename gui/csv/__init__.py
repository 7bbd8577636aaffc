"""Learning from a CSV file: the dialog, its preview, and the thread that reads."""
