"""Small counts in running text: a corpus in three languages, and what no text may do."""

from __future__ import annotations

import random
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.disclosure.free_text import Span, small_counts, withheld
from rusfelt.disclosure.policy import Policy, policy_named

CORPUS = (Path(__file__).parent / "free_text_corpus.txt").read_text("utf-8")

# What is still got wrong, and on the careful side: people in general, an unknown noun, a sum.
TOO_CAREFUL = {
    "A person who uses drugs is entitled to help.": ["A"],
    "En pasient har rett til innsyn.": ["En"],
    "Vi har 4 psykologer i teamet.": ["4"],
    "Tiltaket er ett av 49.": ["ett"],
    "To ganger to er fire.": ["to", "fire"],
}


def sentences():
    """Each sentence without its brackets, with the places of what stood in them."""
    for line in CORPUS.split("\n"):
        expected, shift = set(), 0
        for found in re.finditer(r"\[([^\]]*)\]", line):
            start = found.start() - shift
            expected.add((start, start + len(found[1])))
            shift += 2
        if line and not line.startswith("#"):
            yield re.sub(r"[\[\]]", "", line), expected


SENTENCES = dict(sentences())


def found_in(text, policy=5):
    return {(span.start, span.end) for span in small_counts(text, policy)}


def words_in(text, policy=5):
    return [text[span.start : span.end] for span in small_counts(text, policy)]


def test_every_small_count_of_the_corpus_is_found():
    """More than 240 sentences, 145 numbers: none is missed, and six are taken to be too much."""
    assert len(SENTENCES) > 240
    missed, extra, right = {}, {}, 0
    for text, expected in SENTENCES.items():
        found = found_in(text)
        right += len(found & expected)
        if expected - found:
            missed[text] = [text[a:b] for a, b in sorted(expected - found)]
        if found - expected:
            extra[text] = [text[a:b] for a, b in sorted(found - expected)]
    assert missed == {}
    assert extra == TOO_CAREFUL
    assert right == 145


def test_nothing_is_found_twice_in_the_corpus_read_as_one_text():
    """The sentences one after the other, on lines of their own, give what each gives alone."""
    text = "\n".join(SENTENCES)
    assert [text[a:b] for a, b in sorted(found_in(text))] == [
        word for sentence in SENTENCES for word in words_in(sentence)
    ]


def test_what_comes_again_is_found_again():
    """A note copied many times over has its numbers as many times, each in its place."""
    note = "I uke 2 var det to dødsfall, og 40 av 42 unge ble fulgt opp (1 person flyttet). "
    once = sorted(found_in(note))
    assert [note[a:b] for a, b in once] == ["to", "40", "1"]
    again = sorted((a + k * len(note), b + k * len(note)) for a, b in once for k in range(30))
    assert sorted(found_in(note * 30)) == again


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Forty-two of forty-four pupils came.", ["Forty-two"]),
        ("Førtito av førtifire elever kom.", ["Førtito"]),
        ("Two-three patients came.", ["Two", "three"]),
        ("Twenty-two patients came.", []),
        ("Both patients and relatives were asked.", []),
        ("Both patients were asked.", ["Both"]),
        ("Det var >3 dødsfall.", []),
        ("Det var <3 dødsfall.", ["3"]),
        ("Det kom 1 200 pasienter, og 2 005 året etter.", []),
        ("To eldre menn bor bare to.", ["To", "to"]),
        ("No one died.", ["one"]),
        ("Bare begge.", ["begge"]),
        ("- 2 dødsfall", ["2"]),
        ("1. Pasienter", []),
    ],
)
def test_forms_a_number_may_have(text, found):
    assert words_in(text) == found


def test_a_text_read_twice_is_the_same_in_another_form():
    """Letters may be one sign or a letter and its mark; the places are those of the text given."""
    for text in SENTENCES:
        apart = unicodedata.normalize("NFD", text)
        assert [unicodedata.normalize("NFC", word) for word in words_in(apart)] == words_in(text)


def test_figures_of_other_scripts_and_blanks_without_width_hide_nothing():
    assert words_in("Det var \uff12 d\u00f8dsfall.") == ["\uff12"]
    assert words_in("Det var 2\u200bd\u00f8dsfall.") == ["2"]
    assert words_in("Det var 2\u00a0d\u00f8dsfall.") == ["2"]


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        (5, ["ingen", "2", "ni", "4"]),
        (Policy(5, zeros="shown"), ["2", "ni", "4"]),
        (Policy(5, complements=False), ["ingen", "2", "4"]),
        (policy_named("ssb3"), ["2", "ni"]),
        (policy_named("acro10"), ["ingen", "2", "ni", "4"]),
    ],
)
def test_the_policy_says_what_is_small(policy, found):
    """Zeros, complements and the minimum are the policy's."""
    text = "Det var ingen dødsfall og 2 overdoser. Av elevene svarte ni av ti elever, 4 gutter."
    assert words_in(text, policy) == found


def test_what_a_span_is():
    text = "Av 55 var 1 (2 %) under 18, 40 av 42 svarte, ingen pasienter døde."
    assert [span.kind for span in small_counts(text, 5)] == ["count", "share", "complement", "zero"]


def test_a_range_that_reaches_the_minimum_is_no_small_count():
    """And one that stays below it is, at both ends."""
    assert words_in("2 til 10 pasienter") == []
    assert words_in("2 til 4 pasienter") == ["2", "4"]
    assert words_in("mellom to og tolv pasienter") == []


def test_a_number_is_replaced_by_the_policys_symbol():
    text = "I 2019 var det 2 dødsfall (3 %), og fire av 17 fullførte."
    shown = withheld(text, small_counts(text, 5), Policy().symbol)
    assert shown == "I 2019 var det : dødsfall (: %), og : av 17 fullførte."
    assert withheld(text, [], ":") == text
    assert withheld("abc", [Span(1, 3, "count"), Span(0, 2, "count")], ":") == ":c"


PIECES = (
    "2 3 40 42 17 to fire én ingen av de og (4 %) , . tiltak pasienter dødsfall overdoser møter timer"
    " xyz mars 2020 – - / < minst under of the patients two no deaths measure å er var\n"
)


@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=25).map(" ".join))
def test_what_is_left_when_the_numbers_are_replaced_gives_nothing_more_away(text):
    """Spans are in order, apart and inside the text; replacing them leaves none of them."""
    spans = small_counts(text, 5)
    ends = [0, *(place for span in spans for place in (span.start, span.end)), len(text)]
    assert ends == sorted(ends)
    assert all(span.start < span.end for span in spans)
    shown = withheld(text, spans, ":")
    assert shown.count(":") == len(spans)
    assert re.sub(r"\d", "", shown).count("dødsfall") == text.count("dødsfall")


@given(st.text(max_size=60))
def test_no_text_is_too_strange_to_read(text):
    for span in small_counts(text, 5):
        assert 0 <= span.start < span.end <= len(text)


HOSTILE = {
    "figures": "1", "a word": "a", "brackets": "(", "marks": "e" + "\u0301" * 9, "blanks": " \t",
    "between": "nye ", "groups": "200 ", "half said": "1 (2 % ", "halves": "2-", "lines": "2\n",
    "nested": "1 of 9 ( ", "opened": "av 2 ", "unknown": "2 x ", "articles": "en ", "counts": "2 unge ",
}  # fmt: skip


def seconds(text):
    before = time.process_time()
    small_counts(text, 5)
    return time.process_time() - before


@pytest.mark.no_cover
@pytest.mark.parametrize("name", HOSTILE)
def test_the_time_is_the_lengths_whatever_the_text(name):
    """A hundred thousand signs take a fraction of a second, and so do those of a megabyte."""
    text = HOSTILE[name] * (100_000 // len(HOSTILE[name]))
    assert seconds(text) < 1


@pytest.mark.no_cover
def test_a_megabyte_of_words_takes_about_a_second():
    """Or three, where the machine has other things to do; by the square it would be minutes."""
    rng = random.Random(6)  # noqa: S311 - no secret
    word = ["".join(rng.choices("abcdefgæøå", k=rng.randint(1, 12))) for _ in range(1000)]
    text = " ".join(rng.choices(word, k=150_000))
    assert len(text) > 1_000_000
    assert seconds(text[:1_000_000]) < 3
