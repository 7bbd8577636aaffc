"""The step microscope: one gradient update with all its numbers."""
