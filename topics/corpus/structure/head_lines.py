"""Lines above a text that belong to no title: stamps of sites, versions, facts, contents.

2019-11-08 09:42　来源：…　点击：231; （讲话稿 第3稿）; 时间　2020年3月1日, 地点　会议室.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from topics.corpus.script import simplified
from topics.corpus.structure.contents import find_contents
from topics.corpus.structure.line_patterns import DATE, STOP, is_salutation, is_title

__all__ = ["find_head_lines"]

LONGEST = 120
_DAY = r"(?:19|20)\d\d(?:[-./年]\d{1,2}){2}日?"
_CLOCK = r"\s*(?:\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
_FIELDS = (
    "(?:文章|信息|稿件)?来源|作者|记者|(?:责任)?编辑|责编|点击(?:数|量|次数)?|浏览(?:数|量|次数)?|阅读(?:数|量|次数)?"
    "|访问(?:数|量|次数)?|人气|字[体号]|审核|发布(?:者|人|单位|机构)|供稿|通讯员"
)
STAMP = re.compile(
    rf"(?:(?:发[布表]|更新)?(?:时间|日期|于)[：:]?\s*)?{_DAY}{_CLOCK}[\s|｜]*(?:{_FIELDS})[：:][^。！？]*"
)
"""When a site published the page, followed by where it came from."""
DRAFT = re.compile(
    "[（(【\\[][^（）()【】。！？]{0,20}(?:稿|[记纪]录|录音|整理|审[阅定]|校[对订])[^（）()【】。！？]{0,20}[）)】\\]]"
)
"""The version of a text: （征求意见稿）, （提词稿 第3稿）, （根据录音整理）."""
_EVENT = "(?:会议|开会|访谈|采访|对话|座谈|直播|活动|录制|播出)?"
WHEN_WHERE = re.compile(rf"{_EVENT}(?:时\s*间|日\s*期|地\s*[点址])(?:\s+|[：:])")
FIELD = re.compile(
    rf"{_EVENT}(?:(?:时\s*间|日\s*期|地\s*[点址]|出\s*席|列\s*席|缺\s*席|请\s*假|[记纪]\s*[录錄]|议\s*[题程]|[参与]\s*会|嘉\s*宾|整\s*理)"
    r"(?:委\s*员|议\s*员|人\s*员|者|人|情\s*况)?)(?:\s+|[：:])\s*[^。！？]+"
    rf"|{_EVENT}(?:主\s*席|主\s*持(?:\s*人)?)(?:\s+|[：:])\s*[^，。！？：:]{{2,16}}"
)
"""A fact about a meeting, after a colon or a blank."""


def find_head_lines(texts: Mapping[int, str]) -> set[int]:
    """Return the lines above a text that are furniture.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    """
    return {*_stamps(texts), *_drafts(texts), *_facts(texts), *find_contents(texts)}


def _stamps(texts: Mapping[int, str]) -> Iterator[int]:
    for n, text in texts.items():
        dated = text[0].isdecimal() or text[0] in "发發更时時日"
        if dated and len(text) <= LONGEST and STAMP.fullmatch(simplified(text)):
            yield n


def _drafts(texts: Mapping[int, str]) -> Iterator[int]:
    """Yield the notes in brackets below a title."""
    last = ""
    for n, text in texts.items():
        is_note = (
            text[0] in "（(【[" and DRAFT.fullmatch(simplified(text)) and not DATE.search(text)
        )
        if is_note and last and is_title(last):
            yield n
        else:
            last = text


def _facts(texts: Mapping[int, str]) -> list[int]:
    """Return the facts of a meeting above the first sentence, if there are several."""
    found = []
    is_dated = False
    for n, text in texts.items():
        plain = simplified(text)
        if FIELD.fullmatch(plain) and len(text) <= LONGEST:
            found.append(n)
            is_dated = is_dated or WHEN_WHERE.match(plain) is not None
        elif found or STOP.search(text) or is_salutation(text):
            break
    return found if is_dated and len(found) > 1 else []
