"""Heads of official documents: number, secrecy, urgency, the name of the paper.

They are not text of the document or of the speech that is printed with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from topics.corpus.repair.patterns import HAN
from topics.corpus.script import simplified

__all__ = ["find_paper_heads"]

NEAR = 8
"""Maximum number of lines between the number of a document and other lines of its head."""
_SIGNER = rf"(?:\s*签发人\s*[：:]?\s*[{HAN}、× ]{{2,16}})?"
NUMBER = re.compile(
    rf"[（(]?[{HAN}×]{{1,14}}\s?[〔﹝\[［【（(](?:19|20)\d\d年?[〕﹞\]］】)）]"
    rf"\s?第?\s?[0-9×X]{{1,4}}\s?号[)）]?{_SIGNER}"
)
"""国办发〔2019〕12号."""
_TERM = r"\s*[★☆*＊]\s*(?:[\d一二三四五六七八九十]{1,3}个?[年月]|长期)"
_CLASS = rf"(?:绝密|机密|秘密)(?:{_TERM})?|特急|加急|平急|急件|特提|特提急|[★☆]"
CLASS = re.compile(rf"(?:密级|紧急程度)?[：:]?\s*(?:{_CLASS})(?:\s+(?:{_CLASS}))*")
"""Secrecy and urgency."""
CERTAIN_CLASS = re.compile(
    rf"(?:绝密|机密|秘密){_TERM}.{{0,6}}"
    "|内部(?:资料|文件|材料|文稿|参考)[，,：:、；;（( ]*"
    "(?:请?注意保[存密管]|[请切]勿外传|不得外传|严禁外传)[)）]?"
)
PAPER = re.compile(rf"[{HAN}×()（） ]{{4,40}}文件")
"""The printed name of the paper: 某某市人民政府文件."""
_ENDS = frozenset("★☆号號)）年月期件资資料急提管密存传傳")
LONGEST = 48
"""Maximum number of characters of a line of a head."""


def find_paper_heads(texts: Mapping[int, str]) -> set[int]:
    """Return the lines of the heads of official documents.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    """
    lines = [(n, simplified(t) if _may_be_head(t) else "") for n, t in texts.items()]
    found: set[int] = set()
    for (n, text), (following, below) in pairwise(lines):
        if text and below and CERTAIN_CLASS.fullmatch(f"{text} {below}"):
            found |= {n, following}
    for i, (n, text) in enumerate(lines):
        if text and CERTAIN_CLASS.fullmatch(text):
            found.add(n)
        if not text or not NUMBER.fullmatch(text):
            continue
        found.add(n)
        near = lines[max(0, i - NEAR) : i + NEAR]
        found |= {other for other, line in near if CLASS.fullmatch(line)}
        found |= {other for other, line in lines[max(0, i - 3) : i] if PAPER.fullmatch(line)}
    return found


def _may_be_head(text: str) -> bool:
    if len(text) > LONGEST or text[-1] in "。，；":
        return False
    return text[-1] in _ENDS or "号" in text or "號" in text
