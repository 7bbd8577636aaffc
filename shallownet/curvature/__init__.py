"""The Hessian of the loss, and its largest eigenvalue along a run."""
