"""The form: every hyperparameter with a field, and what stands below it."""
