"""Whether words refer to today, and are not retold, quoted, in a title, supposed or denied.

An event that is future or present in retold or quoted text was so at that earlier time. This gives
no bound on the date of the speech. A past event remains past whenever it is mentioned.
"""

from __future__ import annotations

import re

__all__ = ["is_of_today", "is_supposed"]

_REACH = 160
"""Maximum number of characters searched before a mention, within its paragraph."""
_SENTENCE_END = re.compile("[。！？；!?;]")

_NUMBER = "(?:(?<![0-9])[0-9]{1,3}|[一二两三四五六七八九十百几数多]+|若干|许多|很多|不少)"
_THEN = re.compile(
    rf"{_NUMBER}[多余来]?个?(?:年|月|天|周|星期|季度)多?(?:以前|之前|前(?!三))"
    "|那一?[年天次届回]|那个?时候?|当年|当[时初天日](?!前)|彼时|时任|往[年昔]|昔日|从前|早在|早年"
    "|前[些几两](?:年|个月|天)|前一阵|早些(?:时候|年)|早先"
    "|记得|回想|回忆|想起|[上前]一?[次届回轮](?!全)"
)
"""Strong cues: this and the next sentences are retold."""
_EARLIER = re.compile(
    "去年|前年|上年|上[个]?月|昨[天日年]|前不久|不久前|日前|此前|以前[，,]|过去|曾经|先后"
    "|曾(?=[在于就被是为提强多对到说把任率组以])"
    "|(?<![到至做好抓划排—－～~0-9-])(?:19|20)[0-9]{2}年(?!度|底?前|以来|以后|工作|[的各]?目标|远景|[）)])"
)
"""Weak cues: only this sentence is retold."""
_NOW = re.compile(
    "(?<!前的)(?<!年的)(?<!年)今[天日]|(?:后|来)的今天|现在|当前|目前|眼下|如今|当下|此刻|今年|本月"
    "|[这此本]次|今后|下一步|接下来|[明来]年|即将到来"
)
_LATER = re.compile(
    rf"[那这](?:已经?|都)?是[^，,]{{0,6}}(?:前|去年|前年|当年|上次)|(?:已经?|早已)(?:过去|成为)|曾[经就在于]|[当那]时"
    rf"|(?:{_NUMBER}年|去年|前年)(?:多)?(?:以前|前|的)?(?:事|往事)"
    "|^[^，,]{0,4}(?:的日子里|期间|的时候)[^。]*[了过]|^[^，,]{0,4}[到至](?:现在|今天|如今|目前|今)"
)
"""Words after a mention that show that it was long ago."""
_SAYING = re.compile("(?:说|讲|提出|指出|强调|提到|写道|要求|号召)[过道]?[，,：:“]*$")
_DENIED = re.compile(
    "(?:(?:不|并不|也不)是|并非|没有|不再|无须|无需|不必|不需要|不用)[^，,：:“《]{0,6}$"
)
_SUPPOSED = re.compile(
    "(?:如果(?!没有|说)|假如|假设|假使|倘若|要是|一旦|设想|预计|有望|将来"
    "|(?:^|[，,、：:]|[再只要])(?:等|待|等到|等待|有待|到|到了))[^，,：:]{0,8}$"
)
_PAIRS = ("“”", "「」", "『』", "‘’", "《》", "〈〉")


def is_of_today(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` are the speaker's own words about the day of the speech.

    Parameters
    ----------
    text : str
        Text in simplified script, one paragraph a line.
    start, end : int
        Position of an event and the words that show that it is future or present.

    Returns
    -------
    bool
        False if they are retold (五年前, 当时), inside quotation marks or the title of a
        document, supposed or denied.
    """
    paragraph = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    if any(_is_open(paragraph, *pair) for pair in _PAIRS):
        return False
    *earlier, before = _SENTENCE_END.split(paragraph)
    if _DENIED.search(before) or _SUPPOSED.search(before):
        return False
    then = _last(_THEN, before), _last(_EARLIER, before)
    if max(then) > _last(_NOW, before):
        return bool(_NOW.match(text, start)) and not _SAYING.search(before)
    if _NOW.search(before) or _NOW.search(text, start, end):
        return True
    after = _SENTENCE_END.split(text[end : end + _REACH].partition("\n")[0])[0]
    told = "。".join(earlier)
    return not _LATER.search(after) and _last(_THEN, told) <= _last(_NOW, told)


def is_supposed(text: str, start: int) -> bool:
    """Whether the event at a position is supposed or awaited: 待党的十八大召开后.

    Parameters
    ----------
    text : str
        Text in simplified script.
    start : int
        Position of an event.
    """
    paragraph = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    return bool(_SUPPOSED.search(_SENTENCE_END.split(paragraph)[-1]))


def _last(cue: re.Pattern[str], text: str) -> int:
    """Return where the last of some cues ends, or -1."""
    return max((match.end() for match in cue.finditer(text)), default=-1)


def _is_open(text: str, opening: str, closing: str) -> bool:
    """Whether the end of a text is inside a pair of marks."""
    return text.rfind(opening) > text.rfind(closing)
