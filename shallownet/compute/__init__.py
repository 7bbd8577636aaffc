"""How NumPy's calls are made quickly: recorded calls, a second thread, BLAS threads."""
