"""What is asked of a statistics bank: tables, selections, and addresses that keep within limits."""

from __future__ import annotations

import json

import pytest
from fake_bank import ALL, Bank, opened

from rusfelt.errors import DomainError
from rusfelt_pxweb.client import PxWeb


def test_what_cannot_be_parted_is_refused_with_the_number(bank: Bank, client, tmp_path) -> None:
    """Where one category of the largest dimension is too much by itself."""
    bank.config = {"maxDataCells": 3}
    with pytest.raises(DomainError, match="12 cells, and one category of Tid alone is 4"):
        client().fetch("07459", ALL, tmp_path)
    assert not any("/data" in each for each in bank.asked)


def test_more_cells_than_can_be_read_again_are_not_fetched(tmp_path) -> None:
    """Four million and some, in a bank that would give them."""
    large = {name: [str(n) for n in range(201)] for name in ("a", "b", "c")}
    with (
        opened(Bank(large)) as bank,
        pytest.raises(DomainError, match="8,120,601 cells, and a file of at most 4,000,000"),
    ):
        PxWeb(bank.url).fetch("1", {"a": "*", "b": "*", "c": "*"}, tmp_path)


def test_a_long_list_of_codes_is_asked_for_in_several_addresses(tmp_path) -> None:
    """A bank answers 404 to an address of more than 2,100 signs."""
    many = {"Region": [f"{n:04d}" for n in range(1000)], "Tid": ["2024"]}
    with opened(Bank(many)) as bank:
        got = PxWeb(bank.url).fetch("1", {"Region": many["Region"][1:], "Tid": "*"}, tmp_path)
        assert 1 < len(got.urls) <= 8
        assert max(map(len, got.urls)) <= 2000
        assert bank.bodies == [None] * len(bank.asked)
        assert len(json.loads(got.path.read_bytes())["value"]) == 999


def test_a_very_long_list_is_posted(tmp_path) -> None:
    """Where addresses would be more than a minute's calls; codes with commas go so as well."""
    many = {"Region": [f"{n:08d}" for n in range(20_000)], "Tid": ["2024"]}
    with opened(Bank(many)) as bank:
        got = PxWeb(bank.url).fetch("1", {"Region": many["Region"][1:], "Tid": "*"}, tmp_path)
        assert len(got.urls) == 1
        assert len(bank.bodies[-1]["selection"][0]["valueCodes"]) == 19_999
    with opened(Bank({"Alder": ["0,5", "1", "2"]})) as bank:
        PxWeb(bank.url).fetch("2", {"Alder": ["0,5", "2"]}, tmp_path)
        assert bank.bodies[-1] == {
            "selection": [{"variableCode": "Alder", "valueCodes": ["0,5", "2"]}]
        }


def test_a_selection_is_held_against_the_table(bank: Bank, client, tmp_path) -> None:
    """Everything wrong with it at once, before any figure is asked for."""
    with pytest.raises(DomainError) as caught:
        client().fetch("07459", {"Bydell": "*", "Tid": ["2023", "2023", "2032"]}, tmp_path)
    assert [each.path for each in caught.value.problems] == ["Bydell", "Bydel", "Tid", "Tid"]
    assert "Did you mean 'Bydel'" in str(caught.value)
    for wrong in ([], None, 2024, [2024], {"2024": 1}, ""):
        with pytest.raises(DomainError, match="Tid"):
            client().fetch("07459", {"Bydel": "*", "Tid": wrong}, tmp_path)
    with pytest.raises(DomainError, match="Tid: cannot be left out"):
        client().fetch("07459", {}, tmp_path)
    assert not any("/data" in each for each in bank.asked)


def test_a_code_by_itself_and_a_code_list_are_asked_for(bank: Bank, client, tmp_path) -> None:
    """Both in the metadata and in the figures."""
    client().fetch("07459", {"Bydel": "030101", "Tid": "*"}, tmp_path, codelists={"Bydel": "vs_X"})
    assert bank.asked[1].endswith("/metadata?codelist[Bydel]=vs_X")
    assert "valueCodes[Bydel]=030101" in bank.asked[2]
    assert "codelist[Bydel]=vs_X" in bank.asked[2]


def test_tables_are_listed_page_by_page(bank: Bank, client) -> None:
    """As the query says, until the last page or as many as are wanted."""
    bank.pages = 3
    found = client(language="en").tables("overdose deaths", past_days=5, discontinued=True)
    assert [each.id for each in found] == ["00001", "00002", "00003"] * 3
    assert bank.asked[0] == (
        "/api/v2/tables?lang=en&query=overdose deaths&pastDays=5&includeDiscontinued=true"
        "&pageNumber=1&pageSize=100"
    )
    assert len(client().tables(most=2)) == 2


def test_a_table_is_described_with_all_its_codes(client) -> None:
    """And whether a dimension may be left out."""
    table = client().metadata("07459")
    assert table["Bydel"].codes == ("030101", "030102")
    assert table["Bydel"].labels["030102"] == "name of 030102"
    assert [each.eliminable for each in table.dimensions] == [False, True, False]
    assert (table.cells, table.updated) == (12, "2026-02-25T07:00:00Z")


@pytest.mark.parametrize(
    "url",
    [
        "http://data.ssb.no/api",
        "http://127.0.0.1.example.org/api",
        "http://localhost.example.org",
        "ftp://data.ssb.no",
        "file:///etc/passwd",
        "data.ssb.no",
        "",
        "https://",
        "https://user:word@data.ssb.no",
        "https://data.ssb.no/api?x=1",
        "https://data.ssb.no/api#x",
        "https://data.ssb.no:port/",
        "https://[::1",
        "https://data.ssb.no/a b",
    ],
)
def test_an_address_that_is_not_encrypted_or_no_address_is_refused(url: str) -> None:
    """Before anything is asked."""
    with pytest.raises(DomainError):
        PxWeb(url)


def test_addresses_that_will_do() -> None:
    """https anywhere, and http on this machine."""
    for url in (
        "https://data.ssb.no/api/",
        "http://localhost:80/",
        "http://[::1]:80",
        "http://127.0.0.2",
    ):
        assert isinstance(PxWeb(url), PxWeb)
    with pytest.raises(DomainError, match="no language"):
        PxWeb("https://data.ssb.no", language="no&x=1")


@pytest.mark.parametrize("number", ["", "..", "../config", "a/b", "07459?x", 7459, "x" * 200])
def test_a_table_number_cannot_lead_elsewhere(bank: Bank, client, tmp_path, number) -> None:
    """It is one step of a path and nothing more."""
    with pytest.raises(DomainError, match="no table's number"):
        client().metadata(number)
    with pytest.raises(DomainError, match="no table's number"):
        client().fetch(number, ALL, tmp_path / "a.json")
    assert not any("/tables/" in each for each in bank.asked)
