"""What holds for all tests."""

import os

from hypothesis import settings

_LONG = bool(os.environ.get("RUSFELT_SOAK"))
# How long an example takes depends on what else the machine does, and says nothing of what is
# tested. The ordinary run has few examples, the same each time; the long one many, and new ones.
settings.register_profile(
    "rusfelt", deadline=None, max_examples=200 if _LONG else 30, derandomize=not _LONG
)
settings.load_profile("rusfelt")
