"""One person's change, and what a group's changes come to."""
