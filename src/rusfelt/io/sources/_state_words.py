"""The empty state a code for no answer stands for, by the words of its label."""

from __future__ import annotations

import re

from rusfelt.vocabulary import State

__all__ = ["known_state_of", "state_of"]

# The signs and words of the library, what bokmål, nynorsk and English reports call them, and what
# questionnaires usually write. Nothing is looked for inside a longer sentence.
_WORDS = {
    State.MISSING: (
        "..|missing|mangler|manglar|ubesvart|ikke svart|ikke besvart|ikkje svart|ikkje svara|"
        "vil ikke svare|vil ikkje svare|ønsker ikke å svare|ønskjer ikkje å svare|vet ikke|"
        "veit ikkje|ukjent|ukjend|uoppgitt|ikke oppgitt|uoppgjeve|ikkje oppgitt|ikkje oppgjeve|"
        "no answer|not answered|refused|refusal|don't know|do not know|unknown|not stated"
    ),
    State.SUPPRESSED: (
        ":|suppressed|undertrykt|undertrykket|skjult|løynd|prikket|prikka|hidden|confidential|"
        "konfidensielt|skjult av personvern|skjult av personvernhensyn|"
        "skjult av hensyn til personvernet|skjult av omsyn til personvernet|hidden for privacy"
    ),
    State.NOT_APPLICABLE: (
        ".|not-applicable|not applicable|does not apply|inapplicable|n/a|cannot occur|"
        "ikke aktuelt|ikkje aktuelt|ikke aktuell|ikkje aktuell|ikke relevant|ikkje relevant|"
        "finnes ikke|finst ikkje|kan ikke forekomme|kan ikkje førekome"
    ),
    State.NOT_DUE: (
        "not-due|not due|not due yet|will come later|ikke forfalt|ikkje forfalle|ikkje forfalt|"
        "kommer senere|kjem seinare|fristen er ikke ute|fristen er ikkje ute"
    ),
    State.UNDEFINED: (
        "undefined|udefinert|ikke definert|ikkje definert|delt på null|division by zero|"
        "kan ikke beregnes|kan ikke regnes ut|kan ikkje reknast ut|cannot be worked out"
    ),
}
_STATES = {word: state for state, words in _WORDS.items() for word in words.split("|")}
# "8 Vet ikke" and "9 = Ubesvart": the code stands in its own label.
_CODE = re.compile(r"-?[0-9]+\s*[.:=)-]?\s+(?=\w)")


def known_state_of(label: str) -> State | None:
    """The empty state a label names; ``None`` where its words are none of those known.

    >>> known_state_of("9 = Ikke aktuelt"), known_state_of("Ja")
    (<State.NOT_APPLICABLE: 'not-applicable'>, None)
    """
    text = " ".join(label.replace("\u2019", "'").casefold().split())
    found = _STATES.get(text)
    if found is None:
        bare = _CODE.sub("", text, count=1).strip("() ")
        found = _STATES.get(bare) or _STATES.get(bare.rstrip(".!"))
    return found


def state_of(label: str) -> State:
    """The empty state a code for no answer stands for: anything not known is ``missing``.

    Args:
        label: what the file calls the code; empty where it has no name.

    >>> str(state_of("Skjult av personvern")), str(state_of("Annet"))
    ('suppressed', 'missing')
    """
    return known_state_of(label) or State.MISSING
