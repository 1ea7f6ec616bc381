"""Which column of a file is which, and in what unit it writes a share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rusfelt.errors import did_you_mean

__all__ = ["PERCENT", "SHARE", "places"]

# What a column of shares says of its own unit.
PERCENT, SHARE = "percent", "share"

_NAMES: Mapping[str, tuple[str, ...]] = {
    "period": (
        "wave",
        "period",
        "year",
        "school_year",
        "runde",
        "bølge",
        "periode",
        "år",
        "skoleår",
    ),
    "unit": ("area", "unit", "område", "bydel", "sted"),
    "grade": ("grade", "school_level", "trinn", "klassetrinn", "skolenivå"),
    "sex": ("sex", "gender", "kjønn"),
    "indicator": ("question", "indicator", "spørsmål", "indikator"),
    "percent": ("share_percent", "percent", "andel_prosent", "prosent"),
    "share": ("share_0_1", "andel_0_1"),
    "count": ("count", "antall_ja"),
    "respondents": ("respondents", "n", "antall_svar"),
    "rate_percent": ("response_rate_percent", "svarprosent"),
    "rate_share": ("response_rate_0_1", "svarandel_0_1"),
    "deff": ("design_effect", "deff", "designeffekt"),
    "break": ("break_before", "brudd"),
    "source": ("source", "kilde"),
    "note": ("note", "merknad"),
}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names}
# Names that do not say whether 0.12 is a share or per cent, and what would.
_UNSAID = {
    **dict.fromkeys(
        ("share", "andel", "value", "verdi", "proportion"), ("share_percent", "share_0_1")
    ),
    **dict.fromkeys(
        ("response_rate", "svarrate", "rate"), ("response_rate_percent", "response_rate_0_1")
    ),
}
_REQUIRED = (("period",), ("unit",), ("indicator",), ("percent", "share", "count"))


def places(
    header: Sequence[str], problem: Callable[[str, str, str], None]
) -> dict[str, tuple[int, str]]:
    """The place and the file's own name of each field.

    Args:
        header: the names in the first row.
        problem: told a column, a fact and a remedy for everything that is wrong.
    """
    found: dict[str, tuple[int, str]] = {}
    unsaid = False
    for place, raw in enumerate(header):
        name = "_".join(raw.strip().casefold().replace("-", " ").split())
        field = _FIELD_OF.get(name)
        if name in _UNSAID:
            unsaid = True
            whole, part = _UNSAID[name]
            problem(
                raw,
                "does not say whether 0.12 is a share or 0.12 per cent.",
                f"Call it {whole} if all is 100, or {part} if all is 1.",
            )
        elif field is None:
            hint = did_you_mean(name, _FIELD_OF) or f"Use {', '.join(sorted(_FIELD_OF))}."
            problem(raw, "is no column of this table.", hint)
        elif field in found:
            problem(raw, f"and {found[field][1]!r} are the same column.", "Take one of them away.")
        else:
            found[field] = place, raw.strip()
    for whole, part in (("percent", "share"), ("rate_percent", "rate_share")):
        if whole in found and part in found:
            problem(
                found[part][1],
                f"and {found[whole][1]!r} say the same thing in two units.",
                "Take one of them away.",
            )
    for fields in _REQUIRED:
        if found.keys().isdisjoint(fields) and not (unsaid and "percent" in fields):
            known = " or ".join(_NAMES[field][0] for field in fields)
            problem("", f"There is no column {known}.", "Add it.")
    if "count" in found and "respondents" not in found:
        problem(found["count"][1], "is a count of nobody knows how many.", "Add respondents.")
    return found
