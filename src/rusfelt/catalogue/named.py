"""Plans by path, by shipped id, or as a plugin offers them."""

from __future__ import annotations

import os
from pathlib import Path

from rusfelt.catalogue.loader import load, plan_ids
from rusfelt.domain import Plan
from rusfelt.errors import UnknownNameError
from rusfelt.io.plan_file import read_plan
from rusfelt.plugin import registry
from rusfelt.plugin.offered import offered

__all__ = ["load_plan"]


def load_plan(path_or_id: str | os.PathLike[str]) -> Plan:
    """A plan from a file, one that rusfelt ships, or one a plugin offers.

    An existing path wins over an id, and a shipped id over a plugin's of the same name.

    Args:
        path_or_id: a path to a plan file, or an id such as ``nordre-aker``.

    Raises:
        ReadError: the file cannot be read as a plan; every problem is listed.
        UnknownNameError: there is neither such a file nor such an id.
        NameConflictError: two plugins offer the name.
        PluginError: what a plugin offers is no plan.

    >>> load_plan("nordre-aker").area
    '030108'
    """
    path = Path(path_or_id)
    if path.exists() or path.suffix == ".toml" or len(path.parts) > 1:
        return read_plan(path)
    name = str(path_or_id)
    if name in plan_ids():
        return load(name)
    others = registry().names("plan")
    if name not in others:
        raise UnknownNameError("plan", name, {*plan_ids(), *others})
    return offered(name, "plan", Plan)
