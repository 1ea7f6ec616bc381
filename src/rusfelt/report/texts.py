"""The report's own words in bokmål, nynorsk and English.

``texts/nb.toml``, ``nn.toml`` and ``en.toml`` hold the same keys. Labels of the closed word lists
and the sentences of reasons come from :mod:`rusfelt.language`; everything else a reader of the
report meets stands in these files.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import attrs

from rusfelt.errors import UnknownNameError
from rusfelt.language import LANGUAGES, label

__all__ = ["Texts", "report_words"]


@functools.cache
def report_words(language: str) -> Mapping[str, Mapping[str, str]]:
    """Every text of the report in a language, read once.

    Raises:
        UnknownNameError: the language is not nb, nn or en.
    """
    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    path = files("rusfelt.report").joinpath("texts", f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@attrs.frozen
class Texts:
    """The texts of one language, asked for as ``section.key``.

    >>> Texts("nb")("audit.evaluable", n=3, of=49)
    '3 av 49 tiltak har alt som trengs.'
    """

    language: str = attrs.field()

    @language.validator
    def _known(self, _attribute: object, value: str) -> None:
        report_words(value)

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text with its values filled in.

        Raises:
            KeyError: there is no such text, or a value it asks for was not given.
        """
        section, _, name = key.partition(".")
        return report_words(self.language)[section][name].format_map(values)

    def has(self, key: str) -> bool:
        """Whether there is a text by this key."""
        section, _, name = key.partition(".")
        return name in report_words(self.language).get(section, {})

    def count(self, noun: str, number: int) -> str:
        """A number with its noun.

        >>> Texts("nb").count("goal", 1), Texts("nb").count("goal", 2)
        ('ett mål', '2 mål')
        """
        return self(f"count.{noun}-{'one' if number == 1 else 'many'}", n=number)

    def word(self, kind: str, word: str) -> str:
        """The printed label of a word of a closed list; the word itself where it has none."""
        try:
            return label(kind, word, self.language)
        except KeyError:
            return word
