"""How Sphinx builds these pages: ``sphinx-build -n -W -b html docs docs/_build/html``."""

from __future__ import annotations

from rusfelt import __version__

project = "rusfelt"
author = "The rusfelt developers"
copyright = "The rusfelt developers"  # noqa: A001 - Sphinx's own name for it
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
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
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
_ARRAYS = ("Array", "Bools", "Floats", "Frame", "Integers", "Strings")
autodoc_type_aliases = {
    **{name: f"rusfelt.typing.{name}" for name in _ARRAYS},
    "ArrayLike": "numpy.typing.ArrayLike",
}

# Types of other projects. Their pages are elsewhere, and this build fetches nothing.
nitpick_ignore_regex = [
    ("py:.*", r"(?:collections|concurrent|datetime|enum|importlib|numpy|os|pluggy|types|typing)\..*"),
    # The standard library's own short name, read from a signature that is not evaluated.
    ("py:class", "Traversable"),
]
