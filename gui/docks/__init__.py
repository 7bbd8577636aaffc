"""Panels beside the graph that can be moved, tabbed, floated and closed."""
