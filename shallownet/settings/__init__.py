"""Hyperparameters, and the recipes and presets that consist of them."""
