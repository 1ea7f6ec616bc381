"""Ledgers on disk."""

import pytest

from rusfelt.disclosure import Table
from rusfelt.disclosure.ledger import Ledger
from rusfelt.errors import ReadError
from rusfelt.io.ledger_file import read_ledger, write_ledger


def test_a_ledger_comes_back_from_its_file(tmp_path):
    """With the same bytes when it is written again."""
    ledger = Ledger([Table("t", {"kjønn": ["K", "M"]}, [None, 9])])
    path = tmp_path / "ledger.json"
    write_ledger(path, ledger)
    before = path.read_bytes()
    write_ledger(path, read_ledger(path))
    assert path.read_bytes() == before
    assert "kjønn".encode() in before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"schema": 1, "tables": [{}], "figures": []}', "counts: is missing"),
        (b"\xff\xfe", "no UTF-8"),
        (b"{", "no JSON"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_file(tmp_path, content, said):
    """As a typed error; each problem names the file."""
    path = tmp_path / "ledger.json"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=said) as caught:
        read_ledger(path)
    assert caught.value.path == str(path)
    assert all(each.file == str(path) for each in caught.value.problems)


def test_a_ledger_that_is_not_there_or_is_a_folder_is_said_to(tmp_path):
    """A new one is never made in silence here."""
    for path, said in ((tmp_path / "no.json", "no such ledger"), (tmp_path, "no ordinary file")):
        with pytest.raises(ReadError, match=said):
            read_ledger(path)
