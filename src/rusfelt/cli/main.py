"""The program ``rusfelt``: which commands there are, and what its exit codes mean.

0 is done (also when an evaluator failed and was reported), 1 is input that cannot be read or
contradicts itself, 2 is a wrong call. Results go to standard output, messages to standard error.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the program, or say what to install where it cannot."""
    try:
        from rusfelt.cli.commands import program  # noqa: PLC0415 - needs the extra
    except ModuleNotFoundError as error:
        if error.name not in {"click", "rich"}:
            raise
        sys.stderr.write(
            f"{error.name} is not installed. Install it with: pip install 'rusfelt[cli]'.\n"
        )
        sys.exit(1)
    program()
