"""``rusfelt attack`` as someone at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

from rusfelt.cli import _patience
from rusfelt.cli.commands import program
from rusfelt.language import LANGUAGES

ROWS = {
    "w": (30, 47, 64, 89),
    "x": (90, 124, 5, 31),
    "y": (92, 100, 59, 85),
    "z": (800, 991, 651, 685),
}
HIDDEN = {"wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"}
# The county and the size of eight places, as intervals without the policy.
COUNTS = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}


def two_in_every_line(hidden=HIDDEN):
    """A table in which every row and column with a hidden cell has at least two."""
    lines = ["r,c,count"]
    for row in (*ROWS, "Total"):
        for at, column in enumerate(("a", "b", "c", "d", "Total")):
            mine = [ROWS[row]] if row in ROWS else ROWS.values()
            total = sum(sum(each) if column == "Total" else each[at] for each in mine)
            lines.append(f"{row},{column},{':' if row + column in hidden else total}")
    return "\n".join(lines) + "\n"


def grouped(*groups, hidden="ABKLM"):
    lines = ["group,cell,count"]
    for number, cells in enumerate(groups):
        lines += [f"g{number},{e},{':' if e in hidden else COUNTS[e]}" for e in cells]
        lines.append(f"g{number},Total,{sum(COUNTS[e] for e in cells)}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def write(tmp_path):
    def writing(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return writing


def run(*args, code=0):
    result = CliRunner(env={"COLUMNS": "200"}).invoke(
        program, ["attack", *args], catch_exceptions=False
    )
    assert result.exit_code == code, result.output
    return result


def found(*args, **told):
    cells = json.loads(run(*args, "--format", "json", **told).stdout)["cells"]
    return {tuple(each["labels"].values()): (each["low"], each["high"]) for each in cells}


def test_two_hidden_cells_in_every_line_can_leave_one_known_exactly(write):
    """And further ones hidden put it right, as published for this table."""
    path = write("v1.csv", two_in_every_line())
    assert found(path)["w", "b"] == (47, 47)
    shown = " ".join(run(path, "--lang", "en").stdout.split())
    assert "r=w; c=b 47 47 known exactly" in shown
    assert "9 hidden cells: 1 known exactly, 0 too narrow." in shown
    assert found(write("more.csv", two_in_every_line({*HIDDEN, "xb"})))["w", "b"] == (0, 141)
    assert found(write("less.csv", two_in_every_line({*HIDDEN, "xd"})))["w", "b"] == (0, 78)


def test_two_tables_tell_more_than_each_of_them(write):
    """Each is safe alone; together they tell K."""
    county = write("county.csv", grouped("ABIJ", "KLMN"))
    size = write("size.csv", grouped("ABIJKN", "LM"))
    alone = {each[-1]: ends for each, ends in found(county).items()}
    assert alone == {"A": (0, 4), "B": (0, 4), "K": (0, 9), "L": (0, 9), "M": (0, 9)}
    alone = {each[-1]: ends for each, ends in found(size).items()}
    assert alone == {"A": (0, 7), "B": (0, 7), "K": (0, 7), "L": (0, 6), "M": (0, 6)}
    both = {each[-1]: ends for each, ends in found(county, size).items()}
    assert both == {"A": (0, 4), "B": (0, 4), "K": (3, 3), "L": (0, 6), "M": (0, 6)}
    more = [
        write("county.csv", grouped("ABIJ", "KLMN", hidden="ABKLMN")),
        write("size.csv", grouped("ABIJKN", "LM", hidden="ABKLMN")),
    ]
    safe = {each[-1]: ends for each, ends in found(*more).items()}
    assert safe == {
        "A": (0, 4), "B": (0, 4), "K": (0, 10), "L": (0, 6), "M": (0, 6), "N": (0, 10),
    }  # fmt: skip


def test_whoever_knows_that_zeros_are_shown_knows_more(write):
    """Three hidden cells that are three together are one each."""
    path = write("v9.csv", "a,count\np,:\nq,:\nr,:\nTotal,3\n")
    assert set(found(path).values()) == {(0, 3)}
    assert set(found(path, "--zeros", "shown").values()) == {(1, 1)}
    assert set(found(path, "--policy", "ssb3").values()) == {(1, 1)}
    assert set(found(path, "--policy", "ssb3", "--zeros", "hidden").values()) == {(0, 3)}


def test_the_json_names_cells_as_the_file_does(write):
    """With what was found of each, and how many of each kind."""
    path = write("t.csv", "kjønn;alder;antall\nK;Alle;:\nM;Alle;:\nTotalt;Alle;4\n")
    told = json.loads(run(path, "--format", "json", "--policy", "helse5").stdout)
    assert told["cells"][0] == {
        "file": path, "labels": {"kjønn": "K", "alder": "Alle"}, "low": 0, "high": 4,
        "exact": True, "known": False, "leaks": True,
    }  # fmt: skip
    assert (told["schema"], told["policy"], told["minimum"]) == (1, "helse5", 5)
    assert (told["known"], told["leaks"]) == (0, 2)


def test_a_finding_is_an_answer_unless_it_is_to_fail(write):
    """Too narrow is only said where the rule is known; known exactly is always a leak."""
    narrow = write("narrow.csv", "a,count\nx,:\ny,:\nTotal,4\n")
    run(narrow, "--policy", "helse5")
    run(narrow, "--fail")
    run(narrow, "--policy", "helse5", "--fail", code=1)
    exact = write("exact.csv", "a,count\nx,:\ny,9\nTotal,13\n")
    run(exact)
    run(exact, "--fail", code=1)


def test_a_large_hidden_cell_may_have_a_narrow_interval(write):
    """Nobody can take it for a small one; but those not counted may be few."""
    rows = "x,:\ny,:\nz,9\nTotal,49\n"
    rows = f"a,count\n{rows}"
    path = write("large.csv", rows)
    ledger = write(
        "l.json",
        json.dumps(
            {
                "schema": 1,
                "tables": [
                    {
                        "name": "old", "total": "Total", "years": 1,
                        "dimensions": {"a": ["y", "y/1", "y/2"]}, "counts": [None, 20, None],
                    }
                ],
                "figures": [],
            }
        ),
    )  # fmt: skip
    assert found(path, "--ledger", ledger)["y",] == (20, 40)
    of = write("of.csv", "a,count,n\nx,:,30\ny,:,12\nTotal,40,42\n")
    told = json.loads(run(of, "--policy", "helse5", "--format", "json").stdout)["cells"]
    assert [(each["low"], each["high"], each["leaks"]) for each in told] == [
        (28, 30, True), (10, 12, True),
    ]  # fmt: skip


def test_a_missing_cell_is_nobodys_secret(write):
    """It is unknown, and not listed among the hidden."""
    path = write("m.csv", "a,count\nx,:\ny,..\nz,9\nTotal,20\n")
    assert found(path) == {("x",): (0, 11)}


def test_without_a_hidden_cell_that_is_said(write):
    """In each language, and with an empty list for a program."""
    path = write("open.csv", "a,count\nx,9\nTotal,9\n")
    for language in LANGUAGES:
        assert "skjult" in (said := run(path, "--lang", language).stderr) or "hidden" in said
    assert found(path) == {}


def test_levels_and_columns_to_leave_out_are_told_as_for_protect(write):
    """The attacker knows them too."""
    levels = write("h.csv", "dimension,parent,child\nplace,North,A\nplace,North,B\n")
    path = write("p.csv", "place;count;pct\nNorth;9;45,0\nA;:;\nB;:;\nC;11;55,0\nTotal;20;100\n")
    assert found(path, "--hierarchy", levels, "--drop", "pct")["A",] == (0, 9)


def test_wrong_calls_and_contradictions_are_told(write):
    """A file named twice, and totals that are no sums."""
    path = write("t.csv", "a,count\nx,:\ny,9\nTotal,8\n")
    assert "Name each file once" in run(path, path, code=2).stderr
    assert "less than its parts" in run(path, code=1).stderr


def test_long_work_says_what_it_does(capsys):
    """After a while, on standard error; short work says nothing."""
    with _patience.patience("Working …", after=0.0) as _:
        for thread in _patience.threading.enumerate():
            if isinstance(thread, _patience.threading.Timer):
                thread.join()
    with _patience.patience("Short", after=60.0):
        pass
    assert capsys.readouterr().err == "Working …\n"
