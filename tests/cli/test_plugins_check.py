"""Holding what a plugin offers to the laws, from the command line."""

import importlib
import json
import sys

import pytest
from click.testing import CliRunner

from rusfelt.cli.commands import program
from rusfelt.plugin import Entry, Offer, Registry, using
from rusfelt.testing import LAWS, READER_LAWS, WRITER_LAWS

METHOD = """\
import attrs
import numpy as np

from rusfelt import Column, Measurement, Measurements, Needs, ReadError, Spec

GIVES = (Column("share", doc="Of the points, those over a limit."),)
print("imported")


@attrs.frozen
class Over:
    limit: float = 0.0

    @property
    def spec(self):
        return Spec("over", "1", needs=Needs(points=1), gives=GIVES)

    def evaluate(self, panel, /):
        print("asked")
        over = np.add.reduceat(panel.y > self.limit, panel.offsets[:-1], dtype=float)
        return {"share": over / panel.sizes}


@attrs.frozen
class OverTheMean(Over):
    def evaluate(self, panel, /):
        over = np.add.reduceat(panel.y > panel.y.mean(), panel.offsets[:-1], dtype=float)
        return {"share": over / panel.sizes}


class NeedsAMap:
    def __init__(self):
        raise RuntimeError("there is no map here")


@attrs.frozen
class Lines:
    suffixes = (".lines",)

    def read(self, path, /):
        figures = []
        try:
            lines = path.read_text().splitlines()
        except (OSError, UnicodeError) as error:
            raise ReadError(f"It cannot be read: {error}.", path=str(path)) from None
        for number, line in enumerate(lines, 1):
            try:
                figures.append(Measurement("visits", period=str(2000 + number), value=float(line)))
            except ValueError:
                raise ReadError("This is no number.", path=str(path), line=number) from None
        if not figures:
            raise ReadError("There is no figure in it.", path=str(path))
        return Measurements.of(figures)


@attrs.frozen
class Count:
    suffix = ".txt"

    def write(self, document, /):
        return str(len(document)).encode()


count = 3
"""


@pytest.fixture
def folder(tmp_path):
    """A module nobody installed, in a folder of its own."""
    (tmp_path / "over_limits.py").write_text(METHOD)
    path = list(sys.path)
    yield tmp_path
    assert sys.path == path, "a check leaves the import path as it was"
    sys.modules.pop("over_limits", None)
    importlib.invalidate_caches()


def _check(*args, code=0):
    result = CliRunner().invoke(program, ["plugins", "check", *args])
    assert result.exit_code == code, result.output
    return result


def test_every_law_is_told_with_what_became_of_it_and_how_many_there_were(folder):
    """A class that is not installed, with a parameter; what it prints is no part of the report."""
    result = _check("over_limits:Over", "--path", str(folder), "-p", "limit=2.5")
    lines = result.stdout.splitlines()
    laws = [line.split() for line in lines if line.startswith(("holds", "does-not-apply"))]
    assert [law for _, law, *_ in laws] == list(LAWS[1])
    assert f"of {len(LAWS[1])} laws hold" in lines[-1]
    assert lines[-1].startswith("over: ")
    assert "imported" in result.stderr
    assert "asked" in result.stderr
    assert "asked" not in result.stdout


def test_a_broken_law_is_named_and_the_exit_code_is_one(folder, monkeypatch):
    """A share of the points over everybody's mean depends on who else is there; the folder one is in counts."""
    monkeypatch.chdir(folder)
    found = json.loads(_check("over_limits:OverTheMean", "--format", "json", code=1).stdout)
    assert found["about"] == "over"
    assert found["passed"] is False
    assert found["laws"] == len(found["results"]) == len(LAWS[1])
    outcomes = {each["law"]: each for each in found["results"]}
    assert outcomes["rowwise"]["outcome"] == "broken"
    assert outcomes["rowwise"]["seen"]
    assert outcomes["immutable"]["outcome"] == "holds"


def test_what_is_installed_is_asked_for_by_name(folder, monkeypatch):
    """The name leads to the class as it does in an evaluation."""
    monkeypatch.syspath_prepend(folder)
    entry = Entry("evaluator", Offer("over", "over_limits:Over"), "rusfelt-over", "1")
    with using(Registry.of([entry])):
        assert _check("over").stdout.splitlines()[-1].startswith("over: ")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["thiel-sen"], "theil-sen"),
        (["nothing-like-it"], "module:Class"),
        (["over_limits:"], "Write module:attribute"),
        (["over_limits:Over", "-p", "limit"], "Write KEY=VALUE"),
        (["over_limits:Over", "-p", "a b=1"], "Write KEY=VALUE"),
        (["over_limits:Over", "-p", "limit=1", "-p", "limit=2"], "Say it once"),
        (["over_limits:Over", "-p", "ceiling=1"], "ceiling"),
        (["over_limits:count", "-p", "limit=1"], "no class"),
        (["over_limits:Over", "--path", "no/such/folder"], "does not exist"),
        (["over_limits:Over", "--sample", "over_limits.py"], "Samples are for a reader"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(folder, monkeypatch, args, said):
    """Exit code 2, and no law is held."""
    monkeypatch.chdir(folder)
    result = _check(*args, code=2)
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("no_such_module:Over", "No module named 'no_such_module'"),
        ("over_limits:Under", "no attribute 'Under'"),
        ("over_limits:NeedsAMap", "there is no map here"),
        ("over_limits:count", "int is no evaluator"),
    ],
)
def test_what_cannot_be_made_is_no_traceback(folder, what, said):
    """Exit code 1, with the reason."""
    result = _check(what, "--path", str(folder), code=1)
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_name_of_two_kinds_is_asked_about(folder, monkeypatch):
    """Unless it is said which is meant, nothing is guessed."""
    monkeypatch.syspath_prepend(folder)
    offer = Offer("over", "over_limits:count")
    entries = [Entry(kind, offer, "rusfelt-over", "1") for kind in ("evaluator", "reader")]
    with using(Registry.of(entries)):
        assert "evaluator and reader" in _check("over", code=2).stderr
        assert "int is no evaluator" in _check("over", "--kind", "evaluator", code=1).stderr


def test_readers_and_writers_are_held_to_their_own_laws(folder):
    """By kind; a reader with a file it can read, which nobody else could make up."""
    sample = folder / "visits.lines"
    sample.write_text("12\n14\n")
    options = ("--path", str(folder), "--format", "json", "--kind")
    read = json.loads(
        _check("over_limits:Lines", *options, "reader", "--sample", str(sample)).stdout
    )
    assert {each["law"]: each["outcome"] for each in read["results"]} == dict.fromkeys(
        READER_LAWS[1], "holds"
    )
    written = json.loads(_check("over_limits:Count", *options, "writer").stdout)
    assert {each["law"]: each["outcome"] for each in written["results"]} == dict.fromkeys(
        WRITER_LAWS[1], "holds"
    )


def test_an_instrument_is_held_to_the_laws_of_instruments():
    """One that ships, by its id, without saying that it is one."""
    found = json.loads(_check("ors", "--format", "json").stdout)
    assert (found["about"], found["kind"], found["passed"]) == ("ors", "instrument", True)
