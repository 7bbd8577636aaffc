"""What is going wrong in a run: marks while it runs, and a post-mortem afterwards."""
