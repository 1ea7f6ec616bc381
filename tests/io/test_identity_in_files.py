"""Files with national identity numbers are not read, whatever else is wrong in them."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from identities import numbers

import rusfelt
from rusfelt import Measurements
from rusfelt.cli.commands import program
from rusfelt.domain import Measurement
from rusfelt.errors import Problem, ReadError
from rusfelt.io.instrument_file import read_instrument
from rusfelt.io.response_table import read_response_table
from rusfelt.io.tables import read_table
from rusfelt.io.value_set import read_value_set
from rusfelt.plugin import Entry, Offer, Registry, using
from rusfelt.raw_table import RawTable

ONE = "17912099997"
HEADER = "indicator;unit;period;value;note\n"


@pytest.fixture
def file(tmp_path):
    """A file with this text, of this name."""

    def write(text, name="file.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def refusal(read, path, **told):
    """What is said when a file is refused; it never has the number, nor part of it."""
    with pytest.raises(ReadError) as caught:
        read(path, **told)
    error = caught.value
    while error is not None:
        said = f"{error} {getattr(error, 'problems', '')!r} {vars(error)!r}"
        assert not any(part in said for part in (ONE, ONE[:6], ONE[6:])), said
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return caught.value


def places(error):
    return [(each.line, each.path) for each in error.problems]


def test_every_cell_of_a_file_of_figures_is_looked_at(file):
    """Also in columns that are left out or have no name, in headers and comments."""
    text = f"{HEADER}x;{ONE};2020;1;\nx;;2020;1;født 17.91.20 99997\n"
    error = refusal(rusfelt.read_measurements, file(text))
    assert (error.line, error.column) == (2, "unit")
    assert places(error) == [(2, "column 'unit'"), (3, "column 'note'")]
    assert "replace it by a code" in str(error)
    left_out = file(f"indicator;period;value;who\nx;2020;1;{ONE}\n")
    assert refusal(rusfelt.read_measurements, left_out, columns={"who": None}).column == "who"
    assert (
        refusal(
            rusfelt.read_measurements, file(f"indicator;period;value;\na;2020;1;{ONE}\n")
        ).column
        == 4
    )
    assert (
        refusal(rusfelt.read_measurements, file(f"indicator;period;{ONE}\na;2020;1\n")).column == 3
    )
    assert refusal(rusfelt.read_measurements, file(f"# {ONE}\n{HEADER}x;;2020;1;\n")).line == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}x;{ONE};2020;abc;\n",
        f"{HEADER}x;;{ONE};1;\n",
        f"{HEADER}{ONE};a/b;2020;1\n",
        f'{HEADER}x;"{ONE};2020;1;\n',
        f'{HEADER}x;a"{ONE};2020;1;"""\n',
        f"no;header;here\n{ONE}\n",
        f"{HEADER}x;;2020;1;{'z' * 200_000}{ONE}\n",
        f'{HEADER}x;;2020;"<{ONE}";\n',
        f"sep=,\nindicator,unit,period,value\nx,{ONE},2020,1.234\n",
    ],
    ids=["value", "period", "ragged", "open quote", "stray quote", "header", "long", "bound", "sep"],
)  # fmt: skip
def test_the_number_is_told_of_before_anything_else_that_is_wrong(file, text):
    """Such complaints quote what is wrong, and here that would be the number."""
    error = refusal(rusfelt.read_measurements, file(text))
    assert "national identity number" in str(error)
    assert error.line is not None


@pytest.mark.parametrize(
    ("encoding", "told"), [("cp1252", None), ("utf-8-sig", None), ("utf-16", "utf-16")]
)
def test_whatever_the_encoding(file, encoding, told):
    path = file(f"{HEADER}x;ø;2020;1;179120\u00a099997 \u2013\n", encoding=encoding)
    assert refusal(rusfelt.read_measurements, path, encoding=told).line == 2


def test_lines_are_counted_as_an_editor_counts_them(file):
    error = refusal(read_table, file(f'a;b\n"one\ntwo";1\n\n# {ONE}\n{ONE};2\n'))
    assert [line for line, _ in places(error)] == [5, 6]


def test_the_first_twenty_are_listed_and_the_rest_counted(file):
    error = refusal(read_table, file("a;b\n" + f"{ONE};1\n" * 30))
    assert "30 cells hold" in str(error)
    assert len(error.problems) == 21
    assert error.problems[-1].message == "10 more places hold such numbers."


def test_ten_digits_count_where_the_whole_column_has_lost_its_zeros(file):
    lost = ["5840399895", "5440355678"]
    error = refusal(read_table, file("who;x\n" + "".join(f"{each};1\n" for each in lost)))
    assert places(error) == [(2, "column 'who'"), (3, "column 'who'")]
    codes = "".join(f"{each};1\n" for each in [lost[0], "1234567890", "2234567890"])
    assert len(read_table(file(f"who;x\n{codes}"))) == 3


def test_other_long_numbers_are_read(file):
    """Decimals, digests, organisations and amounts with their thousands apart."""
    text = "a;b;c;d\n0,17912099997;b1e5a17912099997cafe17912099997ff0;974760673;17 912 099 997\n"
    found = read_table(file(text))
    assert found.columns["a"].tolist() == [0.17912099997]
    assert found.columns["d"].tolist() == [17_912_099_997]


def test_a_file_named_by_a_number_is_refused_by_every_reader(file):
    for read, name in ((read_table, "csv"), (rusfelt.load_plan, "toml"), (read_instrument, "toml")):
        error = refusal(read, file("a;b\n1;2\n", f"{ONE}.{name}"))
        assert f"###########.{name}" in str(error)
    assert len(rusfelt.validate(file("", f"{ONE}.toml"))) == 1


def test_other_tables_are_held_to_the_same(file):
    assert refusal(read_value_set, file(f"profile;value\n{ONE};1\n")).column == "profile"
    table = file(f"intake;session;expected\n1;1;{ONE}\n")
    assert refusal(read_response_table, table, version="a", better="lower").column == "expected"


PLAN = 'schema = 1\nid = "p"\ntitle = "Plan"\n'


@pytest.mark.parametrize(
    ("more", "place"),
    [
        (f'[[goals]]\nid = "g"\ntitle = "for {ONE}"\n', "goals[0].title"),
        ('[[goals]]\nid = "g"\ntitle = "\\u0031\\u0037912099997"\n', "goals[0].title"),
        (f"budget = {ONE}\n", "budget"),
        ("budget = 17_912_099_997\n", "budget"),
        ("budget = 1.7912099997e10\n", "budget"),
        (f"x = {{ y = [1, '{ONE}'] }}\n", "x.y[1]"),
        (f'"{ONE}" = 1\n', "###########"),
        (f"# {ONE}\n", "comment"),
        (f"area = {ONE}a\n", ""),
        (f"area = '{ONE}\n", ""),
        (f"owners = ['{ONE}', [\n", ""),
    ],
)
def test_every_text_number_key_and_comment_of_a_plan_file_is_looked_at(file, more, place):
    """Also where the file is no TOML, and then before that is said."""
    path = file(PLAN + more, "plan.toml")
    error = refusal(rusfelt.load_plan, path)
    assert "national identity number" in str(error)
    problems = rusfelt.validate(path)
    assert [each.path for each in problems] == [place]
    assert problems[0].line == 4 + more.count("\n", 0, max(more.find(ONE), more.find("\\u0031"), 0))
    assert refusal(read_instrument, path).line == problems[0].line


def test_a_plan_with_long_numbers_that_are_none_is_read(file):
    text = PLAN + 'area = "0301"  # 12 000 000 000 kr, doi 10.1136/bmj.17912099998\n'
    assert rusfelt.load_plan(file(text, "plan.toml")).area == "0301"


class Reads:
    """A reader of another package that says, where it is asked to, what its file says."""

    suffixes = (".who",)

    def read(self, path):
        where, _, text = path.read_text().partition("=")
        if where == "raises":
            msg = f"cannot read {text}"
            raise ValueError(msg)
        found = Measurements.of([Measurement("a", value=1), Measurement("b", value=2)])
        columns = {**found.columns, "unit": np.array(["", text if where == "unit" else ""])}
        return Measurements(columns, {"dates": text} if where == "guessed" else {})


class Tables:
    """The same of tables."""

    suffixes = (".who",)
    options = ()

    def recognises(self, _head):
        return False

    def table(self, path):
        where, _, text = path.read_text().partition("=")
        words = {
            "guessed": {"guessed": {"dates": f"as in {text}"}},
            "what was guessed": {"guessed": {text: "a date"}},
            "fields": {"fields": {"a": text}},
            "titles": {"titles": {"a": text}},
            "labels": {"labels": {"a": {"1": text}}},
            "states": {"states": {"a": ["", text]}},
            "delimiter": {"delimiter": text},
            "decimal": {"decimal": text},
        }
        if where == "one problem":
            raise ReadError("Bad.", path=str(path), problems=[Problem("", f"saw {text}")])
        if where == "cause":
            raise ReadError("Bad.", path=str(path)) from ValueError(text)
        if where == "header":
            return RawTable(str(path), {"a": [1, 2]}, [2, 3], header=int(text))
        if where == "rows":
            return RawTable(str(path), {"a": [1, int(text)]}, [2, int(text)])
        own = f"{text}.who" if where == "path" else str(path)
        cells = ["1", text if where == "cell" else "2"]
        return RawTable(own, {"a": cells}, [2, 3], **words.get(where, {}))


@pytest.mark.parametrize("where", ["unit", "guessed", "raises"])
def test_what_a_reader_of_another_package_gives_is_looked_at_too(file, where):
    """Its figures, what it guessed, its complaint."""
    offer = Offer("who", f"{__name__}:Reads")
    path = file(f"{where}={ONE}", "some.who")
    with using(Registry.of([Entry("reader", offer, "one", "0.1")])):
        error = refusal(rusfelt.read_measurements, path, reader="who")
    assert "national identity number" in str(error)


@pytest.mark.parametrize(
    "where",
    [
        "cell", "guessed", "what was guessed", "fields", "titles", "labels", "states", "delimiter",
        "decimal", "path", "header", "rows", "one problem", "cause",
    ],
)  # fmt: skip
def test_every_word_of_a_table_of_another_package_is_looked_at(file, where):
    """Not in its cells alone; and a row is never told by a number that is somebody's."""
    offer = Offer("who", f"{__name__}:Tables")
    with using(Registry.of([Entry("reader", offer, "one", "0.1")])):
        assert len(read_table(file("nowhere=x", "some.who"), reader="who")) == 2
        error = refusal(read_table, file(f"{where}={ONE}", "some.who"), reader="who")
    assert "national identity number" in str(error)


@given(number=numbers, words=st.text("abc ø,;-", max_size=8))
def test_no_message_repeats_a_number(tmp_path_factory, number, words):
    """Wherever in a row it stands, and whatever stands around it."""
    path = tmp_path_factory.mktemp("one") / "a.csv"
    path.write_text(f"{HEADER}x;;2020;{words}x{number};\n", "utf-8")
    for read in (rusfelt.read_measurements, read_table):
        with pytest.raises(ReadError) as caught:
            read(path)
        assert number not in str(caught.value)
        assert number[6:] not in str(caught.value)


def test_the_command_line_says_where_and_exits_with_1(file):
    """On standard error, without a traceback; nothing is written."""
    path = file(
        "person;" + ";".join(f"phq9_{k}" for k in range(1, 10)) + f"\n{ONE};1;1;1;1;1;1;1;1;1\n"
    )
    for command in ("score", "change"):
        result = CliRunner().invoke(program, [command, "phq9", str(path)])
        assert result.exit_code == 1
        assert "file.csv:2, column 'person'" in result.stderr
        assert ONE not in result.output + result.stderr
