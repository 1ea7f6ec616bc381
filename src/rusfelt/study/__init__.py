"""The study folder: a plan, its data, the results, and the lock that ties them together."""

from rusfelt.study.folder import Study
from rusfelt.study.lock import Lock, lock_of
from rusfelt.study.settings import Answers, Settings

__all__ = ["Answers", "Lock", "Settings", "Study", "lock_of"]
