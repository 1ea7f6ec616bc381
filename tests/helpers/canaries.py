"""People who do not exist, and whose every trace is a string that stands nowhere else.

Their ids, names, notes and scores are canaries: a single one of them in anything that leaves the
program is a leak, wherever it stands and however it is written.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from pathlib import Path

import attrs
import numpy as np

import rusfelt

ITEMS = [f"phq9_{each}" for each in range(1, 10)]
PLAN = """schema = 1
id = "prove"
title = "Prøveplan"
area = "0301"
period = ["2020", "2024"]
adopted = 2020-01-01
owners = ["Bydelen"]
[[goals]]
id = "g"
title = "Færre plager"
[[strategies]]
id = "s"
title = "Oppfølging"
goals = ["g"]
[[tiltak]]
id = "t1"
title = "Samtaler"
strategies = ["s"]
moves = ["plager", "antall"]
[[indicators]]
id = "plager"
title = "Plager"
kind = "score"
design = "panel"
better = "lower"
[[indicators]]
id = "antall"
title = "Antall"
kind = "count"
counts = "new-persons"
better = "lower"
"""


@attrs.frozen
class Cage:
    """A plan with figures and people's answers in a folder, and all that must not get out of it.

    Attributes:
        plan, figures, answers, key: files.
        tokens: the canaries.
    """

    plan: Path
    figures: Path
    answers: Path
    key: Path
    tokens: tuple[str, ...]

    @property
    def told(self) -> list[str]:
        """What a command is given to read them."""
        return [str(self.plan), str(self.figures), "--answers", f"plager=phq9:{self.answers}"]


def cage(folder: Path, seed: int) -> Cage:
    """People and figures made anew for each seed, from a few to many."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    count = int(rng.integers(3, 70))
    names = [f"kanari{seed}fugl{each}Nordmann" for each in range(count)]
    notes = [f"notat{seed}x{each}hemmelig" for each in range(count)]
    head = ["person", "session", *ITEMS, "navn", "merknad"]
    rows = [";".join(head)]
    for name, note in zip(names, notes, strict=True):
        for session in range(1, 1 + int(rng.choice([1, 2, 3], p=[0.15, 0.5, 0.35]))):
            items = [str(each) for each in rng.integers(0, 4, len(ITEMS))]
            rows.append(";".join([name, str(session), *items, f"Ola {name}", note]))
    figures = ["indicator,unit,group,period,value,note"]
    for year in range(2019, 2024):
        women, men = rng.integers(0, 15, 2)
        figures.append(f"antall,0301,,{year},{women + men},")
        figures += [f"antall,0301,sex=F,{year},{women},", f"antall,0301,sex=M,{year},{men},"]
    secret = f"nokkel{seed}".encode().hex() * 3
    made = {
        "plan.toml": PLAN,
        "tall.csv": "\n".join(figures),
        "svar.csv": "\n".join(rows),
        "key": secret[:64],
    }
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "key").chmod(0o600)
    return Cage(
        folder / "plan.toml", folder / "tall.csv", folder / "svar.csv", folder / "key",
        (*names, *notes, secret[:64], str(folder)),
    )  # fmt: skip


def singing(seed: int) -> tuple[rusfelt.Panel, tuple[str, ...]]:
    """A panel in which everybody has scores of their own with five decimals, and those as text."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(4, 60))
    sizes = rng.choice([1, 2, 3], count, p=[0.2, 0.5, 0.3])
    # Thirteen point something, and no two people alike.
    parts = rng.choice(np.arange(37_001, 99_999, 2), int(sizes.sum()), replace=False)
    scores = np.array([float(f"13.{each}") for each in parts.tolist()])
    panel = rusfelt.Panel(
        np.full(count, "plager"),
        np.array([f"kanari{seed}fugl{each:03}" for each in range(count)]),
        rng.choice(["", "sex=F", "sex=M"], count),
        np.zeros(count, dtype=np.int64),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.concatenate([np.arange(1.0, size + 1) for size in sizes]),
        scores,
        clock="occasion",
        per_series={
            "kind": np.full(count, "score"), "design": np.full(count, "panel"),
            "better": np.full(count, "lower"), "lowest": np.zeros(count),
            "highest": np.full(count, 27.0),
        },
    )  # fmt: skip
    return panel, (f"kanari{seed}fugl", *(f"{each:.5f}" for each in scores))


def found(tokens: tuple[str, ...], *told: bytes | str) -> list[str]:
    """The canaries in documents, also inside their parts and as other alphabets write them.

    A score is found as a whole number: a mean of many may begin with the same digits.
    """
    ways = [(token, way) for token in tokens for way in _ways(token)]
    seen = []
    for each in told:
        for part in _parts(each if isinstance(each, bytes) else each.encode()):
            seen += [token for token, way in ways if way in part and _whole(way, part)]
    return seen


def _parts(data: bytes):
    yield data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                yield entry.filename.encode() + entry.extra + entry.comment
                yield from _parts(archive.read(entry))


def _ways(token: str):
    written = {token, token.replace(".", ","), html.escape(token), json.dumps(token)[1:-1]}
    return [data for each in written for data in (each.encode(), each.encode("utf-16-le"))]


def _whole(way: bytes, part: bytes) -> bool:
    """Whether it stands there on its own, where it is a number."""
    if not way[:1].isdigit():
        return True
    return re.search(rb"(?<!\d)" + re.escape(way) + rb"(?!\d)", part) is not None
