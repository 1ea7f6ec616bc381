"""A statistics bank's codes of time as the periods rusfelt knows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rusfelt import Period
from rusfelt.errors import DomainError

__all__ = ["periods_of"]

# FHI's bank writes a span of years; one from a year to itself is that year.
_SPAN = re.compile(r"(\d{4})_(\d{4})")


def periods_of(codes: Sequence[str]) -> tuple[list[str], list[str]]:
    """Each code as a period, and those that are none.

    Statistics Norway writes ``2019``, ``2019K3`` for a quarter, ``2019M03`` for a month and
    ``2019U12`` for a week, whatever the language (its guide to PxWebApi 2). A week and a span of
    years are no period here and stay as they are.

    Args:
        codes: the codes of one dimension, no two alike.

    Returns:
        A text for every code, and the codes nothing was made of. Where two codes would become the
        same period, all of them stay as they are.

    >>> periods_of(["2019K3", "2019M03", "2019_2019", "2019U12", "2017-2019"])
    (['2019-Q3', '2019-03', '2019', '2019U12', '2017-2019'], ['2019U12', '2017-2019'])
    """
    texts, unknown = [], []
    for code in codes:
        span = _SPAN.fullmatch(code)
        plain = span[1] if span and span[1] == span[2] else code
        try:
            texts.append(Period.parse(plain).text)
        except DomainError:
            texts.append(code)
            unknown.append(code)
    if len(set(texts)) < len(texts):
        return list(codes), unknown
    return texts, unknown
