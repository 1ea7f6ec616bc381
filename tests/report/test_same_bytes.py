"""The same plan and figures give the same bytes, whatever the machine is set to."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from programs import unmeasured

EXAMPLES = Path(__file__).parents[2] / "examples"
# Each locale and each time zone at least once, and in the soak more hash seeds. A locale that is not
# installed leaves the process in C, which is a case of its own.
SETTINGS = [
    ("0", "C", "UTC"),
    ("1", "C.UTF-8", "Pacific/Kiritimati"),
    ("2", "nb_NO.UTF-8", "UTC"),
    ("3", "C", "Pacific/Kiritimati"),
    ("4", "C.UTF-8", "UTC"),
][: 5 if os.environ.get("RUSFELT_SOAK") else 3]
PROGRAM = """
import contextlib, hashlib, locale, sys, warnings
warnings.simplefilter("error")
with contextlib.suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
import rusfelt
from rusfelt.catalogue import figures
from rusfelt.report import html_report

for which in sys.argv[3:]:
    plan, told = {
        "illustrative": (sys.argv[1], "2024-12-31"),
        "real": ("nordre-aker", None),
    }[which]
    rows = figures("nordre-aker") if told is None else rusfelt.read_measurements(sys.argv[2])
    found = rusfelt.evaluate_plan(rusfelt.load_plan(plan), rows, as_of=told)
    shown = rusfelt.publish(found, internal=True)
    for text in (found.to_json(), html_report(shown), html_report(shown, language="en")):
        print(hashlib.sha256(text.encode("utf-8")).hexdigest())
"""


def digests(plans, seed, language, zone):
    """What a process of its own makes of each plan: its JSON and its pages in two languages."""
    environment = {
        **unmeasured(),
        "PYTHONHASHSEED": seed,
        "LC_ALL": language,
        "LANG": language,
        "TZ": zone,
    }
    plan, figures = EXAMPLES / "illustrative.toml", EXAMPLES / "illustrative-figures.csv"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, plan, figures, *plans],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


# The real plan takes seconds each time, so it has the setting least like that of this process.
CASES = [
    (("illustrative", "real") if setting == SETTINGS[1] else ("illustrative",), setting)
    for setting in SETTINGS
]


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(("plans", "setting"), CASES, ids=str)
def test_json_and_html_are_the_same_bytes(plans, setting, pages, real, illustrative):
    """Three hash seeds (five in the soak), three locales, two time zones, this process: one answer."""
    evaluations = {"illustrative": illustrative, "real": real}
    expected = [
        hashlib.sha256(text.encode("utf-8")).hexdigest()
        for which in plans
        for text in (
            evaluations[which].to_json(), pages[which, "nb"].source, pages[which, "en"].source,
        )
    ]  # fmt: skip
    assert len(expected) == 3 * len(plans)
    assert digests(plans, *setting) == expected
