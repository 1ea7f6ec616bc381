"""Output and options of commands that must start fast: no rich, no catalogue, no numpy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from rusfelt.language import LANGUAGES

__all__ = ["emit", "language_option"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


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


def emit(text: str | bytes, output: str | None) -> None:
    """Write to a file whole or not at all, or to standard output in UTF-8 whatever the locale."""
    if output is None:
        sys.stdout.buffer.write(text.encode() if isinstance(text, str) else text)
        sys.stdout.flush()
        return
    from rusfelt.io.write import write_atomic  # noqa: PLC0415 - only when a file is asked for

    write_atomic(output, text)
    click.echo(output, err=True)
