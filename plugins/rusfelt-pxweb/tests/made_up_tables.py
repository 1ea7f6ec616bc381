"""Made-up tables of a statistics bank, small enough to work out by hand."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

__all__ = ["TABLE", "made", "saved"]

# Two districts, one figure, three quarters: cell 0 is 030101 in the first.
TABLE: dict[str, Any] = {
    "version": "2.0",
    "class": "dataset",
    "label": "Overdoser, etter bydel og kvartal",
    "source": "Made up",
    "updated": "2026-02-25T07:00:00Z",
    "note": ["First note.", "Figures before 2020\nare estimates."],
    "id": ["Bydel", "ContentsCode", "Tid"],
    "size": [2, 1, 3],
    "role": {"time": ["Tid"], "geo": ["Bydel"], "metric": ["ContentsCode"]},
    "dimension": {
        "Bydel": {
            "label": "bydel",
            "category": {
                "index": {"030101": 0, "030102": 1},
                "label": {"030101": "Gamle Oslo", "030102": "Grünerløkka"},
            },
            "extension": {"elimination": True},
        },
        "ContentsCode": {
            "label": "statistikkvariabel",
            "category": {
                "index": {"Overdoser": 0},
                "label": {"Overdoser": "Overdoser"},
                "unit": {"Overdoser": {"base": "antall", "decimals": 0}},
            },
            "extension": {"elimination": False},
        },
        "Tid": {
            "label": "kvartal",
            "category": {"index": ["2023K4", "2024K1", "2024K2"]},
            "extension": {"elimination": False},
        },
    },
    "value": [4, None, 2.5, None, 0, None],
    "status": {"1": ":", "3": "..", "4": "*"},
    "extension": {"noteMandatory": {"1": True}},
}


def made(**changed: Any) -> dict[str, Any]:
    """The table with parts of it changed; ``None`` takes a part away."""
    table = copy.deepcopy(TABLE)
    for name, each in changed.items():
        if each is None:
            del table[name]
        else:
            table[name] = each
    return table


def saved(folder: Path, table: object, name: str = "made-up.json") -> Path:
    """A file with this in it."""
    path = folder / name
    path.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    return path
