"""Parameters as they are written on the command line."""

from __future__ import annotations

from collections.abc import Iterable

import click

__all__ = ["keyed", "value_of"]


def value_of(text: str) -> str | int | float | bool:
    """A number where it reads as one, true or false where it says so, else the text.

    >>> value_of("0.9"), value_of("3"), value_of("true"), value_of("published")
    (0.9, 3, True, 'published')
    """
    if text in {"true", "false"}:
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def keyed(params: Iterable[str], hint: str = "-p") -> dict[str, str | int | float | bool]:
    """``KEY=VALUE`` by key; ``hint`` is the option they came by.

    Raises:
        click.BadParameter: one is not written so, or a key is there twice.
    """
    found: dict[str, str | int | float | bool] = {}
    for each in params:
        key, equals, value = each.partition("=")
        if not equals or not key.isidentifier():
            msg = f"{each!r} is no parameter. Write KEY=VALUE."
            raise click.BadParameter(msg, param_hint=hint)
        if key in found:
            msg = f"{key!r} is there twice. Say it once."
            raise click.BadParameter(msg, param_hint=hint)
        found[key] = value_of(value)
    return found
