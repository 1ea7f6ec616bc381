"""What an evaluation holds as plain tables: one kind of thing a row, one fact a column.

Every writer of tables makes its document from these, so that a workbook and a file say the same.
Columns are named by keys that never change with language (:mod:`rusfelt.report.tidy_fields`); words
people read stand in columns of their own beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

import attrs

from rusfelt.publishing import Published, published_only
from rusfelt.report._inert import legible
from rusfelt.report.names import Names
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.report.tidy_fields import FIELDS, Field, heading_of, meaning_of
from rusfelt.report.tidy_findings import finding_rows, people_rows
from rusfelt.report.tidy_plan import failure_rows, method_rows, tally_rows, tiltak_rows
from rusfelt.report.tidy_series import place_of, point_rows, series_rows
from rusfelt.report.tidy_signs import Signs

__all__ = ["DATA_TABLES", "Table", "tidy_table", "tidy_tables"]

Row: TypeAlias = tuple[Any, ...]

# In the order a reader meets them.
DATA_TABLES = (
    "series", "points", "findings", "people", "tiltak", "tallies", "hidden", "methods", "failures",
)  # fmt: skip


@attrs.frozen(eq=False)
class Table:
    """A table of a document.

    Attributes:
        name: its key.
        fields: its columns.
        rows: a cell for each column: text, a number, true or false, a day, or ``None`` where
            nothing is said. A cell of a number that is empty for a reason holds the sign of that
            reason as text, and is never a zero.
    """

    name: str
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows by key.

        >>> [*Table("t", (Field("id", "word"),), (("a",),)).records()]
        [{'id': 'a'}]
        """
        keys = [each.key for each in self.fields]
        return (dict(zip(keys, row, strict=True)) for row in self.rows)


@attrs.frozen(eq=False)
class _Source:
    """What rows are made from."""

    published: Published
    names: Names
    signs: Signs


def tidy_tables(published: Published, *, language: str = "nb") -> tuple[Table, ...]:
    """Every table, those without rows too, and at last the dictionary that explains them.

    Args:
        published: what :func:`rusfelt.publish` gives.
        language: of the columns people read: nb, nn or en.

    Raises:
        DomainError: it has not been through the gate.
        UnknownNameError: the language is none of the three.
    """
    return tuple(
        tidy_table(name, published, language=language) for name in (*DATA_TABLES, "dictionary")
    )


def tidy_table(name: str, published: Published, *, language: str = "nb") -> Table:
    """One table by its name: a key of :data:`~rusfelt.report.tidy_fields.FIELDS`.

    Raises:
        KeyError: there is no such table.
        DomainError, UnknownNameError: as :func:`tidy_tables`.
    """
    evaluation = published_only(published).evaluation
    texts = Texts(language)
    keys = tuple(each.key for each in evaluation.series)
    names = Names(evaluation.plan, keys, texts, Numbers(texts))
    source = _Source(published, names, Signs.of(published))
    return table_of(name, _ROWS[name](source))


def table_of(name: str, rows: Iterable[Mapping[str, Any]]) -> Table:
    """A table of rows by key; what a row does not say is ``None``."""
    fields = FIELDS[name]
    keys = {each.key for each in fields}
    made: list[Row] = []
    for row in rows:
        if odd := row.keys() - keys:
            msg = f"The table {name!r} has no column {min(odd)!r}."
            raise KeyError(msg)
        made.append(tuple(_cell(row.get(each.key)) for each in fields))
    return Table(name, fields, tuple(made))


def _cell(value: Any) -> Any:
    """A cell without ``nan`` and without letters no document can hold; no text is no cell."""
    if isinstance(value, str):
        return legible(str(value)) or None
    if isinstance(value, float):
        # Infinities are words in every format; minus zero is a zero.
        if value != value:  # noqa: PLR0124 - only nan is not itself
            return None
        return {float("inf"): "inf", float("-inf"): "-inf"}.get(value, value + 0.0)
    return value if value is None or isinstance(value, (bool, int, date)) else str(value)


def _figure_rows(source: _Source) -> Iterator[dict[str, Any]]:
    """Every cell with what is said of its series; a series without cells has one row."""
    publication = "internal" if source.published.internal else "public"
    wanted = {each.key for each in FIELDS["figures"]}
    for result, said in series_rows(source.published.evaluation, source.names, source.signs):
        kept = {name: each for name, each in said.items() if name in wanted}
        cells = list(point_rows(result, source.names, source.signs)) or [{}]
        for cell in cells:
            yield {"publication": publication, **kept, **cell}


def _hidden_rows(source: _Source) -> Iterator[dict[str, Any]]:
    texts, plan = source.names.texts, source.names.plan
    titles = {each.id for each in plan.indicators}
    for each in source.published.hidden:
        where = place_of((each.indicator, each.unit, each.group), source.names)
        yield {
            **where,
            "title": source.names.indicator(each.indicator) if each.indicator in titles else "",
            "what": each.what,
            "what_text": _said(texts, "tidy-what", each.what),
            "why_hidden": each.why,
            "why_hidden_text": _said(texts, "tidy-why", each.why),
            "period": each.period,
            "detail": each.detail,
        }


def _said(texts: Texts, section: str, key: str) -> str:
    """The sentence of a key; the key itself where nobody has written one."""
    return texts(f"{section}.{key}") if texts.has(f"{section}.{key}") else key


def _dictionary_rows(source: _Source) -> Iterator[dict[str, Any]]:
    texts = source.names.texts
    for name, fields in FIELDS.items():
        for field in fields:
            yield {
                "table": name,
                "table_text": texts(f"tidy-table.{name}"),
                "column": field.key,
                "heading": heading_of(field, texts),
                "holds": field.kind,
                "holds_text": texts(f"tidy-holds.{field.kind}"),
                "meaning": meaning_of(field, texts),
            }


def _all_series(source: _Source) -> Iterator[dict[str, Any]]:
    wanted = {each.key for each in FIELDS["series"]}
    for _, said in series_rows(source.published.evaluation, source.names, source.signs):
        yield {name: each for name, each in said.items() if name in wanted}


def _all_points(source: _Source) -> Iterator[dict[str, Any]]:
    for result in source.published.evaluation.series:
        for cell in point_rows(result, source.names, source.signs):
            yield {**place_of(result.key, source.names), **cell}


_ROWS = {
    "series": _all_series,
    "points": _all_points,
    "figures": _figure_rows,
    "findings": lambda source: finding_rows(source.published.evaluation, source.names),
    "people": lambda source: people_rows(source.published.evaluation, source.names, source.signs),
    "tiltak": lambda source: tiltak_rows(source.published.evaluation, source.names),
    "tallies": lambda source: tally_rows(source.published.evaluation, source.names),
    "methods": lambda source: method_rows(source.published.evaluation, source.names),
    "failures": lambda source: failure_rows(source.published.evaluation, source.names),
    "hidden": _hidden_rows,
    "dictionary": _dictionary_rows,
}
