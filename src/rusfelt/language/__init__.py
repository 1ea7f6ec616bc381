"""Words and sentences in bokmål, nynorsk and English (floor 0).

``nb.toml``, ``nn.toml`` and ``en.toml`` hold the same keys: labels of the closed word lists and
one sentence for each reason code. What machines read never comes from here.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from rusfelt.errors import UnknownNameError

__all__ = ["LANGUAGES", "label", "number", "sentence", "words"]

LANGUAGES = ("nb", "nn", "en")


@functools.cache
def words(language: str) -> Mapping[str, Any]:
    """Everything said in a language, read once.

    Raises:
        UnknownNameError: the language is not nb, nn or en.
    """
    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    text = files("rusfelt.language").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def label(kind: str, word: str, language: str = "nb") -> str:
    """The printed label of a word.

    >>> label("verdict", "improving"), label("verdict", "improving", "en")
    ('bedring', 'improving')
    """
    return str(words(language)[kind][word])


def number(value: float, language: str = "nb") -> str:
    """A number for a sentence: three significant digits, decimal comma in Norwegian.

    >>> number(0.25), number(51.0), number(12345.6, "en")
    ('0,25', '51', '12346')
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else "-∞" if value < 0 else "-"
    if value == round(value) or abs(value) >= 1000:  # noqa: PLR2004 - digits that carry nothing
        text = f"{value:.0f}"
    elif abs(value) < 1e-4:  # noqa: PLR2004 - smaller than anyone reads
        text = "0,0001" if language != "en" else "0.0001"
        return f"< {text}" if value > 0 else f"> -{text}"
    else:
        text = f"{value:.3g}"
    return text.replace("-", "−") if language == "en" else text.replace(".", ",").replace("-", "−")


def sentence(
    code: str,
    values: Mapping[str, Any] | None = None,
    language: str = "nb",
    *,
    own: Mapping[str, Any] | None = None,
) -> str:
    """The sentence for a reason code.

    Args:
        code: such as ``too-few-points``, or ``lacks:n`` for one about a named column.
        values: what goes into the sentence; numbers are written as the language does.
        language: nb, nn or en.
        own: an evaluator's own sentences, asked first.
    """
    if not code:
        return ""
    code, _, detail = code.partition(":")
    template = (own or {}).get(code)
    if isinstance(template, Mapping):
        template = template.get(language) or template.get("en")
    if template is None:
        template = words(language)["reason"].get(code)
    if template is None:
        return code
    filled = {name: _filled(name, value, language) for name, value in (values or {}).items()}
    try:
        return str(template).format_map({"detail": detail, **filled})
    except KeyError:
        # A plugin's template may ask for a value nobody gave; the bare code is still true.
        return code


def _filled(name: str, value: Any, language: str) -> Any:
    if not isinstance(value, (int, float)):
        return value
    text = number(value, language)
    if name == "p":
        # A p is named where it stands, since "p = < 0.0001" is no way to write one.
        return f"p {text}" if text.startswith("<") else f"p = {text}"
    return text
