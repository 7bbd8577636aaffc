"""The thread that computes what the microscope and the diagnosis ask for."""
