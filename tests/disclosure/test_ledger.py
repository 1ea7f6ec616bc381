"""The ledger: what is public, and nothing else."""

import json

import pytest

from rusfelt.disclosure import Policy, Table, attack, protect
from rusfelt.disclosure.ledger import Ledger, PublicFigure
from rusfelt.errors import DomainError

TABLE = Table(
    "t",
    {"a": ["x", "y", "z", "Total"]},
    [2, 3, 9, 14],
    denominators=[20, None, 30, 80],
    impossible=[False] * 4,
    largest=[1, 1, 4, 4],
    hierarchies={"a": {"z": ["y"]}},
)
FIGURE = PublicFigure(indicator="dødsfall", unit="030108", period="2019", value=1, source="s. 7")


def test_a_ledger_is_read_as_it_was_written():
    """Byte for byte, figures and tables alike."""
    ledger = Ledger([TABLE.without(TABLE.counts < 5)], [FIGURE])
    text = ledger.to_json()
    again = Ledger.from_json(text)
    assert again.to_json() == text
    assert again.figures == (FIGURE,)
    assert again.tables[0].counts.tolist() == [-1, -1, 9, 14]
    assert again.tables[0].denominators.tolist() == [20, -1, 30, 80]
    assert again.tables[0].hierarchies == TABLE.hierarchies


def test_only_what_was_printed_is_in_it():
    """Neither the true count of a hidden cell nor the contributions behind an amount."""
    printed = Ledger([TABLE.without(TABLE.counts < 5)]).to_json()
    told = json.loads(printed)["tables"][0]
    assert told["counts"] == [None, None, 9, 14]
    assert "largest" not in told
    assert Ledger([TABLE]).tables[0].largest is None


def test_tables_are_added_once_and_never_taken_away():
    """The same table again is the same; another one of that name stands beside it."""
    other = Table("t", {"a": ["x"]}, [9])
    ledger = Ledger(figures=[FIGURE]).with_tables(TABLE).with_tables([TABLE, other])
    assert [len(each) for each in ledger.tables] == [4, 1]
    assert ledger.figures == (FIGURE,)
    done = protect(TABLE, Policy(5, complements=False))
    assert len(ledger.with_tables(done).tables) == 3


def test_protect_and_attack_take_a_ledger_or_tables():
    """What is public cannot be hidden any more, and is known to the attacker."""
    before = Table("before", {"a": ["x", "Total"]}, [7, 20])
    now = Table("now", {"a": ["x", "y", "z", "Total"]}, [None, None, 9, 20])
    for ledger in (Ledger([before]), [before]):
        found = attack(now, ledger=ledger)
        assert [(each.low, each.high) for each in found] == [(7, 7), (4, 4)]
    now = Table("now", {"a": ["x", "y", "z", "v", "Total"]}, [7, 2, 9, 8, 26])
    before = Table("before", {"a": ["z", "Total"]}, [9, 26])
    for ledger in (Ledger([before]), [before]):
        shown = protect(now, Policy(5), ledger=ledger).tables[0].counts
        assert shown[[1, 2, 4]].tolist() == [-1, 9, 26]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"schema": 1', '"schema": 2', "schema: is not 1"),
        ('"schema": 1', '"schema": true', "schema: is not 1"),
        ('"counts"', '"count"', "Did you mean 'counts'"),
        ("   14\n", "   -14\n", "tables[0].counts[3]: is no count"),
        ("   14\n", "   14.5\n", "tables[0].counts[3]: is no count"),
        ("   14\n", "   1e999\n", "tables[0].counts[3]: is no count"),
        ("   14\n", f"   {10**40}\n", "tables[0].counts[3]: is no count"),
        ('"years": 1', '"years": "1"', "tables[0].years"),
        ('"x"', "7", "tables[0].dimensions.a[0]: is no text"),
        ('"x"', '"y"', "stands twice"),
        ('"x"', '"17912099997"', "identity number"),
        ('"value": 1', '"value": NaN', "a number that is none"),
        ('"value": 1', '"value": "1"', "figures[0]: value is '1'"),
        ('"value": 1', '"value": null', "figures[0]: A public figure has"),
        ('"unit"', '"source"', "A key stands twice"),
        ("{", "[", "It is no JSON"),
    ],
)
def test_what_is_no_ledger_is_refused_with_its_place(old, new, said):
    """Nothing is taken for granted in a file that decides what may be printed."""
    text = Ledger([TABLE], [FIGURE]).to_json()
    assert old in text
    with pytest.raises(DomainError) as caught:
        Ledger.from_json(text.replace(old, new, 1))
    assert said in str(caught.value)
    assert "17912099997" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("dimensions", [], "is no object"),
        ("dimensions", {"a": "x"}, "tables[0].dimensions.a: is no list"),
        ("counts", 1, "tables[0].counts: is no list"),
        ("impossible", [0] * 4, "neither true nor false"),
        ("hierarchies", [], "is no object"),
        ("hierarchies", {"a": 1}, "is no object"),
        ("hierarchies", {"b": {"z": ["y"]}}, "no dimension 'b'"),
        ("name", 1, "tables[0].name: is no text"),
        ("17912099997", 1, "is not known here"),
    ],
)
def test_a_table_of_another_shape_is_refused_with_its_place(key, value, said):
    told = json.loads(Ledger([TABLE], [FIGURE]).to_json())
    told["tables"][0][key] = value
    with pytest.raises(DomainError) as caught:
        Ledger.from_json(json.dumps(told))
    assert said in str(caught.value)
    assert "17912099997" not in str(caught.value)


@pytest.mark.parametrize("key", ["tables", "figures"])
def test_what_is_no_list_is_refused(key):
    told = json.loads(Ledger([TABLE], [FIGURE]).to_json())
    told[key] = {}
    with pytest.raises(DomainError, match=f"{key}: is no list"):
        Ledger.from_json(json.dumps(told))


@pytest.mark.parametrize("text", ["", "[]", "1", "[" * 100_000, '{"schema": 1}'])
def test_other_documents_are_refused(text):
    """However deep they are."""
    with pytest.raises(DomainError, match="no ledger"):
        Ledger.from_json(text)


def test_all_problems_are_told_at_once():
    """In their order, and no more of them than anyone reads."""
    text = json.dumps({"schema": 1, "tables": [{}, 1], "figures": [{"indicator": ""}]})
    with pytest.raises(DomainError) as caught:
        Ledger.from_json(text)
    assert len(caught.value.problems) == 7


@pytest.mark.parametrize(
    "told", [{"indicator": ""}, {"indicator": "x"}, {"indicator": "x", "value": float("nan")}]
)
def test_a_public_figure_says_something(told):
    """An indicator, and at least one number that is one."""
    with pytest.raises(DomainError):
        PublicFigure(**told)
