"""The plots: the loss over updates, and predicted against true."""
