"""Plans, readers and writers of other packages: found by name, checked, and nobody else's cost."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import rusfelt
from rusfelt import Indicator, Measurement, Measurements, Plan
from rusfelt.cli.commands import program
from rusfelt.errors import (
    ContractError,
    DomainError,
    NameConflictError,
    PluginError,
    ReadError,
    UnknownNameError,
    WriteError,
)
from rusfelt.plugin import Entry, Offer, Reader, Registry, Writer, using
from rusfelt.report.writer import written_by

PLAN = Plan("theirs", "Theirs", indicators=[Indicator("i", "I", kind="amount")])
FIGURES = Measurements.of([Measurement("i", period="2020", value=3)])


class Px:
    """Reads what ends in .px: always the same figures."""

    suffixes = (".px",)

    def read(self, path: Path, /) -> Measurements:
        if not path.read_text("utf-8"):
            msg = "It is empty."
            raise ReadError(msg, path=str(path))
        return FIGURES


class Letter:
    """Writes the id of the plan."""

    suffix = ".letter"

    def write(self, document: Any, /) -> bytes:
        if not document["series"]:
            msg = "There is nothing to write of."
            raise WriteError(msg)
        document["plan"]["title"] = "changed"
        return str(document["plan"]["id"]).encode()


def _raises(*_: object) -> None:
    msg = "boom"
    raise SystemExit(msg)


def offers(monkeypatch: pytest.MonkeyPatch, *things: tuple[str, str, object]) -> Registry:
    """A registry with these things: kind, name, what it is; each in a distribution of its own."""
    module = types.ModuleType("somebodys_things")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    entries = []
    for number, (kind, name, thing) in enumerate(things):
        setattr(module, f"thing_{number}", thing)
        offer = Offer(name, f"{module.__name__}:thing_{number}")
        entries.append(Entry(kind, offer, f"pack-{number}", "0.1"))
    return Registry.of(entries)


def test_what_keeps_a_protocol_is_one() -> None:
    """There is no base class to inherit from."""
    assert isinstance(Px(), Reader)
    assert not isinstance(Letter(), Reader)
    assert isinstance(Letter(), Writer)


@pytest.mark.parametrize("thing", [PLAN, lambda: PLAN], ids=["as it stands", "made when called"])
def test_a_plan_a_plugin_offers_is_loaded_by_its_name(
    monkeypatch: pytest.MonkeyPatch, thing: object
) -> None:
    """And listed beside those rusfelt ships."""
    with using(offers(monkeypatch, ("plan", "theirs", thing))):
        assert rusfelt.load_plan("theirs") is PLAN
        listed = CliRunner().invoke(program, ["plans", "--format", "json"])
    assert '"theirs"' in listed.stdout
    assert '"nordre-aker"' in listed.stdout


def test_a_misspelt_plan_is_answered_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plugins' plans count too."""
    made = offers(monkeypatch, ("plan", "theirs", PLAN))
    with using(made), pytest.raises(UnknownNameError, match="'theirs'"):
        rusfelt.load_plan("theiirs")


@pytest.mark.parametrize(
    ("thing", "words"),
    [("a plan", "is no Plan"), (_raises, "raised SystemExit"), (lambda: 3, "is no Plan")],
    ids=["text", "raises", "a number"],
)
def test_what_is_offered_as_a_plan_and_is_none_is_told_of(
    monkeypatch: pytest.MonkeyPatch, thing: object, words: str
) -> None:
    """By name it is an error; in the list it is one line, and the others stand."""
    with using(offers(monkeypatch, ("plan", "theirs", thing))):
        with pytest.raises(PluginError, match=words):
            rusfelt.load_plan("theirs")
        listed = CliRunner().invoke(program, ["plans"])
    assert listed.exit_code == 0
    assert "theirs: " in listed.stderr
    assert "nordre-aker" in listed.stdout


def test_a_plan_goes_by_the_name_it_is_offered_under(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise results would name a plan nobody asked for."""
    made = offers(monkeypatch, ("plan", "mine", PLAN))
    with using(made), pytest.raises(PluginError, match="calls itself 'theirs'"):
        rusfelt.load_plan("mine")


def test_a_reader_is_asked_by_name_or_by_the_ending(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """CSV files are read by rusfelt itself unless the reader is named."""
    file, table = tmp_path / "figures.PX", tmp_path / "figures.csv"
    file.write_text("x")
    table.write_text("indicator;period;value\ni;2021;4\n")
    with using(offers(monkeypatch, ("reader", "px", Px))):
        assert rusfelt.read_measurements(file) is FIGURES
        assert rusfelt.read_measurements(table)[0].value == 4
        assert rusfelt.read_measurements(table, reader="px") is FIGURES
        with pytest.raises(DomainError, match="gives figures as they are"):
            rusfelt.read_measurements(file, decimal=",")


def test_two_readers_for_one_ending_are_both_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Which one is meant is not guessed; one that cannot be made is passed over."""
    file = tmp_path / "figures.px"
    file.write_text("x")
    two = offers(
        monkeypatch, ("reader", "px", Px), ("reader", "other", Px), ("reader", "bad", _raises)
    )
    with using(two):
        with pytest.raises(NameConflictError, match=r"'other' \(pack-1\) and 'px' \(pack-0\)"):
            rusfelt.read_measurements(file)
        assert rusfelt.read_measurements(file, reader="other") is FIGURES


class Failing(Px):
    """A reader that ends the program."""

    read = _raises  # type: ignore[assignment]


class Wrong(Px):
    """A reader that answers with a list."""

    def read(self, path: Path, /) -> Any:
        return [path]


@pytest.mark.parametrize(
    ("reader", "error", "words"),
    [
        (Failing, PluginError, "raised SystemExit: boom"),
        (Wrong, ContractError, "list, not Measurements"),
        (Px, ReadError, "It is empty"),
        (Letter, PluginError, "is no reader"),
    ],
)
def test_a_reader_that_comes_to_grief_is_a_typed_error(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    reader: type,
    error: type[Exception],
    words: str,
) -> None:
    """Its own reading error comes through as it is."""
    file = tmp_path / "figures.px"
    file.write_text("")
    made = offers(monkeypatch, ("reader", "px", reader))
    with using(made), pytest.raises(error, match=words):
        rusfelt.read_measurements(file, reader="px")


class Listing(Letter):
    """A writer that answers with text."""

    def write(self, document: Any, /) -> Any:
        return str(document)


class Ending(Letter):
    """A writer that ends the program."""

    write = _raises  # type: ignore[assignment]


def test_a_writer_gets_plain_values_and_gives_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it does to its copy changes nothing."""
    evaluation = rusfelt.evaluate_plan(PLAN, FIGURES, evaluators=())
    shown = rusfelt.publish(evaluation)
    before = shown.to_dict()
    things = (("writer", "letter", Letter), ("writer", "list", Listing), ("writer", "end", Ending))
    with using(offers(monkeypatch, *things)):
        assert written_by("letter", shown) == b"theirs"
        with pytest.raises(ContractError, match="str, not bytes"):
            written_by("list", shown)
        with pytest.raises(PluginError, match="raised SystemExit: boom"):
            written_by("end", shown)
        nothing = rusfelt.publish(rusfelt.evaluate_plan(Plan("e", "E"), Measurements.of([])))
        with pytest.raises(WriteError, match="nothing to write"):
            written_by("letter", nothing)
        with pytest.raises(rusfelt.DomainError, match="publish"):
            written_by("letter", evaluation)
    assert shown.to_dict() == before


def test_the_program_reads_and_writes_with_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A writer makes a file, whole or not at all, so it must be named."""
    data, letter = tmp_path / "f.csv", tmp_path / "a.letter"
    data.write_text("x")
    things = (("writer", "letter", Letter), ("reader", "px", Px), ("plan", "theirs", PLAN))
    call = ["evaluate", "theirs", str(data), "--reader", "px", "--writer", "letter"]
    with using(offers(monkeypatch, *things)):
        done = CliRunner().invoke(program, [*call, "-o", str(letter)])
        refused = CliRunner().invoke(program, call)
    assert done.exit_code == 0, done.stderr
    assert letter.read_bytes() == b"theirs"
    assert "f.csv: 1 figures\n" in done.stderr
    assert refused.exit_code == 2
    assert "name it with -o" in refused.stderr
