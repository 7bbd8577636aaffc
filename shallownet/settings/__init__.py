"""Every hyperparameter, and the recipes and presets that are made of them."""
