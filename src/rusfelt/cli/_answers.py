"""Tables of answers or scores on the command line."""

from __future__ import annotations

from rusfelt.cli._output import tell
from rusfelt.disclosure.pseudonyms import Key
from rusfelt.io.tables import read_table
from rusfelt.raw_table import RawTable

__all__ = ["key_from", "read_answers"]


def read_answers(path: str) -> RawTable:
    """A table from a file; what was taken for granted is told on standard error."""
    found = read_table(path)
    guesses = ", ".join(f"{what} {value}" for what, value in found.guessed.items())
    told = f" ({guesses})" if guesses else ""
    tell(f"{path}: {len(found)} rows{told}")
    return found


def key_from(path: str | None) -> Key | None:
    """The key in a file, or the one the environment tells of; ``None`` where there is neither.

    Raises:
        ReadError, DomainError: what should be a key is none.
    """
    return Key.from_environment() if path is None else Key.read(path)
