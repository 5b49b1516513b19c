"""How Sphinx builds these pages."""

from importlib.metadata import version as installed

project = "planflow"
author = "planflow contributors"
copyright = author
release = version = installed("planflow")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False

# Pages build without a network, so names of other projects cannot be looked up;
# every reference to planflow itself must lead somewhere.
nitpick_ignore_regex = [(r"py:.*", r"(?!planflow).*")]

html_theme = "furo"
html_title = "planflow"
