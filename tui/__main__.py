"""Run the program with `python -m tui`, as the command `cleartopost` does."""

import sys

from tui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
