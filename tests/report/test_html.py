"""What every page is made of: escaping, the policy, the font it carries."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import unescape

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from topics.report import page
from topics.report.html import data_block, environment, visible, whole_page
from topics.report.sections.base import RunData, Tables


def test_values_are_escaped_and_undefined_names_are_errors() -> None:
    """A template shows markup as text and does not swallow a misspelt name."""
    made = environment()
    assert made.from_string("{{ x }}").render(x="<b>'\"&") == "&lt;b&gt;&#39;&#34;&amp;"
    with pytest.raises(UndefinedError):
        made.from_string("{{ missing }}").render()


def test_hidden_characters_are_shown() -> None:
    """Controls and changes of direction cannot hide or reverse the text beside them."""
    assert visible("甲\x00乙\x1b丙\u202e丁\x85") == "甲␀乙␛丙[U+202E]丁[U+0085]"
    assert visible("一\n二\t三") == "一\n二\t三"
    assert (visible(3), visible(Markup("<b>"))) == (3, Markup("<b>"))


def test_the_policy_names_each_script_and_nothing_else() -> None:
    """The hash in the page's policy is that of the script in the page."""
    html = whole_page("题<", Markup("<p>正文</p>"), "p { color: red }", ["alert('甲')"])
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline';"
        f" script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    ) in unescape(html)
    assert type(html) is str
    assert "<title>题&lt;</title>" in html


def test_a_page_carries_the_glyphs_it_shows() -> None:
    """The font rule is CSS, not escaped, and the same for the same text."""
    html = whole_page("题", Markup("<p>正文</p>"), "p { color: red }", [])
    assert '@font-face{font-family:"Noto Sans SC"' in html
    assert "&#34;" not in html
    assert html == whole_page("题", Markup("<p>正文</p>"), "p { color: red }", [])


def test_our_own_styles_are_not_escaped() -> None:
    """Quotes and child selectors reach the browser as they are written."""
    style = page._style(RunData(Tables(), {}, {}), [])
    assert '"PingFang SC"' in style
    assert "main > section" in style
    assert "&" not in style


def test_texts_that_are_never_shown_need_no_glyphs() -> None:
    """They are ASCII in the page, and cannot end the script element either."""
    block = data_block({"text": "题"}, {"fold": ["髙<", "高"]})
    assert json.loads(block) == {"text": "题", "fold": ["髙<", "高"]}
    assert {c for c in block if not c.isascii()} == {"题"}
    assert "<" not in block
