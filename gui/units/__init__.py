"""The units panel: what each hidden unit does, and the network without it."""
