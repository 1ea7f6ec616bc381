"""What a person is told about codes that were changed, or that were left for a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rusfelt.errors import one_line
from rusfelt.geography.changes import Break, Change, breaks, change_of, lineage
from rusfelt.geography.reading import Reading
from rusfelt.geography.register import Place, place, places

__all__ = ["about_code", "about_reading", "either"]

_LONGEST = 80


def quoted(text: str) -> str:
    """A text of a file in a message: figures as they are, all else in quotes and on one line."""
    return text if text.isascii() and text.isdigit() else f"'{one_line(text, _LONGEST)}'"


def about_reading(
    text: str, found: Reading, code: str, span: tuple[int, int] | None
) -> Iterator[str]:
    """What a text was read as, where that is not what it said.

    Args:
        text: as it stood.
        found: what it means.
        code: what now stands in its place.
        span: the first and last year in which it was read so, where other years differ.
    """
    if found.how == "code":
        return
    when = f" in {_years(*span)}" if span else ""
    was = f" (then {found.code})" if code != found.code else ""
    yield f"{quoted(text)} was read as {code} ({place(code).name}){was}{when}."
    if found.also:
        yield (
            f"{quoted(text)} has been the name of other areas, too: {_listed(found.also)}. Without "
            f"years it was read as the present one, {place(code)}."
        )


def about_code(code: str, years: tuple[int, int] | None) -> Iterator[str]:
    """What has happened to a place since its code was given to it.

    Args:
        code: as it was read.
        years: the first and last year for which the place stands in the data, where they are known.
    """
    line = lineage(code)
    if len(line) > 1:
        yield _renumbered(line)
    if (change := change_of(line[-1])) is not None:
        yield _left(change)
    elif place(code).level == "district" and place(code).last is not None:
        yield _old_district(place(code))
    for each in breaks(line[-1]):
        # Without years only an old code shows that the data go back before the break.
        met = len(line) > 1 if years is None else years[0] < each.year <= years[1]
        if met:
            yield _broken(place(line[-1]), each)


def either(codes: Sequence[str]) -> str:
    """That a name has several places, and which."""
    return f"It is the name of {_listed(codes)}. Write the code, or the county in brackets."


def _renumbered(line: Sequence[str]) -> str:
    steps = [f"{code} since {place(code).first}" for code in line[1:]]
    between = f" ({', '.join(steps[:-1])})" if steps[:-1] else ""
    return f"{place(line[0])} is {steps[-1]}{between}: the same area under another number."


def _broken(known: Place, found: Break) -> str:
    if found.small:
        return f"In {found.year} {found.what}: {known} is not quite the same area before and after."
    return (
        f"{known} is not one area in all years: in {found.year} {found.what}. "
        "Figures from before and after are not about the same area."
    )


def _left(change: Change) -> str:
    if change.kind == "divided":
        return (
            f"{place(change.code)} was divided in {change.year} among {_listed(change.into)}. "
            f"{change.code} was left as it is."
        )
    part = _listed(change.beside, years=False)
    now = lineage(change.into[0])[-1]
    later = f" (now {now})" if now != change.into[0] else ""
    return (
        f"{place(change.code)} went into {place(change.into[0])}{later} in {change.year} with {part}. "
        f"{change.code} was left as it is: it is a part, and its figures are not comparable with "
        "those of the whole."
    )


def _old_district(known: Place) -> str:
    same = [
        each
        for each in places().values()
        if each.level == "district" and each.last is None and each.name == known.name
    ]
    names = f" {_listed([each.code for each in same])} has the same name." if same else ""
    return (
        f"{known} was in use until {known.last} and was left as it is, since no source here tells "
        f"what became of it.{names}"
    )


def _listed(codes: Sequence[str], *, years: bool = True) -> str:
    said = [f"{place(each)}{_until(place(each)) if years else ''}" for each in codes]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _until(known: Place) -> str:
    return "" if known.last is None else f" (until {known.last})"


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
