"""What of a table is asked for, and in how many questions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import attrs

from rusfelt.errors import DomainError, Problem, did_you_mean
from rusfelt_pxweb.dimensions import Dimension

__all__ = ["ALL", "LONGEST_URL", "Choice", "Question", "choices", "questions"]

ALL = "*"
# Statistics Norway answers 404 to an address of more than about 2,100 signs (its guide to the
# interface, «Kjente mangler»).
LONGEST_URL = 2000
# More questions than one minute allows are better put with POST, which has no such limit.
_MOST_SHORT = 30
# Where a code holds one of these, a list of codes in an address would be read otherwise.
_SPECIAL = frozenset(",*?()[]")


@attrs.frozen
class Choice:
    """The categories of one dimension that are asked for.

    Attributes:
        id: the dimension. codes: the categories, in the table's order.
        whole: whether they are all it has.
    """

    id: str
    codes: tuple[str, ...]
    whole: bool = False


@attrs.frozen
class Question:
    """One request for figures.

    Attributes:
        path: what is asked for. body: what is sent along; ``None`` for a GET.
        choices: what the answer should hold.
    """

    path: str
    body: Mapping[str, Any] | None
    choices: tuple[Choice, ...]


def choices(selection: Mapping[str, object], dimensions: Sequence[Dimension]) -> list[Choice]:
    """What is asked for, held against what the table has.

    Args:
        selection: dimension → ``"*"`` for all of it, a code, or a list of codes. A dimension that
            can be eliminated may be left out.
        dimensions: the table's.

    Raises:
        DomainError: it names what the table has not, asks for a code twice, or leaves out what
            cannot be left out; everything is listed.
    """
    problems = []
    names = [each.id for each in dimensions]
    for name in selection:
        if name not in names:
            hint = did_you_mean(str(name), names) or f"It has: {', '.join(names)}."
            problems.append(Problem(str(name), "is no dimension of this table.", hint))
    chosen = []
    for each in dimensions:
        if each.id not in selection:
            if not each.eliminable:
                remedy = f"Choose codes of it, or {ALL!r} for all."
                problems.append(Problem(each.id, "cannot be left out.", remedy))
            continue
        problems += _problems(each, selection[each.id])
        if not problems:
            chosen.append(_choice(each, selection[each.id]))
    if problems:
        msg = "The table cannot be asked for this:"
        raise DomainError(msg, problems=problems)
    if not chosen:
        msg = f"Nothing is asked for. Choose codes of a dimension: {', '.join(names)}."
        raise DomainError(msg)
    return chosen


def _problems(dimension: Dimension, told: object) -> Iterator[Problem]:
    if told == ALL:
        return
    codes = [told] if isinstance(told, str) else told
    if not isinstance(codes, Sequence) or not codes:
        remedy = f"Give a list of codes, or {ALL!r} for all."
        yield Problem(dimension.id, "chooses no codes.", remedy)
        return
    known = set(dimension.codes)
    seen = set()
    for code in codes:
        if not isinstance(code, str) or code not in known:
            hint = did_you_mean(str(code), dimension.codes[:5000])
            remedy = hint or f"Its codes are such as {', '.join(dimension.codes[:3])}."
            yield Problem(dimension.id, f"has no code {str(code)[:60]!r}.", remedy)
        elif code in seen:
            # A bank answers 500, without a word, to a code it is given twice.
            yield Problem(dimension.id, f"is asked for {code[:60]!r} twice.", "Ask once.")
        else:
            seen.add(code)


def _choice(dimension: Dimension, told: object) -> Choice:
    asked = {told} if isinstance(told, str) else set(told)  # type: ignore[call-overload]
    codes = tuple(code for code in dimension.codes if ALL in asked or code in asked)
    return Choice(dimension.id, codes, whole=len(codes) == len(dimension.codes))


def questions(
    start: str,
    query: Mapping[str, str],
    codelists: Mapping[str, str],
    chosen: Sequence[Choice],
    most: int,
    room: int = LONGEST_URL,
) -> list[Question]:
    """The requests that together give what is asked for.

    What has more cells than one answer may is parted along the dimension with most categories.

    Args:
        start: the path to the table's figures.
        query: what else the address says.
        codelists: dimension → the code list its codes are of.
        chosen: what is asked for.
        most: as many cells as one answer may have.
        room: as many signs as the path may have; what needs more is put with POST.

    Raises:
        DomainError: even one category of the largest dimension is too much at a time.
    """
    cells = math.prod(len(each.codes) for each in chosen)
    longest = max(chosen, key=lambda each: len(each.codes))
    others = cells // len(longest.codes)
    at_once = most // others
    if not at_once:
        msg = (
            f"This is {cells:,} cells, and one category of {longest.id} alone is {others:,}; "
            f"the server gives {most:,} at a time. Ask for less of the other dimensions."
        )
        raise DomainError(msg)

    def parted(by: int) -> list[tuple[Choice, ...]]:
        if by >= len(longest.codes):
            return [tuple(chosen)]
        return [
            tuple(
                Choice(each.id, each.codes[first : first + by]) if each is longest else each
                for each in chosen
            )
            for first in range(0, len(longest.codes), by)
        ]

    address = _Address(start, query, codelists)
    by = min(at_once, len(longest.codes))
    while -(-len(longest.codes) // by) <= _MOST_SHORT:
        parts = [(address.of(part), part) for part in parted(by)]
        if all(path and len(path) <= room for path, _ in parts):
            return [Question(path, None, part) for path, part in parts]
        if by == 1:
            break
        by = -(-by // 2)
    return [address.posted(part) for part in parted(at_once)]


@attrs.frozen
class _Address:
    start: str
    query: Mapping[str, str]
    codelists: Mapping[str, str]

    def of(self, part: Sequence[Choice]) -> str:
        """The address that asks for a part; empty where no address can."""
        told = []
        for each in part:
            if not each.whole and any(_SPECIAL & set(code) for code in each.codes):
                return ""
            codes = ALL if each.whole else ",".join(quote(code, safe="") for code in each.codes)
            told.append(f"valueCodes[{quote(each.id, safe='')}]={codes}")
        told += [
            f"codelist[{quote(name, safe='')}]={quote(each, safe='')}"
            for name, each in self.codelists.items()
        ]
        return f"{self.start}?{'&'.join([*told, urlencode(self.query)])}"

    def posted(self, part: Sequence[Choice]) -> Question:
        """The question as a POST."""
        asked = []
        for each in part:
            one: dict[str, Any] = {"variableCode": each.id, "valueCodes": list(each.codes)}
            if each.id in self.codelists:
                one["codelist"] = self.codelists[each.id]
            asked.append(one)
        path = f"{self.start}?{urlencode(self.query)}"
        return Question(path, {"selection": asked}, tuple(part))
