"""What the pages show is run, page by page and in order, so that it cannot grow old unseen.

A ```python block is run as a script, a ```pycon block as a session whose answers must be the same,
a code-block with a caption becomes the file of that name, and the `rusfelt` calls of a ```console
block must print the lines shown, with `…` for what is left out.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from programs import unmeasured

from rusfelt.cli.commands import program

pytestmark = pytest.mark.usefixtures("drawn_once")

_ROOT = Path(__file__).parents[2]
_DOCS = _ROOT / "docs"
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_CAPTION = re.compile(r"\A:caption: (?P<name>\S+)\n+")
_MAIN = "from rusfelt.cli.main import main; main()"
# What is asked about plugins is answered from what a new process finds installed.
_STARTED = {"plugins"}
# A block with one of these makes a whole report.
_SLOW = (".html", "rusfelt report", "rusfelt evaluate")


class _Block(NamedTuple):
    kind: str
    body: str
    line: int


def _blocks(page: Path) -> list[_Block]:
    text = page.read_text("utf-8")
    return [
        _Block(found["info"].strip(), found["body"], text.count("\n", 0, found.start()) + 2)
        for found in _FENCE.finditer(text)
    ]


def _runs(block: _Block) -> bool:
    return block.kind in {"python", "pycon", "console"} or _CAPTION.match(block.body) is not None


_PAGES = {
    page.relative_to(_DOCS).as_posix(): runnable
    for page in sorted(_DOCS.rglob("*.md"))
    if "_build" not in page.parts and (runnable := [each for each in _blocks(page) if _runs(each)])
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to run a page in, with the examples where a checkout has them."""
    shutil.copytree(_ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def test_there_are_pages_to_run():
    """The collection above finds the pages; without this an empty one would pass in silence."""
    assert {"tutorial/first-evaluation.md", "how-to/write-an-evaluator.md"} <= _PAGES.keys()


def _whole_report(page: str) -> bool:
    """Whether the page has a report written, which takes seconds, and twice as many measured."""
    return any(
        block.kind == "console" and any(each in block.body for each in _SLOW)
        for block in _PAGES[page]
    )


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=pytest.mark.no_cover if _whole_report(page) else [])
        for page in _PAGES
    ],
)
def test_a_page_does_what_it_shows(page, folder):
    """Every block of the page runs after those before it, and answers as printed."""
    names = {"__name__": "__page__"}
    for block in _PAGES[page]:
        place = f"docs/{page}:{block.line}"
        if block.kind == "python":
            # As many empty lines first as make a traceback name the page's own line.
            source = "\n" * (block.line - 1) + block.body
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, place, "exec"), names)  # noqa: S102 - our own pages
        elif block.kind == "pycon":
            _session(block, place, names)
        elif block.kind == "console":
            _console(block, place)
        elif caption := _CAPTION.match(block.body):
            file = folder / caption["name"]
            file.write_text(block.body[caption.end() :], "utf-8")


def _session(block: _Block, place: str, names: dict[str, object]) -> None:
    parsed = doctest.DocTestParser().get_doctest(block.body, {}, place, place, block.line - 1)
    # The session shares the page's names, as a reader's would.
    parsed.globs = names
    runner = doctest.DocTestRunner(
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False
    )
    said = io.StringIO()
    runner.run(parsed, out=said.write, clear_globs=False)
    assert runner.failures == 0, said.getvalue()


def _started(arguments: list[str]) -> str:
    """What the program prints as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _MAIN, *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**unmeasured(), "PYTHONIOENCODING": "utf-8"},
    )
    return done.stdout + done.stderr


def _called(arguments: list[str]) -> str:
    """What the program prints in this process, which has loaded what takes a second to load."""
    # An exception that the program lets through comes through here too.
    done = CliRunner().invoke(program, arguments, catch_exceptions=False)
    return done.stdout + done.stderr


def _console(block: _Block, place: str) -> None:
    calls = re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]
    assert calls, f"{place} shows no call"
    for call in calls:
        command, *shown = call.replace("\\\n", " ").splitlines()
        name, *arguments = shlex.split(command)
        if name != "rusfelt":
            continue
        output = _started(arguments) if arguments[0] in _STARTED else _called(arguments)
        assert "Traceback" not in output, f"{place}: {command}\n{output}"
        printed = [" ".join(line.split()) for line in output.splitlines()]
        at = 0
        for line in (" ".join(each.split()) for each in shown):
            if line in {"", "…"}:
                continue
            assert line in printed[at:], (
                f"{place}: {command} does not print {line!r} here, but:\n{output}"
            )
            at = printed.index(line, at) + 1
