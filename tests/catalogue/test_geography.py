"""Places and their codes."""

from __future__ import annotations

from collections import Counter

import attrs
import pytest

from rusfelt.catalogue import Place, place, places
from rusfelt.errors import UnknownNameError


def test_oslo_has_fifteen_districts() -> None:
    """And two areas without a council, and one code for those without an address."""
    inside = Counter(each.level for each in places() if each.parent == "0301")
    assert inside == {"district": 15, "district-without-council": 2, "unknown-district": 1}


def test_codes_keep_their_leading_zero() -> None:
    """A code is text; the number it looks like is another code or none."""
    assert place("030108").name == "Nordre Aker"
    assert place("0301").level == "municipality"
    assert all(isinstance(each.code, str) for each in places())


def test_a_code_without_its_zero_is_answered_with_the_right_one() -> None:
    """Spreadsheets drop the zero; the error says which code was meant."""
    with pytest.raises(UnknownNameError, match="'030108'"):
        place("30108")


def test_codes_are_keys_and_parents_are_known() -> None:
    """Each code stands once, and everything lies in something but the country."""
    codes = [each.code for each in places()]
    assert len(set(codes)) == len(codes)
    assert {each.parent for each in places()} <= {*codes, ""}
    assert [each.code for each in places() if not each.parent] == ["0"]


def test_other_spellings_are_kept() -> None:
    """Names as they are met in files, with and without "Bydel"."""
    assert "Sankt Hanshaugen" in place("030104").other_names
    assert place("030108").other_names == ("Bydel Nordre Aker", "BNA")
    assert place("030103").other_names == ()


def test_the_country_except_oslo_has_a_code() -> None:
    """The youth figures compare Oslo with the rest of the country."""
    assert place("0-0301").parent == "0"


def test_a_place_cannot_be_changed() -> None:
    """Everyone who asks shares it."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        place("0301").name = "Christiania"  # type: ignore[misc]
    assert isinstance(place("0301"), Place)
    assert places() is places()
