"""ShallowNet's window: PyQt6 and pyqtgraph around the core."""
