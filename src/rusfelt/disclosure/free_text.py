"""Small counts of people in running text: "2 dødsfall", "ein ungdom", "40 of 42".

A person writes notes as people write, and no list of words is complete. What is found is what the
word lists of ``countable.toml`` know to be people or what happens to them, and, to be careful,
every number from two up with a noun nobody has listed. What is missed stands in a document, so a
text that must be safe is still read by someone.

The text is cut into words once. Around each number a fixed stretch of words is looked at, so the
time is proportional to the length of the text, whatever it holds.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

import attrs

from rusfelt.disclosure._countable import COUNTED, HARMLESS, UNKNOWN, kind_of
from rusfelt.disclosure._plain_text import plain_text
from rusfelt.disclosure._shares_beside import FAR_AFTER, FAR_BEFORE, shares_beside
from rusfelt.disclosure._words import DASHES, LISTING, NOTHING, Words
from rusfelt.disclosure.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Span", "small_counts", "withheld"]

_FAR = 6  # words between a number and the whole it is of
_BACK = 8  # words looked back at for what was spoken of
_AROUND = 12  # words between a number and the whole the sentence opened with
# Words before and after a number that any of this may look at, with room to spare.
_BEHIND, _AHEAD = 24, 48
_REMEMBERED = 4096
_OF = frozenset({"av", "of"})
_OPENERS = frozenset({"av", "of", "blant", "among"})
# How most verbs end that tell what was done: behandlet, henviste, fylte, referred.
_PAST = ("et", "te", "de", "ed")
_BREAKS = frozenset("\n.;!?")


@attrs.frozen
class Span:
    """A number in a text that gives a small count away.

    Attributes:
        start: where it begins in the text.
        end: where it ends.
        kind: ``count``, ``zero``, ``complement`` (few are left over) or ``share`` (a percentage
            beside a small count).
    """

    start: int
    end: int
    kind: str


def small_counts(text: str, policy_or_minimum: Policy | int) -> list[Span]:
    """The small counts of people, and of what happens to people, in a text.

    Reads bokmål, nynorsk and English, in figures and in words. A number counts people where a
    listed person or event follows it, or goes before it as in "deaths: 2". Before a listed thing
    (hours, meetings, measures), in a date, an age, a share, a range that reaches the minimum, or
    after a name such as "tiltak", it does not. From two up, a noun that is on neither list is
    taken to be people. "Under fem" is no small count where the minimum is five, and "minst to"
    is none at all, as it may be any larger number.

    What it misses: counts that follow only from several sentences ("twelve began, ten are
    left"), "the only one", and words in other languages.

    Args:
        text: what somebody wrote.
        policy_or_minimum: what is small, and whether complements and zeros are; a bare minimum
            stands for a policy with that minimum.

    Returns:
        The numbers, in the order they stand; none overlaps another.

    >>> text = "Av 17 unge sluttet 3. Tiltak 3 hadde to møter og ett dødsfall."
    >>> [text[span.start : span.end] for span in small_counts(text, 5)]
    ['3', 'ett']
    """
    policy = (
        policy_or_minimum if isinstance(policy_or_minimum, Policy) else Policy(policy_or_minimum)
    )
    plain, places = plain_text(text)
    found = _Text(plain, policy).spans()
    if places is not None:
        found = [attrs.evolve(s, start=places(s.start), end=places(s.end)) for s in found]
    return found


def withheld(text: str, spans: Iterable[Span], mark: str) -> str:
    """The text with each number found replaced by the policy's symbol.

    Args:
        text: what the spans were found in.
        spans: as :func:`small_counts` gives them.
        mark: what stands instead.

    >>> text = "I 2019 var det 2 dødsfall (3 %)."
    >>> withheld(text, small_counts(text, 5), ":")
    'I 2019 var det : dødsfall (: %).'
    """
    parts, done = [], 0
    for span in sorted(spans, key=lambda each: each.start):
        if span.start < done:
            continue
        parts += [text[done : span.start], mark]
        done = span.end
    return "".join([*parts, text[done:]])


class _Text(Words):
    """One text, and what each number in it gives away under a policy."""

    def __init__(self, text: str, policy: Policy) -> None:
        super().__init__(text)
        self.policy = policy
        self.opened = [
            i for i, word in enumerate(self.words) if word in _OPENERS and self._opens(i)
        ]

    def spans(self) -> list[Span]:
        """Every span, each place at most once."""
        triggers = self.numbers.keys() | self.lists["trigger"]
        letters = list(accumulate(map(str.isalpha, self.words), initial=0))
        found: dict[int, Span] = {}
        known: dict[tuple[str, int], list[Span]] = {}
        for i, word in enumerate(self.words):
            if word not in triggers and not word[0].isdecimal():
                continue
            # A number among numbers and signs is a number in a table, and not one of a noun.
            if letters[min(i + _AHEAD, self.count)] > letters[max(i - _BEHIND, 0)]:
                for span in self._remembered(i, known):
                    found.setdefault(span.start, span)
        return sorted(found.values(), key=lambda span: span.start)

    def _remembered(self, i: int, known: dict[tuple[str, int], list[Span]]) -> list[Span]:
        """What a number gives away, found once where the same stretch of text comes again.

        Nothing further away than the stretch is ever looked at, so the answer is the same.
        """
        if i < _BEHIND or i + _AHEAD >= self.count:
            return self._at(i)
        here = self.starts[i]
        first = min(self.starts[i - _BEHIND], here - FAR_BEFORE)
        stretch = self.text[max(first, 0) : max(self.ends[i + _AHEAD], here + FAR_AFTER)]
        key = (stretch, here - first)
        if key not in known:
            spans = self._at(i)
            if len(known) < _REMEMBERED:
                known[key] = [Span(s.start - here, s.end - here, s.kind) for s in spans]
            return spans
        return [Span(here + s.start, here + s.end, s.kind) for s in known[key]]

    def _at(self, i: int) -> list[Span]:
        """What the number at a place gives away."""
        word, lists = self.words[i], self.lists
        number = self.number(i)
        if number is None or not self._own_language(i):
            return []
        value, last = number
        whole, things = self._whole(i)
        few_left = whole is not None and self.policy.complements and self._small(whole - value)
        if value >= self.policy.minimum and not (few_left or self._of(last)):
            return []
        if self._named(i) or self._unbounded(i):
            return []
        if self._of(last):
            return self._part_of(i, value, last)
        if not (self._small(value) or few_left) or self._reaches(last):
            return []
        what, where = self.counted(last + 1, several=value > 1)
        article = word in lists["article"]
        if what == HARMLESS or (what == UNKNOWN and (value < 2 and not word.isdecimal())):  # noqa: PLR2004
            return []
        if word in lists["both"] and self.word(where + 1) in {"og", "and"}:
            return []
        if what == NOTHING and whole is None and (things or not self._spoken_of(i, last, article)):
            return []
        kind = "zero" if value == 0 else "count"
        return self._with_shares(i, last, kind if self._small(value) else "complement")

    def _opens(self, i: int) -> bool:
        """Whether a place begins with a whole that a part is told of: "Av de 17 fikk fire …"."""
        before = self.word(i - 1)
        return self.words[i] in {"blant", "among"} or before in _BREAKS or before in {",", "og"}

    def _whole(self, i: int) -> tuple[int | None, bool]:
        """How many people the sentence opened with; or whether it opened with things."""
        k = bisect_right(self.opened, i) - 1
        j = self.opened[k] + 1 if k >= 0 else i
        while j < i and self.word(j) in self.lists["between"]:
            j += 1
        far = j >= i or i - j > _AROUND or not self.is_number(j)
        if far or any(self.words[k] in _BREAKS for k in range(j, i)):
            return None, False
        things = self.counted(j + 1)[0] == HARMLESS
        return None if things else self.value(j), things

    def _small(self, value: int) -> bool:
        return (0 if not self.policy.zeros_shown else 1) <= value < self.policy.minimum

    def _own_language(self, i: int) -> bool:
        """Whether a word that is a number in one language stands in that language."""
        word, lists = self.words[i], self.lists
        norwegian, english = word in lists["norwegian"], word in lists["english"]
        if not norwegian and not english:
            return True
        if word == "to" and self.is_number(i - 1):
            return False
        return self.leans(i) >= 0 if norwegian else self.leans(i) <= 0

    def _named(self, i: int) -> bool:
        """Whether the number is a name: tiltak 3, kap. 4, strategi 2, 3 og 5."""
        j = i - 1
        for _ in range(_FAR):
            if self.word(j) in LISTING and self.digit(j - 1):
                j -= 2
        if self.word(j) == ".":
            j -= 1
        if self.word(j) not in self.lists["label"] or self.words[i] in self.lists["article"]:
            return False
        what, where = self.counted(i + 1)
        # "I tiltak 3 sluttet to": a name. "Etter nivå 2 pasienter" is not said.
        return what != COUNTED or self.text[self.starts[where]].isupper() or self.word(j + 1) == "."

    def _unbounded(self, i: int) -> bool:
        """At least so many, more than so many: any number."""
        before, further, lists = self.word(i - 1), self.word(i - 2), self.lists
        if before in {">", "≥"}:
            return True
        return (before if before not in lists["than"] else further) in lists["open"]

    def _of(self, last: int) -> int:
        """The place after "av", "of", "out of" or a stroke; 0 where none follows."""
        if self.word(last + 1) == "/" and self.touch(last):
            return last + 2
        if self.word(last + 1) == "(":  # 3 (6 %) of the users
            closing = (j for j in range(last + 2, last + _FAR) if self.word(j) == ")")
            last = next(closing, last)
        if self.word(last + 1) == "out":
            last += 1
        return last + 2 if self.word(last + 1) in _OF else 0

    def _part_of(self, i: int, value: int, last: int) -> list[Span]:
        """Four of 17, two of the three, 40 of 42, two of the patients."""
        lists, j = self.lists, self._of(last)
        start = j
        while j < start + _FAR and self.word(j) in lists["between"]:
            j += 1
        whole = None if self.word(j) in lists["article"] else self.value(j)
        what, _ = self.counted(j if whole is None else j + 1)
        plain = self.words[i].isdecimal() or self.words[i] in self.numbers
        # "To av dei": what they are is said elsewhere.
        named = what == COUNTED or (plain and (what == UNKNOWN or j > self._of(last)))
        if what == HARMLESS or (whole is None and not named):
            return []
        spans = []
        if self._small(value):
            spans = self._with_shares(i, last, "zero" if value == 0 else "count")
            if whole is not None and self._small(whole):
                spans.append(Span(self.starts[j], self.ends[j], "count"))
        elif whole is not None and self.policy.complements and self._small(whole - value):
            spans = self._with_shares(i, last, "complement")
        return spans

    def _reaches(self, last: int) -> bool:
        """Whether the number is the lower end of a range that reaches the minimum."""
        between = self.word(last + 1)
        upper = self.value(last + 2)
        ranged = between in DASHES or between in {"til", "to", "eller", "or"}
        if self.word(last - 1) in {"mellom", "between"}:
            ranged = ranged or between in {"og", "and"}
        return ranged and upper is not None and upper >= self.policy.minimum

    def _spoken_of(self, i: int, last: int, article: bool) -> bool:
        """Whether a bare number is about something named before it, or stands for people."""
        lists, j = self.lists, i - 1
        word = self.words[i]
        if word in lists["surely_nobody"] or (article and self.word(i - 1) == "no"):
            return True
        if word in lists["nobody"]:
            return self.word(last + 1) in lists["did"]
        if self.word(j) in {"(", "=", ":", "<", "≤"}:
            j -= 1
        if article or word in lists["both"] or word in lists["pair"]:
            return self.word(j) in lists["only"]
        before = self.word(j)
        verb = before.endswith(_PAST) and kind_of(before) == UNKNOWN
        if before in lists["counting"] or verb:
            return True
        # "Three were", but "alternativ 3 er" is the third.
        name = word.isdecimal() and before.isalpha() and before not in lists["stop"]
        if self.word(last + 1) in lists["did"] and not name:
            return True
        for k in range(i - 1, i - 1 - _BACK, -1):
            each = self.word(k)
            if each in _BREAKS:
                return False
            if each[0].isalpha() and kind_of(each) == COUNTED:
                return True
        return False

    def _with_shares(self, i: int, last: int, kind: str) -> list[Span]:
        """The number, and a percentage beside it that says the same again."""
        first = i - 1 if self.words[i] in self.lists["pair"] else i
        start, end = self.starts[first], self.ends[last]
        beside = shares_beside(self.text, start, end)
        return [Span(start, end, kind), *(Span(*place, "share") for place in beside)]
