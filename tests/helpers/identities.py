"""Synthetic identity numbers, made by the published way of working out control digits."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["KINDS", "controlled", "numbers", "one_of_each"]

# Added to the day and to the month. FH-numbers have no date, and stand apart.
KINDS = {
    "birth": (0, 0),
    "D": (40, 0),
    "H and Dolly": (0, 40),
    "D in Dolly": (40, 40),
    "Test-Norge": (0, 80),
    "D in Test-Norge": (40, 80),
    "SyntPop": (0, 65),
    "NAV's own": (0, 20),
    "NAV's own, synthetic": (0, 60),
}


def controlled(nine: str, rest: int = 0) -> str | None:
    """Nine digits with their control digits; ``None`` where there are none that fit.

    The control digit is 11 less what the sum leaves, and 11 counts as 0; one that would be 10 is
    not given out. ``rest`` is what a number given out from 2032 on may leave in the first sum.
    """
    first = (rest - _sum(nine, (3, 7, 6, 1, 8, 9, 4, 5, 2))) % 11
    ten = nine + str(first % 10)
    second = -_sum(ten, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return None if 10 in (first, second) else ten + str(second)


def _sum(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def one_of_each() -> dict[str, str]:
    """A number of each kind, and of each rest from 2032 on."""
    found = {}
    for kind, (day, month) in KINDS.items():
        for rest in range(4):
            tried = (
                controlled(f"{17 + day:02}{11 + month:02}84{each:03}", rest) for each in range(1000)
            )
            found[f"{kind}, rest {rest}"] = next(filter(None, tried))
    found["FH"] = next(filter(None, (controlled(f"8{each:08}") for each in range(1000))))
    found["FH with 9"] = next(filter(None, (controlled(f"9{each:08}") for each in range(1000))))
    return found


def _numbers(kind: tuple[int, int], day: int, month: int, year: int, rest: int) -> list[str]:
    head = f"{day + kind[0]:02}{month + kind[1]:02}{year:02}"
    return [number for each in range(40) if (number := controlled(f"{head}{each * 25:03}", rest))]


numbers = st.builds(
    _numbers,
    st.sampled_from(list(KINDS.values())),
    st.integers(1, 28),
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(0, 3),
).flatmap(st.sampled_from)
