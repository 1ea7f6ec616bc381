"""``python -m rusfelt`` is the program ``rusfelt``."""

from rusfelt.cli.main import main

if __name__ == "__main__":
    main()
