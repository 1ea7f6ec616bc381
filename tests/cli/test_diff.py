"""``rusfelt diff`` as someone at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

import rusfelt
from rusfelt.cli._diff_screen import changes_text
from rusfelt.cli.diff import diff
from rusfelt.errors import ReadError
from rusfelt.evaluation.changes import Changes, changes_since, evaluation_changes, plan_changes
from rusfelt.language import LANGUAGES

OLD = """
schema = 1
id = "p"
title = "Rusplan"
strategies = [{ id = "S1", title = "Forebygging" }, { id = "S2", title = "Hjelp" }]

[[tiltak]]
id = "T1"
title = "Ung Arena"
strategies = ["S1"]
progress = [{ state = "ongoing", date = "2023" }]

[[tiltak]]
id = "T2"
title = "Fast kontaktperson"
strategies = ["S1"]

[[tiltak]]
id = "T3"
title = "Nettsider"
progress = [{ state = "planned" }]

[[indicators]]
id = "kontakt"
title = "Andel med kontaktperson"
kind = "coverage"
better = "higher"
design = "register"
counts = "new-persons"

[[targets]]
id = "m1"
indicator = "kontakt"
value = 90
due = "2024"
"""
NEW = (
    OLD.replace(
        'id = "T1"\ntitle = "Ung Arena"', 'id = "T4"\ntitle = "Ung Arena | nå <b>*alle*</b>"'
    )
    .replace('"Fast kontaktperson"\nstrategies = ["S1"]', '"En kontakt"\nstrategies = ["S2"]')
    .replace('state = "planned" }', 'state = "planned" }, { state = "completed", date = "2024" }')
    .replace("value = 90", "value = 80")
)


@pytest.fixture
def files(tmp_path):
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    return str(old), str(new)


def run(*args):
    result = CliRunner(env={"COLUMNS": "300"}).invoke(diff, args)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_screen_lists_what_is_new_gone_moved_and_revised(files):
    """The whole rullering in words: nothing adopted is out of sight."""
    shown = " ".join(run(*files).split())
    for words in (
        "Tiltak som har gått ut",
        "T1 Ung Arena i gang, 2023-12-31 ingenting som utfører eller gjentar det",
        "T4 Ung Arena | nå <b>*alle*</b> strategier: S1",
        "fra «Fast kontaktperson» til «En kontakt»",
        "strategier: fra S1 til S2",
        "planlagt gjennomført, 2024-12-31",
        "nivået: lettere å nå enn før",
        "revidert uten et vedtak i planen",
        "ikke hva som har virket",
    ):
        assert words in shown, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_identical_plans_say_so_in_every_language(files, language):
    """One sentence, no empty tables, and the exit code of success."""
    shown = run(files[0], files[0], "--lang", language)
    assert rusfelt.language.words(language)["diff"]["identical"] in shown
    assert "─" not in shown


def test_another_order_is_said(files, tmp_path):
    """Nothing changed but the order of the strategies."""
    path = tmp_path / "turned.toml"
    first, second = '{ id = "S1", title = "Forebygging" }', '{ id = "S2", title = "Hjelp" }'
    path.write_text(OLD.replace(f"{first}, {second}", f"{second}, {first}"), encoding="utf-8")
    for form in ("table", "markdown"):
        shown = run(files[0], str(path), "--format", form)
        assert "Rekkefølgen er en annen enn før for: strategier." in shown
        assert "Ingenting er endret." in shown


def test_pairs_that_are_probably_the_same_say_how_alike_they_are(files, tmp_path):
    """The threshold stands under the table."""
    path = tmp_path / "renumbered.toml"
    path.write_text(OLD.replace('id = "T1"', 'id = "T7"'), encoding="utf-8")
    shown = run(files[0], str(path))
    assert "T7 Ung Arena" in shown
    assert "100\u00a0%" in shown
    assert "Titlene er minst 85 prosent like." in shown


def test_json_says_what_plan_changes_says_in_every_language(files):
    """What machines read does not change with the language."""
    told = json.loads(run(*files, "--format", "json"))
    expected = plan_changes(*(rusfelt.load_plan(each) for each in files)).to_dict()
    assert told == {"schema": 1, **expected}
    assert run(*files, "--format", "json", "--lang", "en") == run(*files, "--format", "json")


def test_markdown_has_tables_whose_cells_are_no_markup(files):
    """A bar, a star or a tag in a title stays text; each row has as many cells as its heading."""
    shown = run(*files, "--format", "markdown")
    assert "Ung Arena \\| nå \\<b\\>\\*alle\\*\\</b\\>" in shown
    table = []
    for line in [*shown.splitlines(), ""]:
        if line.startswith("|"):
            table.append(line.replace("\\|", "").count("|"))
        else:
            assert len(set(table)) <= 1, table
            table = []


def test_shipped_plans_are_named_by_id_and_a_file_is_written(tmp_path):
    """Two plans with little in common, in a file rather than on the screen."""
    path = tmp_path / "changes.md"
    assert run("oslo", "nordre-aker", "--format", "markdown", "--lang", "en", "-o", str(path)) == ""
    text = path.read_text("utf-8")
    assert "The plans have different ids." in text
    assert "| tiltak | 49 | 36 | 0 | 0 |" in text
    assert "carried out by: N-1S1 Web information" in text


def test_what_a_terminal_would_obey_is_not_passed_on(tmp_path):
    """An escape in a title is shown as a question mark."""
    path = tmp_path / "odd.toml"
    path.write_text(
        'schema = 1\nid = "p"\ntitle = "P"\ngoals = [{ id = "g", title = "A\\u001b[31mB" }]\n'
    )
    for form in ("table", "markdown"):
        assert "\x1b" not in run("oslo", str(path), "--format", form)


def test_a_plan_that_cannot_be_read_stops_it(tmp_path):
    """The problem is named, as for every command."""
    path = tmp_path / "none.toml"
    result = CliRunner().invoke(diff, ["oslo", str(path)])
    assert isinstance(result.exception, ReadError)


@pytest.fixture
def evaluations(files):
    """The two plans evaluated with figures that come and grow."""
    found = []
    for path, years in zip(files, ({2022: 40}, {2022: 40, 2023: 70}), strict=True):
        rows = [
            rusfelt.Measurement("kontakt", period=str(year), numerator=x, denominator=100)
            for year, x in years.items()
        ]
        found.append(rusfelt.evaluate_plan(rusfelt.load_plan(path), rusfelt.Measurements.of(rows)))
    return found


def test_an_evaluation_says_what_is_new_since_an_earlier_plan(files, evaluations):
    """The same list under an evaluation."""
    shown = changes_text(changes_since(rusfelt.load_plan(files[0]), evaluations[1]), "nb")
    assert "Tiltak som har gått ut" in shown


def test_an_evaluation_says_what_is_new_since_an_earlier_one(evaluations):
    """Verdicts then and now, what else changed, and that none of it is an effect."""
    then, now = evaluations
    found = evaluation_changes(json.loads(then.to_json()), now)
    shown = " ".join(changes_text(Changes(verdicts=found), "nb").split())
    assert "Svarene er holdt mot vurderingen av p (2022-12-31)." in shown
    assert "2 av 5 serier og tiltak har samme svar som sist." in shown
    assert "ikke en virkning av noe" in shown
    assert "kontakt kan ikke avgjøres bedring måltallet, tallene" in shown
    assert "T1 kan ikke vurderes finnes ikke lenger" in shown
    assert "T4 fantes ikke kan ikke vurderes" in shown


def test_other_rules_and_days_that_are_none_are_said(evaluations):
    """An evaluation by another version, without a day or with a day nobody can read."""
    then = json.loads(evaluations[0].to_json())
    then["provenance"] |= {"rusfelt": "0.0.1", "as_of": None}
    shown = changes_text(changes_since(then, evaluations[0]), "en")
    assert "rusfelt 0.0.1" in shown
    assert "(no date)" in shown
    then["provenance"]["as_of"] = "i fjor"
    assert "(i fjor)" in changes_text(changes_since(then, evaluations[0]), "en")
