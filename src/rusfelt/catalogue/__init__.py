"""What ships with the library: plans, their figures, national indicators and instruments.

Everything is data in TOML and CSV beside this file, read when asked for and then kept. Importing
this package reads nothing.
"""

from rusfelt.catalogue.instrument_loader import (
    instrument_ids,
    instrument_path,
    load_instrument,
)
from rusfelt.catalogue.loader import (
    figure_files,
    figures,
    load,
    national_figures,
    national_indicators,
    plan_ids,
    plan_path,
)

__all__ = [
    "figure_files",
    "figures",
    "instrument_ids",
    "instrument_path",
    "load",
    "load_instrument",
    "national_figures",
    "national_indicators",
    "plan_ids",
    "plan_path",
]
