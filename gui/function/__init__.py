"""The view of the function that a network computes."""
