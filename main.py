"""Launch ShallowNet from a checkout: ``python main.py --help``."""

import sys

SET_UP = "script/run sets everything up and launches the app; or: pip install ."


def main() -> int:
    """Launch the app or run a command, or say in a sentence what is missing."""
    from gui.launch import main as launch

    try:
        return launch()
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("gui", "shallownet", "resources"):
            raise
        print(f"ShallowNet needs {error.name}; {SET_UP}", file=sys.stderr)
        return 1
    except ImportError as error:
        # Qt is installed, but a system library that it loads is missing.
        print(
            f"ShallowNet cannot load Qt ({error}); {SET_UP}. On Debian and Ubuntu "
            "script/run names the system libraries to install.",
            file=sys.stderr,
        )
        return 1


if __name__ == "__main__":
    sys.exit(main())
