"""The tables of a TOML file, or one error that says what is wrong with it."""

from __future__ import annotations

from typing import Any

from rusfelt.errors import Problem
from rusfelt.io._identities import parse_without_identities
from rusfelt.io._toml_file import UnreadableError, as_error, read_text

__all__ = ["text_and_tables"]


def text_and_tables(file: str, what: str) -> tuple[str, dict[str, Any]]:
    """The text of a file, for the places of what is found in it, and its tables.

    Args:
        file: the file.
        what: what it should be, for messages.

    Raises:
        ReadError: it cannot be read, is no TOML, or holds national identity numbers.
    """
    try:
        text = read_text(file)
        return text, parse_without_identities(text, file)
    except UnreadableError as error:
        problem = Problem("", error.message, error.remedy, file, error.line)
        raise as_error([problem], file, what) from None
