"""Reading CSV files: dialect, preview, numbers and table."""
