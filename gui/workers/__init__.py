"""Threads that work beside the window's, each on messages from one inbox."""
