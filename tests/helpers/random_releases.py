"""Random pairs of tables of the same people, and series of yearly releases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import attrs
import numpy as np
from random_tables import ROOT, STYLES, Drawn, Key, Tree, counts, drawn_table, key_of, tree

from rusfelt.disclosure import Table


def _marginal(people, axes):
    found: dict[tuple[str, ...], int] = {}
    for leaf, count in people.items():
        own = tuple(leaf[axis] for axis in axes)
        found[own] = found.get(own, 0) + count
    return found


def random_pair(seed: int, most: int = 150) -> list[Drawn]:
    """Two tables of the same people: they share margins, cells, or units grouped in two ways."""
    rng = np.random.default_rng(10_000 + seed)
    kind = str(rng.choice(["sparse", "dense", "ones", "mixed"]))
    way = seed % 3
    while True:
        region = tree(rng, "r", int(rng.integers(2, 10)), int(rng.integers(1, 3)))
        age = tree(rng, "a", int(rng.integers(2, 6)), 1)
        sex = tree(rng, "s", int(rng.integers(2, 4)), 1)
        if len(region.labels) * len(age.labels) <= most:
            break
    style = [str(rng.choice(STYLES)) for _ in range(4)]
    if way == 0:
        people = counts(rng, [region, age, sex], kind)
        return [
            drawn_table([region, age], _marginal(people, (0, 1)), style[:2], name="ages"),
            drawn_table(
                [region, sex], _marginal(people, (0, 2)), [style[0], style[3]], name="sexes"
            ),
        ]
    if way == 1:
        # One table has the counties only, the other the units in them.
        people = counts(rng, [region, age], kind)
        tops = Tree("r", {ROOT: region.under[ROOT]})
        by_top: dict[tuple[str, ...], int] = {}
        for (leaf, group), count in people.items():
            own = (region.above(leaf)[0], group)
            by_top[own] = by_top.get(own, 0) + count
        return [
            drawn_table([region], _marginal(people, (0,)), ["hierarchies"], name="units"),
            drawn_table([tops, age], by_top, ["hierarchies", style[1]], name="counties"),
        ]
    units = [f"u{number}" for number in range(int(rng.integers(4, 14)))]
    trees = [
        Tree("u", {ROOT: tuple(groups), **groups})
        for groups in (_grouped(rng, units, "county"), _grouped(rng, units, "size"))
    ]
    people = {
        (unit,): count for unit, count in zip(units, _drawn(rng, len(units), kind), strict=True)
    }
    ways = ["columns", "columns"] if seed % 2 else ["hierarchies", "hierarchies"]
    found = []
    for name, each, how in zip(("counties", "sizes"), trees, ways, strict=True):
        drawn = drawn_table([each], people, [how], name=name)
        if how == "columns":
            # Columns of their own: what a county is called does not depend on the other table.
            renamed = {
                f"{name}0": drawn.table.dimensions["u0"],
                "unit": drawn.table.dimensions["u1"],
            }
            drawn.table = attrs.evolve(drawn.table, dimensions=renamed)
        found.append(drawn)
    return found


def _drawn(rng, size, kind):
    tops = Tree("x", {ROOT: tuple(f"x{each}" for each in range(size))})
    return list(counts(rng, [tops], kind).values())


def _grouped(rng, units, name):
    number = int(rng.integers(2, 4))
    member = rng.integers(0, number, len(units))
    member[:number] = np.arange(number)
    return {
        f"{name}{each}": tuple(unit for unit, at in zip(units, member, strict=True) if at == each)
        for each in range(number)
    }


@attrs.define
class Release:
    """What one year's publication holds."""

    drawn: Drawn
    years_of: dict[Key, int]
    derived: dict[Key, int]


def random_series(seed: int) -> list[Release]:
    """Five yearly releases of districts by year and age.

    Some roll over three years, some have sums of three years beside them, some change the age
    groups from 16-24 to 16-25 on the way, and some restate a figure.
    """
    rng = np.random.default_rng(20_000 + seed)
    districts = [f"d{each}" for each in range(int(rng.integers(2, 6)))]
    mean = float(rng.choice([1.5, 4.0, 12.0]))
    atoms = ["16-24", "25-25", "26-34", "35-60"]
    ages = bool(rng.integers(0, 2))
    pooled, changing, restated = seed % 4 == 1, seed % 4 == 2 and ages, seed % 4 == 3
    first = 2015
    people = {
        (district, year, atom): int(rng.poisson(mean * (0.3 if atom == "25-25" else 1.0)))
        for district, year, atom in product(districts, range(first, first + 7), atoms)
    }
    releases = []
    for number in range(5):
        if restated and number == 3:
            for leaf in list(people)[:: int(rng.integers(7, 13))]:
                people[leaf] += int(rng.integers(0, 3))
        years = list(range(first + number, first + number + 3))
        later = changing and number >= 2
        groups = (
            {"16-25": atoms[:2], "26-34": atoms[2:3], "35-60": atoms[3:]}
            if later
            else {"16-24": atoms[:1], "25-34": atoms[1:3], "35-60": atoms[3:]}
        )
        releases.append(
            _release(f"release {number}", districts, years, groups, people, ages, pooled)
        )
    return releases


def _release(name, districts, years, groups, people, ages, pooled) -> Release:
    spans = {str(year): [year] for year in years}
    if pooled:
        spans[f"{years[0]}-{years[-1]}"] = years
    everyone = [atom for each in groups.values() for atom in each]
    labels = {**groups, ROOT: everyone} if ages else {ROOT: everyone}

    def count(district, span, atoms):
        places = districts if district == ROOT else [district]
        return sum(people[p, year, atom] for p in places for year in spans[span] for atom in atoms)

    cells = list(product([*districts, ROOT], spans, labels))
    told = [count(district, span, labels[age]) for district, span, age in cells]
    columns = dict(zip(("district", "year", "age"), zip(*cells, strict=True), strict=True))
    if not ages:
        columns.pop("age")
    keys = [_key(*cell) for cell in cells]
    sums = [each for cell in cells for each in _sums(cell, districts, spans, groups, ages)]
    finer = [
        (district, span, atom)
        for district, span in product([*districts, ROOT], spans)
        for atom in everyone
        if ages and atom not in groups
    ]
    # What lies in each of the narrowest age groups there are, printed or not.
    for district, span in product([*districts, ROOT], spans):
        for age, atoms in groups.items() if ages else ():
            if list(atoms) != [age]:
                sums.append(
                    (_key(district, span, age), tuple(_key(district, span, each) for each in atoms))
                )
    sums += [
        (_key(*cell), tuple(_key(each, *cell[1:]) for each in districts))
        for cell in finer
        if cell[0] == ROOT
    ]
    return Release(
        Drawn(Table(name, columns, told), keys, sums, dict(zip(keys, told, strict=True))),
        {key: len(spans[span]) for key, (_, span, _) in zip(keys, cells, strict=True)},
        {_key(*cell): count(*cell[:2], [cell[2]]) for cell in finer},
    )


def _key(district, span, age) -> Key:
    return key_of([("district", district), ("year", span), ("age", age)])


def _sums(cell, districts, spans, groups, ages):
    """What a cell is the sum of, by each of the columns."""
    district, span, age = cell
    if district == ROOT:
        yield _key(*cell), tuple(_key(each, span, age) for each in districts)
    if age == ROOT and ages:
        yield _key(*cell), tuple(_key(district, span, each) for each in groups)
    if len(spans[span]) > 1:
        yield _key(*cell), tuple(_key(district, str(year), age) for year in spans[span])


def known_of(releases: Sequence[Release]) -> tuple[list, dict[Key, int], set[Key]]:
    """Sums and true counts of several releases, for as long as nothing was restated between them.

    And those counts that no release has, but two of them together: who is 25, where there is a
    figure of those of 16-24 and one of those of 16-25.
    """
    sums = [each for release in releases for each in release.drawn.sums]
    truth: dict[Key, int] = {}
    told: set[Key] = set()
    for release in releases:
        truth |= release.drawn.truth | release.derived
        told |= set(release.drawn.truth)
    between = set()
    for key in truth:
        rest = key - {("age", "25-25")}
        if key != rest and any(
            {rest | {("age", one)}, rest | {("age", other)}} <= told
            for one, other in (("16-24", "16-25"), ("26-34", "25-34"))
        ):
            between.add(key)
    return sums, truth, between
