"""Things that are probably the same under another id, judged by their titles alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from rusfelt.domain.text import LANGUAGES, Title

__all__ = ["ALIKE", "alike", "given_in", "probable_pairs"]

ALIKE = 0.85
"""Titles at least this alike are probably of the same thing.

The measure is twice the number of letters in matching stretches over the letters of both, from 0
to 1, as ``difflib.SequenceMatcher`` reckons it, without regard to capitals and spaces."""

# The work grows with the product of both, and a title is a line.
_MOST_LETTERS = 300
_MOST_PAIRS = 250_000
# A title that so many share tells none of them apart.
_MOST_ALIKE = 20


def given_in(title: Title) -> Mapping[str, str]:
    """A title by the languages it is given in; plain text is taken to be of all of them."""
    return dict.fromkeys(LANGUAGES, title) if isinstance(title, str) else dict(title)


def alike(first: Title, second: Title) -> float:
    """How alike two titles are, from 0 to 1, in the language where they are most alike.

    Titles in no common language, and different titles of more than 300 letters, are not compared
    and get 0.

    >>> alike("Mindre skolefrafall", "Mindre frafall i skolen") < ALIKE
    True
    >>> alike("Videreutvikle Ung Arena", "Videreutvikle UngArena") > ALIKE
    True
    """
    return max((_ratio(*each) for each in _both(first, second)), default=0.0)


def probable_pairs(
    before: Sequence[tuple[str, Title]], after: Sequence[tuple[str, Title]]
) -> list[tuple[str, str, float]]:
    """Pairs of ids whose titles are probably of the same thing.

    A pair is there where neither of the two has a better match, so one with two equally good
    matches is in two pairs and the reader decides. A title that more than 20 share tells none of
    them apart and is passed over. Where there are more than 250,000 pairs to look at, only titles
    that are the same are found.

    Args:
        before: ids and titles of what the earlier plan has, without a counterpart by id.
        after: the same of the later plan.

    Returns:
        Earlier id, later id and likeness, in the order of the earlier plan.
    """
    found = _same(before, after)
    matched, taken = {first for first, _ in found}, {second for _, second in found}
    rest = [each for each in before if each[0] not in matched]
    others = [each for each in after if each[0] not in taken]
    if len(rest) * len(others) <= _MOST_PAIRS:
        for first, title in rest:
            for second, other in others:
                if first == second:
                    continue
                ratio = max((_above(*each) for each in _both(title, other)), default=0.0)
                if ratio >= ALIKE:
                    found[first, second] = ratio
    best_before = _best((first, ratio) for (first, _), ratio in found.items())
    best_after = _best((second, ratio) for (_, second), ratio in found.items())
    earlier = {name: place for place, (name, _) in enumerate(before)}
    later = {name: place for place, (name, _) in enumerate(after)}
    pairs = [
        (first, second, ratio)
        for (first, second), ratio in found.items()
        if ratio == best_before[first] == best_after[second]
    ]
    return sorted(pairs, key=lambda pair: (earlier[pair[0]], later[pair[1]]))


def _same(
    before: Iterable[tuple[str, Title]], after: Iterable[tuple[str, Title]]
) -> dict[tuple[str, str], float]:
    """Pairs with the same title in some language both have."""
    earlier, later = _by_text(before), _by_text(after)
    return {
        (first, second): 1.0
        for text, names in earlier.items()
        for first in names
        for second in later.get(text, ())
        if first != second and max(len(names), len(later[text])) <= _MOST_ALIKE
    }


def _by_text(items: Iterable[tuple[str, Title]]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for name, title in items:
        for language, text in given_in(title).items():
            found.setdefault((language, _plain(text)), []).append(name)
    return found


def _best(ratios: Iterable[tuple[str, float]]) -> dict[str, float]:
    best: dict[str, float] = {}
    for name, ratio in ratios:
        best[name] = max(ratio, best.get(name, 0.0))
    return best


def _both(first: Title, second: Title) -> set[tuple[str, str]]:
    """The two texts in each language both titles are given in, capitals and spaces apart."""
    one, other = given_in(first), given_in(second)
    return {(_plain(text), _plain(other[each])) for each, text in one.items() if each in other}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _matcher(first: str, second: str) -> SequenceMatcher[str]:
    # The measure depends on which comes first, and a comparison must read the same both ways.
    low, high = min(first, second), max(first, second)
    return SequenceMatcher(None, low, high, autojunk=False)


def _ratio(first: str, second: str) -> float:
    if first == second:
        return 1.0
    if max(len(first), len(second)) > _MOST_LETTERS:
        return 0.0
    return _matcher(first, second).ratio()


def _above(first: str, second: str) -> float:
    """The likeness where it is at least :data:`ALIKE`; 0 below, which is found much sooner.

    The same titles have been looked at already, and those that are left are shared by too many.
    """
    if first == second or max(len(first), len(second)) > _MOST_LETTERS:
        return 0.0
    matcher = _matcher(first, second)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
