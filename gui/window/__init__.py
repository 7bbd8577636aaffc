"""The main window, the controller of its run, and the presenter of its views."""
