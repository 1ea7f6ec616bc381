"""What other tools load by themselves when rusfelt is installed.

It stands beside ``rusfelt`` and not in it: pytest and Hypothesis import these modules for everyone,
and importing anything in ``rusfelt`` would load it before coverage can be measured.
"""
