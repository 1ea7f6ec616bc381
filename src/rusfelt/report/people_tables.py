"""Tables about people's own scores: who is counted, how they changed, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rusfelt.report.method_columns import SHOWN
from rusfelt.report.method_figures import Found, method_name
from rusfelt.report.names import Names
from rusfelt.report.people_rows import FEWEST, split_row
from rusfelt.report.tables import code, number, table
from rusfelt.report.tidy_signs import SIGNS
from rusfelt.vocabulary import State

__all__ = ["change_table", "counted_table", "method_tables"]

_CATEGORY = "category"
# Name of the row, its value, its interval, and the column that says how many it is of.
_CHANGE = (
    ("mean-pre", "mean_pre", "", "", "pairs"),
    ("mean-post", "mean_post", "post_low", "post_high", "pairs"),
    ("mean-change", "change", "low", "high", "pairs"),
    ("effect-size", "effect_size", "effect_size_low", "effect_size_high", "pairs"),
    ("no-change", "no_change", "", "", "started"),
    ("bounds", "", "bound_low", "bound_high", "started"),
)


def counted_table(
    row: Mapping[str, Any], names: Names, anchor: str, name: str
) -> dict[str, Any] | None:
    """Who is counted, and out of how many; ``None`` where nobody said."""
    texts, write = names.texts, names.numbers
    started = row.get("started")
    if started is None:
        return None
    rows = []
    for key in ("started", "pairs", "dropped", "unscored"):
        count = row.get(key) or 0
        share = write.percent(count / started) if started and key != "unscored" else ""
        rows.append([texts(f"people.{key}"), number(write.whole(count)), number(share)])
    columns: list[Any] = [
        texts("people.who"), number(texts("people.count")), number(texts("people.of-started")),
    ]  # fmt: skip
    notes = [texts("people.counted-note")]
    return table(anchor, texts("people.counted", name=name), columns, rows, notes=notes)


def change_table(row: Mapping[str, Any], names: Names, anchor: str, name: str) -> dict[str, Any]:
    """The mean scores and their change, and how far those who dropped out could move it."""
    texts, write = names.texts, names.numbers
    rows = []
    for key, column, low, high, people in _CHANGE:
        value = row.get(column)
        between = _between(row.get(low), row.get(high), names)
        if value is None and not between:
            continue
        # The bounds are no interval that chance gives, so they stand where a value does.
        written, interval = (between, "") if value is None else (write.estimate(value), between)
        count = number(write.whole(row.get(people) or 0))
        rows.append([texts(f"people.{key}"), number(written), number(interval), count])
    columns: list[Any] = [
        texts("people.what"), number(texts("figures.value")), number(texts("figures.interval")),
        number(texts("people.of")),
    ]  # fmt: skip
    note = _dropout_note(row)
    notes = [texts(f"people.{note}")] if note else []
    return table(anchor, texts("people.changed", name=name), columns, rows, notes=notes)


def _dropout_note(row: Mapping[str, Any]) -> str:
    """Which sentence says what those who are gone could have made of it."""
    if row.get("bound_low") is not None:
        return "bounds-note"
    if row.get("worst_decision"):
        return "few-gone-note"
    return "unbounded-note" if row.get("dropped") else ""


def _between(low: Any, high: Any, names: Names) -> str:
    if low is None or high is None:
        return ""
    write = names.numbers.estimate
    return names.texts("figures.interval-text", low=write(float(low)), high=write(float(high)))


def method_tables(
    found: Found, row: Mapping[str, Any], anchor: str, name: str
) -> Iterator[dict[str, Any]]:
    """What a method says of every person, counted: outcomes, shares and means.

    Args:
        found: how the method is written.
        row: its findings made into one row for all.
        anchor: what the tables' names begin with.
        name: of the series.
    """
    texts, names = found.names.texts, found.names
    said: dict[str, Any] = {"method": method_name(found.name, names), "name": name}
    nested = split_row(row)[1]
    if categories := nested.pop(_CATEGORY, {}):
        rows = [(_outcome(word, found), value) for word, value in categories.items()]
        caption = texts("people.outcomes", **said)
        notes = [texts("people.unchanged-note")] if "unchanged" in categories else []
        yield _shares(f"{anchor}-utfall", caption, texts("people.outcome"), rows, names, notes)
    known = [each for each in _known(found, nested) if nested[each]]
    for column in known:
        if all(isinstance(each, Mapping) for each in nested[column].values()):
            words = [(found.text(column, word), each) for word, each in nested[column].items()]
            caption = texts("people.words", **said, column=_column(found, column))
            yield _shares(f"{anchor}-{column}", caption, texts("people.outcome"), words, names)
    shares = [(_label(found, each), nested[each]) for each in known if "share" in nested[each]]
    if shares:
        caption = texts("people.shares", **said)
        yield _shares(f"{anchor}-andeler", caption, texts("people.holds"), shares, names)
    means = [each for each in known if "mean" in nested[each]]
    if means:
        columns = [
            texts("people.what"), number(texts("people.mean")), number(texts("people.of")),
        ]  # fmt: skip
        cells = [
            [
                _label(found, each),
                number(found.text(each, nested[each]["mean"])),
                number(names.numbers.whole(nested[each]["of"])),
            ]
            for each in means
        ]
        yield table(f"{anchor}-snitt", texts("people.means", **said), columns, cells)


def _known(found: Found, nested: Mapping[str, Any]) -> list[str]:
    """The columns a reader is shown: of a built-in method those it has words for."""
    return [each for each in SHOWN[found.name] if each in nested] if found.home else list(nested)


def _column(found: Found, column: str) -> str:
    return found.label(column) if found.home else column


def _label(found: Found, column: str) -> Any:
    return found.label(column) if found.home else code(column)


def _outcome(word: str, found: Found) -> str:
    """An outcome in words; a method's own where it is none of the five there are."""
    said = found.names.texts.word("change-category", word)
    return found.text(_CATEGORY, word) if said == word else said


def _shares(
    anchor: str,
    caption: str,
    heading: str,
    rows: Sequence[tuple[Any, Mapping[str, Any]]],
    names: Names,
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    texts, write = names.texts, names.numbers
    columns: list[Any] = [
        heading, number(texts("people.count")), number(texts("people.of")),
        number(texts("people.share")), number(texts("figures.interval")),
    ]  # fmt: skip
    cells = []
    for label, each in rows:
        if each["of"] < FEWEST:
            # What became of so few would be told of each of them.
            few = texts("pre-post.few", n=FEWEST) if each["of"] else write.whole(0)
            cells.append([label, number(""), number(few), number(""), number("")])
            continue
        if each["n"] is None:
            sign = number(SIGNS[State.SUPPRESSED])
            cells.append([label, sign, number(write.whole(each["of"])), sign, sign])
            continue
        counts = [number(write.whole(each["n"])), number(write.whole(each["of"]))]
        ends = {end: write.percent(each[end]) for end in ("low", "high")}
        between = texts("figures.interval-text", **ends)
        cells.append([label, *counts, number(write.percent(each["share"])), number(between)])
    return table(anchor, caption, columns, cells, notes=notes)
