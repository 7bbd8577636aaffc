"""Stress suites: random actions, damaged inputs, starts and stops, faults, long runs.

``script/stress`` runs them at length, and ``script/test`` shortly. Each suite takes a
seed and a count, prints one line of figures, and reduces what fails to its shortest
sequence.
"""
