"""The network as a graph: every parameter an edge, every unit its response."""
