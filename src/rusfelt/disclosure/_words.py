"""A text cut into words, and the numbers in it read: which are counts, and what they count."""

from __future__ import annotations

import re
from itertools import accumulate
from operator import add

from rusfelt.disclosure._countable import COUNTED, UNKNOWN, kind_of, numbers_in_words, word_lists

__all__ = ["DASHES", "LISTING", "NOTHING", "Words"]

# Behind a number stands no noun at all.
NOTHING = "nothing"
DASHES = frozenset("-–—−‑")

# Four signs or more in a row are a line drawn, or worse, and one word; blanks go with what they follow.
_TOKEN = re.compile(r"(?:\d+|[^\W\d_]+|[^\w\s]{4,}|[^\w\s]|_|\n)[^\S\n]*|\s+")
_FAR = 6  # words looked at for what a number counts
_AROUND = 12  # words either side that tell the language
_GROUP, _MOST_DIGITS = 3, 9
_TEN, _TWENTY = 10, 20
_OPENING = frozenset("([{\"'«“=*•<≤:.,")
_NO_COUNT = frozenset("%‰°€$£")
# Between the numbers of a list or a range.
LISTING = frozenset({",", "og", "and", "eller", "or", "til", "to", "&", *DASHES})
_VOID = "\n"


class Words:
    """The words of one text, their places, and what may be asked of each.

    A line's end is a word of its own, and so is the void before the first and after the last.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        pieces = _TOKEN.findall(text)
        bare = list(map(str.strip, pieces))
        self.words = [each.lower() or _VOID for each in bare]
        self.starts = list(accumulate(map(len, pieces), initial=0))[:-1]
        self.ends = list(map(add, self.starts, map(len, bare)))
        self.count = len(pieces)
        self.numbers, self.lists = numbers_in_words(), word_lists()

    def word(self, i: int) -> str:
        return self.words[i] if 0 <= i < self.count else _VOID

    def touch(self, i: int) -> bool:
        """Whether nothing stands between a word and the next."""
        return 0 <= i < self.count - 1 and self.ends[i] == self.starts[i + 1]

    def digit(self, i: int) -> bool:
        return self.word(i)[0].isdecimal()

    def is_number(self, i: int) -> bool:
        return self.digit(i) or self.word(i) in self.numbers

    def value(self, i: int) -> int | None:
        """The number at a place, whatever it is a number of."""
        word = self.word(i)
        if word[0].isdecimal():
            return int(word) if len(word) <= _MOST_DIGITS else None
        value = self.numbers.get(word, 1 if word in self.lists["article"] else None)
        return value if value is None else value + self._unit_after(i, value)

    def number(self, i: int) -> tuple[int, int] | None:
        """The whole number that begins at a place and its last word; none where it is no count."""
        word, before, after = self.words[i], self.word(i - 1), self.word(i + 1)
        if self.touch(i - 1) and before not in _OPENING:
            # The upper end of a range: 2–4, two-three.
            ranged = before in DASHES and self.touch(i - 2) and self.is_number(i - 2)
            listed = before in DASHES and self.word(i - 2) == "\n"
            tens = self.numbers.get(self.word(i - 2), 0)
            if not (ranged or listed) or (tens >= _TWENTY and not word.isdecimal()):
                return None
        if before in ".,:" and self.touch(i - 1) and self.touch(i - 2) and self.digit(i - 2):
            return None
        if not word[0].isdecimal():
            return self._number_in_words(i)
        if before[0].isdecimal() and len(word) == _GROUP and self.starts[i] - self.ends[i - 1] == 1:
            return None
        last = i
        while (
            last < i + _GROUP
            and self.digit(last + 1)
            and len(self.words[last + 1]) == _GROUP
            and len(word) <= _GROUP
            and self.starts[last + 1] - self.ends[last] == 1
        ):
            last += 1
        if last > i:
            after = self.word(last + 1)
        if after in _NO_COUNT or self._goes_on(last, after):
            return None
        digits = "".join(self.words[i : last + 1])
        if len(digits) > _MOST_DIGITS or (digits[0] == "0" and len(digits) > 1):
            return None
        return int(digits), last

    def _number_in_words(self, i: int) -> tuple[int, int] | None:
        word, after, lists = self.words[i], self.word(i + 1), self.lists
        if word in lists["pair"]:
            return (2, i) if self.word(i - 1) in lists["article"] else None
        if word in lists["both"]:
            return 2, i
        if word in lists["nobody"] or word in lists["surely_nobody"]:
            return 0, i
        if word in lists["article"]:
            if after in lists["pair"] or (word == "no" and after == "one"):
                return None
            return (0, i) if self.word(i - 1) == "no" else (1, i)
        value = self.numbers[word]
        if unit := self._unit_after(i, value):
            return value + unit, i + 2
        if after in DASHES and self.touch(i) and self.touch(i + 1) and not self.is_number(i + 2):
            return None  # a two-year plan
        return value, i

    def _unit_after(self, i: int, tens: int) -> int:
        """The two of forty-two; 0 where there is none."""
        joined = self.word(i + 1) in DASHES and self.touch(i) and self.touch(i + 1)
        unit = self.numbers.get(self.word(i + 2), 0) if joined else 0
        return unit if tens >= _TWENTY and tens % _TEN == 0 and unit < _TEN else 0

    def _goes_on(self, last: int, after: str) -> bool:
        """Whether the figures are part of something longer: 2.1, 3. mars, 24/7, 3-åring, 2b."""
        if not self.touch(last):
            return False
        follower = self.word(last + 2)
        joined = self.touch(last + 1)
        if after in {".", ","}:
            if joined and follower[0].isdecimal():
                return True
            ordinal = follower[0].isalpha() and self.text[self.starts[last + 2]].islower()
            heading = self.word(last - 1) == "\n" and follower != "\n"
            return after == "." and (ordinal or heading)
        if after in DASHES:
            return joined and not follower[0].isdecimal() and follower != "\n"
        if after == "/":
            over = joined and self.digit(last + 2)
            return not over or self.counted(last + 3)[0] != COUNTED
        return (
            after[0].isalpha() or after == "_" or (after == ":" and joined and self.digit(last + 2))
        )

    def _hyphened(self, i: int) -> bool:
        """Whether a place is a first part or its hyphen: drug-related, rus- og psykiatripasienter."""
        return (self.word(i) in DASHES and self.touch(i - 1)) or (
            self.word(i + 1) in DASHES and self.touch(i)
        )

    def leans(self, i: int) -> int:
        """How Norwegian the words around a place are; below 0, how English."""
        lists = self.lists
        score = 0
        for places in (range(i - 1, i - _AROUND, -1), range(i + 1, i + _AROUND)):
            for j in places:
                word = self.word(j)
                if word == _VOID:
                    break  # another line may be in another language
                score += (word in lists["norwegian_text"]) - (word in lists["english_text"])
        return score

    def counted(self, i: int, *, several: bool = False) -> tuple[str, int]:
        """What a number before this place counts, and where that stands."""
        unknown, lists = 0, self.lists
        for j in range(i, i + _FAR):
            word = self.word(j)
            if self.is_number(j) or (word in LISTING and self.is_number(j + 1)):
                if unknown:
                    break  # "to fylte 25 år"
                continue
            if word in lists["between"] or self._hyphened(j):
                continue
            if several and word in lists["singular"]:
                break  # "fikk fire bolig": the home is not what there were four of
            if word == "men" and self.leans(j) < 0:
                return COUNTED, j  # not the Norwegian "but"
            if not word[0].isalpha() or word in lists["stop"]:
                break
            kind = kind_of(word)
            if kind != UNKNOWN:
                return kind, j
            unknown += 1
            if unknown > 1:
                break
        return (UNKNOWN if unknown else NOTHING), min(j, self.count - 1)
