"""An earlier plan or evaluation, to compare with."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from rusfelt._identity import holds_identity_number
from rusfelt.catalogue.named import load_plan
from rusfelt.domain import Plan
from rusfelt.errors import ReadError, UnknownNameError
from rusfelt.evaluation.revision.earlier import earlier_problems
from rusfelt.io._identities import refuse_file_name

__all__ = ["read_previous"]

_MOST_BYTES = 100 * 1024 * 1024
_MOST_LEVELS = 50
_BOM = b"\xef\xbb\xbf"
_REMEDY = "Give a plan file (TOML), the id of a plan, or the JSON of an earlier evaluation or publication."


def read_previous(path: str | os.PathLike[str]) -> Plan | Mapping[str, Any]:
    """What a new plan or evaluation is compared with.

    Args:
        path: a plan file (TOML), the id of a plan that ships or that a plugin offers, or the JSON
            of an evaluation or a publication. An existing file wins over an id.

    Returns:
        The plan, or the evaluation's plain values.

    Raises:
        ReadError: it is none of these, is larger than 100 MB or nested deeper than 50 levels, or
            is of a schema that is not known; ``problems`` lists everything. It holds what looks
            like a national identity number.
        PluginError: what a plugin offers under that id is no plan.
    """
    name = os.fspath(path)
    refuse_file_name(name)
    data = _json_bytes(name)
    if data is None:
        try:
            return load_plan(path)
        except UnknownNameError as error:
            msg = f"there is no such file, and no plan has that id. {_REMEDY}"
            raise ReadError(msg, path=name) from error
    document = _parsed(data, name)
    problems = earlier_problems(document)
    if problems:
        first = problems[0]
        place = f"{first.path}: " if first.path else ""
        msg = f"this is no evaluation that can be read. {place}{first.message} {first.remedy}"
        raise ReadError(msg, path=name, problems=problems)
    found: Mapping[str, Any] = document
    return found


def _json_bytes(name: str) -> bytes | None:
    """The content of a file that is meant as JSON; ``None`` for what a reader of plans takes on.

    A plan file cannot begin with a brace.
    """
    path = Path(name)
    if path.suffix.lower() != ".json" and not path.is_file():
        return None
    try:
        with path.open("rb") as stream:
            head = stream.read(1024)
            begins = head.removeprefix(_BOM).lstrip()[:1]
            if path.suffix.lower() != ".json" and begins != b"{":
                return None
            data = head + stream.read(_MOST_BYTES + 1 - len(head))
    except FileNotFoundError:
        msg = f"there is no such file. {_REMEDY}"
        raise ReadError(msg, path=name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        msg = f"the file cannot be opened: {reason}. Give the name of a file you may read."
        raise ReadError(msg, path=name) from None
    if len(data) > _MOST_BYTES:
        msg = f"the file is larger than {_MOST_BYTES // 1024**2} MB. {_REMEDY}"
        raise ReadError(msg, path=name)
    return data


def _parsed(data: bytes, name: str) -> Any:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        msg = f"the file is not in UTF-8. {_REMEDY}"
        raise ReadError(msg, path=name) from None
    # Before anything else is said of it, since a message may quote what is wrong.
    if holds_identity_number(text):
        lines = enumerate(text.splitlines(), 1)
        line = next((place for place, each in lines if holds_identity_number(each)), None)
        msg = "it holds what looks like a national identity number. Take it out of the file."
        raise ReadError(msg, path=name, line=line)
    try:
        document = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        msg = f"this is not JSON: {error.msg}. {_REMEDY}"
        raise ReadError(msg, path=name, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise _too_deep(name) from None
    except ValueError:
        msg = f"it holds a number no evaluation has. {_REMEDY}"
        raise ReadError(msg, path=name) from None
    level = [document]
    for _ in range(_MOST_LEVELS):
        level = [
            inner
            for each in level
            if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    if level:
        raise _too_deep(name)
    return document


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _too_deep(name: str) -> ReadError:
    return ReadError(f"it is nested deeper than {_MOST_LEVELS} levels. {_REMEDY}", path=name)
