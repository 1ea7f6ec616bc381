"""An empty file of figures that explains itself."""

from __future__ import annotations

import os

from rusfelt.errors import WriteError
from rusfelt.io.write import write_atomic

__all__ = ["measurement_template", "write_template"]

_INTRODUCTION = """\
Målinger til rusfelt
Skriv én måling på hver linje, nederst i filen, under raden med kolonnenavn.
Linjer som begynner med # er forklaringer. De blir ikke lest og kan godt slettes.
Kolonnene indicator og period må være med, og dessuten value eller numerator.
Resten kan stå tomme eller tas bort. Rekkefølgen er fri.\
"""
_COLUMNS = {
    "indicator": "Indikatorens id, slik den står i planfilen. Uten mellomrom og skråstrek.",
    "unit": "Koden for bydelen eller enheten, for eksempel 030108 for Nordre Aker. "
    "Ta med nullen foran. Tomt betyr hele planens område.",
    "group": "Befolkningsgruppen, for eksempel age=18-24 eller sex=F. Tomt betyr alle. "
    "Flere kjennetegn skilles med semikolon i samme celle; i ren tekst må cellen da stå i "
    "anførselstegn.",
    "period": "Perioden målingen gjelder: 2019, 2019-Q3, 2019-03, 17.03.2019 "
    "eller skoleåret 2018/2019.",
    "value": "Selve tallet, i enheten indikatoren har. Både 12,5 og 12.5 går bra, "
    "men bruk det samme i hele filen.",
    "numerator": "Telleren i en andel eller rate, for eksempel 57 av 60.",
    "denominator": "Nevneren, her 60. For et antall er det folketallet eller personårene "
    "som tallet er regnet av.",
    "se": "Standardfeilen til tallet, hvis den er kjent.",
    "deff": "Designeffekten til en utvalgsundersøkelse, hvis den er kjent.",
    "response_rate": "Andelen av de spurte som svarte, fra 0 til 1, for eksempel 0,72.",
    "state": "exact (eksakt), approximate (omtrentlig) eller projected (framskrevet). "
    "For en tom celle: missing (mangler), suppressed (skjult av personvernhensyn), "
    "not-applicable (finnes ikke), not-due (kommer senere) eller undefined (delt på null). "
    "Tomt betyr eksakt når det står et tall, og ellers at det mangler.",
    "bound": "Når bare en grense er kjent: < eller <= eller > eller >=. "
    "Det går også an å skrive <5 rett i value.",
    "definition": "Navnet på definisjonen det er talt etter, hvis den har skiftet.",
    "break_before": "ja hvis tallet ikke kan sammenlignes med de tidligere, ellers tomt.",
    "published": "Dagen tallet ble kjent, for eksempel 01.06.2020.",
    "source": "Hvor tallet er hentet fra.",
    "note": "Det leseren bør vite om tallet. Skriv aldri noe som kan peke ut en person.",
}
_SIGNS = """\
I kolonnene for tall kan disse tegnene stå i stedet for et tall:
..   mangler (ikke samlet inn, eller tapt)
:    skjult av personvernhensyn
.    kan ikke forekomme
<5   færre enn fem (bare i value)
Et tomt felt er aldri det samme som 0.\
"""


def measurement_template() -> str:
    """An empty CSV file of figures with every column explained in bokmål.

    The explanations are lines that start with ``#``, which
    :func:`~rusfelt.io.measurements.read_measurements` leaves out.

    >>> measurement_template().splitlines()[-1][:28]
    'indicator;unit;group;period;'
    """
    explained = [f"{name}: {meaning}" for name, meaning in _COLUMNS.items()]
    lines = [*_INTRODUCTION.splitlines(), "", *explained, "", *_SIGNS.splitlines()]
    comments = [f"# {line}".rstrip() for line in lines]
    return "\n".join([*comments, ";".join(_COLUMNS), ""])


def write_template(path: str | os.PathLike[str]) -> None:
    """Write :func:`measurement_template` to a new file, marked as UTF-8 so that Excel sees it.

    Raises:
        WriteError: it cannot be written, or something stands there already: the figures in it
            must not be lost.
    """
    if os.path.lexists(path):
        msg = "There is a file here already. Give another path, or move that file first."
        raise WriteError(msg, path=os.fsdecode(path))
    write_atomic(path, measurement_template().encode("utf-8-sig"))
