"""Reading CSV files: the dialect, the numbers, the table."""
