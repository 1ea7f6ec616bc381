"""Norwegian counties, municipalities and districts: codes as text, names, and what became of them.

The lists are Statistics Norway's (Klass 104, 131 and 103); each file beside this one says where
they were seen. They reach from 2002 to 2026.
"""

from rusfelt.geography.changes import Break, Change, breaks, change_of, current_code
from rusfelt.geography.codes import Codes, as_codes
from rusfelt.geography.reading import unit_of
from rusfelt.geography.register import Place, codes_in, place, places

__all__ = [
    "Break",
    "Change",
    "Codes",
    "Place",
    "as_codes",
    "breaks",
    "change_of",
    "codes_in",
    "current_code",
    "place",
    "places",
    "unit_of",
]
