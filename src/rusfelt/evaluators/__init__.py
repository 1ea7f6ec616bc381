"""The built-in evaluators: thin adapters from :mod:`rusfelt.stats` to the contract, one a file."""
