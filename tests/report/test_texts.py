"""The report's words: the same in number and in their blanks, whatever the language."""

from __future__ import annotations

import string

import pytest

from rusfelt.errors import UnknownNameError
from rusfelt.evaluation.criteria import CRITERIA
from rusfelt.language import LANGUAGES
from rusfelt.report.texts import Texts, report_words
from rusfelt.vocabulary import Operator, Verdict


def flat(language):
    return {
        f"{section}.{name}": text
        for section, texts in report_words(language).items()
        for name, text in texts.items()
    }


@pytest.mark.parametrize("language", ["nn", "en"])
def test_languages_have_the_same_texts(language):
    """No text is there in one language and missing in another."""
    assert flat(language).keys() == flat("nb").keys()


@pytest.mark.parametrize("language", ["nn", "en"])
def test_texts_have_the_same_blanks(language):
    """What a sentence in one language tells, it tells in the others."""

    def blanks(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    own, nb = flat(language), flat("nb")
    assert {key: blanks(text) for key, text in own.items()} == {
        key: blanks(text) for key, text in nb.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_says_something(language):
    """An empty text would leave a heading or a cell without words."""
    assert [key for key, text in flat(language).items() if not text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_closed_lists_are_covered(language):
    """Every verdict, criterion and operator has its words."""
    texts = Texts(language)
    for verdict in Verdict:
        assert texts(f"meaning.{verdict}")
    for criterion in CRITERIA:
        assert texts(f"need.{criterion}")
    for operator in Operator:
        assert texts(f"operator.{operator}")


@pytest.mark.parametrize(
    ("language", "never"),
    [
        ("nb", ("effekten av", "tiltaket virker ikke", "skyldes tiltaket")),
        ("nn", ("effekten av", "tiltaket verkar ikkje", "kjem av tiltaket")),
        ("en", ("the effect of", "the tiltak does not work", "caused by the tiltak")),
    ],
)
def test_no_text_claims_an_effect(language, never):
    """Figures show what happened to indicators, never what a tiltak brought about."""
    for key, text in flat(language).items():
        for words in never:
            assert words not in text.lower(), key


def test_an_unknown_language_is_named():
    """The error says which languages there are."""
    with pytest.raises(UnknownNameError, match="nn"):
        Texts("sv")


def test_one_and_many():
    """A count reads as a sentence does."""
    texts = Texts("nb")
    assert texts.count("strategy", 1) == "én strategi"
    assert texts.count("strategy", 3) == "3 strategier"


def test_a_word_without_a_label_stands_as_it_is():
    """A plugin's own flag is shown rather than lost."""
    assert Texts("nb").word("flag", "something-new") == "something-new"
