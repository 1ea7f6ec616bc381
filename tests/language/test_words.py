"""The three languages say the same things."""

import string

import pytest

from rusfelt import vocabulary
from rusfelt.language import LANGUAGES, label, number, sentence, words


def _flat(table, path=()):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, (*path, key))
        else:
            yield (*path, key), value


@pytest.mark.parametrize("language", ["nn", "en"])
def test_every_key_and_every_placeholder_is_in_every_language(language):
    """A sentence is never missing in one language, and asks for the same values in each."""
    bokmaal, other = dict(_flat(words("nb"))), dict(_flat(words(language)))
    assert bokmaal.keys() == other.keys()
    for key, text in bokmaal.items():
        asked = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        said = {field for _, field, _, _ in string.Formatter().parse(other[key]) if field}
        assert asked == said, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_vocabulary_people_read_has_a_label(language):
    """Nothing is ever printed as its machine word."""
    for kind, listed in {
        "verdict": vocabulary.Verdict,
        "target": vocabulary.TargetState,
        "movement": vocabulary.Movement,
        "pace": vocabulary.Pace,
        "state": vocabulary.State,
        "status": vocabulary.Status,
        "level": vocabulary.Level,
        "kind": vocabulary.Kind,
        "counts": vocabulary.Counts,
        "design": vocabulary.Design,
        "direction": vocabulary.Direction,
        "flag": vocabulary.Caution,
        "progress": vocabulary.ProgressState,
        "strength": vocabulary.Strength,
        "change-category": vocabulary.ChangeCategory,
    }.items():
        for word in listed:
            assert label(kind, word, language)


def test_the_verdicts_are_the_designs_own_words():
    """The labels a council reads are fixed."""
    assert {str(word): label("verdict", word) for word in vocabulary.Verdict} == {
        "target-met": "målet er nådd",
        "target-missed": "fristen er ute",
        "improving": "bedring",
        "no-detectable-change": "ingen påviselig endring",
        "worsening": "forverring",
        "mixed": "sprikende",
        "cannot-decide": "kan ikke avgjøres",
        "not-assessable": "kan ikke vurderes",
    }


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        (0.25, "0,25", "0.25"),
        (-28.4916, "−28,5", "−28.5"),
        (0.00000001, "< 0,0001", "< 0.0001"),
        (51519.0, "51519", "51519"),
        (float("inf"), "∞", "∞"),
        (float("nan"), "-", "-"),
    ],
)
def test_numbers_are_written_as_the_language_does(value, nb, en):
    """Decimal comma in Norwegian, a true minus sign, and never more digits than mean something."""
    assert number(value, "nb") == nb
    assert number(value, "en") == en


def test_a_tiny_p_is_written_as_below_not_as_equal_to_below():
    """ "p = < 0.0001" is no way to write a p."""
    assert "(p < 0,0001)" in sentence("rejects", {"p": 1e-9})
    assert "(p = 0,0042)" in sentence("rejects", {"p": 0.0042})


def test_a_plugins_own_sentence_comes_first_and_a_broken_one_leaves_the_code():
    """A third party's template can never break a report."""
    own = {"odd": {"en": "Odd: {what}."}, "rejects": "Mine."}
    assert sentence("rejects", {"p": 0.01}, "en", own=own) == "Mine."
    assert sentence("odd", {"what": "this"}, "en", own=own) == "Odd: this."
    assert sentence("odd", {}, "en", own=own) == "odd"
    assert sentence("never-heard-of", {}, "en") == "never-heard-of"
