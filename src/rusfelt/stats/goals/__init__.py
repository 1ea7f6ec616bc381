"""Goals set together with one person, and how far each was reached."""
