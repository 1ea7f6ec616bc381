"""The same plan and figures give the same bytes, whatever the machine is set to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from programs import unmeasured

EXAMPLES = Path(__file__).parents[2] / "examples"
# Each hash seed, each locale and each time zone at least once. A locale that is not installed
# leaves the process in C, which is a case of its own.
SETTINGS = [
    ("0", "C", "UTC"),
    ("1", "C.UTF-8", "Pacific/Kiritimati"),
    ("2", "nb_NO.UTF-8", "UTC"),
    ("3", "C", "Pacific/Kiritimati"),
    ("4", "C.UTF-8", "UTC"),
]
PROGRAM = """
import contextlib, hashlib, locale, sys, warnings
warnings.simplefilter("error")
with contextlib.suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
import rusfelt
from rusfelt.catalogue import figures
from rusfelt.report import html_report

plan, told = {
    "small": (sys.argv[2], "2024-12-31"),
    "real": ("nordre-aker", None),
}[sys.argv[1]]
rows = figures("nordre-aker") if told is None else rusfelt.read_measurements(sys.argv[3])
found = rusfelt.evaluate_plan(rusfelt.load_plan(plan), rows, as_of=told)
for text in (found.to_json(), html_report(found), html_report(found, language="en")):
    print(hashlib.sha256(text.encode("utf-8")).hexdigest())
"""


def digests(which, seed, language, zone):
    environment = {
        **unmeasured(),
        "PYTHONHASHSEED": seed,
        "LC_ALL": language,
        "LANG": language,
        "TZ": zone,
    }
    plan, figures = EXAMPLES / "illustrative.toml", EXAMPLES / "illustrative-figures.csv"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, which, plan, figures],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def expected():
    """What the first setting gives, by plan."""
    return {}


# The real plan takes seconds each time: every seed is another one, and each zone is there.
CASES = [("small", each) for each in SETTINGS] + [("real", each) for each in SETTINGS[:3]]


@pytest.mark.slow
@pytest.mark.parametrize(("which", "setting"), CASES, ids=str)
def test_json_and_html_are_the_same_bytes(which, setting, expected):
    """Five hash seeds, three locales, two time zones: one answer."""
    found = digests(which, *setting)
    assert len(found) == 3
    if which not in expected:
        expected[which] = digests(which, *SETTINGS[-1]) if setting == SETTINGS[0] else found
    assert found == expected[which]
