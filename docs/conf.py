"""The pages as a site: ``make docs``."""

import importlib.metadata

project = "detente"
author = "The detente contributors"
project_copyright = "the detente contributors"
release = version = importlib.metadata.version("detente")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True

autodoc_typehints = "none"  # the docstrings name shapes and types
napoleon_google_docstring = False

html_theme = "furo"
html_title = "detente"
html_show_sphinx = False
html_copy_source = False
