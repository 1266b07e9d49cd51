"""Captions of pictures, and kickers above titles.

▲毕业典礼现场　摄影：罗岚; 图为会场。（新华社记者 李涛 摄）; （图/张三）;
校长寄语 | 这句话让全场泪目.
Patterns are in simplified script.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from topics.corpus.repair.patterns import HAN
from topics.corpus.script import simplified
from topics.corpus.structure.line_patterns import STOP, is_furniture, is_title, names_speech
from topics.corpus.structure.shared_articles import is_article_line
from topics.corpus.structure.surnames import PERSON

__all__ = ["find_captions", "find_kickers"]

LONGEST = 160
"""Maximum number of characters of a caption with its photographer."""
LONGEST_LABEL = 60
"""Maximum number of characters of a caption that is not a sentence."""
POINTERS = "▲△▼▽"
_NAMES = rf"{PERSON}(?:(?:、|，| |/|和){PERSON}){{0,3}}"
_PRESS = rf"(?:[{HAN}]{{0,8}}(?:记者|通讯员)|摄影)[：: /]*"
SIGNED = re.compile(
    rf"[（(【\[](?:{_PRESS})?{_NAMES} ?(?:摄影?|供图)[）)】\]]$"
    rf"|[（(【\[](?:图片?来?源?|图文|摄影?|供图)[：:/丨|｜ ] ?[^（）()【】。！？]{{2,16}}[）)】\]]$"
    rf"|(?:{_PRESS}|。){_NAMES} ?摄影?$"
)
"""The end of a line with the name of a photographer."""
CREDIT = re.compile(
    rf"(?:^|[ ，,）)])(?:摄影[：:/丨|｜] ?(?:{_PRESS})?{_NAMES}"
    rf"|(?:供图|图源|图片来源)[：:/丨|｜] ?[{HAN}A-Za-z·]{{2,12}})$"
)
"""The end of a short line with the name after 摄影：."""
SHOWS = re.compile("(?:现场|合影|一角|瞬间|掠影|剪影|资料图|照片|图片|[左右中][一二三起]?)[）)]?$")
"""What a caption ends with, unlike a heading."""
LEAST = 6
"""Minimum number of characters of a caption without a photographer."""
KICKER = re.compile(rf"[{HAN}A-Za-z0-9·“”《》]{{2,14}}\s*[|丨｜︱]\s*[^|丨｜︱]{{4,60}}")
"""A column's name and a headline: 校长寄语 | 校长这句话让全场泪目."""
BARS = "|丨｜︱"


def find_captions(texts: Mapping[int, str]) -> set[int]:
    """Return the lines that are captions of pictures.

    A line with a pointer (▲) and no photographer is one if it begins or ends like a caption, or if
    an account shares the article and the line is not one of a list.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    """
    found = {n for n, text in texts.items() if _is_signed(text)}
    pointed = [i for i, text in enumerate(texts.values()) if text[0] in POINTERS]
    if not pointed:
        return found
    lines = list(texts.items())
    firsts = Counter(lines[i][1][1:2] for i in pointed)
    is_article = any(is_article_line(simplified(text)) for text in texts.values())
    for i in pointed:
        n, text = lines[i]
        alone = i - 1 not in pointed and i + 1 not in pointed
        is_label = LEAST < len(text) <= LONGEST_LABEL and is_title(text)
        if (
            is_label
            and firsts[text[1]] == 1
            and ((is_article and alone) or SHOWS.search(simplified(text)))
        ):
            found.add(n)
    return found


def _is_signed(text: str) -> bool:
    """Whether a line ends in a photographer's name."""
    if len(text) > LONGEST or not any(sign in text for sign in "摄攝图圖"):
        return False
    plain = re.sub(r"\s+", " ", simplified(text)).rstrip("。 ")
    if SIGNED.search(plain) or plain.startswith(("图为", "上图为", "下图为")):
        return True
    is_label = len(text) <= LONGEST_LABEL and not STOP.search(plain)
    return is_label and CREDIT.search(plain) is not None


def find_kickers(texts: Mapping[int, str]) -> Iterator[int]:
    """Yield the lines with a column's name and a headline directly above the title of a speech.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    """
    kicker = 0
    for n, text in texts.items():
        if kicker and names_speech(text) and not text.startswith(("—", "-")):
            yield kicker
        if any(bar in text for bar in BARS) and KICKER.fullmatch(text):
            kicker = n
        elif not is_furniture(text):
            kicker = 0
