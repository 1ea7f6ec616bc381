"""The report in a real browser: axe finds no breach of WCAG 2.1 A or AA.

Needs a Chromium (``chromium``, ``chromium-browser``, ``google-chrome`` or ``$CHROMIUM``) and axe
(``$RUSFELT_AXE``, the path of ``axe.min.js``); skips and says so where one is not there.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import attrs
import internal_pages
import pytest

import rusfelt
from rusfelt.catalogue import figures
from rusfelt.language import LANGUAGES
from rusfelt.publishing import Published, publish
from rusfelt.report import html_report

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

EXAMPLES = Path(__file__).parents[2] / "examples"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
RUNNER = """
axe.run(document, {runOnly: {type: "tag", values: TAGS}}).then(
  found => JSON.stringify({
    violations: found.violations, incomplete: found.incomplete, passes: found.passes.length
  }),
  error => JSON.stringify({error: String(error)})
).then(text => {
  const result = document.createElement("pre");
  result.id = "axe-result";
  result.textContent = text;
  document.body.replaceChildren(result);
});
"""
# The page itself forbids every script; only the copy that is tested lets them in.
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.fixture(scope="module")
def chromium() -> str:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if found is None:
        pytest.skip("no Chromium was found: install one, or set CHROMIUM to its path")
    return found


@pytest.fixture(scope="module")
def axe() -> str:
    path = os.environ.get("RUSFELT_AXE")
    if not path:
        pytest.skip("RUSFELT_AXE is not set: nox -s browser fetches axe-core and sets it")
    if not Path(path).is_file():
        pytest.skip(f"RUSFELT_AXE points at {path}, and no file is there")
    return Path(path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def evaluations() -> dict[str, rusfelt.Evaluation]:
    return {
        "real": rusfelt.evaluate_plan(rusfelt.load_plan("nordre-aker"), figures("nordre-aker")),
        "illustrative": rusfelt.evaluate_plan(
            rusfelt.load_plan(EXAMPLES / "illustrative.toml"),
            rusfelt.read_measurements(EXAMPLES / "illustrative-figures.csv"),
            as_of="2024-12-31",
        ),
    }


def dump(chromium: str, page: Path, width: int, profile: Path) -> str:
    """The page as it stands after its scripts have run."""
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        f"--user-data-dir={profile}", f"--window-size={width},900", "--virtual-time-budget=120000",
        "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=500, check=True)
    return done.stdout.decode("utf-8")


def check(chromium: str, axe: str, page: str, folder: Path, width: int) -> dict[str, Any]:
    """What axe says of a page, run in a copy of it."""
    copy = POLICY.sub("", page)
    assert copy != page, "the page carries no policy against scripts"
    runner = RUNNER.replace("TAGS", json.dumps(TAGS))
    file = folder / "copy.html"
    scripts = f"<script>{axe}</script><script>{runner}</script></body>"
    file.write_text(copy.replace("</body>", scripts), encoding="utf-8")
    dumped = dump(chromium, file, width, folder / "profile")
    found = re.search(r'<pre id="axe-result">(.*?)</pre>', dumped, re.DOTALL)
    assert found, "axe did not finish"
    result: dict[str, Any] = json.loads(html.unescape(found[1]))
    assert "error" not in result, result
    return result


def told(rules: list[dict[str, Any]]) -> list[str]:
    """Rules and the first few places, short enough to read."""
    return [
        f"{rule['id']}: {rule['help']} ({len(rule['nodes'])} places, such as "
        f"{[node['html'][:160] for node in rule['nodes'][:3]]})"
        for rule in rules
    ]


@pytest.mark.parametrize(
    ("plan", "language", "width"),
    [
        ("real", "nb", 1200),
        ("illustrative", "nb", 1200),
        ("illustrative", "nb", 390),
        ("illustrative", "en", 1200),
    ],
)
def test_axe_finds_no_breach(chromium, axe, evaluations, plan, language, width, tmp_path):
    """No WCAG 2.1 A or AA rule that axe can check is broken, on a screen or on a phone."""
    page = internal_pages.html_report(evaluations[plan], language=language)
    result = check(chromium, axe, page, tmp_path, width)
    assert told(result["violations"]) == []
    # That nothing was found must not mean that nothing was looked at.
    assert result["passes"] > 20
    for line in told(result["incomplete"]):
        print("left to a person by axe:", line)  # noqa: T201 - shown with pytest -s


@pytest.fixture(scope="module")
def published(evaluations) -> dict[str, Published]:
    """The same figures behind the gate, with what is new since an earlier plan, and in front."""
    found = evaluations["illustrative"]
    plan = found.plan
    earlier = attrs.evolve(
        plan,
        title="En tidligere plan",
        targets=[
            attrs.evolve(each, id=None, supersedes=None, reason="før") for each in plan.targets[1:]
        ],
        tiltak=[
            attrs.evolve(plan.tiltak[0], title="Het noe annet"),
            *plan.tiltak[2:],
            attrs.evolve(plan.tiltak[1], id="gone", title="Ble borte", duplicate_of=None),
        ],
    )
    return {
        "public": publish(found, "helse5", previous=earlier),
        "internal": publish(found, internal=True, previous=earlier),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("which", "width"), [("public", 1200), ("public", 390), ("internal", 1200)]
)
def test_axe_finds_no_breach_in_what_is_published(
    chromium, axe, published, which, language, width, tmp_path
):
    """Neither where figures are hidden and changes told, nor where every page is stamped."""
    asked = published[which]
    assert bool(asked.hidden) == (which == "public")
    page = html_report(asked, language=language)
    assert 'id="endringer"' in page
    assert ('id="skjulte"' in page) == (which == "public")
    assert ('class="stamp"' in page) == (which == "internal")
    result = check(chromium, axe, page, tmp_path, width)
    assert told(result["violations"]) == []
    assert result["passes"] > 20
    for line in told(result["incomplete"]):
        print("left to a person by axe:", line)  # noqa: T201 - shown with pytest -s


def test_axe_would_find_a_breach(chromium, axe, evaluations, tmp_path):
    """The check is alive: a page whose language is taken away is reported."""
    page = internal_pages.html_report(evaluations["illustrative"], language="en").replace(
        '<html lang="en">', "<html>"
    )
    result = check(chromium, axe, page, tmp_path, 1200)
    assert [rule["id"] for rule in result["violations"]] == ["html-has-lang"]
