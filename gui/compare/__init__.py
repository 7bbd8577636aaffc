"""Runs beside each other: pinned ones and the present one.

pins.py keeps them, `run_table` and `curves_plot` show them, `compare_window` puts these
together, and `comparing` is what the main window knows of it all.
"""
