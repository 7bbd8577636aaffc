"""Lessons beside the graph: their pages, questions, tasks, and handing them in."""
