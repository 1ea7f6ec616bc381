"""Fetching from a statistics bank: what is asked, how fast, and what is refused.

The bank is a server on this machine; nothing here reaches further.
"""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from fake_bank import ALL, SMALL, Bank, Reply, opened

from rusfelt.errors import ReadError, WriteError
from rusfelt_pxweb.client import PxWeb
from rusfelt_pxweb.errors import PxWebError
from rusfelt_pxweb.reader import JsonStat
from rusfelt_pxweb.tables import Limits


def test_nothing_is_asked_before_a_method_is_called(bank: Bank, client) -> None:
    """Neither when the client is made nor when it is shown."""
    assert "127.0.0.1" in repr(client())
    assert bank.asked == []


def test_importing_the_package_and_reading_a_file_reach_for_no_network() -> None:
    """Not even the modules that could are loaded."""
    code = (
        "import sys, rusfelt_pxweb, rusfelt_pxweb.reader;"
        "print([m for m in ('urllib.request', 'rusfelt_pxweb.client') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.strip() == "[]"


def test_a_table_is_fetched_as_the_server_sent_it(bank: Bank, client, tmp_path) -> None:
    """One answer is kept byte for byte, and what it is and from where lies beside it."""
    got = client(language="no").fetch(
        "07459", {"Bydel": ["030102"], "Tid": "*"}, tmp_path / "a.json"
    )
    figures = "/api/v2/tables/07459/data"
    assert bank.asked == [
        "/api/v2/config?lang=no",
        "/api/v2/tables/07459/metadata?lang=no",
        f"{figures}?valueCodes[Bydel]=030102&valueCodes[Tid]=*&lang=no&outputFormat=json-stat2",
    ]
    content = got.path.read_bytes()
    assert json.loads(content) == bank.table({"Bydel": ["030102"], "Tid": SMALL["Tid"]})
    told = json.loads(got.provenance.read_text("utf-8"))
    assert got.provenance.name == "a.provenance.json"
    assert told["sha256"] == hashlib.sha256(content).hexdigest() == got.sha256
    assert told["updated"] == "2026-02-25T07:00:00Z" == got.updated
    assert told["selection"] == {"Bydel": ["030102"], "Tid": "*"}
    assert told["urls"] == list(got.urls)
    assert told["urls"][0].startswith(f"{bank.url}/tables/07459/data?valueCodes[Bydel]=030102&")
    assert (told["table"], told["label"], told["source"]) == ("07459", "Made up", "Nobody")
    assert told["fetched"] == "2026-03-01T12:00:00+00:00"
    assert got.cells == 3


def test_what_was_fetched_can_be_read(client, tmp_path) -> None:
    """A folder gets a file of the table's number."""
    got = client().fetch("07459", ALL, tmp_path)
    table = JsonStat().table(got.path)
    assert got.path == tmp_path / "07459.json"
    assert table.columns["value"].tolist()[:3] == [0, 1, 2]
    assert table.states["value"].tolist()[3] == "suppressed"


@pytest.mark.parametrize(("cells", "calls"), [(12, 1), (11, 2), (8, 2), (4, 3)])
def test_what_is_too_much_at_once_is_asked_for_in_parts(
    bank: Bank, client, tmp_path, cells: int, calls: int
) -> None:
    """Along the largest dimension, and the parts are put together in the table's order."""
    bank.config = {"maxDataCells": cells}
    got = client().fetch("07459", ALL, tmp_path / "a.json")
    assert len(got.urls) == calls
    assert all("/data?" in each for each in bank.asked[2:])
    whole = bank.table(SMALL)
    read = json.loads(got.path.read_bytes())
    assert read["value"] == whole["value"]
    assert read["status"] == whole["status"]
    assert read["size"] == whole["size"]
    assert JsonStat().table(got.path).labels["Tid"]["2024"] == "name of 2024"
    assert got.sha256 == hashlib.sha256(got.path.read_bytes()).hexdigest()


def test_parts_along_the_first_dimension_are_put_together_as_well(tmp_path) -> None:
    """Eleven districts, four at a time."""
    many = {"Bydel": [f"0301{n:02d}" for n in range(11)], "Tid": ["2024", "2025"]}
    with opened(Bank(many)) as bank:
        bank.config = {"maxDataCells": 9}
        got = PxWeb(bank.url).fetch("1", {"Bydel": "*", "Tid": "*"}, tmp_path / "a.json")
        assert len(got.urls) == 3
        read = json.loads(got.path.read_bytes())
        assert read["value"] == bank.table(many)["value"]
        assert list(read["dimension"]["Bydel"]["category"]["label"]) == many["Bydel"]


def test_calls_keep_to_thirty_a_minute(client, watch) -> None:
    """The thirty-first waits until the first is a minute old."""
    one = client()
    for _ in range(61):
        one.tables()
    assert watch.waits == [60.0, 60.0]


def test_the_banks_own_limits_are_kept(bank: Bank, client, watch) -> None:
    """Also the lower ones; what it does not tell, or tells as 0, stays the usual."""
    bank.config = {"maxDataCells": 100_000, "maxCallsPerTimeWindow": 10, "timeWindow": 10}
    one = client()
    assert one.limits() == Limits(100_000, 10, 10.0)
    for _ in range(10):
        one.tables()
    assert watch.waits == [10.0]
    for config in ({"maxDataCells": 0, "maxCallsPerTimeWindow": 0}, {}, [], None):
        bank.config = config
        assert client().limits() == Limits(800_000, 30, 60.0)


def test_a_busy_bank_is_asked_again_when_it_says(bank: Bank, client, watch) -> None:
    """After its number of seconds, or the time it names; else after a window, or longer each time."""
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    bank.instead = [
        Reply(429, Retry_After="7"),
        Reply(503, Retry_After=later),
        Reply(429),
        Reply(503),
    ]
    assert len(client().tables()) == 3
    assert watch.waits[0] == 7
    assert 60 < watch.waits[1] <= 90
    assert watch.waits[2:] == [60.0, 80.0]
    assert len(bank.asked) == 5


def test_a_bank_that_stays_busy_is_given_up(bank: Bank, client, watch) -> None:
    """After five tries, and at once where it wants to be left alone for longer than two minutes."""
    bank.instead = [Reply(503, Retry_After="1")] * 5
    with pytest.raises(PxWebError, match="answers 503") as caught:
        client().tables()
    assert (caught.value.status, len(bank.asked), watch.waits) == (503, 5, [1.0] * 4)
    for told in ("3600", "soon", "Fri, 31 Dec 9999 23:59:59 GMT", "9" * 30):
        bank.instead = [Reply(429, Retry_After=told)]
        with pytest.raises(PxWebError, match="come back later"):
            client().tables()
    assert watch.waits == [1.0] * 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_a_refusal_is_told_in_the_servers_words(bank: Bank, client, tmp_path, status: int) -> None:
    """It is not asked again, and nothing is written."""
    bank.instead = [None, None, Reply(status, b'{"title": "Too many cells selected\\u001b[0m"}')]
    with pytest.raises(PxWebError, match=rf"answers {status}: Too many cells selected") as caught:
        client().fetch("07459", ALL, tmp_path)
    assert caught.value.status == status
    assert "\x1b" not in str(caught.value)
    assert len(bank.asked) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_elsewhere_is_not_followed(bank: Bank, client) -> None:
    """Not to another host, another port, or out of the web; one to the same place is."""
    for place in ("https://example.org/x", "http://127.0.0.1:1/x", "file:///etc/passwd", "//a.b/"):
        bank.instead = [Reply(302, Location=place)]
        with pytest.raises(PxWebError, match=r"sends us on|answers 302"):
            client().tables()
    bank.instead = [Reply(307, Location="/api/v2/tables?pageNumber=1")]
    assert len(client().tables()) == 3
    bank.instead = [Reply(302, Location="/api/v2/tables?pageNumber=1")] * 50
    with pytest.raises(PxWebError):
        client().tables()


def test_an_answer_beyond_the_limit_is_not_taken(bank: Bank, client) -> None:
    """Whether it says how large it is, or only turns out to be."""
    for reply in (
        Reply(body=b"x", Content_Length=str(10**12)),
        Reply(body=b"x" * 3000, Content_Length="3000"),
        Reply(body=b"x" * 3000, Connection="close", Content_Length=""),
    ):
        bank.instead = [reply]
        with pytest.raises(PxWebError, match="larger than"):
            client(most_bytes=2000).tables()


def test_several_answers_together_keep_to_the_limit(bank: Bank, client, tmp_path) -> None:
    """Each is small enough, and all of them are not."""
    bank.config = {"maxDataCells": 4}
    size = len(json.dumps(bank.table({})))
    with pytest.raises(PxWebError, match="answers are larger than"):
        client(most_bytes=size + 200).fetch("07459", ALL, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_answer_cut_off_on_its_way_is_refused(bank: Bank, client) -> None:
    """The server says how long it would have been."""
    bank.instead = [Reply(body=b'{"tables": []', Content_Length="500", Connection="close")]
    with pytest.raises(PxWebError, match="cut off"):
        client(timeout=0.5).tables()


def test_a_server_that_says_nothing_is_given_up() -> None:
    """After the seconds it is given."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(PxWebError, match="There is no answer"):
            PxWeb(url, timeout=0.1).tables()
    with pytest.raises(PxWebError, match="There is no answer"):
        PxWeb(url, timeout=0.1).tables()


def test_an_answer_that_takes_too_long_is_given_up(bank: Bank) -> None:
    """A server that sends a little now and then would otherwise keep us for ever."""
    times = iter([0.0, 0.0, 1000.0])
    slow = PxWeb(bank.url, clock=lambda: next(times, 1000.0), sleep=lambda _: None)
    with pytest.raises(PxWebError, match="more than 300 seconds"):
        slow.tables()


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"[]", b"null", b'{"tables": 3}', b"\xff", b"[" * 99_999, b"NaN"]
)
def test_an_answer_that_is_something_else_is_a_typed_error(
    bank: Bank, client, tmp_path, body
) -> None:
    """A page of a proxy, for one; nothing is written."""
    for before in (1, 2):
        bank.instead = [*[None] * before, Reply(body=body)]
        with pytest.raises(ReadError):
            client().fetch("07459", ALL, tmp_path)
    bank.instead = [Reply(body=body)]
    with pytest.raises(ReadError):
        client().tables()
    assert list(tmp_path.iterdir()) == []


def test_other_figures_than_were_asked_for_are_refused(bank: Bank, client, tmp_path) -> None:
    """Other codes, and a dimension nobody asked for."""
    for chosen, said in (
        ({**SMALL, "Tid": ["2023"]}, "other codes of Tid"),
        ({"Bydel": ["030101"], "Tid": SMALL["Tid"]}, "other codes of Bydel"),
        (SMALL, "by Kjonn, which was not asked for"),
    ):
        bank.instead = [None, None, Reply(body=json.dumps(bank.table(chosen)).encode())]
        with pytest.raises(PxWebError, match=said):
            client().fetch("07459", {"Bydel": "*", "Tid": "*"}, tmp_path)


def test_a_table_updated_in_between_is_refused(bank: Bank, client, tmp_path) -> None:
    """Half of one release and half of another are no table."""
    bank.config = {"maxDataCells": 4}
    times = iter(range(100))
    bank.updated = lambda: f"2026-02-25T07:00:{next(times):02d}Z"
    with pytest.raises(PxWebError, match="updated while it was being fetched"):
        client().fetch("07459", ALL, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_replaced_only_where_that_is_said(client, tmp_path) -> None:
    """And where fetching fails, it stays."""
    path = tmp_path / "07459.json"
    path.write_text("mine")
    with pytest.raises(WriteError, match="there already"):
        client().fetch("07459", ALL, path)
    assert path.read_text() == "mine"
    client().fetch("07459", ALL, path, replace=True)
    assert JsonStat().recognises(path.read_bytes())
    with pytest.raises(WriteError):
        client().fetch("07459", ALL, tmp_path / "nowhere" / "a.json")
