"""What the microscope and the diagnosis compute about a run."""
