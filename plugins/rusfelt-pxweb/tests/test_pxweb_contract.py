"""The promises every reader makes, held against this one, how it is offered, and what its pages show."""

from __future__ import annotations

import doctest
import json
import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from made_up_tables import TABLE, saved

from rusfelt import Measurement, Measurements
from rusfelt.plugin import Entry, Registry, TableReader, registry, using
from rusfelt.testing import check_table_reader, conformance_of_reader
from rusfelt_pxweb import rusfelt_readers
from rusfelt_pxweb.reader import JsonStat

_KEYS = ("indicator", "unit", "period")
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "read-json-stat.md"


@attrs.frozen
class AsFigures:
    """The reader as one of figures, since the laws of readers are about those."""

    reader: JsonStat = attrs.field(factory=JsonStat)

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads."""
        return self.reader.suffixes

    def read(self, path: Path, /) -> Measurements:
        """The figures of a file, by what the format says its columns are."""
        table = self.reader.table(path)
        named = {field: table.columns[name] for name, field in table.fields.items()}
        states = table.states.get("value")
        rows = []
        for place in range(len(table)):
            value = float(named["value"][place])
            what, unit, period = (str(named[each][place]) for each in _KEYS)
            there = value == value  # noqa: PLR0124 - nan
            state = "exact" if there else str(states[place])
            rows.append(
                Measurement(
                    what, unit=unit, period=period, value=value if there else None, state=state
                )
            )
        return Measurements.of(rows)


def _sample(folder: Path) -> Path:
    return saved(folder, TABLE, "made-up.json-stat")


@pytest.mark.parametrize("number", range(8))
def test_every_law_of_readers(tmp_path, number) -> None:
    """On a table with flags of every kind, in a folder of its own."""
    laws = conformance_of_reader(AsFigures(), samples=[_sample(tmp_path)])
    assert len(laws) == 8
    laws[number]()


def test_every_law_of_readers_of_tables(tmp_path) -> None:
    """Also where a number stands in a note that is shown, and in the name of the table."""
    number = "17912099997"
    held = []
    for place, (part, text) in enumerate({"label": number, "note": ["", number]}.items()):
        table = {**TABLE, part: text}
        held.append(saved(tmp_path, table, f"held-{place}.json"))
    near = tmp_path / "near.json"
    near.write_text('{"resourceType": "Bundle", "class": "dataset"}', encoding="utf-8")
    report = check_table_reader(
        JsonStat(), samples=[_sample(tmp_path)], others=[near], identities=held
    )
    assert str(report) == "JsonStat: 12 of 12 laws hold."


def test_what_is_offered_loads_and_is_a_reader_of_tables() -> None:
    """Under the name the format goes by."""
    (offer,) = rusfelt_readers()
    reader = offer.load()()
    assert offer.name == "json-stat2"
    assert isinstance(reader, TableReader)
    assert reader.options == ("time", "geo", "metric", "flags", "side_by_side", "unmarked")


def test_the_hook_imports_nothing_heavy() -> None:
    """Listing what is offered loads neither numpy's users nor the reader."""
    code = (
        "import sys, rusfelt_pxweb as b; list(b.rusfelt_readers());"
        "print([m for m in sys.modules if m.startswith(('rusfelt_pxweb.', 'urllib.request'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.strip() == "[]"


def test_the_installed_distribution_is_found() -> None:
    """Its entry point leads rusfelt to the reader, under this distribution's name."""

    assert registry().find("json-stat2", "reader").distribution == "rusfelt-pxweb"


@pytest.mark.skipif(not PAGE.exists(), reason="the pages are not here")
def test_what_the_page_shows_is_so(tmp_path, monkeypatch) -> None:
    """Its files are written, and its sessions answered the same, as other pages' are."""
    text = PAGE.read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    for name, body in re.findall(
        r"^```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
    ):
        Path(name).write_text(body, encoding="utf-8")
    sessions = re.findall(r"^```\{code-block\} pycon\n\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert sessions
    entries = [Entry("reader", offer, "rusfelt-pxweb", "0") for offer in rusfelt_readers()]
    names: dict[str, object] = {}
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    runner = doctest.DocTestRunner(optionflags=flags)
    with using(Registry.of(entries)):
        for place, session in enumerate(sessions):
            test = doctest.DocTestParser().get_doctest(
                session, names, f"{PAGE.name}:{place}", None, 0
            )
            runner.run(test, clear_globs=False)
            names = test.globs
    assert runner.summarize(verbose=False).failed == 0
    assert json.loads(Path("overdoser.json").read_text("utf-8"))["class"] == "dataset"
