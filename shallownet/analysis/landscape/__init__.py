"""The landscape that a run walks through: the loss over planes of its parameters."""
