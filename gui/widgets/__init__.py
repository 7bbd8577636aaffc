"""Input fields and labels that any view may use."""
