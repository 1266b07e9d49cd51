"""Sphinx's settings; nothing on a page is loaded from the network."""

from __future__ import annotations

import os
import re
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from docutils import nodes
from pygments.lexers.special import TextLexer

project = "topics"
author = "The topics-zh authors"
project_copyright = author
release = version = version_of("topics-zh")
language = "en"
root_doc = "docs/index"
exclude_patterns = ["seeds", "reports"]
extensions = ["myst_nb", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.autosummary"]
suppress_warnings = ["myst.domains"]
templates_path = [str(Path(__file__).parent / "templates")]

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist"]
nb_execution_mode = "cache"
nb_execution_cache_path = os.environ["TOPICS_DOCS_CACHE"]
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True
nb_ipywidgets_js: dict[str, Any] = {}  # the default loads require.js from a network

autosummary_generate = True
autodoc_typehints = "none"  # numpydoc's docstrings have the types
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_attributes_as_param_list = True

html_theme = "pydata_sphinx_theme"
html_title = f"topics {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_additional_pages = {"index": "to_index.html"}
html_search_language = "zh"  # English words too
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "show_prev_next": True,
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def in_chinese(*given: Any) -> None:
    """Say in each Chinese page that it is one, for fonts, screen readers and hyphenation."""
    _, name, _, context, _ = given
    if name.startswith(("docs/zh/", "notebooks/")):
        context["language"] = "zh-CN"


def describe_charts(_: Any, tree: nodes.document) -> None:
    """Describe each chart of a notebook by the title in its repr; myst-nb's default is a hash."""
    for bundle in tree.findall(nodes.container):
        said = [x.astext() for x in bundle.children if x.get("mime_type") == "text/plain"]
        for image in bundle.findall(nodes.image) if said else ():
            title = re.fullmatch(r"<Plot \w+: (.*); [^;]*>", said[0])
            image.setdefault("alt", title[1] if title else said[0])


def skip_foreign(*given: Any) -> bool | None:
    """Leave out what a class inherits from scikit-learn, whose documentation has it."""
    member = given[3]
    module = getattr(member, "__module__", None) or type(member).__module__
    return True if module.startswith("sklearn") else None


def setup(app: Any) -> None:
    """Connect what Sphinx has no setting for."""
    app.add_lexer("csv", TextLexer)
    app.connect("doctree-read", describe_charts)
    app.connect("html-page-context", in_chinese)
    app.connect("autodoc-skip-member", skip_foreign)
