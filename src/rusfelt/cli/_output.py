"""Output and options of commands that must start fast: no rich, no catalogue, no numpy."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from rusfelt.language import LANGUAGES

__all__ = ["emit", "language_option", "legible", "tell", "with_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
# What a terminal obeys instead of showing it: control signs, signs that turn the direction of all
# that follows on the line, and halves of characters, which cannot be written either.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def language_option(command: _Command) -> _Command:
    """``--lang nb|nn|en``."""
    option: Callable[[_Command], _Command] = click.option(
        "--lang",
        "language",
        type=click.Choice(LANGUAGES),
        default="nb",
        show_default=True,
        help="Language of what people read; ids, keys and exit codes never change.",
    )
    return option(command)


def with_options(options: Sequence[Callable[[_Command], _Command]], command: _Command) -> _Command:
    """A command with these options, in the order they are to be listed in."""
    for option in reversed(options):
        command = option(command)
    return command


def legible(text: str) -> str:
    r"""A text from somebody's file, or a file's name, as a terminal may be given it.

    >>> legible("a\x1b[31mb\n")
    'a\ufffd[31mb\n'
    """
    return _OBEYED.sub("\ufffd", text)


def tell(message: str) -> None:
    """A message on standard error, in which nothing is a command to the terminal."""
    click.echo(legible(message), err=True)


def emit(text: str | bytes, output: str | None) -> None:
    """Write to a file whole or not at all, or to standard output in UTF-8 whatever the locale."""
    if output is None:
        sys.stdout.buffer.write(text.encode() if isinstance(text, str) else text)
        sys.stdout.flush()
        return
    from rusfelt.io.write import write_atomic  # noqa: PLC0415 - only when a file is asked for

    write_atomic(output, text)
    tell(output)
