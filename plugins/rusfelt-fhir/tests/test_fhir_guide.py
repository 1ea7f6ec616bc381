"""What the guide shows is run, so that it cannot grow old unseen."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "exchange-fhir.md"
FENCE = re.compile(r"^```\{code-block\} (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CAPTION = re.compile(r"\A:caption: (\S+)\n+")


@pytest.mark.skipif(not PAGE.exists(), reason="the guide stands in the repository alone")
def test_the_guide_does_what_it_shows(tmp_path, monkeypatch) -> None:
    """Its files are made, and its sessions answer as printed."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    said: list[str] = []
    sessions = 0
    for kind, body in FENCE.findall(PAGE.read_text("utf-8")):
        if caption := CAPTION.match(body):
            Path(caption[1]).write_text(body[caption.end() :], encoding="utf-8")
        elif kind == "pycon":
            sessions += 1
            parsed = doctest.DocTestParser().get_doctest(body, {}, PAGE.name, str(PAGE), 0)
            parsed.globs = names
            flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            runner = doctest.DocTestRunner(optionflags=flags, verbose=False)
            runner.run(parsed, out=said.append, clear_globs=False)
    assert not said, "".join(said)
    assert sessions == 7
