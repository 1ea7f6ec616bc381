"""Plans by path or by shipped id."""

from __future__ import annotations

import os
from pathlib import Path

from rusfelt.catalogue.loader import load, plan_ids
from rusfelt.domain import Plan
from rusfelt.errors import UnknownNameError
from rusfelt.io.plan_file import read_plan

__all__ = ["load_plan"]


def load_plan(path_or_id: str | os.PathLike[str]) -> Plan:
    """A plan from a file, or one that rusfelt ships.

    An existing path wins over a shipped id of the same name.

    Args:
        path_or_id: a path to a plan file, or an id such as ``nordre-aker``.

    Raises:
        ReadError: the file cannot be read as a plan; every problem is listed.
        UnknownNameError: there is neither such a file nor such an id.

    >>> load_plan("nordre-aker").area
    '030108'
    """
    path = Path(path_or_id)
    if path.exists() or path.suffix == ".toml" or len(path.parts) > 1:
        return read_plan(path)
    if str(path_or_id) not in plan_ids():
        raise UnknownNameError("plan", str(path_or_id), plan_ids())
    return load(str(path_or_id))
