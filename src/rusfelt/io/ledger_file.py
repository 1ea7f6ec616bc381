"""The ledger of what is public already, as a file."""

from __future__ import annotations

import os
from pathlib import Path

import attrs

from rusfelt.disclosure.ledger import Ledger
from rusfelt.errors import DomainError, ReadError
from rusfelt.io._identities import refuse_file_name
from rusfelt.io.write import write_atomic

__all__ = ["read_ledger", "write_ledger"]

_MAX_BYTES = 256 * 2**20


def read_ledger(path: str | os.PathLike[str]) -> Ledger:
    """Read a ledger.

    Args:
        path: a JSON file that :func:`write_ledger` wrote.

    Raises:
        ReadError: it cannot be read or is no ledger; ``problems`` lists all that is wrong.
    """
    name = os.fsdecode(path)
    refuse_file_name(name)
    try:
        if not Path(name).is_file():
            exists = Path(name).exists()
            msg = "This is no ordinary file." if exists else "There is no such ledger."
            msg += " Check the path."
            raise ReadError(msg, path=name)
        with Path(name).open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            msg = f"The file is larger than {_MAX_BYTES >> 20} MB. Check that it is a ledger."
            raise ReadError(msg, path=name)
        return Ledger.from_json(data.decode("utf-8"))
    except UnicodeDecodeError:
        msg = "The file is no UTF-8 text. Take it from a backup; rusfelt writes it."
        raise ReadError(msg, path=name) from None
    except (OSError, ValueError) as error:
        if isinstance(error, DomainError):
            problems = [attrs.evolve(each, file=name) for each in error.problems]
            text = str(error) if len(problems) < 2 else "This is no ledger."  # noqa: PLR2004 - one
            raise ReadError(text, path=name, problems=problems) from None
        msg = f"The file cannot be read ({error}). Check the path and the disk."
        raise ReadError(msg, path=name) from error


def write_ledger(path: str | os.PathLike[str], ledger: Ledger) -> None:
    """Write a ledger, whole or not at all; the same ledger gives the same bytes.

    Args:
        path: the file.
        ledger: what is public.

    Raises:
        WriteError: it cannot be written; what stood there is untouched.
    """
    write_atomic(path, ledger.to_json())
