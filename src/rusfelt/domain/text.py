"""Titles: one string, or one string a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import attrs

from rusfelt.errors import DomainError, did_you_mean

__all__ = ["LANGUAGES", "Title", "Titles", "title_in", "to_title"]

LANGUAGES = ("nb", "nn", "en")
# Where a language has no title of its own, the next one here that has stands in.
_FALLBACK = {"nb": ("nb", "nn", "en"), "nn": ("nn", "nb", "en"), "en": ("en", "nb", "nn")}


@attrs.frozen(order=True)
class Titles(Mapping[str, str]):
    """A title in several languages; a mapping that cannot change.

    >>> Titles(nb="Færre dødsfall", en="Fewer deaths")["en"]
    'Fewer deaths'
    """

    nb: str = ""
    nn: str = ""
    en: str = ""

    def __getitem__(self, language: str) -> str:
        text = getattr(self, language, "") if language in LANGUAGES else ""
        if not text:
            raise KeyError(language)
        return str(text)

    def __iter__(self) -> Iterator[str]:
        return iter(language for language in LANGUAGES if getattr(self, language))

    def __len__(self) -> int:
        return sum(1 for _ in self)


Title: TypeAlias = str | Titles


def to_title(value: object) -> Title:
    """A string as it is; a table of languages as :class:`Titles`.

    Raises:
        DomainError: a language that is not nb, nn or en, or a title that is no text.
    """
    if isinstance(value, (str, Titles)):
        if not value:
            msg = "A title is empty. Write what the plan calls it."
            raise DomainError(msg)
        return value
    if isinstance(value, Mapping):
        for language, text in value.items():
            if language not in LANGUAGES:
                hint = did_you_mean(str(language), LANGUAGES)
                msg = f"{language!r} is not a language of a title. Use nb, nn or en. {hint}"
                raise DomainError(msg.rstrip())
            if not isinstance(text, str):
                msg = f"The {language} title is {text!r}. Write it as text in quotes."
                raise DomainError(msg)
        return to_title(Titles(**value))
    msg = f"A title is text or a table of languages, not {type(value).__name__}."
    raise DomainError(msg)


def title_in(title: Title, language: str = "nb") -> str:
    """The title in a language, or in the nearest one it has.

    >>> title_in(Titles(en="Fewer deaths"), "nb")
    'Fewer deaths'
    """
    if isinstance(title, str):
        return title
    return next((title[each] for each in _FALLBACK[language] if each in title), "")
