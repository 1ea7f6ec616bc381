"""What a plan says, as frozen values that check themselves when made."""

from rusfelt.domain.goal import Goal, Strategy
from rusfelt.domain.groups import Group
from rusfelt.domain.indicator import Indicator, Judge
from rusfelt.domain.instrument import Instrument
from rusfelt.domain.measurement import Measurement, Measurements
from rusfelt.domain.norm import Norm
from rusfelt.domain.period import Period
from rusfelt.domain.plan import Body, Plan
from rusfelt.domain.scale import ItemSet, MissingRule, Scale
from rusfelt.domain.target import Target
from rusfelt.domain.text import Titles, title_in
from rusfelt.domain.threshold import Threshold
from rusfelt.domain.tiltak import Link, Progress, Tiltak

__all__ = [
    "Body",
    "Goal",
    "Group",
    "Indicator",
    "Instrument",
    "ItemSet",
    "Judge",
    "Link",
    "Measurement",
    "Measurements",
    "MissingRule",
    "Norm",
    "Period",
    "Plan",
    "Progress",
    "Scale",
    "Strategy",
    "Target",
    "Threshold",
    "Tiltak",
    "Titles",
    "title_in",
]
