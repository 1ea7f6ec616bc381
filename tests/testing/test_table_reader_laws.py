"""Readers of tables keep their laws, and what breaks one is caught by the law made for it."""

from __future__ import annotations

import os
import random
import socket
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from plugins_here import offering
from same_study import write

from rusfelt.errors import DomainError, PluginError, ReadError
from rusfelt.plugin import Registry
from rusfelt.reading import Gathered, RawTable, content_of, holds_identity_number
from rusfelt.testing import check_table_reader, conformance_of_table_reader

_MARK = b"LEDGER 1\n"
_BEGINNINGS = (b"\xd0\xcf\x11\xe0", b"\x89HDF", b"\xff\xfeA\x00")
_asked: list[bytes] = []
_SAMPLE = "LEDGER 1\n030108 deaths2019 4\n030109 deaths2020 3\nEND\n"


@attrs.frozen
class Ledger:
    """Reads lines of a place, a name and a number between a mark and the word END."""

    suffixes: tuple[str, ...] = (".ledger",)
    options: tuple[str, ...] = ("places",)

    def recognises(self, head: bytes, /) -> bool:
        return head.startswith(_MARK)

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        data = content_of(path, 10_000)
        if not self.recognises(data):
            msg = "This is no ledger."
            raise ReadError(msg, path=str(path))
        found, rows = Gathered(str(path)), []
        lines = data.decode("utf-8", "replace").split("\n")
        for number, line in enumerate(lines[1:-2], 2):
            cells = line.split(" ")
            if len(cells) != 3 or not cells[2].isdecimal():
                found.add(number, "The line is no entry.", "Write place, name, number.")
            else:
                rows.append((cells[0], cells[1], int(cells[2])))
        if lines[-2:] != ["END", ""]:
            found.add(len(lines), "The file breaks off.", "Fetch it again.")
        found.raise_any()
        names, whats, values = map(list, zip(*rows, strict=True)) if rows else ([], [], [])
        columns = {
            places: np.array(names, "U20"),
            "name": np.array(whats, "U20"),
            "value": np.array(values),
        }
        return RawTable(str(path), columns, np.arange(2, 2 + len(rows)), row="line")


@attrs.frozen
class Eager(Ledger):
    """Takes every text for its own."""

    def recognises(self, head: bytes, /) -> bool:
        return head[:1].isalnum()


@attrs.frozen
class Strict(Ledger):
    """Cannot be asked about what is no text."""

    def recognises(self, head: bytes, /) -> bool:
        return head.decode("utf-8").startswith("LEDGER")


@attrs.frozen
class Vague(Ledger):
    def recognises(self, head: bytes, /) -> Any:
        return head[:1]


@attrs.frozen
class Hasty(Ledger):
    """Lets whatever goes wrong out."""

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        lines = path.read_text("utf-8").split("\n")
        rows = [line.split(" ") for line in lines[1:-2]]
        columns = {places: [each[0] for each in rows], "value": [int(each[2]) for each in rows]}
        return RawTable(str(path), columns, np.arange(len(rows)))


@attrs.frozen
class Nameless(Ledger):
    """Does not say which file."""

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        try:
            return super().table(path, places=places)
        except ReadError as error:
            raise ReadError(str(error)) from None


@attrs.frozen
class ByName(Ledger):
    """Keeps the file's name as a column."""

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        found = super().table(path, places=places)
        return attrs.evolve(found, columns={**found.columns, "file": [path.name] * len(found)})


@attrs.frozen
class Elsewhere(Ledger):
    """Says the table is of another file."""

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        return attrs.evolve(super().table(path, places=places), path="ledger")


@attrs.frozen
class Fickle(Ledger):
    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        found = super().table(path, places=places)
        return attrs.evolve(found, guessed={"chance": str(random.random())})  # noqa: S311 - on purpose


@attrs.frozen
class Untidy(Ledger):
    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        path.with_suffix(".cache").write_bytes(b"seen")
        return super().table(path, places=places)


@attrs.frozen
class Calling(Ledger):
    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        socket.create_connection(("192.0.2.1", 9), timeout=0.01)
        return super().table(path, places=places)


@attrs.frozen
class Deaf(Ledger):
    """Takes anything, and hears some of it."""

    def table(self, path: Path, /, **options: Any) -> RawTable:
        return super().table(path, places=options.get("places", "unit"))


@attrs.frozen
class Secretive(Ledger):
    """Could be told more than it says."""

    def table(self, path: Path, /, *, places: str = "unit", most: int = 9) -> RawTable:  # noqa: ARG002 - nobody can tell it
        return super().table(path, places=places)


@attrs.frozen
class Hiding(Ledger):
    """Reads the numbers alone, and never looks at the rest."""

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        found = super().table(path, places=places)
        names = [f"p{number}" for number in range(len(found))]
        return attrs.evolve(
            found, columns={**found.columns, places: names, "name": ["deaths"] * len(found)}
        )


@attrs.frozen
class Telling(Hiding):
    """Looks, and repeats what it met."""

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        if holds_identity_number(text):
            raise ReadError("There is a number. Take it out.", path=str(path), column=text[9:20])
        return Ledger.table(self, path, places=places)


@attrs.frozen
class Noting(Hiding):
    """Shows the user how the file begins."""

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        found = super().table(path, places=places)
        return attrs.evolve(found, guessed={"begins": path.read_text("utf-8")[:30]})


@attrs.frozen
class Figures(Ledger):
    def table(self, path: Path, /, *, places: str = "unit") -> Any:
        return super().table(path, places=places).columns


@attrs.frozen
class Noisy(Ledger):
    """Takes whatever is no text for its own."""

    def recognises(self, head: bytes, /) -> bool:
        return head.startswith(_MARK) or not (head.isascii() or head[:4] in _BEGINNINGS)


@attrs.frozen
class Forgetful(Ledger):
    """Says yes the first time."""

    def recognises(self, head: bytes, /) -> bool:
        _asked.append(head)
        return head.startswith(_MARK) and _asked.count(head) == 1


@attrs.frozen
class Lenient(Ledger):
    """Makes a table of nothing, or of anything that is there."""

    anything: bool = False

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        try:
            return super().table(path, places=places)
        except ReadError:
            if self.anything and not path.is_file():
                raise
            return RawTable(str(path), {places: np.array([""])}, [1])


@attrs.frozen
class Changing(Ledger):
    """Gives another table each time: ``what`` of it is another."""

    what: str = ""

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        found = super().table(path, places=places)
        _asked.append(b"")
        times = len(_asked)
        if self.what == "columns":
            named = {f"{name}{times}": each for name, each in found.columns.items()}
            return RawTable(str(path), named, found.rows, row="line")
        if self.what == "cells":
            cells = {**found.columns, "value": found.columns["value"] + times}
            return RawTable(str(path), cells, found.rows, row="line")
        if self.what == "rows":
            return attrs.evolve(found, rows=found.rows + times)
        state = "missing" if times % 2 else "suppressed"
        return attrs.evolve(found, states={"value": [state, *[""] * (len(found) - 1)]})


@attrs.frozen
class Scolding(Ledger):
    """Refuses a number with an error of another kind."""

    def table(self, path: Path, /, *, places: str = "unit") -> RawTable:
        if holds_identity_number(path.read_text("utf-8", "replace") if path.is_file() else ""):
            msg = "No such numbers."
            raise DomainError(msg)
        return super().table(path, places=places)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample.ledger"
    path.write_text(_SAMPLE, encoding="utf-8")
    return path


def test_an_honest_reader_keeps_every_law(sample):
    report = check_table_reader(Ledger(), samples=[sample])
    assert str(report) == "Ledger: 12 of 12 laws hold."
    for law in conformance_of_table_reader(Ledger(), samples=[str(sample)]):
        law()


@pytest.mark.parametrize(
    ("reader", "law"),
    [
        (Eager(), "recognises"), (Strict(), "recognises"), (Vague(), "recognises"),
        (Hasty(), "cut-off"), (Hasty(), "garbled"), (Hasty(), "refuses"), (Nameless(), "cut-off"),
        (Nameless(), "refuses"), (ByName(), "anywhere"), (Elsewhere(), "anywhere"),
        (Fickle(), "anywhere"), (Untidy(), "untouched"), (Calling(), "no-network"),
        (Deaf(), "options"), (Secretive(), "options"), (Ledger(options=["places"]), "options"),
        (Ledger(options=("places", "years")), "options"),
        (Figures(), "total"), (Ledger(suffixes=("ledger",)), "suffixes"),
        (Ledger(suffixes=[".ledger"]), "immutable"), (Noisy(), "recognises"),
        (Forgetful(), "recognises"), (Lenient(), "refuses"), (Lenient(anything=True), "refuses"),
        (Changing(what="columns"), "anywhere"), (Changing(what="cells"), "anywhere"),
        (Changing(what="rows"), "anywhere"), (Changing(what="states"), "anywhere"),
        (Scolding(), "identities"),
    ],
    ids=lambda each: each if isinstance(each, str) else type(each).__name__,
)  # fmt: skip
def test_a_faulty_reader_is_caught_by_the_law_made_for_it(sample, reader, law):
    report = check_table_reader(reader, samples=[sample])
    assert law in {each.law for each in report.failed}, str(report)


def test_samples_without_rows_show_nothing(sample):
    sample.write_text("LEDGER 1\nEND\n", encoding="utf-8")
    seen = {each.law: each.seen for each in check_table_reader(Ledger(), samples=[sample]).failed}
    assert "no sample has any rows" in seen["total"]


def test_a_sample_nobody_would_ask_it_about_is_told(tmp_path):
    path = tmp_path / "sample.other"
    path.write_text(_SAMPLE.replace("LEDGER", "Ledger"), encoding="utf-8")
    seen = {each.law: each.seen for each in check_table_reader(Ledger(), samples=[path]).failed}
    assert "nobody would ask" in seen["suffixes"]
    assert "total" in seen


def test_the_door_keeps_a_number_back_that_a_reader_repeats(sample):
    """Rusfelt leaves its words out, so that the law holds of the two together."""
    report = check_table_reader(Telling(), samples=[sample])
    assert "identities" not in {each.law for each in report.failed}


def test_a_file_handed_in_with_a_number_has_to_be_refused(sample, tmp_path):
    """Also where the reader leaves out what the number stands in."""
    given = tmp_path / "given.ledger"
    given.write_text(_SAMPLE.replace("030108", "17912099997"), encoding="utf-8")
    seen = {}
    for reader in (Hiding(), Noting(), Ledger()):
        laws = conformance_of_table_reader(reader, samples=[sample], identities=[given])
        (law,) = (each for each in laws if each.name == "identities")
        seen[type(reader)] = law.check()
    assert {seen[Ledger].outcome, seen[Noting].outcome} == {"holds"}
    assert "given.ledger holds an identity number and is read" in seen[Hiding].seen


def test_what_comes_near_must_not_be_recognised(sample, tmp_path):
    near = tmp_path / "near.txt"
    near.write_bytes(b"LEDGER 1\nof another program")
    seen = check_table_reader(Ledger(), samples=[sample], others=[near]).failed
    assert [each.law for each in seen] == ["recognises"]


def test_without_a_sample_the_laws_that_need_one_do_not_apply():
    report = check_table_reader(Ledger())
    assert report
    outcomes = {each.law: each.outcome for each in report.results}
    assert [law for law in outcomes if outcomes[law] == "holds"] == [
        "immutable",
        "options",
        "refuses",
    ]


def test_what_is_no_reader_of_tables_and_files_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(PluginError, match="is no reader of tables"):
        check_table_reader(object())
    for name in ("samples", "others", "identities"):
        with pytest.raises(PluginError, match="There is no file"):
            check_table_reader(Ledger(), **{name: [tmp_path / "nowhere"]})


# Reader → how a file of its own is made.
_OWN = {
    "arrow": "arrow", "duckdb": "duckdb", "excel": "xlsx", "parquet": "parquet", "spss": "sav",
    "stata": "dta",
}  # fmt: skip
# These start a process for every file, and their own tests try damaged files by the hundred.
_SLOW = {"duckdb", "spss", "stata"}
_READ_SELDOM = {"immutable", "suffixes", "options", "recognises", "total", "identities"}


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """Files of several formats."""
    place = tmp_path_factory.mktemp("several")
    return {form: write(form, place) for form in ("cp1252.csv", "xlsx", "parquet", "sav")}


@pytest.mark.parametrize("name", _OWN)
def test_rusfelts_own_readers_keep_every_law(name, several, tmp_path):
    form = _OWN[name]
    sample = write(form, tmp_path)
    others = [path for each, path in several.items() if each != form]
    (entry,) = (each for each in Registry.of().entries if each.offer.name == name)
    reader = entry.offer.load()()
    laws = conformance_of_table_reader(
        reader, samples=[sample], others=others, identities=[_with_number(form, tmp_path)]
    )
    seldom = name in _SLOW and "RUSFELT_SOAK" not in os.environ
    held = [law.check() for law in laws if not seldom or law.name in _READ_SELDOM]
    assert [each for each in held if each.outcome != "holds"] == []
    assert len(held) == (len(_READ_SELDOM) if seldom else 12)


def _with_number(form, folder):
    """The study with a number in place of a source."""
    import same_study

    place = folder / "numbers"
    place.mkdir()
    rows = tuple(
        (*row[:-1], "17912099997" if row[-1] == "Grünerløkka" else row[-1])
        for row in same_study.ROWS
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(same_study, "ROWS", rows)
        return write(form, place)


def test_the_reader_of_redcap_keeps_every_law(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text(
        "record_id,redcap_event_name,date,score\na-17,first_arm_1,2024-01-15,12\nb-18,first_arm_1,2024-02-01,-99\n",
        encoding="utf-8",
    )
    (entry,) = (each for each in Registry.of().entries if each.offer.name == "redcap")
    report = check_table_reader(entry.offer.load()(), samples=[path], options={"missing": "-99"})
    assert report, str(report)


@pytest.mark.parametrize(
    ("distribution", "form", "options"),
    [
        ("rusfelt-pxweb", "json-stat2.json", {"side_by_side": "Innhold"}),
        ("rusfelt-fhir", "fhir.json", {}),
    ],
)
def test_the_readers_of_plugins_keep_every_law(distribution, form, options, tmp_path):
    others = [write(each, tmp_path) for each in ("json-stat2.json", "fhir.json") if each != form]
    sample = write(form, tmp_path)
    with offering(distribution) as there:
        (entry,) = there.third_party("reader")
        report = check_table_reader(
            entry.offer.load()(), samples=[sample], others=others, options=options
        )
    assert report, str(report)
    assert {each.outcome for each in report.results} == {"holds"}
