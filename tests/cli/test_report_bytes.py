"""The whole command in processes of its own: the same bytes everywhere, and no word to anybody."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from programs import unmeasured

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

SOAK = bool(os.environ.get("RUSFELT_SOAK"))
EXAMPLES = Path(__file__).parents[2] / "examples"
FORMS = ("html", "docx", "xlsx", "json", "csv", "iati")
# What html and json are made of is held against other settings beside the reports themselves.
COMPARED = FORMS if SOAK else ("docx", "xlsx", "csv", "iati")
# Hash seed, locale, time zone and the folder the command is called in. A locale that is not
# installed leaves the process in C, which is a case of its own.
SETTINGS = [
    ("0", "C", "UTC", "."),
    ("random", "nb_NO.UTF-8", "Pacific/Kiritimati", "deep/er"),
    ("1", "tr_TR.UTF-8", "America/St_Johns", "å ø"),
    ("2", "C.UTF-8", "Asia/Kathmandu", "."),
    ("random", "POSIX", "Europe/Oslo", "deep"),
    ("3", "de_DE.UTF-8", "Pacific/Niue", "."),
]
PLANS = {
    "illustrative": [str(EXAMPLES / "illustrative.toml"), str(EXAMPLES / "illustrative-figures.csv")],
    "real": ["nordre-aker"],
}  # fmt: skip
CASES = [
    ("illustrative", SETTINGS if SOAK else SETTINGS[:2]),
    *([("real", SETTINGS[:3])] if SOAK else []),
]
PROGRAM = """
import contextlib, io, json, locale, sys
from pathlib import Path
watched = ("socket.", "http.", "urllib.", "ftplib.", "smtplib.", "ssl.", "subprocess.", "os.fork",
           "os.posix_spawn", "os.system", "os.exec", "os.spawn", "os.startfile", "webbrowser.")
heard = []
sys.addaudithook(lambda event, told: heard.append(event) if event.startswith(watched) else None)
with contextlib.suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
from rusfelt.cli.commands import program

def call(*told):
    screen = io.TextIOWrapper(io.BytesIO())
    with contextlib.redirect_stdout(screen):
        program.main([*map(str, told)], standalone_mode=False)

plan, tables, forms = json.loads(sys.argv[1])
options = [each for form in forms for each in ("--format", form)]
call("report", *plan, *options, "-o", "out")
if tables:
    for name, text in tables.items():
        Path(name).write_text(text)
    call("evaluate", "p.toml", "f.csv")
    call("report", "p.toml", "f.csv", "--format", "html", "--format", "json", "-o", "safe")
    call("evaluate", "p.toml", "f.csv", "-o", "safe.txt")
    call("protect", "t.csv", "-o", "tables")
    call("attack", "tables/t.csv")
print(json.dumps(sorted(set(heard))))
# That nothing was heard must not mean that nobody listened.
import socket
socket.socket().close()
assert heard
"""
SMALL = {
    "t.csv": "sex,count\nF,2\nM,9\nTotal,11\n",
    "f.csv": "indicator,period,value\ni,2020,30\ni,2021,2\n",
    "p.toml": 'schema = 1\nid = "p"\ntitle = "P"\n[[indicators]]\nid = "i"\ntitle = "I"\nkind = "count"\n',
}


def started(place, plan, setting, tables):
    seed, language, zone, folder = setting
    here = place / folder
    here.mkdir(parents=True, exist_ok=True)
    environment = {
        **unmeasured(), "PYTHONHASHSEED": seed, "LC_ALL": language, "LANG": language, "TZ": zone,
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    told = json.dumps([PLANS[plan], tables, COMPARED])
    return here, subprocess.Popen(
        [sys.executable, "-c", PROGRAM, told],
        cwd=here,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(("plan", "settings"), CASES, ids=[name for name, _ in CASES])
def test_every_format_is_the_same_bytes_and_no_socket_is_opened(tmp_path, plan, settings):
    """Over hash seeds, locales, time zones and folders; no socket and no process is asked for.

    One process of each also evaluates to the screen and to a file, protects and attacks.
    """
    made = []
    # Two at a time.
    for number, pair in enumerate([settings[at : at + 2] for at in range(0, len(settings), 2)]):
        running = [
            started(tmp_path / f"{number}{at}", plan, each, {} if at else SMALL)
            for at, each in enumerate(pair)
        ]
        for here, process in running:
            said, complaint = process.communicate(timeout=250)
            assert process.returncode == 0, complaint
            assert json.loads(said) == []
            made.append(
                {
                    each.name: hashlib.sha256(each.read_bytes()).hexdigest()
                    for each in (here / "out").iterdir()
                }
            )
    assert len(made[0]) == len(COMPARED)
    for one, other in pairwise(made):
        assert one == other
