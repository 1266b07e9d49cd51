"""Heads of mail above a forwarded speech: sender, recipients, time, subject.

They are not text of the speech. The subject, without 转发： and Re:, starts a speech and is its
title unless the text has one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from topics.corpus.script import simplified
from topics.corpus.structure.mail_notes import find_footers, find_notes_above

__all__ = ["REPLY", "MailHeads", "find_mail_heads"]

_SENDER = "发件人|寄件人|寄件者|发信人|from"
_RECIPIENT = "收件人|收件者|收信人|to"
_SUBJECT = "主题|主旨|标题|subject"
_OTHER = (
    "抄送|副本|密送|密件副本|发送时间|发送日期|发信时间|寄件日期|日期|时间|附件|重要性|优先级|回复地址|回复"
    "|cc|bcc|date|sent|attachments?|importance|reply-to"
)
FIELD = re.compile(
    rf"(?:(?P<sender>{_SENDER})|(?P<recipient>{_RECIPIENT})|(?P<subject>{_SUBJECT})|(?P<other>{_OTHER}))"
    r"\s*[：:]\s*",
    re.IGNORECASE,
)
"""The name of a field, at the beginning of its line."""
REPLY = re.compile(
    rf"^\s*(?:{_SUBJECT})\s*[：:]\s*(?:(?:转发|轉發|转|回复|回覆|回復|答复|re|fwd?|aw|tr)\s*[：:]\s*)*",
    re.IGNORECASE,
)
"""What is before the words of a subject: the name of the field, 转发：, Re:."""
_OPENS = frozenset("发發寄收主标標抄副密日时時附重优優回fFtTsScCbBdDaAiIrR")


class MailHeads(NamedTuple):
    """The lines of all heads of mail.

    Attributes
    ----------
    fields : set of int
        Lines that are not part of a speech: fields, notes above a text with a title, signatures.
    subjects : set of int
        Lines with a subject, one at most of each head.
    """

    fields: set[int]
    subjects: set[int]


def find_mail_heads(texts: Mapping[int, str]) -> MailHeads:
    """Return the lines of heads of mail: fields one below the other, sender or recipient included.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    """
    found = MailHeads(set(), set())
    head: dict[int, re.Match[str]] = {}
    last = 0
    for n, text in texts.items():
        match = FIELD.match(simplified(text[:12])) if text[0] in _OPENS else None
        if match is None or n - last > 2:
            _add(head, texts, found)
            head = {}
        if match:
            head[n], last = match, n
    _add(head, texts, found)
    footers = find_footers(texts, found.fields)
    said = {n: line for n, line in texts.items() if n not in footers}
    notes = find_notes_above(said, found.fields, found.subjects)
    return MailHeads(found.fields | footers | notes, found.subjects - notes)


def _add(head: Mapping[int, re.Match[str]], texts: Mapping[int, str], found: MailHeads) -> None:
    """Add the lines of a head, if it is one."""
    kinds = {match.lastgroup for match in head.values()}
    names = {simplified(match[match.lastgroup or 0]).lower() for match in head.values()}
    if len(names) < 2 or not kinds & {"sender", "recipient"}:
        return
    subjects = [n for n, match in head.items() if match["subject"] and REPLY.sub("", texts[n])]
    found.subjects.update(subjects[:1])
    found.fields.update(head.keys() - subjects[:1])
