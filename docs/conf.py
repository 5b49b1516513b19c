"""How Sphinx builds these pages."""

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "planflow"
author = "planflow contributors"
copyright = author
release = version = installed("planflow")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "from_code"]
exclude_patterns = ["_build", "_ext"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # an attribute is told once, where its class tells it
python_use_unqualified_type_names = True
maximum_signature_line_length = 88

# Pages build without a network, so names of other projects cannot be looked up;
# every reference to planflow itself must lead somewhere.
nitpick_ignore_regex = [(r"py:.*", r"(?!planflow).*|.*\._Checked")]

html_theme = "furo"
html_title = "planflow"
