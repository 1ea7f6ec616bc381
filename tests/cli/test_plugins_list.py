"""The list of plugins: what it says of names, of conflicts and of what was skipped, and its cost."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from programs import unmeasured

from rusfelt.cli.commands import program
from rusfelt.plugin import Entry, Offer, Registry, Skipped, using

HOOK = """\
from rusfelt.plugin import Offer, hookimpl


@hookimpl
def rusfelt_evaluators():
    yield Offer("heavy-{number}", "heavy_{number}.method:Heavy", api=1, summary="Needs pandas")
"""


def _entry(name, distribution, kind="evaluator", summary=""):
    return Entry(kind, Offer(name, "nowhere:Nothing", summary=summary), distribution, "1.2")


def _listed(*options):
    result = CliRunner().invoke(program, ["plugins", "list", *options])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def crowded():
    """Two that share a name, one that took a built-in's, one that is fine, and one skipped."""
    entries = [
        _entry("gain", "rusfelt-east"),
        _entry("gain", "rusfelt-west"),
        _entry("theil-sen", "rusfelt-copy"),
        _entry("px", "rusfelt-px", kind="reader", summary="Reads\nPX \x1b[31mfiles"),
    ]
    skipped = [Skipped("broken", "rusfelt-broken", "ImportError: no module called nothing")]
    with using(Registry.of(entries, skipped)):
        yield


@pytest.mark.usefixtures("crowded")
def test_machines_read_every_offer_under_keys_that_stay():
    """Kind, distribution, version, interface and whether rusfelt itself offers it."""
    found = json.loads(_listed("--format", "json"))
    assert set(found) == {"offers", "skipped"}
    by_distribution = {each["distribution"]: each for each in found["offers"]}
    assert by_distribution["rusfelt-px"] == {
        "name": "px",
        "kind": "reader",
        "distribution": "rusfelt-px",
        "version": "1.2",
        "api": 1,
        "builtin": False,
        "conflict": None,
        "summary": "Reads\nPX \x1b[31mfiles",
    }
    assert by_distribution["rusfelt"]["builtin"] is True
    assert found["skipped"] == [
        {
            "plugin": "broken",
            "distribution": "rusfelt-broken",
            "reason": "ImportError: no module called nothing",
        }
    ]


@pytest.mark.usefixtures("crowded")
def test_a_name_that_leads_nowhere_is_listed_with_the_reason():
    """Two that share a name both say so and name each other; a built-in keeps its name in peace."""
    offers = json.loads(_listed("--format", "json"))["offers"]
    disputed = {each["distribution"]: each["conflict"] for each in offers if each["conflict"]}
    assert set(disputed) == {"rusfelt-east", "rusfelt-west", "rusfelt-copy"}
    for one in ("rusfelt-east", "rusfelt-west"):
        assert "rusfelt-east and rusfelt-west" in disputed[one]
    assert "its own evaluator called 'theil-sen'" in disputed["rusfelt-copy"]


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize(
    ("language", "head", "skipped", "conflict"),
    [
        ("nb", "innebygd", "Hoppet over broken (rusfelt-broken)", "fører ikke fram"),
        ("nn", "innebygd", "Hoppa over broken (rusfelt-broken)", "fører ikkje fram"),
        ("en", "built in", "Skipped broken (rusfelt-broken)", "leads nowhere"),
    ],
)
def test_people_read_the_same_as_a_table(language, head, skipped, conflict):
    """With a line below for each name that leads nowhere, and for each plugin skipped."""
    lines = _listed("--lang", language).splitlines()
    assert head in lines[0]
    (built_in,) = [line for line in lines if line.startswith("xmr ")]
    assert built_in.split()[:6] == ["xmr", "evaluator", "rusfelt", "0.1.0", "1", "yes" if language == "en" else "ja"]  # fmt: skip
    assert sum(conflict in line for line in lines) == 3
    assert sum(skipped in line for line in lines) == 1


@pytest.mark.usefixtures("crowded")
def test_a_plugins_words_cannot_steer_the_terminal():
    """A line break in a summary breaks no table, and an escape sequence escapes nothing."""
    shown = _listed()
    assert "\x1b" not in shown
    assert "Reads PX [31mfiles" in shown


def test_a_narrow_terminal_folds_the_last_column_alone(monkeypatch):
    """Names stay on one line; what there is no room for goes under the column it belongs to."""
    monkeypatch.setenv("COLUMNS", "100")
    lines = _listed().splitlines()
    assert all(len(line) <= 100 for line in lines)
    place = next(
        number for number, line in enumerate(lines) if line.startswith("individual-slopes")
    )
    column = lines[place].index("Each person's")
    rest = [line for line in lines[place + 1 : place + 4] if not line[:column].strip()]
    told = " ".join(line[column:] for line in (lines[place], *rest))
    assert rest
    assert told == "Each person's own rate of change, and beside the group's"


def test_listing_loads_nothing_heavy(tmp_path):
    """Ten plugins import pandas with their methods; the list has all ten, and pandas is not there."""
    for number in range(10):
        package = tmp_path / f"heavy_{number}"
        package.mkdir()
        (package / "__init__.py").write_text(HOOK.format(number=number))
        (package / "method.py").write_text("import pandas\n\n\nclass Heavy: ...\n")
        info = tmp_path / f"heavy_{number}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: heavy-{number}\nVersion: 1.0\n"
        )
        (info / "entry_points.txt").write_text(f"[rusfelt]\nheavy = heavy_{number}\n")
    code = (
        "import sys; from rusfelt.cli.commands import program\n"
        "program(['plugins', 'list', '--format', 'json'], standalone_mode=False)\n"
        "heavy = ('pandas', 'scipy', 'cattrs', 'narwhals', 'rich', 'rusfelt.panel', 'rusfelt.io')\n"
        "sys.stderr.write(','.join(name for name in heavy if name in sys.modules))"
    )
    env = unmeasured()
    env.pop("RUSFELT_PLUGINS", None)
    env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(tmp_path), env.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    offers = json.loads(done.stdout)["offers"]
    assert {f"heavy-{number}" for number in range(10)} <= {each["name"] for each in offers}
    assert done.stderr == ""
