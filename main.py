"""Launch ShallowNet from a checkout: ``python main.py --help``."""

import sys

SET_UP = "script/run sets everything up and launches the app; or: pip install ."


def main() -> int:
    """Launch the app or run a command, or say in a sentence what is missing."""
    try:
        from shallownet.start import main as start
    except ModuleNotFoundError as error:  # NumPy, without which there is no core
        if (error.name or "").split(".")[0] == "shallownet":
            raise
        print(f"ShallowNet needs {error.name}; {SET_UP}", file=sys.stderr)
        return 1
    return start(SET_UP)


if __name__ == "__main__":
    sys.exit(main())
