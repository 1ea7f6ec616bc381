"""What changed from one plan, or one evaluation, to the next."""
