"""Parts: series in files or panels, none of which holds half a unit."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from rusfelt.errors import DomainError, Problem, ReadError
from rusfelt.evaluation.at_scale.layout import Layout, Value
from rusfelt.evaluation.at_scale.parquet_file import ParquetPart
from rusfelt.evaluation.at_scale.rows import RowReader
from rusfelt.evaluation.at_scale.sorted_panel import panel_of
from rusfelt.panel import Panel
from rusfelt.vocabulary import Clock

__all__ = ["Part", "Parts", "panels_of"]

# What 'rusfelt repartition' leaves beside the files: which columns they are sorted by.
_ABOUT = "parts.json"
_MOST_ABOUT = 1 << 26


@attrs.frozen(eq=False)
class Part:
    """One part: a file, or a panel.

    Attributes:
        number: its place among the parts. name: what it is called in a message.
        source: the file's path, or the panel.
        layout: which columns of the file are what.
    """

    number: int
    name: str
    source: str | Panel
    layout: Layout | None = None


@attrs.frozen(kw_only=True)
class Parts:
    """Parquet files of points, and how their columns become series.

    Nothing is read before it is needed, and then only the columns named here, in batches. All rows
    of a unit stand side by side in one file, and units rise in it, as ``rusfelt repartition`` leaves
    them; that is checked while reading, since a unit cut in two would get two wrong answers.
    """

    files: tuple[str, ...]
    layout: Layout

    @classmethod
    def of(
        cls,
        source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        *,
        y: str,
        unit: str | None = None,
        t: str | None = None,
        indicator: str | None = None,
        group: str | None = None,
        part: str | None = None,
        clock: Clock | str | None = None,
        per_series: Mapping[str, str] | None = None,
        per_point: Mapping[str, str] | None = None,
        constant: Mapping[str, Value] | None = None,
    ) -> Parts:
        """Name the files and their columns.

        Args:
            source: a folder, of which every ``*.parquet`` in it is a part, or files.
            y: the column of values; a row without one is an empty cell and becomes no point.
            unit: the column of the person, district or other unit. Unsaid, like ``t``, it is what
                ``rusfelt repartition`` sorted the folder by.
            t: the column of times: numbers, dates, or periods as text (``2019-Q3``).
            indicator: the column of the indicator; unsaid, all values are of one.
            group: the column of the population group; unsaid, everyone.
            part: the column of the number of the stretch between breaks; unsaid, there are none.
            clock: told, or taken from ``t``: days for dates, periods otherwise.
            per_series: our name → the column of further columns with one value a series.
            per_point: likewise with one value a point.
            constant: further columns by series that have one value for all, such as
                ``{"better": "lower"}``; ``indicator`` and ``group`` may stand here as well.

        Raises:
            DomainError: the columns' names do not fit together.
            ReadError: there are no such files.
        """
        files, about = _files(source)
        found: dict[str, Any] = {"unit": unit or about.get("unit"), "t": t or about.get("t")}
        lacking = [name for name, column in found.items() if not isinstance(column, str)]
        if lacking:
            names = " and ".join(map(repr, lacking))
            msg = f"Nobody said which column is {names}. Name it, or use 'rusfelt repartition'."
            raise DomainError(msg)
        layout = Layout(
            **found, y=y, indicator=indicator, group=group, part=part, clock=clock,
            per_series=per_series or {}, per_point=per_point or {}, constant=constant or {},
        )  # fmt: skip
        return cls(files=files, layout=layout)

    def __len__(self) -> int:
        return len(self.files)

    def __iter__(self) -> Iterator[Part]:
        for number, file in enumerate(self.files):
            yield Part(number, file, file, self.layout)

    def checked(self) -> int:
        """How many rows the files have, once it is sure that all have the columns.

        Raises:
            ReadError: some cannot be read, or lack columns; all that is wrong is listed.
        """
        rows = 0
        problems: list[Problem] = []
        for file in self.files:
            count, wrong = ParquetPart(file).looked_at(self.layout)
            rows, problems = rows + count, problems + wrong
        if problems:
            msg = f"The parts do not have the columns they must ({len(problems)} problem(s)):"
            raise ReadError(f"{msg} {problems[0]}", problems=problems[:100])
        return rows


def panels_of(part: Part) -> Iterator[tuple[int, Panel]]:
    """A part as panels of whole units, and how many rows each was read from.

    Raises:
        ReadError: the file cannot be read, or is not in order.
    """
    if isinstance(part.source, Panel):
        yield from _blocks(part.source)
        return
    if part.layout is None:
        msg = f"Nobody said what the columns of {part.name} are."
        raise DomainError(msg)
    file = ParquetPart(part.source)
    reader = RowReader(file, part.layout)
    for rows in reader:
        panel = panel_of(
            rows, part.layout, reader.words, reader.times.clock,
            lambda message, row, column: file.error(message, row=row, column=column),
        )  # fmt: skip
        yield len(rows), panel


def _blocks(panel: Panel) -> Iterator[tuple[int, Panel]]:
    from rusfelt.evaluation.engine import BLOCK  # noqa: PLC0415 - the engine imports this file

    if len(panel) <= BLOCK:
        yield len(panel.t), panel
        return
    for start in range(0, len(panel), BLOCK):
        block = panel.take(range(start, min(start + BLOCK, len(panel))))
        yield len(block.t), block


def _files(source: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    if isinstance(source, (str, os.PathLike)):
        folder = Path(os.fsdecode(source))
        if not folder.is_dir():
            return (str(folder.resolve()),), {}
        found = sorted(
            path
            for path in folder.glob("*.parquet")
            if not path.name.startswith((".", "_")) and not path.name.endswith(".internal.parquet")
        )
        if not found:
            msg = "The folder holds no Parquet files. Make parts with 'rusfelt repartition'."
            raise ReadError(msg, path=str(folder))
        return tuple(str(path.resolve()) for path in found), _about(folder)
    files = [str(Path(os.fsdecode(each)).resolve()) for each in source]
    if not files:
        msg = "There are no parts. Name at least one file."
        raise DomainError(msg)
    for one, other in itertools.pairwise(sorted(files)):
        if one == other:
            msg = "This file is named twice, and its units would be answered twice. Name it once."
            raise ReadError(msg, path=one)
    return tuple(files), {}


def _about(folder: Path) -> dict[str, Any]:
    """What is known of a folder's files; nothing, where nobody wrote it down."""
    from rusfelt.io._files import content_of  # noqa: PLC0415 - only for a folder

    path = folder / _ABOUT
    if not path.exists():
        return {}
    try:
        told = json.loads(content_of(path, _MOST_ABOUT))
    except ValueError:
        msg = "This is no JSON. Name the columns, and take the file away."
        raise ReadError(msg, path=str(path)) from None
    return told if isinstance(told, dict) else {}
