"""Codes for people, and digests nobody can guess their way back from."""

from __future__ import annotations

import copy
import csv
import hashlib
import hmac
import io
import json
import os
import pickle
import stat
import traceback

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rusfelt._identity import places_of_identity_numbers
from rusfelt.cli.commands import program
from rusfelt.disclosure.pseudonyms import KEY, KEY_FILE, Key, keyed_digest, pseudonyms
from rusfelt.errors import DomainError, ReadError, RusfeltError, WriteError

SECRET = b"0123456789abcdef-not-so-secret-key"
posix = pytest.mark.skipif(os.name != "posix", reason="permissions of files are POSIX's")


@pytest.fixture
def key():
    return Key(SECRET)


# The two cases of RFC 4231 whose key is as long as a key must be here.
@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            (
                b"This is a test using a larger than block-size key and a larger than block-size "
                b"data. The key needs to be hashed before being used by the HMAC algorithm."
            ),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        ),
    ],
)
def test_the_keyed_hash_is_that_of_rfc_4231(message, digest):
    assert Key(b"\xaa" * 131)._digest(message) == digest


def test_a_code_is_the_first_half_of_the_keyed_hash_in_letters(key):
    """Anybody who has the key can make the code again, with any tool."""
    digest = hmac.new(SECRET, b"rusfelt person 1\0" + "bø-1".encode(), hashlib.sha256).hexdigest()
    letters = "".join("abcdefghijklmnop"[int(each, 16)] for each in digest[:32])
    assert pseudonyms(["bø-1"], key).tolist() == [letters]


@given(st.lists(st.text(max_size=6), max_size=12))
def test_one_code_for_each_id_and_one_id_for_each_code(ids):
    """In the order they came in; an empty id stays empty."""
    codes = pseudonyms(ids, Key(SECRET)).tolist()
    known = np.array(ids, dtype=np.str_).tolist()  # numpy drops NUL at the end of a text
    assert len(codes) == len(ids)
    assert len(set(zip(known, codes, strict=True))) == len(set(known)) == len(set(codes))
    assert all((code == "") == (name == "") for name, code in zip(known, codes, strict=True))


def test_ids_are_taken_as_they_are_written(key):
    codes = pseudonyms(["7", "007", "a", "A", " a"], key)
    assert len(set(codes.tolist())) == 5
    assert pseudonyms(np.array([7, 12]), key).tolist() == pseudonyms(["7", "12"], key).tolist()
    assert pseudonyms(np.array([7.0]), key)[0] == codes[0]
    assert pseudonyms(np.array(["7", None], dtype=object), key).tolist() == [codes[0], ""]


def test_another_key_or_another_purpose_gives_another_code(key):
    assert pseudonyms(["7"], Key(SECRET + b"2"))[0] != pseudonyms(["7"], key)[0]
    assert keyed_digest("7", key) != keyed_digest("7", Key(SECRET + b"2"))
    assert keyed_digest("7", key) == keyed_digest(b"7", key)
    assert keyed_digest("7", key) != hmac.new(SECRET, b"7", hashlib.sha256).hexdigest()


def test_codes_are_never_numbers_and_never_refused(key):
    """Not even of national identity numbers, which may be made codes of and read nowhere."""
    codes = pseudonyms(["17912099997", *map(str, range(2_000))], key)
    assert all(each.isalpha() for each in codes.tolist())
    assert not places_of_identity_numbers(codes).size


def test_the_key_is_shown_nowhere(key):
    """Neither printed, compared, copied nor among what it holds."""
    shown = f"{key} {key!r} {[key]}" + str([getattr(key, each) for each in key.__slots__])
    assert "Key(hidden)" in shown
    assert SECRET.decode() not in shown
    assert key != Key(SECRET)
    for take in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            take(key)
    assert not hasattr(key, "__dict__")


@pytest.mark.parametrize("content", [b"", b"short-secret", b"x" * 31 + b"\n", b"y" * 5000])
def test_a_key_of_the_wrong_length_is_refused_and_not_repeated(tmp_path, monkeypatch, content):
    """Not in the message, and not in what a traceback with local variables shows."""
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    told = content.decode().strip()
    for make in (
        lambda: Key.read(path),
        lambda: Key(content[:31]),
        environment(monkeypatch, told[:31]),
    ):
        with pytest.raises(RusfeltError) as caught:
            make()
        found = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        ours = "".join(
            str(frame.locals)
            for frame in found.stack
            if frame.filename.endswith(f"{os.sep}pseudonyms.py")
        )
        assert not told or told[:12] not in f"{caught.value} {ours}"


def environment(monkeypatch, value):
    def make():
        monkeypatch.setenv(KEY, value or "too short")
        return Key.from_environment()

    return make


def test_a_new_key_is_random_and_its_owners_alone(tmp_path):
    one, two = Key.new(tmp_path / "one"), Key.new(tmp_path / "two")
    assert pseudonyms(["a"], one)[0] != pseudonyms(["a"], two)[0]
    assert pseudonyms(["a"], one)[0] == pseudonyms(["a"], Key.read(tmp_path / "one"))[0]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o600


def test_a_key_is_never_written_over(tmp_path):
    Key.new(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(WriteError, match="already"):
        Key.new(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == before
    with pytest.raises(WriteError, match="another folder"):
        Key.new(tmp_path / "nowhere" / "key")


@posix
def test_a_key_everybody_may_read_is_refused(tmp_path):
    Key.new(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(ReadError, match="chmod 600"):
        Key.read(tmp_path / "key")


@pytest.mark.parametrize("name", ["", "nothing", "\0"])
def test_a_key_that_is_not_there_is_told_of(tmp_path, name):
    with pytest.raises(ReadError):
        Key.read(f"{tmp_path}/{name}")


def test_the_environment_tells_of_the_key(tmp_path, monkeypatch):
    """The key itself or its file, but not both."""
    for name in (KEY, KEY_FILE):
        monkeypatch.delenv(name, raising=False)
    assert Key.from_environment() is None
    Key.new(tmp_path / "key")
    monkeypatch.setenv(KEY_FILE, str(tmp_path / "key"))
    of_file = Key.from_environment()
    monkeypatch.setenv(KEY, (tmp_path / "key").read_text())
    with pytest.raises(DomainError, match="both set"):
        Key.from_environment()
    monkeypatch.delenv(KEY_FILE)
    of_text = Key.from_environment()
    assert of_file is not None
    assert of_text is not None
    assert pseudonyms(["a"], of_file)[0] == pseudonyms(["a"], of_text)[0]


PEOPLE = ["kari-1", "ola-2", "per-3", "aud-4"]


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.csv"
    rows = [f"{each};{k};" + ";".join(["1"] * 9) for each in PEOPLE for k in (1, 2)]
    names = ["person", "session", *(f"phq9_{k}" for k in range(1, 10))]
    path.write_text("\n".join([";".join(names), *rows]) + "\n")
    return str(path)


def scored(answers, form, *more, **env):
    result = CliRunner(env=env).invoke(program, ["score", "phq9", answers, "--format", form, *more])
    assert result.exit_code == 0, result.stderr
    return result


def test_with_a_key_the_scores_have_codes_and_no_ids(tmp_path, answers):
    """In the order of the codes, which says nothing of the order of the ids."""
    key = Key.new(tmp_path / "key")
    codes = sorted(pseudonyms(PEOPLE, key).tolist())
    made = json.loads(scored(answers, "json", "--key", str(tmp_path / "key")).stdout)["scores"]
    shown = scored(answers, "csv", **{KEY_FILE: str(tmp_path / "key")})
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert [each["unit"] for each in made] == [each["unit"] for each in rows]
    assert [each["unit"] for each in made] == [each for each in codes for _ in range(2)]
    assert not any(each in shown.output + shown.stderr for each in PEOPLE)


def test_without_a_key_the_codes_of_the_file_stand(answers):
    rows = csv.DictReader(io.StringIO(scored(answers, "csv").stdout))
    assert {each["unit"] for each in rows} == set(PEOPLE)


def test_a_key_that_cannot_be_read_stops_the_command(tmp_path, answers):
    """Nobody's id is written because the key was mislaid."""
    result = CliRunner().invoke(
        program, ["score", "phq9", answers, "--format", "csv", "--key", str(tmp_path / "lost")]
    )
    assert result.exit_code == 1
    assert result.stdout == ""
