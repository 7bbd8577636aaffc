"""Icons and style sheet of the window, read through importlib.resources."""
