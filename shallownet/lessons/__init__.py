"""Lessons: read, predicted, done, handed in and graded; see docs/lessons.md."""
