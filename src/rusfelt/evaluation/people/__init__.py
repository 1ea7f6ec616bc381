"""People's own scores in an evaluation: groups come out, and never a person."""
