"""1.7 million cells from a file to a table, beside pyjstat where it is installed.

Processor time of one process, the shortest of some runs. Run with ``python read_json_stat.py``; as
another process changes such times by half, both are measured in the same run.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from rusfelt_pxweb.reader import JsonStat

_SIZES = {"Region": 360, "Kjonn": 2, "Alder": 100, "ContentsCode": 1, "Tid": 24}
_EVERY = 20
_RUNS = 5


def made() -> dict[str, Any]:
    """A table the size of two of Statistics Norway's largest answers, each twentieth cell flagged."""
    chance = random.Random(1)  # noqa: S311 - made-up figures
    codes = {name: [f"{name[0]}{n:03d}" for n in range(size)] for name, size in _SIZES.items()}
    codes["Tid"] = [str(2000 + n) for n in range(_SIZES["Tid"])]
    n = int(np.prod(list(_SIZES.values())))
    value: list[float | None] = [
        chance.choice([chance.randrange(10**5), round(chance.random() * 1000, 1)]) for _ in range(n)
    ]
    status = {}
    for cell in range(0, n, _EVERY):
        value[cell] = None
        status[str(cell)] = chance.choice([".", "..", ":"])
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Made up",
        "id": list(codes),
        "size": [len(each) for each in codes.values()],
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "dimension": {
            name: {
                "label": name,
                "category": {
                    "index": {code: place for place, code in enumerate(each)},
                    "label": {code: f"name of {code}" for code in each},
                },
            }
            for name, each in codes.items()
        },
        "value": value,
        "status": status,
    }


def shortest(read: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The shortest processor time of some runs, and what the last of them read."""
    times, found = [], None
    for _ in range(runs):
        del found
        begun = time.process_time()
        found = read()
        times.append(time.process_time() - begun)
    return min(times), found


def main() -> None:
    """Measure both and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made-up.json")
        path.write_text(json.dumps(made(), separators=(",", ":")))
        ours, table = shortest(lambda: JsonStat().table(path), _RUNS)
        print(f"{len(table):,} cells, {path.stat().st_size / 2**20:.1f} MB")
        print(f"rusfelt-pxweb {ours:.2f} s")
        try:
            from pyjstat import pyjstat  # noqa: PLC0415 - only where it is
        except ImportError:
            print("pyjstat is not installed")
            return
        warnings.simplefilter("ignore")
        theirs, frame = shortest(
            lambda: pyjstat.Dataset.read(path.read_text()).write("dataframe"), 1
        )
        print(f"pyjstat       {theirs:.2f} s, {theirs / ours:.1f} times as long")
        same = np.array_equal(
            table.columns["value"], frame["value"].to_numpy(float), equal_nan=True
        )
        print(f"the same figures: {same}; pyjstat has no flags")


if __name__ == "__main__":
    main()
