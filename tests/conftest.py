"""What holds for all tests."""

import os

from hypothesis import settings

# How long an example takes depends on what else the machine does, and says nothing of what is
# tested. Fewer examples in the ordinary run, and many in the long one.
settings.register_profile(
    "rusfelt", deadline=None, max_examples=200 if os.environ.get("RUSFELT_SOAK") else 30
)
settings.load_profile("rusfelt")
