"""Signals from scores given session by session."""
