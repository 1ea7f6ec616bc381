"""How Sphinx builds these pages: ``sphinx-build -n -W -b html docs docs/_build/html``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import rusfelt
from rusfelt import __version__

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

project = "rusfelt"
author = "The rusfelt developers"
copyright = "The rusfelt developers"  # noqa: A001 - Sphinx's own name for it
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"rusfelt {__version__}"
html_show_copyright = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

napoleon_numpy_docstring = False
# An entry of an Attributes section may name several fields at once, which only a section of plain
# parameters can hold.
napoleon_custom_sections = [("Attributes", "params_style")]
autodoc_member_order = "bysource"
# What an argument may be stands in words under it; half the types are arrays whose names, spelt
# out, would fill the line.
autodoc_typehints = "none"

# A cluster that a script starts would tell the log of the build each step of its life; what goes wrong is raised.
os.environ["DASK_LOGGING__DISTRIBUTED"] = "critical"
# The scripts are run by the build, and one that fails stops it. Their pages hold nothing that
# differs from one build to the next.
sphinx_gallery_conf = {
    "examples_dirs": "../examples/gallery",
    "gallery_dirs": "gallery",
    "filename_pattern": r"\.py$",
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "capture_repr": (),
    "min_reported_time": 1e9,
    "write_computation_times": False,
    "notebook_extensions": set(),
    "download_all_examples": False,
    "show_signature": False,
}

# Types of other projects. Their pages are elsewhere, and this build fetches nothing.
nitpick_ignore_regex = [
    (
        "py:.*",
        r"(?:collections|concurrent|datetime|enum|importlib|numpy|os|pluggy|types|typing)\..*",
    ),
    # The standard library's own short name, read from a signature that is not evaluated.
    ("py:class", "Traversable"),
]


def _public_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, text: Element
) -> Element | None:
    """Lead ``rusfelt.Plan`` to the page of the module the name is loaded from."""
    package, _, name = str(node.get("reftarget", "")).rpartition(".")
    if package != "rusfelt" or name not in rusfelt.__all__:
        return None
    home = f"{getattr(rusfelt, name).__module__}.{name}"
    python = env.get_domain("py")
    return python.resolve_xref(env, node["refdoc"], app.builder, node["reftype"], home, node, text)


def _without_downloads(_: Sphinx, page: str, source: list[str]) -> None:
    """Take the links to the script off a page of the gallery, on which all of it stands."""
    if page.startswith("gallery/") and page != "gallery/index":
        text, _, _ = source[0].partition("\n.. _sphx_glr_download_")
        before, _, rest = text.partition("\n.. only:: html\n")
        source[0] = before + rest[rest.index("\n.. rst-class:: sphx-glr-example-title") :]


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("missing-reference", _public_name)
    app.connect("source-read", _without_downloads)
