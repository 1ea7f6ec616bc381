"""Why a row has no answer, in the three languages it may be read in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["reasons"]

_ALL: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "donor": {
        "nb": "Enheten har ikke hatt tiltaket og er bare med i sammenligningen.",
        "nn": "Eininga har ikkje hatt tiltaket og er berre med i samanlikninga.",
        "en": "The unit did not have the tiltak and only takes part in the comparison.",
    },
    "unsaid-treatment": {
        "nb": "Det er ikke sagt om enheten har hatt tiltaket.",
        "nn": "Det er ikkje sagt om eininga har hatt tiltaket.",
        "en": "It is not said whether the unit had the tiltak.",
    },
    "unsaid-start": {
        "nb": "Det er ikke sagt når tiltaket startet.",
        "nn": "Det er ikkje sagt når tiltaket starta.",
        "en": "It is not said when the tiltak began.",
    },
    "too-few-before": {
        "nb": "Det er for få målinger fra før tiltaket startet.",
        "nn": "Det er for få målingar frå før tiltaket starta.",
        "en": "There are too few points from before the tiltak began.",
    },
    "none-after": {
        "nb": "Det er ingen målinger fra etter at tiltaket startet.",
        "nn": "Det er ingen målingar frå etter at tiltaket starta.",
        "en": "There are no points from after the tiltak began.",
    },
    "too-few-donors": {
        "nb": "For få enheter uten tiltaket har tall for de samme tidspunktene.",
        "nn": "For få einingar utan tiltaket har tal for dei same tidspunkta.",
        "en": "Too few units without the tiltak have figures for the same times.",
    },
    "too-many-units": {
        "nb": "Det er flere enheter å sammenligne enn metoden er laget for.",
        "nn": "Det er fleire einingar å samanlikne enn metoden er laga for.",
        "en": "There are more units to compare than the method is made for.",
    },
    "broken-series": {
        "nb": "Tallene har et brudd, og tallene før og etter bruddet kan ikke sammenlignes.",
        "nn": "Tala har eit brot, og tala før og etter brotet kan ikkje samanliknast.",
        "en": "The figures have a break, and those on either side of it cannot be compared.",
    },
    "no-variation": {
        "nb": "Tallene er like for alle enheter, så det er ingenting å sammenligne.",
        "nn": "Tala er like for alle einingar, så det er ingenting å samanlikne.",
        "en": "The figures are the same for every unit, so there is nothing to compare.",
    },
    "not-converged": {
        "nb": "Beregningen fant ingen løsning som er god nok.",
        "nn": "Utrekninga fann inga løysing som er god nok.",
        "en": "The computation found no solution that is good enough.",
    },
    "mixed-groups": {
        "nb": "Indikatoren har tall for flere grupper, men ikke for alle samlet.",
        "nn": "Indikatoren har tal for fleire grupper, men ikkje for alle samla.",
        "en": "The indicator has figures for several groups, but none for everyone.",
    },
    "unlike-times": {
        "nb": "Enhetene har ikke tall for de samme tidspunktene.",
        "nn": "Einingane har ikkje tal for dei same tidspunkta.",
        "en": "The units do not have figures for the same times.",
    },
    "no-comparison": {
        "nb": "I minst én periode er det ingen enheter uten tiltaket å sammenligne med.",
        "nn": "I minst éin periode er det ingen einingar utan tiltaket å samanlikne med.",
        "en": "In at least one period there is no unit without the tiltak to compare with.",
    },
    "no-treated": {
        "nb": "Ingen enhet har hatt tiltaket.",
        "nn": "Ingen eining har hatt tiltaket.",
        "en": "No unit had the tiltak.",
    },
})  # fmt: skip


def reasons(*codes: str) -> dict[str, dict[str, str]]:
    """The sentences of these codes, for ``Spec.reasons``."""
    return {code: dict(_ALL[code]) for code in codes}
