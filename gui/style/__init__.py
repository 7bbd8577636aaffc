"""Themes, colours and sizes."""
