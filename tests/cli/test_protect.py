"""``rusfelt protect`` as someone at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

from rusfelt.cli.commands import program
from rusfelt.io import write_folder
from rusfelt.language import LANGUAGES

# The county and the size of eight places; K, L and M together are nine people.
COUNTS = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}
BY_COUNTY = ("ABIJ", "KLMN")
BY_SIZE = ("ABIJKN", "LM")


def grouped(groups, counts, delimiter=","):
    rows = ["group,cell,count"]
    for number, cells in enumerate(groups, 1):
        rows += [f"{number},{each},{counts[each]}" for each in cells]
        total = sum(COUNTS[each] for each in cells)
        rows.append(f"{number},Total,{total}")
    return "\n".join(rows).replace(",", delimiter) + "\n"


def run(*args, code=0):
    result = CliRunner().invoke(program, ["protect", *map(str, args)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stderr


def intervals(*args):
    """What an attacker finds: the ends of each hidden cell, by its label."""
    result = CliRunner().invoke(program, ["attack", *map(str, args), "--format", "json"])
    assert result.exit_code == 0, result.output
    cells = json.loads(result.stdout)["cells"]
    return {"|".join(each["labels"].values()): (each["low"], each["high"]) for each in cells}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "t.csv").write_text("sex,count\nF,2\nM,9\nTotal,11\n")
    return tmp_path


def test_tables_that_share_cells_are_protected_together(folder):
    """Each alone would be safe, and both together tell K exactly; so more is hidden."""
    inputs = [folder / "in" / "county.csv", folder / "in" / "size.csv"]
    for path, groups in zip(inputs, (BY_COUNTY, BY_SIZE), strict=True):
        path.write_text(grouped(groups, COUNTS))
    said = run(*inputs, "--policy", "helse5", "-o", folder / "out", "--lang", "en")
    found = intervals(*(folder / "out").iterdir())
    small = ("1|A", "1|B", "2|K", "1|K", "2|L", "2|M")
    assert all(high - low >= 5 and high > 5 for low, high in map(found.get, small))
    assert "because they are too small" in said
    assert "not how likely" in said
    assert sorted(each.name for each in (folder / "out").iterdir()) == ["county.csv", "size.csv"]


def test_the_summary_counts_by_reason_and_names_no_cell(folder):
    """Which of the hidden cells are the small ones is nobody's business."""
    for language in LANGUAGES:
        said = run(folder / "in" / "t.csv", "-o", folder / "out", "--lang", language)
        kept = [each for each in said.splitlines() if "dimensions" not in each]
        assert "1" in kept[1]
        assert not any("sex" in each or "F" in each.replace("For", "") for each in kept[1:])
    assert (folder / "out" / "t.csv").read_text() == "sex,count\nF,:\nM,:\nTotal,11\n"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_a_norwegian_spreadsheets_file_comes_back_as_it_was(folder, encoding):
    """The same columns, order, delimiter, encoding and line ends; only hidden cells differ."""
    text = "antall;kjønn;år\r\n2;K;2019\r\n9;M;2019\r\n1 200;Ø;2019\r\n1 211;Totalt;2019\r\n"
    path = folder / "in" / "år.csv"
    path.write_bytes(text.encode(encoding))
    run(path, "-o", folder / "out")
    lines = (folder / "out" / "år.csv").read_bytes().decode(encoding).split("\r\n")
    before = text.split("\r\n")
    assert lines[1] == ":;K;2019"
    assert sum(old != new for old, new in zip(before, lines, strict=True)) == 2
    changed = [(old, new) for old, new in zip(before, lines, strict=True) if old != new]
    assert all(new == ":;" + old.split(";", 1)[1] for old, new in changed)


def test_five_years_with_a_ledger_keep_each_other_safe(folder):
    """What one year prints is known in the next; nothing that was hidden comes out."""
    ledger = folder / "ledger.json"
    for year in range(2015, 2020):
        path = folder / "in" / f"{year}.csv"
        # The same people counted up to each year: what differs from the last is one year's own.
        cells = {"A": 20, "B": 2, "C": 30 + year - 2015, "D": 40}
        rows = "".join(f"{year},{name},{count}\n" for name, count in cells.items())
        path.write_text(f"year,place,count\n{rows}{year},Total,{sum(cells.values())}\n")
        run(path, "-o", folder / "out", "--ledger", ledger)
    told = json.loads(ledger.read_text())
    assert [each["name"] for each in told["tables"]] == [
        f"{each}.csv" for each in range(2015, 2020)
    ]
    assert all(None in each["counts"] for each in told["tables"])
    files = sorted((folder / "out").iterdir())
    assert len(files) == 5
    found = intervals(*files, "--ledger", ledger)
    assert all(found[f"{year}|B"][1] - found[f"{year}|B"][0] >= 5 for year in range(2015, 2020))


def test_a_release_again_is_the_same_and_a_finer_one_reveals_nothing(folder):
    """The ledger holds what was printed, and only that."""
    path, ledger = folder / "in" / "t.csv", folder / "ledger.json"
    path.write_text("sex,count\nF,2\nM,9\nX,8\nTotal,19\n")
    run(path, "-o", folder / "out", "--ledger", ledger)
    first, told = (folder / "out" / "t.csv").read_bytes(), ledger.read_bytes()
    run(path, "-o", folder / "again", "--ledger", ledger)
    assert (folder / "again" / "t.csv").read_bytes() == first
    assert ledger.read_bytes() == told
    assert b": 2" not in told.replace(b'"years": 1', b"")
    hidden = [each for each in first.decode().splitlines() if each.endswith(":")]
    other = folder / "in" / "u.csv"
    other.write_text("sex,count\nM,9\nX,8\nTotal,19\n")
    run(other, "-o", folder / "out", "--ledger", ledger)
    again = (folder / "out" / "u.csv").read_text().splitlines()
    assert set(hidden) - {"F,:"} <= set(again)


def test_a_ledger_in_the_output_folder_is_written_with_the_tables(folder):
    """And no other csv stands there."""
    run(folder / "in" / "t.csv", "-o", folder / "out", "--ledger", folder / "out" / "l.json")
    assert sorted(each.name for each in (folder / "out").iterdir()) == ["l.json", "t.csv"]


def test_denominators_stay_unless_one_is_small_itself(folder):
    """Twelve who were asked are no secret; four are, and would follow from the others."""
    path = folder / "in" / "n.csv"
    path.write_text("a,count,n\nx,1,4\ny,9,20\nz,9,30\nv,20,40\nTotal,39,94\n")
    said = run(path, "-o", folder / "out", "--lang", "en")
    rows = [each.split(",") for each in (folder / "out" / "n.csv").read_text().splitlines()[1:]]
    assert rows[0] == ["x", ":", ":"]
    assert [count for _, count, _ in rows].count(":") == 2
    assert {of for *_, of in rows} == {":"}
    assert "The denominators of n.csv are hidden" in said
    path.write_text("a,count,n\nx,1,12\ny,9,20\nz,9,30\nv,20,40\nTotal,39,102\n")
    said = run(path, "-o", folder / "out", "--lang", "en")
    rows = [each.split(",") for each in (folder / "out" / "n.csv").read_text().splitlines()[1:]]
    assert rows[0] == ["x", ":", "12"]
    assert [of for *_, of in rows] == ["12", "20", "30", "40", "102"]
    assert "The denominators of" not in said


def test_levels_policies_and_columns_can_be_told(folder):
    """Zeros, the minimum, a percentage to leave out, and which labels are subtotals."""
    (folder / "h.csv").write_text("dimension,parent,child\nplace,North,A\nplace,North,B\n")
    path = folder / "in" / "p.csv"
    path.write_text("place;count;pct\nNorth;11;55,0\nA;0;0,0\nB;11;55,0\nC;9;45,0\nTotal;20;100\n")
    told = ["--hierarchy", folder / "h.csv", "--drop", "pct", "--zeros", "shown", "--minimum", 9]
    run(path, "-o", folder / "out", "--policy", "ssb3", *told)
    assert (folder / "out" / "p.csv").read_text() == (
        "place;count\nNorth;11\nA;0\nB;11\nC;9\nTotal;20\n"
    )
    run(path, "-o", folder / "out", *told[:4], "--minimum", 10)
    assert ";:\n" in (folder / "out" / "p.csv").read_text()


def test_rounding_writes_sums_of_what_is_printed(folder):
    """Nothing is hidden then, and no ledger takes rounded counts for counts."""
    path = folder / "in" / "r.csv"
    path.write_text("a,count\nx,1\ny,2\nz,9\nTotal,12\n")
    said = run(path, "-o", folder / "out", "--rounding", 3, "--policy", "ssb3", "--lang", "en")
    lines = (folder / "out" / "r.csv").read_text().splitlines()[1:]
    x, y, z, total = (int(each.split(",")[1]) for each in lines)
    assert {x, y} <= {0, 3}
    assert x + y + z == total
    assert "cells are rounded" in said
    run(path, "-o", folder / "out", "--rounding", 3, "--ledger", folder / "l.json", code=2)


def test_a_key_makes_the_choice_a_secret_and_the_same_each_time(folder):
    """Two keys need not choose alike; one always does."""
    key = folder / "key"
    key.write_text("a key for examples, and no secret at all")
    key.chmod(0o600)
    path = folder / "in" / "k.csv"
    path.write_text("a,count\n" + "".join(f"c{n},9\n" for n in range(12)) + "x,2\nTotal,110\n")
    for place in ("one", "two"):
        run(path, "-o", folder / place, "--key", key)
    one, two = ((folder / place / "k.csv").read_text() for place in ("one", "two"))
    assert one == two
    assert one.count(":") == 2


def test_nothing_is_written_where_a_cell_cannot_be_protected(folder):
    """Not the tables, nor the ledger; what stood in the folder stands."""
    ledger = folder / "ledger.json"
    public = {
        "name": "old", "total": "Total", "years": 1, "counts": [None, None, 4],
        "dimensions": {"sex": ["F", "M", "Total"]},
    }  # fmt: skip
    ledger.write_text(json.dumps({"schema": 1, "tables": [public], "figures": []}))
    before = ledger.read_bytes()
    (folder / "in" / "t.csv").write_text("sex,count\nF,1\nM,3\nTotal,4\n")
    (folder / "out").mkdir()
    (folder / "out" / "mine.csv").write_text("mine")
    said = run(folder / "in" / "t.csv", "-o", folder / "out", "--ledger", ledger, code=1)
    assert "cannot be protected" in said
    assert "Traceback" not in said
    assert [each.name for each in (folder / "out").iterdir()] == ["mine.csv"]
    assert ledger.read_bytes() == before


def test_a_folder_that_cannot_be_written_leaves_the_ledger_as_it_was(folder, monkeypatch):
    """One that was there, and one that was not."""

    def refused(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write_folder, "_write_all", refused)
    ledger = folder / "ledger.json"
    run(folder / "in" / "t.csv", "-o", folder / "out", "--ledger", ledger, code=1)
    assert not ledger.exists()
    old = '{"schema": 1, "tables": [], "figures": []}'
    ledger.write_text(old)
    run(folder / "in" / "t.csv", "-o", folder / "out", "--ledger", ledger, code=1)
    assert ledger.read_text() == old


def test_other_files_of_the_folder_survive_and_so_does_a_linked_one(folder):
    """A link under the table's name is replaced, never followed."""
    (folder / "out").mkdir()
    (folder / "out" / "other.csv").write_text("other")
    (folder / "victim").write_text("mine")
    (folder / "out" / "t.csv").symlink_to(folder / "victim")
    (folder / "in" / "u.csv").write_text("sex,count\nF,2\nM,9\nTotal,11\n")
    run(folder / "in" / "t.csv", folder / "in" / "u.csv", "-o", folder / "out")
    assert sorted(each.name for each in (folder / "out").iterdir()) == [
        "other.csv", "t.csv", "u.csv",
    ]  # fmt: skip
    assert (folder / "out" / "other.csv").read_text() == "other"
    assert (folder / "victim").read_text() == "mine"


def test_no_file_takes_the_place_of_another(folder):
    """Inputs with one name, an input in the folder, a ledger that is a table: wrong calls."""
    table, out = folder / "in" / "t.csv", folder / "out"
    (folder / "more").mkdir()
    (folder / "more" / "T.csv").write_text("sex,count\nF,2\nTotal,2\n")
    assert "same name" in run(table, folder / "more" / "T.csv", "-o", out, code=2)
    assert "overwritten" in run(table, "-o", folder / "in", code=2)
    (folder / "link").symlink_to(folder / "in")
    assert "overwritten" in run(table, "-o", folder / "link", code=2)
    for ledger in (table, out / "t.csv"):
        assert "--ledger" in run(table, "-o", out, "--ledger", ledger, code=2)
    assert ".json" in run(table, "-o", out, "--ledger", out / "l.csv", code=2)
    assert not out.exists()


def test_what_is_wrong_with_several_files_is_told_at_once(folder):
    """Each with its file and line; an identity number is not repeated."""
    for name, text in (("a", "x,count\n1,q\n"), ("b", "x,count\n17912099997,1\n")):
        (folder / "in" / f"{name}.csv").write_text(text)
    inputs = [folder / "in" / f"{name}.csv" for name in ("a", "b", "missing")]
    said = run(*inputs, "-o", folder / "out", code=1)
    assert "3 files cannot be read" in said
    assert "a.csv:2" in said
    assert "identity number" in said
    assert "no such file" in said
    assert "17912099997" not in said
    levels = folder / "h.csv"
    levels.write_text("dimension,parent,child\nsted,N,A\n")
    told = ["-o", folder / "out", "--hierarchy", levels]
    assert "No table has the dimension 'sted'" in run(folder / "in" / "t.csv", *told, code=1)
