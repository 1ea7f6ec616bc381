"""What columns and their codes are usually called in Norwegian and English files."""

from __future__ import annotations

import re

from rusfelt.io._names import plain_name

__all__ = ["GROUP_KEYS", "USUAL", "age_of", "sex_of"]

_FIELDS = {
    "indicator": "indikator, målepunkt, variabel, statistikkvariabel, måltall, variable, measure",
    "unit": "bydel, bydelsnavn, bydelsnr, bydelsnummer, kommune, kommunenr, kommunenummer, "
    "kommunenavn, enhet, eining, region, sted, stad, geografi, område, district, municipality, "
    "place, area",
    "period": "år, aar, årstall, periode, tid, kvartal, måned, månad, dato, year, time, date, "
    "quarter, month",
    "value": "verdi, antall, antal, tall, tal, sum, andel, prosent, rate, count, number, n, "
    "share, percent",
    "numerator": "teller, teljar",
    "denominator": "nevner, nemnar, befolkning, folkemengde, folketal, population",
    "se": "standardfeil, standard error",
    "deff": "designeffekt, design effect",
    "response_rate": "svarandel, svarprosent, response rate",
    "state": "status, tilstand",
    "bound": "grense",
    "break_before": "brudd, brot, tidsseriebrudd, break",
    "definition": "definisjon",
    "published": "publisert, publiseringsdato",
    "source": "kilde, kjelde",
    "note": "merknad, kommentar, fotnote, comment, footnote",
}
USUAL = {name.strip(): field for field, names in _FIELDS.items() for name in names.split(",")}
"""What a column is usually called, as :func:`plain_name` has it, and the field it then is."""

GROUP_KEYS = {
    "kjønn": "sex", "kjonn": "sex", "sex": "sex", "gender": "sex",
    "alder": "age", "aldersgruppe": "age", "age": "age", "age group": "age",
}  # fmt: skip
"""Likewise for columns that tell of whom a figure is, and the key of the group that is."""

_SEXES = {
    "F": ("k", "f", "kvinne", "kvinner", "kvinnor", "jente", "jenter", "female", "females", "women", "woman", "girls"),
    "M": ("m", "mann", "menn", "gutt", "gutter", "gutar", "male", "males", "men", "man", "boys"),
    "": ("begge", "begge kjønn", "alle", "i alt", "totalt", "total", "both", "both sexes", "all"),
}  # fmt: skip
_EVERYBODY = frozenset(_SEXES[""]) | {"alle aldre", "alle aldrar", "all ages"}
_AGE = re.compile(
    r"(?P<low>\d{1,3})\s*(?:[-–—]\s*(?P<high>\d{1,3})|(?P<open>\+))?\s*(?:år|years?|years old)?"
    r"(?P<more>\s*(?:og|eller|and|or)\s*(?:over|eldre|older))?"
)  # fmt: skip


def sex_of(text: str) -> str | None:
    """``F``, ``M``, ``""`` for both together, or ``None`` where the text says none of them.

    >>> sex_of("Kvinner"), sex_of("Begge kjønn"), sex_of("3")
    ('F', '', None)
    """
    return next((sex for sex, words in _SEXES.items() if plain_name(text) in words), None)


def age_of(text: str) -> str | None:
    """An age as a group has it, ``""`` for all ages, or ``None`` where the text is none.

    >>> age_of("16–18 år"), age_of("90 år eller eldre"), age_of("Alle aldre"), age_of("unge")
    ('16-18', '90+', '', None)
    """
    plain = plain_name(text)
    if plain in _EVERYBODY:
        return ""
    found = _AGE.fullmatch(plain)
    if found is None or (found["high"] and found["more"]):
        return None
    if found["open"] or found["more"]:
        return f"{found['low']}+"
    return f"{found['low']}-{found['high']}" if found["high"] else found["low"]
