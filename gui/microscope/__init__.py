"""The step microscope: one gradient update opened up, with numbers to be checked."""
