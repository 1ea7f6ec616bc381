"""The laws of plugin interface 1, each a function that says what it saw."""
