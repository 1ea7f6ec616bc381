"""Readers and writers keep their laws, and what breaks one is caught."""

from __future__ import annotations

import json
import socket
import time

import attrs
import pytest

import rusfelt
from rusfelt import Measurement, Measurements, PluginError, ReadError
from rusfelt.testing import (
    check_reader,
    check_writer,
    conformance_of_reader,
    conformance_of_writer,
)

_LINES = "deaths 2019 4\ndeaths 2020 3\ndeaths 2021 5\nend\n"


@attrs.frozen
class Plain:
    """Reads lines of an indicator, a year and a number, up to the word end."""

    suffixes: tuple[str, ...] = (".lines",)

    def read(self, path, /):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
            lines.remove("end")
            cells = [line.split(" ") for line in lines]
            rows = [
                Measurement(name, period=year, value=float(value)) for name, year, value in cells
            ]
        except (OSError, ValueError, IndexError) as error:
            raise ReadError("is no file of lines.", path=str(path)) from error
        return Measurements.of(rows)


@attrs.frozen
class Careless(Plain):
    """Lets whatever goes wrong out."""

    def read(self, path, /):
        lines = path.read_text(encoding="utf-8").splitlines()
        cells = [line.split(" ") for line in lines[:-1]]
        return Measurements.of(
            Measurement(name, period=year, value=float(value)) for name, year, value in cells
        )


@attrs.frozen
class Trusting(Plain):
    """Reads anything, as nothing."""

    def read(self, path, /):
        try:
            return super().read(path)
        except ReadError:
            return Measurements.of([])


@attrs.frozen
class Untidy(Plain):
    def read(self, path, /):
        path.with_suffix(".cache").write_bytes(b"seen")
        return super().read(path)


@attrs.frozen
class Appending(Plain):
    def read(self, path, /):
        found = super().read(path)
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")
        return found


@attrs.frozen
class Forgetful(Plain):
    """Reads the time of day as well."""

    def read(self, path, /):
        now = float(time.perf_counter_ns())
        return super().read(path) + Measurements.of([Measurement("now", value=now)])


@attrs.frozen
class Calling(Plain):
    def read(self, path, /):
        socket.create_connection(("192.0.2.1", 9), timeout=0.01)
        return super().read(path)


@attrs.frozen
class Tabular(Plain):
    def read(self, path, /):
        return [super().read(path)]


@attrs.frozen
class Ignoring(Plain):
    """Reads its figures from anywhere, and leaves the file behind longer."""

    def read(self, path, /):
        found = Measurements.of([Measurement("deaths", period=2019, value=4.0)])
        with path.open("a", encoding="utf-8") as file:
            file.write("seen")
        return found


@attrs.frozen
class Credulous(Plain):
    """Reads whatever is there."""

    def read(self, path, /):
        if not path.exists():
            raise ReadError("is not there.", path=str(path))
        return Measurements.of([])


@attrs.frozen(eq=False)
class Unequal(Plain):
    """A copy is another one, since it compares by where it lies."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


@attrs.frozen
class Stopped(Plain):
    def read(self, path, /):
        raise KeyboardInterrupt(path)


@pytest.fixture
def sample(tmp_path):
    path = tmp_path / "sample.lines"
    path.write_text(_LINES, encoding="utf-8")
    return path


def _broken(report):
    return {each.law for each in report.failed}


def test_an_honest_reader_keeps_every_law(sample):
    report = check_reader(Plain(), samples=[sample])
    assert report, str(report)
    assert str(report) == "Plain: 8 of 8 laws hold."
    for law in conformance_of_reader(Plain(), samples=[str(sample)]):
        law()


def test_rusfelts_own_reader_keeps_them_too(tmp_path):
    @attrs.frozen
    class Own:
        suffixes: tuple[str, ...] = (".csv",)

        def read(self, path, /):
            return rusfelt.read_measurements(path)

    path = tmp_path / "figures.csv"
    path.write_text("indicator,period,value\ndeaths,2019,4\ndeaths,2020,3\n", encoding="utf-8")
    # A class inside a function cannot be sent anywhere.
    report = check_reader(Own(), samples=[path], excuse={"immutable": "made in a test"})
    assert report, str(report)


@pytest.mark.parametrize(
    ("reader", "law"),
    [
        (Careless(), "cut-off"), (Careless(), "refuses"), (Trusting(), "cut-off"),
        (Trusting(), "refuses"), (Untidy(), "untouched"), (Appending(), "untouched"),
        (Forgetful(), "deterministic"), (Calling(), "no-network"), (Tabular(), "total"),
        (Plain(suffixes=("lines",)), "suffixes"), (Plain(suffixes=[".lines"]), "suffixes"),
        (Plain(suffixes=(".px",)), "suffixes"), (Plain(suffixes=[".lines"]), "immutable"),
        (Ignoring(), "untouched"), (Credulous(), "refuses"), (Unequal(), "immutable"),
    ],
)  # fmt: skip
def test_a_faulty_reader_is_caught_by_the_law_made_for_it(sample, reader, law):
    report = check_reader(reader, samples=[sample])
    assert law in _broken(report), str(report)


def test_a_reader_that_keeps_to_its_folder_but_writes_to_its_file_is_told_so(sample):
    seen = {each.law: each.seen for each in check_reader(Ignoring(), samples=[sample]).failed}
    assert "is another file after being read" in seen["untouched"]
    assert (
        "of noise is read as figures"
        in {each.law: each.seen for each in check_reader(Credulous()).failed}["refuses"]
    )


def test_stopping_by_hand_stops_the_laws_too(sample):
    laws = {each.name: each for each in conformance_of_reader(Stopped(), samples=[sample])}
    for name in ("total", "refuses"):
        with pytest.raises(KeyboardInterrupt):
            laws[name].check()


def test_without_a_sample_the_laws_that_need_one_do_not_apply():
    report = check_reader(Plain(suffixes=()))
    assert report
    assert sum(each.outcome == "does-not-apply" for each in report.results) == 5


def test_a_sample_without_figures_shows_nothing(tmp_path):
    path = tmp_path / "bare.lines"
    path.write_text("end\n", encoding="utf-8")
    assert "total" in _broken(check_reader(Plain(), samples=[path]))


def test_a_sample_that_is_not_there_and_what_is_no_reader_are_refused_at_once(tmp_path):
    with pytest.raises(PluginError, match="There is no file"):
        check_reader(Plain(), samples=[tmp_path / "nowhere.lines"])
    with pytest.raises(PluginError, match="is no reader"):
        check_reader(object())


@attrs.frozen
class AsJson:
    suffix: str = ".json"

    def write(self, document, /):
        return json.dumps(document, sort_keys=True).encode()


@attrs.frozen
class Timed(AsJson):
    def write(self, document, /):
        return super().write(document) + str(time.perf_counter_ns()).encode()


@attrs.frozen
class AsText(AsJson):
    def write(self, document, /):
        return super().write(document).decode()


@attrs.frozen
class Emptying(AsJson):
    def write(self, document, /):
        data = super().write(document)
        document["series"].clear()
        return data


@attrs.frozen
class NeedsFigures(AsJson):
    def write(self, document, /):
        return str(document["series"][0]).encode()


@attrs.frozen
class Fetching(AsJson):
    def write(self, document, /):
        socket.getaddrinfo("example.invalid", 80)
        return super().write(document)


@attrs.frozen
class Silent(AsJson):
    def write(self, document, /):
        return b"" if document else None


def test_an_honest_writer_keeps_every_law():
    report = check_writer(AsJson())
    assert str(report) == "AsJson: 6 of 6 laws hold."
    for law in conformance_of_writer(AsJson()):
        law()


@pytest.mark.parametrize(
    ("writer", "law"),
    [
        (Timed(), "deterministic"), (AsText(), "total"), (Emptying(), "untouched"),
        (NeedsFigures(), "total"), (Fetching(), "no-network"), (Silent(), "total"),
        (AsJson(suffix="json"), "suffix"), (AsJson(suffix=".JSON"), "suffix"),
    ],
)  # fmt: skip
def test_a_faulty_writer_is_caught_by_the_law_made_for_it(writer, law):
    report = check_writer(writer)
    assert law in _broken(report), str(report)


def test_documents_of_ones_own_are_written_too():
    class Picky(AsJson):
        def write(self, document, /):
            if "odd" in document:
                msg = "not this one"
                raise KeyError(msg)
            return super().write(document)

    assert "total" not in _broken(check_writer(Picky()))
    assert "total" in _broken(check_writer(Picky(), documents=[{"odd": 1}]))


def test_the_network_is_back_afterwards():
    before = socket.socket, socket.create_connection, socket.getaddrinfo
    check_writer(Fetching())
    assert (socket.socket, socket.create_connection, socket.getaddrinfo) == before


def test_what_is_no_writer_is_refused():
    with pytest.raises(PluginError, match="is no writer"):
        check_writer(object())
