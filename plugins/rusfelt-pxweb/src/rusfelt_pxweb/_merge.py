"""Several answers about one table, put together along the dimension they were parted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rusfelt_pxweb.dataset import Dataset
from rusfelt_pxweb.errors import PxWebError

if TYPE_CHECKING:
    from rusfelt.typing import Array

__all__ = ["merged"]


def merged(
    documents: Sequence[Mapping[str, Any]], tables: Sequence[Dataset], along: str
) -> dict[str, Any]:
    """One dataset of several.

    Figures and flags are put behind one another as the format has them, each number as the server
    wrote it; everything else is the first answer's, and of the parted dimension everybody's.

    Args:
        documents: the answers, in the order of the table.
        tables: the same, understood.
        along: the dimension they were parted by.

    Raises:
        PxWebError: they are not parts of one table, which may have been updated in between.
    """
    first = tables[0]
    for each in tables[1:]:
        same = each.updated == first.updated and [
            (one.id, one.id == along or one.codes) for one in each.dimensions
        ] == [(one.id, one.id == along or one.codes) for one in first.dimensions]
        if not same:
            msg = "The table was updated while it was being fetched. Fetch it again."
            raise PxWebError(msg, url=each.path)
    axis = [one.id for one in first.dimensions].index(along)
    shapes = [tuple(len(one.codes) for one in each.dimensions) for each in tables]
    made = dict(documents[0])
    values, flags = (
        np.concatenate(
            [
                _cells(each.get(name), int(np.prod(shape))).reshape(shape)
                for each, shape in zip(documents, shapes, strict=True)
            ],
            axis=axis,
        )
        for name in ("value", "status")
    )
    made["size"] = list(values.shape)
    made["value"] = values.ravel().tolist()
    marks = flags.ravel()
    marked = np.flatnonzero(marks != None).tolist()  # noqa: E711 - cell by cell
    made.pop("status", None)
    if marked:
        made["status"] = {str(place): marks[place] for place in marked}
    parted: dict[str, Any] = {}
    for document in documents:
        parted = _joined(parted, document["dimension"][along])
    codes = [code for each in tables for code in each.dimensions[axis].codes]
    parted["category"] = {**parted["category"], "index": codes}
    made["dimension"] = {**made["dimension"], along: parted}
    return made


def _cells(told: Any, n: int) -> Array:
    """What is told of cells, one for each; ``None`` where nothing is."""
    cells = np.full(n, None, dtype=object)
    if isinstance(told, dict):
        for place, each in told.items():
            cells[int(place)] = each or (None if isinstance(each, str) else each)
    elif isinstance(told, list) and len(told) == n:
        cells[:] = [None if each == "" else each for each in told]
    elif told:
        cells[:] = told[0] if isinstance(told, list) else told
    return cells


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Two objects as one; where both have something that is no object, the first one's stays."""
    made = dict(one)
    for name, each in other.items():
        mine = made.get(name)
        if isinstance(mine, dict) and isinstance(each, dict):
            made[name] = _joined(mine, each)
        elif mine is None:
            made[name] = each
    return made
