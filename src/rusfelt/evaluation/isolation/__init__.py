"""Other people's evaluators in processes of their own, so that none can hurt another's numbers."""
