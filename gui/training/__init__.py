"""The training thread: what it owns, what it is told, and when it draws."""
