"""Statistical disclosure control: which figures must be hidden so that nobody is revealed."""

from rusfelt.disclosure.policy import PROFILES, Dominance, Policy, SeriesRule, policy_named

__all__ = ["PROFILES", "Dominance", "Policy", "SeriesRule", "policy_named"]
