"""The answers of a table, each checked against the answers there are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rusfelt._frames import column_names, read_columns
from rusfelt._identity import refuse_columns
from rusfelt.domain import Instrument, ItemSet
from rusfelt.errors import DomainError, Problem
from rusfelt.scoring.layout import Found, Layout, find_columns
from rusfelt.scoring.rules import wrong_rows
from rusfelt.typing import Array, Floats, Frame, Integers

__all__ = ["MOST_LISTED", "checked_answers", "read_table"]

# So many problems are listed one by one; a table in the wrong code has one for every cell.
MOST_LISTED = 50
_SHORT = 4


def read_table(
    instrument: Instrument, answers: Frame | Array, layout: Layout
) -> tuple[Mapping[str, Array], Found]:
    """The columns a layout means, and which is what.

    Raises:
        DomainError: a column is missing, or it is no table; everything missing is listed.
    """
    if isinstance(answers, np.ndarray):
        return _of_array(instrument, answers, layout)
    known = column_names(answers)
    found = find_columns(layout, instrument, known)
    more = (found.unit, found.t, found.order)
    names = [
        *found.items.values(),
        *(each for each in more if each is not None),
        *layout.columns,
    ]
    return read_columns(answers, list(dict.fromkeys(names))), found


def _of_array(
    instrument: Instrument, answers: Array, layout: Layout
) -> tuple[Mapping[str, Array], Found]:
    ids = instrument.item_ids
    if layout.columns or layout.items is not None:
        msg = "The answers are an array, whose columns have no names. Give a table to name columns."
        raise DomainError(msg)
    try:
        matrix = np.ma.filled(np.ma.asarray(answers, dtype=np.float64), np.nan)
    except (TypeError, ValueError, OverflowError):
        msg = f"The answers are an array of {answers.dtype}. Give numbers, nan where there is none."
        raise DomainError(msg) from None
    if matrix.ndim != 2 or matrix.shape[1] != len(ids):  # noqa: PLR2004 - rows and columns
        msg = f"The answers have shape {matrix.shape}. Give {len(ids)} columns, one an item."
        raise DomainError(msg)
    columns = {f"item_{item}": matrix[:, k] for k, item in enumerate(ids)}
    refuse_columns(columns)
    return columns, Found({item: f"item_{item}" for item in ids}, None, None, None, layout.clock)


def checked_answers(
    instrument: Instrument, table: Mapping[str, Array], found: Found, missing: tuple[float, ...]
) -> dict[str, Floats]:
    """Item → answers as numbers, ``nan`` where there is none.

    Args:
        instrument: says which answers there are.
        table: the columns.
        found: which of them holds which item.
        missing: codes that stand for no answer.

    Raises:
        DomainError: an answer is none there is; rows and items are named, never the answer.
    """
    sheets: dict[str, Floats] = {}
    wrong: dict[str, tuple[Integers, Problem]] = {}
    columns: list[Problem] = []
    for item, name in found.items.items():
        allowed = instrument.item_sets[item]
        column = table[name]
        told = "Answers are numbers; leave a missing answer empty, or name its code in missing."
        if column.dtype.kind == "U":
            rows, blank = _texts(column)
            if len(rows):
                wrong[item] = rows, Problem("", "holds text.", told)
            elif not blank:
                text = "holds numbers written as text."
                columns.append(Problem(f"item {item}", text, "Turn the column into numbers."))
            sheets[item] = np.full(len(column), np.nan)
            continue
        if column.dtype.kind not in "fiub":
            columns.append(Problem(f"item {item}", "holds no numbers.", told))
            continue
        given = np.asarray(column, dtype=np.float64)
        for code in missing:
            given = np.where(given == code, np.nan, given)
        rows = wrong_rows(given, allowed)
        if len(rows):
            remedy = f"Answers are {_range(allowed)}; name a code for no answer in missing."
            wrong[item] = rows, Problem("", "holds an answer there is not.", remedy)
        sheets[item] = given
    if wrong or columns:
        raise _refusal(instrument, wrong, columns)
    return sheets


def _texts(column: Array) -> tuple[Integers, bool]:
    """Rows of a text column that hold neither nothing nor a number, and whether all are empty."""
    texts, inverse = np.unique(column, return_inverse=True)
    bad = np.array([not _is_number(each) for each in texts.tolist()], dtype=np.bool_)
    return np.flatnonzero(bad[inverse]), not any(each.strip() for each in texts.tolist())


def _is_number(text: str) -> bool:
    if not text.strip():
        return True
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _refusal(
    instrument: Instrument,
    wrong: Mapping[str, tuple[Integers, Problem]],
    columns: list[Problem],
) -> DomainError:
    """Everything wrong, whole columns first and then answer by answer as they are read."""
    place = {item: number for number, item in enumerate(wrong)}
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *(each for each, _ in wrong.values())])
    items = np.concatenate(
        [np.zeros(0, dtype=np.int64)]
        + [np.full(len(each), place[item]) for item, (each, _) in wrong.items()]
    )
    first = np.lexsort([items, rows])[: max(MOST_LISTED - len(columns), 0)]
    names = list(wrong)
    problems = columns[:MOST_LISTED]
    for row, number in zip(rows[first].tolist(), items[first].tolist(), strict=True):
        item = names[number]
        said = wrong[item][1]
        problems.append(Problem(f"row {row}, item {item}", said.message, said.remedy))
    if not wrong:
        return DomainError("The answers cannot be read:", problems=problems)
    many = f"{len(rows)} answers are" if len(rows) != 1 else "One answer is"
    more = f" (the first {len(first)} listed)" if len(rows) > len(first) else ""
    msg = f"{many} outside {instrument.id!r}{more}; the first row is 0, and nothing is scored:"
    return DomainError(msg, problems=problems)


def _range(allowed: ItemSet) -> str:
    known, (low, high) = allowed.allowed, allowed.answers
    if allowed.only is not None or 0 < len(known) <= _SHORT:
        # A short list is plainest in full.
        return ", ".join(f"{each:g}" for each in known)
    if not known:
        return f"any number from {low:g} to {high:g}"
    step = f" in steps of {allowed.step:g}" if allowed.step != 1 else ""
    return f"{low:g} to {high:g}{step}"
