"""Timings of ShallowNet, each beside a reference measured in the same run.

``python -m benchmarks`` in the checkout's root runs all of them.
"""
