"""The training thread, its parts, its commands and its status."""
