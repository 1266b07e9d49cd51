"""Character classes and patterns shared by the repair rules and the line reader."""

from __future__ import annotations

import re

__all__ = [
    "ADVERTISING",
    "BLANK",
    "BLANKS",
    "CLOSING",
    "COMPATIBLE",
    "FULL_WIDTH",
    "HAN",
    "INVISIBLE",
    "MARKUP",
    "NEAR",
    "PAGE_LINE",
    "PAGE_MARK",
    "PRIVATE",
    "TONES",
]

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
BLANK = r"[^\S\n]"
CLOSING = "，。、；：！？）》”’」』】,;:!?)"
PAGE_MARK = re.compile(
    rf"{BLANK}*(?:[—–―－-]{{1,3}}{BLANK}?\d{{1,3}}{BLANK}?[—–―－-]{{1,3}}"
    rf"|第{BLANK}?\d{{1,3}}{BLANK}?[页頁](?:{BLANK}?共{BLANK}?\d{{1,3}}{BLANK}?[页頁])?)(?={BLANK}*(?:\n|$))"
)
"""A page's number at the end of a line: ``—2—``, ``- 12 -``, ``第 3 页 共 9 页``."""


_TAGS = (
    "p|br|hr|div|span|font|strong|b|i|u|em|a|h[1-6]|table|thead|tbody|tr|td|th|ul|ol|li|dl|dt|dd|img"
    "|center|blockquote|section|article|title|o:p"
)
MARKUP = (
    r"\[bookmark:[^\]\n]*\]"  # Word's field codes
    rf"|</?(?:{_TAGS})(?:[ /][^<>\n]{{0,300}})?>"
    r"|&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,5});"
    r"|[.#@]?[A-Za-z][\w.#:>, -]{0,120}\{\s*[a-z-]{2,30}\s*:[^{}\n]{1,400}\}\s?"
)
"""Remains of a web page or a word processor: tags, entities, style sheets."""
_SITE = r"(?:https?://|www\.)[\w./?=&%#:-]{1,200}|[\w-]{1,60}\.(?:com|cn|net|org)(?:\.cn)?"
ADVERTISING = (
    rf"[（(【\[][^（()）【】\[\]\n]{{0,30}}(?:{_SITE})[^（()）【】\[\]\n]{{0,30}}[)）】\]]"
    r"|[（(【\[](?:本文|文章|内容|资料)?(?:来源|来自|转载自|转自|摘自|出处)[于自]?[：: ]?"
    r"[^（()）【】\[\]\n]{1,20}网[^（()）【】\[\]\n]{0,10}[)）】\]]"
)
"""The name of a web site in brackets in the middle of a sentence."""


PAGE_LINE = re.compile(
    r"\d{1,3}|\d{1,3}\s*[/／]\s*\d{1,3}|Page\s*\d{1,3}(?:\s*of\s*\d{1,3})?|[·\[［]\s*\d{1,3}\s*[·\]］]"
    r"|第\s?\d{1,3}\s?[页頁](?:\s?[/，,]?\s?共\s?\d{1,3}\s?[页頁])?"
    r"|[（(【〔［\[]\s?(?:\d{1,3}\s?[/／]\s?\d{1,3}|第\s?\d{1,3}\s?[页頁屏])\s?[)）】〕］\]]",
    re.IGNORECASE,
)
"""A page's number alone on its line: 3/12, Page 4, ·3·, 第3页/共12页, 【2／4】, 3."""
NEAR = 60
"""Characters examined on each side of a position; the time is quadratic in this number."""
# Invisible characters and control characters.
INVISIBLE = r"\u200b-\u200f\u2060\ufeff\u00ad\x01-\x08\x0b-\x1f\x7f"
PRIVATE = r"\ue000-\uf8ff"
# Compatibility ideographs, and the radicals that many PDF files contain instead.
COMPATIBLE = r"\uf900-\ufaff\u2f00-\u2fd5\u2e81-\u2e99\u2e9b-\u2ef3"
# Digits and Latin letters only: Chinese punctuation is full-width anyway.
FULL_WIDTH = "０-９Ａ-Ｚａ-ｚ"
TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
BLANKS = r"\t\v-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
