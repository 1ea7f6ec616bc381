"""Effect sizes for one person's series before and after a start."""
