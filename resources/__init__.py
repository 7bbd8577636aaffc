"""Icons and style sheet of the window, files beside this one."""
