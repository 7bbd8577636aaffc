"""Export: pictures, animations, numbers and code of the run in the window."""
