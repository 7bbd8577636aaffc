"""What stands above and below the panes: toolbar, timeline, and the narration."""
