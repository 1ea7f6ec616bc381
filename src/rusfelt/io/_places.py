"""Which column of a file is what: by a mapping, by the format's own word, by its name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import attrs

from rusfelt.errors import did_you_mean
from rusfelt.io._columns import FIELDS, MAX_CELL
from rusfelt.io._gathered import LISTED, Gathered, shown
from rusfelt.io._names import plain_name
from rusfelt.io.mapping_file import ColumnMap

__all__ = ["Places", "places_of"]

_REQUIRED = (("indicator",), ("period",), ("value", "numerator"))


@attrs.frozen
class Places:
    """Which column is what, each by its number in the header.

    Attributes:
        fields: field → column. groups: key of the population group → column.
        wide: columns of figures that are series of their own. unnamed: columns without a name.
    """

    fields: dict[str, int]
    groups: dict[str, int]
    wide: tuple[int, ...]
    unnamed: list[int]


def places_of(
    header: Sequence[str],
    columns: ColumnMap,
    found: Gathered,
    row: int,
    *,
    declared: Mapping[str, str] | None = None,
) -> Places:
    """What each column of a header is; what is wrong with it is noted.

    Args:
        header: the names.
        columns: what a mapping says of them.
        found: where problems are noted.
        row: where in the file the header stands.
        declared: column → field, where the format says so.

    Raises:
        ReadError: so much is wrong that this must be the header of another kind of file.
    """
    named = _Named(header, found, row)
    told = {place: field for name, field in columns.columns.items() for place in named.places(name)}
    groups = {
        key: place for name, key in columns.groups.items() for place in named.places(name)[:1]
    }
    wide = tuple(place for name in columns.wide for place in named.places(name)[:1])
    for name in (*columns.values, *columns.states):
        named.places(name)
    made = Places({}, groups, wide, [])
    for place, name in enumerate(header):
        if place in wide or place in groups.values():
            continue
        usual = (declared or {}).get(name, plain_name(name))
        field = told.get(place, usual)
        if field is None:
            continue
        if not field:
            made.unnamed.append(place)
        elif field not in FIELDS:
            near = did_you_mean(plain_name(name)[:MAX_CELL], FIELDS)
            fact = f"There is no field called {shown(name)}."
            say = (
                f"Rename it, or say what it is: columns={{{shown(name)}: 'note'}}, where None leaves "
                "it out, or a mapping file ('rusfelt map' drafts one)."
            )
            found.add(row, fact, f"{near} {say}".strip(), column=name)
        elif field in made.fields:
            fact = (
                f"Two columns are {field}: number {made.fields[field] + 1} and number {place + 1}."
            )
            remedy = "Take one of them away, or tell them apart in a mapping."
            found.add(row, fact, remedy, column=name)
        else:
            made.fields[field] = place
    given = {*made.fields, *columns.constants}
    if wide:
        given |= {"value", *(field for each in columns.wide.values() for field in each)}
    _require(given, row, found)
    if found.count > LISTED:
        # The header is that of another kind of file: its cells would say nothing more.
        found.raise_any()
    return made


@attrs.frozen
class _Named:
    """The columns of a header by the names somebody else calls them by."""

    header: Sequence[str]
    found: Gathered
    row: int

    def places(self, name: str) -> list[int]:
        """The columns of a name a mapping has; where there is none, that is a problem."""
        plain = plain_name(name)
        places = [place for place, each in enumerate(self.header) if plain_name(each) == plain]
        exact = [place for place in places if self.header[place] == name]
        if not places:
            hint = did_you_mean(name, self.header)
            rest = f"It has: {shown(', '.join(self.header))}."
            fact = f"The mapping names {shown(name)}, and the file has no such column."
            self.found.add(self.row, fact, hint or rest)
        return exact or places


def _require(given: Collection[str], row: int, found: Gathered) -> None:
    for wanted in _REQUIRED:
        if set(wanted).isdisjoint(given):
            remedy = (
                "Add it, or say in a mapping file which column it is ('rusfelt map' drafts one), or "
                f"with columns={{'name in the file': {wanted[0]!r}}}."
            )
            found.add(row, f"There is no column {' or '.join(wanted)}.", remedy)
