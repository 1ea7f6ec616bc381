"""Statistical disclosure control: which figures must be hidden so that nobody is revealed."""

from rusfelt.disclosure.attack import Interval, Intervals, attack
from rusfelt.disclosure.free_text import Span, small_counts, withheld
from rusfelt.disclosure.ledger import Ledger, PublicFigure
from rusfelt.disclosure.moments import mean_of_the_rest, nested_means_safe, values_behind
from rusfelt.disclosure.policy import PROFILES, Dominance, Policy, SeriesRule, policy_named
from rusfelt.disclosure.protect import Protected, protect
from rusfelt.disclosure.pseudonyms import Key, keyed_digest, pseudonyms
from rusfelt.disclosure.rounding import Rounded, rounded, rounded_intervals
from rusfelt.disclosure.shares import counts_behind, pairs_behind, publishable_share
from rusfelt.disclosure.table import TOTAL, Table

__all__ = [
    "PROFILES",
    "TOTAL",
    "Dominance",
    "Interval",
    "Intervals",
    "Key",
    "Ledger",
    "Policy",
    "Protected",
    "PublicFigure",
    "Rounded",
    "SeriesRule",
    "Span",
    "Table",
    "attack",
    "counts_behind",
    "keyed_digest",
    "mean_of_the_rest",
    "nested_means_safe",
    "pairs_behind",
    "policy_named",
    "protect",
    "pseudonyms",
    "publishable_share",
    "rounded",
    "rounded_intervals",
    "small_counts",
    "values_behind",
    "withheld",
]
