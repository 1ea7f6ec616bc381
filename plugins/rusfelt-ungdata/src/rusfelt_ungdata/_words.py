"""Grades, school levels and sexes as files write them, and as groups name them.

Ungdata junior is for grades 5 to 7 (mellomtrinnet); Ungdata for lower secondary school, grades 8
to 10 (ungdomstrinnet), and upper secondary school, vg1 to vg3 (videregående).
"""

from __future__ import annotations

import re

__all__ = ["GRADES", "SEXES", "grade_group", "sex_group"]

GRADES = "Write 8. trinn, vg1, mellomtrinnet, ungdomstrinnet, videregående or alle."
SEXES = "Write jenter, gutter or alle."
_GRADE = re.compile(r"t?(5|6|7|8|9|10)(?:\.?\s*trinn)?")
_UPPER = re.compile(r"vg\s*([123])")
_LEVELS = {
    "middle": ("mellomtrinn", "mellomtrinnet", "middle"),
    "lower-secondary": (
        *("ungdomstrinn", "ungdomstrinnet", "ungdomsskole", "ungdomsskolen"),
        *("lower secondary", "lower-secondary"),
    ),
    "upper-secondary": (
        *("videregående", "videregåande", "vgs", "upper secondary", "upper-secondary"),
    ),
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words}
_ALL = ("", "alle", "all", "begge")
_SEX_OF = {
    **dict.fromkeys(("jenter", "jente", "girls", "girl", "f"), "F"),
    **dict.fromkeys(("gutter", "gutt", "gutar", "gut", "boys", "boy", "m"), "M"),
}


def grade_group(text: str) -> str | None:
    """The part of the group a grade or a school level is; ``None`` where it is neither.

    >>> grade_group("8. trinn"), grade_group("VG1"), grade_group("ungdomstrinnet"), grade_group("3")
    ('grade=t8', 'grade=vg1', 'level=lower-secondary', None)
    """
    word = " ".join(text.casefold().split())
    if word in _ALL:
        return ""
    if match := _GRADE.fullmatch(word):
        return f"grade=t{match[1]}"
    if match := _UPPER.fullmatch(word):
        return f"grade=vg{match[1]}"
    return f"level={_LEVEL_OF[word]}" if word in _LEVEL_OF else None


def sex_group(text: str) -> str | None:
    """The part of the group a sex is; ``None`` where it is none.

    >>> sex_group("Jenter"), sex_group("alle")
    ('sex=F', '')
    """
    word = text.strip().casefold()
    if word in _ALL:
        return ""
    return f"sex={_SEX_OF[word]}" if word in _SEX_OF else None
