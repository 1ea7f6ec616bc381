"""What each column of a table of counts is: a count, a dimension, or words beside one.

A column that is taken for a dimension and is none would take sums apart, and then a hidden cell
could be reckoned out that nobody looked at. A number that is taken for a label would be printed
beside the count it follows from. So nothing is a dimension that is not seen to be one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence

import attrs

from rusfelt.disclosure.free_text import small_counts
from rusfelt.disclosure.policy import Policy
from rusfelt.disclosure.series_rule import TIME
from rusfelt.disclosure.table import TOTAL
from rusfelt.errors import did_you_mean
from rusfelt.io._count_cells import looks_like_figure, looks_precise, says_nothing
from rusfelt.io._gathered import Gathered, shown

__all__ = ["COUNT", "DENOMINATOR", "LARGEST", "TOTALS", "Roles", "plain_name", "roles_of"]

COUNT = ("count", "antall")
DENOMINATOR = ("denominator", "n", "nevner")
LARGEST = ("largest",)
TOTALS = ("Total", "Totalt", "I alt", "Alle")
_DROP = "Leave it out with --drop {0}, or say with --dimension {0} that its numbers are labels."
# Text beside a label is looked through with the usual minimum; it is no matter of policy.
_TEXT_POLICY = Policy()


@attrs.frozen
class Roles:
    """Which column is what, by its place in the file.

    Attributes:
        count, denominator, largest: their places; ``None`` where there is none.
        dimensions: name → place. labels: name → labels, with totals under one name.
        descriptions: names of columns of words that follow from a dimension.
        kept: the places that are written again. totals: what totals are called, by column.
    """

    count: int | None
    denominator: int | None
    largest: int | None
    dimensions: Mapping[str, int]
    labels: Mapping[str, list[str]]
    descriptions: tuple[str, ...]
    kept: tuple[int, ...]
    totals: Mapping[str, str]


def plain_name(name: str) -> str:
    """A column's name as names are compared: capitals and spaces around it do not matter."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


def roles_of(
    header: Sequence[str],
    line: int,
    columns: Sequence[Sequence[str]],
    found: Gathered,
    *,
    totals: Collection[str] = (),
    dimensions: Collection[str] = (),
    drop: Collection[str] = (),
) -> Roles:
    """The role of each column; what is wrong goes into ``found``.

    Args:
        header: names.
        line: their line in the file.
        columns: the cells of each column, without space around them.
        found: the problems of the file.
        totals: what totals are called, where it is none of the usual words.
        dimensions: columns that are dimensions whatever their cells look like.
        drop: columns to leave out.
    """
    plain = [plain_name(each) for each in header]
    dropped = _told(drop, header, line, found, "--drop")
    told = _told(dimensions, header, line, found, "--dimension")
    for name in sorted({each for each in plain if plain.count(each) > 1}):
        found.add(line, f"{plain.count(name)} columns are called {shown(name)}.", "Rename them.")
    places = [at for at in range(len(header)) if at not in dropped]
    special = {
        role: _one(words, header, plain, [at for at in places if at not in told], line, found)
        for role, words in (("count", COUNT), ("denominator", DENOMINATOR), ("largest", LARGEST))
    }
    if special["count"] is None:
        found.add(line, "There is no column count (or antall).", "Give the counts that name.")
    others = [at for at in places if at not in special.values()]
    labels, called = {}, {}
    for at in others:
        labels[at], total = _labels(columns[at], totals, header[at], line, found)
        if total:
            called[header[at]] = total
    sorted_out = _Sorting(header, line, labels, columns, told, found)
    chosen, descriptions = sorted_out.run()
    return Roles(
        **special,
        dimensions={header[at]: at for at in chosen},
        labels={header[at]: labels[at] for at in chosen},
        descriptions=tuple(header[at] for at in descriptions),
        kept=tuple(places),
        totals={
            name: total for name, total in called.items() if name in map(header.__getitem__, chosen)
        },
    )


def _told(
    names: Collection[str], header: Sequence[str], line: int, found: Gathered, option: str
) -> set[int]:
    plain = [plain_name(each) for each in header]
    places = set()
    for name in names:
        if plain_name(name) in plain:
            places.add(plain.index(plain_name(name)))
        else:
            hint = did_you_mean(name, header) or f"It has: {shown(', '.join(header))}."
            found.add(line, f"{option} names {shown(name)}, and there is no such column.", hint)
    return places


def _one(
    words: Sequence[str],
    header: Sequence[str],
    plain: Sequence[str],
    places: Sequence[int],
    line: int,
    found: Gathered,
) -> int | None:
    mine = [at for at in places if plain[at] in words]
    if len(mine) > 1:
        named = " and ".join(shown(header[at]) for at in mine[:2])
        found.add(
            line, f"{named} are both read as {words[0]}.", f"Keep one: --drop {header[mine[1]]}."
        )
    return mine[0] if mine else None


def _labels(
    cells: Sequence[str], totals: Collection[str], name: str, line: int, found: Gathered
) -> tuple[list[str], str]:
    """The labels of a column, each total by the one name it has here, and its name in the file."""
    folded = {plain_name(each) for each in totals or TOTALS}
    texts = {cell: unicodedata.normalize("NFC", cell) for cell in dict.fromkeys(cells)}
    there = [text for text in texts.values() if plain_name(text) in folded]
    if len(there) > 1:
        found.add(
            line,
            f"Both {shown(there[0])} and {shown(there[1])} are read as totals.",
            f"Say which it is: --total {shown(there[0])}.",
            column=name,
        )
    kept = {cell: TOTAL if plain_name(text) in folded else text for cell, text in texts.items()}
    return [kept[each] for each in cells], there[0] if there else ""


class _Sorting:
    """Sorts columns into dimensions and words beside them."""

    def __init__(
        self,
        header: Sequence[str],
        line: int,
        labels: Mapping[int, Sequence[str]],
        columns: Sequence[Sequence[str]],
        told: set[int],
        found: Gathered,
    ) -> None:
        self.header, self.line, self.labels, self.columns = header, line, labels, columns
        self.told, self.found = told, found
        self.order = [*sorted(told & labels.keys()), *(at for at in labels if at not in told)]

    def run(self) -> tuple[list[int], list[int]]:
        """The places of dimensions and of descriptions, in the order of the file."""
        beside = [at for at in self.order if self._describes_another(at)]
        rest = [at for at in self.labels if at not in beside]
        chosen = [at for at in rest if self._is_dimension(at, rest)]
        for at in beside:
            self._check_words(at)
        for at in (at for at in rest if at not in chosen):
            self._refuse(at)
        return chosen, sorted(beside)

    def _distinct(self, at: int) -> set[str]:
        return set(self.labels[at])

    def _fixed(self, at: int) -> bool:
        """Whether nothing but what stands in it has to be known to take it as a dimension."""
        return (
            at in self.told or plain_name(self.header[at]) in TIME or len(self._distinct(at)) == 1
        )

    def _describes_another(self, at: int) -> bool:
        if self._fixed(at):
            return False
        return any(
            self._follows(at, other) and not (self._follows(other, at) and self._before(at, other))
            for other in self.order
            if other != at and len(self._distinct(other)) > 1
        )

    def _before(self, at: int, other: int) -> bool:
        return other not in self.told and not self._fixed(other) and at < other

    def _follows(self, at: int, other: int) -> bool:
        """Whether a column's cell follows from the label of another, totals from totals."""
        pairs = set(zip(self.labels[other], self.labels[at], strict=True))
        if len(pairs) != len(self._distinct(other)):
            return False
        return TOTAL not in self._distinct(at) or all(
            (one == TOTAL) == (two == TOTAL) for one, two in pairs
        )

    def _is_dimension(self, at: int, rest: Sequence[int]) -> bool:
        if at in self.told:
            return True
        distinct = self._distinct(at)
        if TOTAL in distinct:
            return True
        if any(map(looks_precise, distinct)):
            return False
        return self._fixed(at) or self._tells_apart(at, rest)

    def _tells_apart(self, at: int, rest: Sequence[int]) -> bool:
        others = [self.labels[each] for each in rest if each != at]
        if not others:
            return True
        return len(set(zip(*others, strict=True))) < len(self.labels[at])

    def _numbers(self, at: int) -> bool:
        filled = [each for each in self._distinct(at) if not says_nothing(each) and each != TOTAL]
        return any(map(looks_precise, filled)) or (
            bool(filled) and all(map(looks_like_figure, filled))
        )

    def _check_words(self, at: int) -> None:
        """Words beside a label are written again, so they must hold no figures."""
        name = self.header[at]
        if self._numbers(at):
            self._refuse(at)
        elif any(small_counts(each, _TEXT_POLICY) for each in self._distinct(at)):
            self.found.add(
                self.line,
                "The column holds words with small counts in them.",
                f"Leave it out with --drop {name}.",
                column=name,
            )

    def _refuse(self, at: int) -> None:
        name = self.header[at]
        if self._numbers(at):
            fact = "The column holds numbers, and only counts and denominators are protected."
        else:
            fact = (
                "The column is no dimension: it has no total, and no row needs it to be told apart."
            )
        self.found.add(self.line, fact, _DROP.format(_quoted(name)), column=name)


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
