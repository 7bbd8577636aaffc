"""The thread that carries out the analyses of the microscope and the diagnosis."""
