"""The gate between an evaluation and a document."""

from rusfelt.publishing.publish import publish
from rusfelt.publishing.published import Hidden, Published, published_only

__all__ = ["Hidden", "Published", "publish", "published_only"]
