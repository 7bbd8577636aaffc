"""The network and its equations: layers, activations, gradients, optimizers."""
