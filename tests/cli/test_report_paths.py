"""``rusfelt report -o DIR`` writes into DIR and nowhere else, whatever stands there or is asked."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hostile_cells import TEXTS

from rusfelt.cli.commands import program

SOAK = bool(os.environ.get("RUSFELT_SOAK"))
pytestmark = [
    pytest.mark.usefixtures("drawn_once"),
    pytest.mark.no_cover,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="links, pipes and /proc"),
]

PLAN = """
schema = 1
id = {}
title = "Plan"
[[indicators]]
id = "i"
title = "Tall"
kind = "count"
better = "lower"
"""
FIGURES = "indicator,period,value\ni,2020,30\ni,2021,20\n"
FORMS = ("--format", "csv", "--format", "json")
# Ids that would lead elsewhere, or are no name of a file somewhere, if they were taken as they are.
IDS = (
    ".", "..", "...", "../up", "../../up", "..\\up", "..\\..\\up", "/etc/up", "//server/up", "/", "\\", "\\\\server\\x\\y",
    "C:up", "C:\\up", "c:/up", "file:///etc/up", "~", "~root", "~/up", "$HOME", "%TEMP%", "%2e%2e%2fup", "..%2fup",
    "..%5cup", "%00", "up\0", "up\0.csv", "\0", "..\0/up", "up\n", "up\nx", "up\r", "\tup", "up\x1b[31m", "up\x7f",
    "CON", "con", "Con.x", "PRN", "AUX", "NUL", "nul.x", "COM1", "COM9", "LPT1", "lpt9.x", "COM¹", "CONIN$", "CONOUT$",
    "CLOCK$", "up ", " up", "up.", "up..", "up. .", "-up", "--output", "-", "|up", ">up", "<up", "up*", "up?", 'up"',
    "up:stream", "up::$DATA", ".rusfelt-0123", ".rusfelt-", ".htaccess", ".bashrc", "x" * 240, "x" * 250, "x" * 255,
    "x" * 5000, "å" * 130, "\u202eup", "up\u202e", "u\u0308p", "ﬁ", "．．／up", "‥/up", "․․/up", "..∕up", "..⁄up",
    "..＼up", "..\uff0fup", "up\u2028x", "up\u2029", "up\u200b", "\ufeffup", "up\ufffe", "..;/up",
    "....//up", "..././up", ".../...//up", "./up", "up/", "up/..", "up/../..", "p/../../up", "\\..\\up", "..\\",
    "../", "../.", "/..", "/dev/null", "/proc/self/cwd/up", "/var", "`id`", "$(id)", ";id", "&id", "{up,x}", "up#", "up'",
    "desktop.ini", "Thumbs.db", "up.lnk", "up.csv", "up.json", "up.internal", "p.internalised", "İ", "ß", "\U0001f600", "e\u0301",
)  # fmt: skip

REFUSED = ("cannot be written", "This is a file", "This is no ordinary file")

_writes: list[str] = []
_heard: list[bool] = []
# What changes a name: where the path and the folder it is seen from stand among the arguments.
_CHANGES = {
    "os.rename": ((0, 2), (1, 3)), "os.mkdir": ((0, 2),), "os.link": ((1, 3),), "os.symlink": ((1, 2),),
    "os.remove": ((0, 1),), "os.rmdir": ((0, 1),), "os.truncate": ((0, None),), "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),), "os.utime": ((0, 3),), "os.setxattr": ((0, None),), "os.mkfifo": ((0, None),),
}  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _listen(event, arguments):
    """Remember every path that something is done to, while a test asks for it."""
    if not _heard:
        return
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
        _writes.append(_whole(arguments[0], None))
    for path, seen_from in _CHANGES.get(event, ()):
        _writes.append(_whole(arguments[path], seen_from and arguments[seen_from]))


def _whole(path, folder):
    if isinstance(path, int):
        path, folder = "", path
    # Emptying a folder goes by handles, so that nobody can put a link in the way.
    start = Path(f"/proc/self/fd/{folder}").readlink() if folder and folder > 0 else Path.cwd()
    return str(start / os.fsdecode(path))


sys.addaudithook(_listen)


@pytest.fixture
def place(tmp_path):
    """A house with a plan, its figures, and something beside that nobody may touch."""
    (tmp_path / "f.csv").write_text(FIGURES)
    (tmp_path / "other").mkdir()
    for each in ("precious.csv", "p.csv", "p.json", "up.csv", "up"):
        (tmp_path / "other" / each).write_text("precious")
    (tmp_path / "up.csv").write_text("precious")
    (tmp_path / "up").write_text("precious")
    (tmp_path / "house").mkdir()
    return tmp_path


def around(place, output):
    """Everything but the output folder: what it is, what it holds, when it changed."""
    found = {}
    for each in sorted(place.rglob("*")):
        if each == output or output in each.parents or each in output.parents:
            continue
        status = each.lstat()
        held = each.readlink() if stat.S_ISLNK(status.st_mode) else None
        if stat.S_ISREG(status.st_mode):
            held = each.read_bytes()
        found[str(each)] = (status.st_mode, status.st_ino, held)
    return found


def asked(place, output, *, id="p", more=()):  # noqa: A002 - the plan file's own word
    """The report of a plan with this id; what was touched outside the output folder."""
    plan = place / "plan.toml"
    escaped = "".join(c if " " < c < "\x7f" and c not in '"\\' else f"\\U{ord(c):08X}" for c in id)
    plan.write_text(PLAN.format(f'"{escaped}"'))
    try:
        real = Path(os.path.realpath(output))
    except ValueError:
        real = place / "house" / "nowhere"
    before = around(place, real)
    _heard.append(True)
    try:
        done = CliRunner().invoke(
            program, ["report", str(plan), str(place / "f.csv"), "-o", str(output), *FORMS, *more]
        )
    finally:
        _heard.clear()
        touched, _writes[:] = list(_writes), []
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert around(place, real) == before
    outside = [each for each in touched if not _is_inside(Path(each), real)]
    assert outside == []
    assert not list(place.rglob(".rusfelt-????*"))
    try:
        return done, sorted(each.name for each in real.iterdir())
    except (OSError, ValueError):
        return done, []


def _is_inside(path, output):
    """Whether a path is the folder, in it, or in the one beside it where it is made ready.

    The folders above the output folder are made where they are not there; nothing else is.
    """
    path = Path(os.path.realpath(path.parent), path.name)
    if path == output or output in path.parents or path in output.parents:
        return True
    aside = output.parent
    return aside in path.parents and path.relative_to(aside).parts[0].startswith(".rusfelt-")


@pytest.mark.parametrize("part", range(4) if SOAK else [6])
def test_no_plan_id_leads_out_of_the_folder(place, part):
    """It is refused where it is no id or no name of a file, and else names two files in there."""
    for number, each in enumerate(IDS[part::4] if SOAK else IDS[::part]):
        more = ["--internal"] if number % 3 == 2 else []
        output = place / "house" / f"out{number}"
        if number % 2:
            output.mkdir()
        done, held = asked(place, output, id=each, more=more)
        stamp = ".internal" if more and not each.endswith(".internal") else ""
        if done.exit_code:
            assert held == []
            assert done.exit_code == 1
            assert "is not an id" in done.stderr or "Nothing is written" in done.stderr
        else:
            assert held == sorted(f"{each}{stamp}.{ending}" for ending in ("csv", "json"))


def test_there_are_two_hundred_ways():
    """Those of the long run are among them; the ordinary one takes every sixth id."""
    assert len(IDS) == len(set(IDS))
    assert len(IDS) + 6 * len(NAMES) + len(OUTPUTS) > 300


def links(place, output):
    """What somebody may have put in the way: each makes the folder what its name says."""
    other = place / "other"
    file = output / "p.csv"

    def folder(make):
        return lambda: (output.mkdir(), make())

    yield "a link to a file outside", folder(lambda: file.symlink_to(other / "precious.csv"))
    yield "a relative link out", folder(lambda: file.symlink_to("../../other/precious.csv"))
    yield "a link to its namesake", folder(lambda: file.symlink_to(other / "p.csv"))
    yield "a link to a folder", folder(lambda: file.symlink_to(other))
    yield "a link to nothing", folder(lambda: file.symlink_to(place / "house" / "nothing"))
    yield "a link to itself", folder(lambda: file.symlink_to("p.csv"))
    yield (
        "two links in a ring",
        folder(lambda: (file.symlink_to("p.json"), (output / "p.json").symlink_to("p.csv"))),
    )
    yield (
        "a link to a link",
        folder(
            lambda: (file.symlink_to("far"), (output / "far").symlink_to(other / "precious.csv"))
        ),
    )
    yield "a link to a device", folder(lambda: file.symlink_to("/dev/null"))
    yield "a link to the system", folder(lambda: file.symlink_to("/etc/passwd"))
    yield "a link to the plan", folder(lambda: file.symlink_to(place / "plan.toml"))
    yield "a hard link", folder(lambda: file.hardlink_to(other / "precious.csv"))
    yield (
        "two hard links",
        folder(
            lambda: [
                (output / name).hardlink_to(other / "precious.csv") for name in ("p.csv", "p.json")
            ]
        ),
    )
    yield "a pipe", folder(lambda: os.mkfifo(file))
    yield "a folder", folder(file.mkdir)
    yield "a folder that holds something", folder(lambda: (file / "x").mkdir(parents=True))
    yield "another pipe", folder(lambda: os.mkfifo(output / "pipe"))
    yield (
        "other links",
        folder(
            lambda: [
                (output / "a").symlink_to(other),
                (output / "b").symlink_to("/dev/zero"),
                (output / "c").symlink_to("c"),
            ]
        ),
    )
    yield (
        "another folder with a link",
        folder(
            lambda: (
                (output / "sub").mkdir(),
                (output / "sub" / "p.csv").symlink_to(other / "p.csv"),
            )
        ),
    )
    yield (
        "a link of the name it works under",
        folder(lambda: (output / ".rusfelt-").symlink_to(other)),
    )
    yield "a link to another folder", lambda: output.symlink_to(other / "deep")
    yield "a relative link to another", lambda: output.symlink_to("../other/deep")
    yield (
        "a link to a link to another",
        lambda: (
            (place / "house" / "l").symlink_to(other / "deep"),
            output.symlink_to("l"),
        ),
    )
    yield "a ring", lambda: output.symlink_to(output.name)
    yield (
        "a ring of two",
        lambda: (
            output.symlink_to("l"),
            (place / "house" / "l").symlink_to(output.name),
        ),
    )
    yield "a link to a file", lambda: output.symlink_to(other / "precious.csv")
    yield "a link below a file", lambda: output.symlink_to(other / "precious.csv" / "x")
    yield "a file", lambda: output.write_text("precious")
    yield "a pipe itself", lambda: os.mkfifo(output)
    yield "a link to a device itself", lambda: output.symlink_to("/dev/null")


NAMES = [name for name, _ in links(Path("x"), Path("x/house/out"))]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_stands_there_leads_out(place, name):
    """A link in the folder is replaced and never followed; what is no file is refused.

    The folder itself may be given by a link: then it is the one the link leads to.
    """
    for number, more in enumerate(([], ["--internal"], ["--format", "iati"]) if SOAK else ([],)):
        for id_ in ("p", "up") if SOAK else ("p",):
            room = place / f"room{number}{id_}"
            shutil.copytree(place, room, symlinks=True, ignore=shutil.ignore_patterns("room*"))
            output = room / "house" / "out"
            dict(links(room, output))[name]()
            done, held = asked(room, output, id=id_, more=more)
            if done.exit_code == 0:
                written = f"{id_}{'.internal' if '--internal' in more else ''}.csv"
                assert written in held
                assert not (output / written).is_symlink()
            else:
                assert done.exit_code == 1
                assert any(each in done.stderr for each in REFUSED)


OUTPUTS = (
    "a/b/c", "a/../b", "./a", "a//b", "a/", "other/../house/x", "å ø", "-a", "~", "$HOME", "%TEMP%", "CON", "a" * 255,
    "a" * 256, "f.csv", "f.csv/a", "up/x", "\x1b[31m", "a\nb", ".", "", "a\0b", "plan.toml", "other/precious.csv/x",
)  # fmt: skip


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_folder_is_the_one_that_was_named(place, monkeypatch, output):
    """No name of a folder is taken for anything but that, and none that cannot be is made."""
    monkeypatch.chdir(place / "house")
    (place / "house" / "f.csv").write_text("precious")
    (place / "house" / "up").write_text("precious")
    done, held = asked(place, output or ".")
    assert (place / "house" / "f.csv").read_text() == "precious"
    if done.exit_code == 0:
        assert {"p.csv", "p.json"} <= set(held)
    else:
        assert done.exit_code in {1, 2}
        assert any(each in done.stderr for each in REFUSED)


@pytest.mark.skipif(not SOAK, reason="part of the long run")
def test_names_of_texts_that_programs_obey_stay_names(place):
    """A text that may be an id is a file's name whole, or refused."""
    for each in TEXTS:
        if any("\ud800" <= letter <= "\udfff" for letter in each):
            continue
        output = place / "house" / "out"
        done, held = asked(place, output, id=each)
        assert done.exit_code in {0, 1}
        assert set(held) <= {f"{each}.csv", f"{each}.json"}
        for file in held:
            (output / file).unlink()
