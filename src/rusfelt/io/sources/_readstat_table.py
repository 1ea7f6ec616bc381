"""From a file of SPSS or Stata as it stands to a table: letters, labels, empty states, days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np

from rusfelt._identity import holds_identity_number
from rusfelt.errors import Problem, ReadError, one_line
from rusfelt.io._gathered import Gathered
from rusfelt.io.sources._readstat import Content, RawColumn
from rusfelt.io.sources._readstat_dates import Dated
from rusfelt.io.sources._readstat_text import Letters, UnreadableTextError
from rusfelt.io.sources._state_words import known_state_of, state_of
from rusfelt.raw_table import RawTable
from rusfelt.typing import Array, Bools, Floats, Integers
from rusfelt.vocabulary import State

__all__ = ["table_of"]

_EMPTY = [state for state in State if state.is_empty]
_MISSING = 1 + _EMPTY.index(State.MISSING)
_WORDS = np.array(["", *map(str, _EMPTY)])
_WHOLE = 1e15
_MOST_NOTES = 200


@attrs.define
class _Column:
    """What becomes of one column."""

    values: Array
    title: str
    labels: dict[str, str]
    states: Integers | None
    codes: str
    note: str
    doubtful: str


def table_of(
    content: Content,
    path: str,
    letters: Letters,
    *,
    dates: Callable[[str, Any], Dated | str],
    guessed: dict[str, str],
    weight: bytes = b"",
) -> RawTable:
    """The table in a file.

    Args:
        content: the file as it stands.
        path: the file.
        letters: what makes texts of its bytes.
        dates: what makes days and periods of its numbers, by their format.
        guessed: what has been taken for granted already; more is added.
        weight: the name of the column that weighs the rows; empty for none.

    Raises:
        ReadError: texts, dates or names are not what they should be; all of that is listed.
    """
    if letters.is_open:
        letters.settle(_samples(content))
    found = Gathered(path, row="row")
    spell = _Spelling(letters, path)
    columns: dict[str, _Column] = {}
    for raw in content.columns:
        name = spell(raw.about["name"], "its name")
        if name in columns:
            msg = f"Several columns are called {name!r}. Rename them."
            raise ReadError(msg, path=path, column=name)
        columns[name] = _column(name, raw, content.rows, spell, found, dates)
    spell.raise_any()
    found.raise_any()
    if weight:
        name = spell(weight.decode("latin-1"), "the weight")
        guessed["weight"] = f"the file says that {name} weighs its rows, which is not done"
    guessed |= _told(columns, content.about, spell, letters)
    return RawTable(
        path,
        {name: each.values for name, each in columns.items()},
        np.arange(1, content.rows + 1),
        row="row",
        header=0,
        states={
            name: _WORDS[each.states]
            for name, each in columns.items()
            if each.states is not None and each.states.any()
        },
        labels={name: each.labels for name, each in columns.items() if each.labels},
        titles={name: each.title for name, each in columns.items() if each.title},
        guessed=guessed,
    )


class _Spelling:
    """Names and labels as text; what cannot be read is told of all at once."""

    def __init__(self, letters: Letters, path: str) -> None:
        self.letters = letters
        self._path = path
        self._problems: list[Problem] = []
        self._place = ""

    def __call__(self, raw: str, what: str) -> str:
        """The text of bytes that came as letters of ISO-8859-1."""
        try:
            text = self.letters.text(raw.encode("latin-1"))
        except UnicodeEncodeError:
            # These are letters already.
            text = raw.strip()
        except UnreadableTextError:
            text = ""
            self._problems.append(self._problem(what, f"is neither {self.letters.tried}."))
        if "\ufffd" in text:
            self._problems.append(self._problem(what, "holds letters the file does not name."))
        if what == "its name":
            self._place = text or raw.encode("ascii", "replace").decode("ascii")
        return text

    def _problem(self, what: str, fact: str) -> Problem:
        place = f"column {self._place!r}" if what != "its name" else "the names of the columns"
        words = what.partition(" ")[2] if what == "its name" else what
        return Problem(place, f"{words.capitalize()} {fact}", _REMEDY, self._path)

    def raise_any(self) -> None:
        """Raise all that could not be read.

        Raises:
            ReadError: there is something.
        """
        if self._problems:
            first = self._problems[0]
            msg = f"{first.path}: {first.message} {first.remedy}"
            raise ReadError(msg, path=self._path, problems=self._problems)


_REMEDY = 'Say what it was written in, such as encoding="cp865", or save the file anew as UTF-8.'


def _samples(content: Content) -> Iterator[bytes]:
    """All texts of a file, each kind of cell once."""
    for raw in content.columns:
        yield from _bytes([raw.about["name"], raw.about["title"]])
        yield from _bytes([text for pair in raw.about["labels"] for text in pair])
        if raw.packed is not None and raw.about["raw"] and not raw.packed.isascii():
            yield from set(raw.packed.split(b"\0"))
    yield from _bytes([content.about["title"], *content.about["notes"]])


def _bytes(texts: list[Any]) -> Iterator[bytes]:
    for text in texts:
        if isinstance(text, str) and not text.isascii():
            yield text.encode("latin-1", "ignore")


def _column(
    name: str,
    raw: RawColumn,
    rows: int,
    spell: _Spelling,
    found: Gathered,
    dates: Callable[[str, Any], Dated | str],
) -> _Column:
    about = raw.about
    title = spell(about["title"], "its label") if about["title"] else ""
    labels = {
        _code(code, spell): spell(label, "the label of a code") for code, label in about["labels"]
    }
    if raw.numbers is None:
        return _texts(name, raw, rows, title, labels, spell, found)
    return _numbers(name, raw, title, labels, found, dates)


def _code(code: object, spell: _Spelling) -> str:
    """A code the short way: 1 and not 1.0; one of Stata's letters with its point."""
    if isinstance(code, str):
        return spell(code, "a code")
    if isinstance(code, float) and (not code.is_integer() or abs(code) >= _WHOLE):
        return repr(code)
    return str(int(code))  # type: ignore[call-overload]  # a number, as JSON has them


def _texts(
    name: str,
    raw: RawColumn,
    rows: int,
    title: str,
    labels: dict[str, str],
    spell: _Spelling,
    found: Gathered,
) -> _Column:
    assert raw.packed is not None  # noqa: S101 - for the type alone

    def unreadable(place: int) -> None:
        found.add(place + 1, f"The text is neither {spell.letters.tried}.", _REMEDY, column=name)

    if raw.about["raw"]:
        values = spell.letters.cells(raw.packed, rows, unreadable)
    else:
        texts = raw.packed.decode("utf-8", "replace").split("\0") if rows else []
        for place in [place for place, cell in enumerate(texts) if "\ufffd" in cell]:
            found.add(
                place + 1,
                "A letter stands here which the file does not name.",
                "Save the file as .sav from SPSS.",
                column=name,
            )
        values = np.array([each.strip() for each in texts], dtype=np.str_)
    spans = [(_code(lo, spell), _code(hi, spell)) for lo, hi in raw.about["ranges"]]
    states: Integers | None = None
    told = []
    for low, high in spans:
        state = state_of(labels.get(low, ""))
        hit = (values >= low) & ((values <= high) | (high == "")) & (values != "")
        if states is None:
            states = np.zeros(len(values), dtype=np.int64)
        states[hit] = 1 + _EMPTY.index(state)
        told.append(_said(low if low == high else f"{low} to {high}", labels.get(low, ""), state))
    if states is not None:
        values = np.where(states > 0, "", values)
    return _Column(values, title, labels, states, ", ".join(told), "", "")


def _numbers(
    name: str,
    raw: RawColumn,
    title: str,
    labels: dict[str, str],
    found: Gathered,
    dates: Callable[[str, Any], Dated | str],
) -> _Column:
    numbers = raw.numbers
    assert numbers is not None  # noqa: S101 - for the type alone
    labels = {f".{code}" if _is_tag(code) else code: text for code, text in labels.items()}
    states = np.where(np.isnan(numbers), _MISSING, 0)
    told = _tagged(raw, labels, states)
    declared: set[str] = set()
    for low, high in raw.about["ranges"]:
        told += _declared(numbers, (low, high), labels, states, declared)
    plain = np.where(states > 0, np.nan, numbers)
    for place in np.flatnonzero(np.isinf(plain)).tolist():
        found.add(place + 1, "The number is too large.", "Put it right.", column=name)
    doubtful = [
        f"{code} ({label})"
        for code, label in labels.items()
        if _is_number(code) and code not in declared and known_state_of(label) is not None
    ]
    dated = dates(raw.about["format"], plain)
    values, note = (plain, dated) if isinstance(dated, str) else (dated.values, dated.note)
    if isinstance(dated, Dated):
        _tell_bad(dated.bad, name, found)
    return _Column(values, title, labels, states, ", ".join(told), note, ", ".join(doubtful))


def _tagged(raw: RawColumn, labels: dict[str, str], states: Integers) -> list[str]:
    """Stata's missing values: each cell gets the state its label names."""
    told: list[str] = []
    if raw.tags is None:
        return told
    for letter in np.unique(raw.tags[raw.tags > 0]).tolist():
        code = f".{chr(letter)}"
        state = state_of(labels.get(code, ""))
        states[raw.tags == letter] = 1 + _EMPTY.index(state)
        told.append(_said(code, labels.get(code, ""), state))
    return told


def _declared(
    numbers: Floats,
    stretch: tuple[float, float],
    labels: dict[str, str],
    states: Integers,
    declared: set[str],
) -> list[str]:
    """SPSS's codes for no answer: one, or a stretch of them in which some have names."""
    low, high = stretch
    told = []
    states[(numbers >= low) & (numbers <= high)] = _MISSING
    if low != high:
        told.append(_said(_stretch(low, high), "", State.MISSING))
    elif _short(low) not in labels:
        told.append(_said(_short(low), "", State.MISSING))
    for code, label in labels.items():
        if _is_number(code) and low <= float(code) <= high:
            declared.add(code)
            state = state_of(label)
            states[numbers == float(code)] = 1 + _EMPTY.index(state)
            told.append(_said(code, label, state))
    return told


def _tell_bad(bad: Bools, name: str, found: Gathered) -> None:
    for place in np.flatnonzero(bad).tolist():
        found.add(
            place + 1,
            "The number is no day or period there can be.",
            "Put it right, or give the column another format.",
            column=name,
        )


def _is_tag(code: str) -> bool:
    return len(code) == 1 and code.isalpha()


def _is_number(code: str) -> bool:
    # In a damaged file, labels of text may be those of a column of numbers.
    try:
        float(code)
    except ValueError:
        return False
    return True


def _short(number: float) -> str:
    return str(int(number)) if number.is_integer() and abs(number) < _WHOLE else repr(number)


def _stretch(low: float, high: float) -> str:
    if np.isinf(low):
        return f"up to {_short(high)}"
    return f"from {_short(low)}" if np.isinf(high) else f"{_short(low)} to {_short(high)}"


def _said(code: str, label: str, state: State) -> str:
    return f"{code} ({label}) is {state}" if label else f"{code} is {state}"


def _told(
    columns: dict[str, _Column], about: Any, spell: _Spelling, letters: Letters
) -> dict[str, str]:
    """What was taken for granted, and what the file says that no table can hold."""
    told: dict[str, str] = {}
    for name, each in columns.items():
        if each.codes:
            told[f"codes for no answer in {name}"] = each.codes
        if each.doubtful:
            told[f"codes that count as numbers in {name}"] = each.doubtful
        if each.note:
            told[f"dates in {name}"] = each.note
    for name, members in about["sets"]:
        texts = [spell(member, "the set") for member in members]
        told[f"set of columns {spell(name, 'the set')}"] = (
            f"{', '.join(texts)}; read as columns of their own"
        )
    told |= _said_of_file(about, spell)
    spell.raise_any()
    if letters.used:
        parts = sorted(letters.used, key=lambda codec: -letters.used[codec])
        told["encoding"] = ", and some texts ".join(parts)
    if letters.halves:
        told["letters cut in half"] = f"left out at the end of {letters.halves} texts"
    return told


def _said_of_file(about: Any, spell: _Spelling) -> dict[str, str]:
    """Its title and notes, which may say how the figures are to be weighted."""
    told = {}
    for key, text in (("title", about["title"]), ("notes", " ".join(about["notes"]))):
        if text.strip():
            shown = one_line(spell(text, f"the {key} of the file"), _MOST_NOTES)
            if holds_identity_number(shown):
                shown = "left out, since they hold what looks like a national identity number"
            told[f"{key} of the file"] = shown
    return told
