"""From answers to scores: a person's sheet by the rule its instrument publishes."""
