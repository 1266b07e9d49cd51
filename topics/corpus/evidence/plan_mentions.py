"""Mentions of five-year plans and of their years: “十二五”规划, “十二五”开局之年."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from topics.corpus.evidence.mentions import Mention, around
from topics.corpus.structure.outline import chinese_number

__all__ = ["plan_mentions"]

_SENTENCE = 40
"""Characters before the year of a plan in which its subject, such as 今年, is looked for."""
_NAME = "[“「‘《]?(?P<k>十[一二三四五]?|[六七八九])五[”」’]?"
_PLAN = re.compile(f"{_NAME}(?P<rest>规划|计划|纲要|期间|时期|开局|收官|末|以来)")
_CARRIED_OUT = re.compile("[》”」’]?的?(?:实施|执行|颁布|启动|开局)?以来")
_PLANNING = re.compile(
    "(?:启动|抓紧|着手|做好|正在|研究|提前)[^，。、]{0,6}(?:编制|制定|谋划|起草)[^，。、]{0,6}$"
)
_PLAN_AHEAD = re.compile("(?:力争|争取|确保)(?:在|到|用)?$|(?:即将到来的|即将开始的|展望)$")
_A_YEAR = "[^，,。；的]{0,6}?的?[^，,。；的]{0,4}?(?:之年|一年|年(?![初底末来度]))"
_YEAR_OF_PLAN = re.compile(
    f"{_NAME}(?:发展)?(?:规划|计划|纲要|时期|期间)?[》]?(?:实施|建设|发展)?的?"
    f"(?:(?P<first>(?:开局|起步|开篇|启动|开启){_A_YEAR}|(?:第一|头一|首)个?年)"
    f"|(?P<last>(?:收官|收尾|收关|决胜|冲刺){_A_YEAR}|(?:最后|末)一?年)"
    f"|(?P<some>(?:承上启下|承前启后|中期|关键|攻坚){_A_YEAR})"
    "|第(?P<nth>[二三四五])个?年)"
)
"""Bounds come from a year of a plan; the plan itself is mentioned long before it begins."""
_BRACKETS = re.compile("[（(][^（）()]*[）)]")
_SUBJECT = re.compile(
    "(?P<this>今年|本年|这一年|正值|正处|适逢|恰逢|欣逢|值此|迎来了)|(?P<next>明年|来年|下一年)"
    "|(?P<past>去年|上年)|(?P<long>前年)|(?:19|20)[0-9]{2}年|[那当]年"
)
_YEARS_ON = {"this": 0, "next": -1, "past": 1, "long": 2}


def plan_mentions(text: str) -> Iterator[Mention]:
    """Yield the bounds of five-year plans; the sixth began in 1981, each next five years later.

    Parameters
    ----------
    text : str
        Text in simplified script.
    """
    years = {match.start(): match for match in _YEAR_OF_PLAN.finditer(text)}
    for match in years.values():
        yield from _year_of_plan(text, match)
    for match in _PLAN.finditer(text):
        if match.start() not in years:
            yield from _plan(text, match)


def _begin(match: re.Match[str]) -> int:
    return 1981 + 5 * (chinese_number(match["k"]) - 6)


def _year_of_plan(text: str, match: re.Match[str]) -> Iterator[Mention]:
    """Yield the bounds of 今年是“十二五”开局之年; without 今年 it is a mention of the plan."""
    begin, name = _begin(match), f"“{match['k']}五”"
    nth = chinese_number(match["nth"]) if match["nth"] else 5 if match["last"] else 1
    first = begin + nth - 1
    last = begin + 4 if match["some"] else first
    before, _ = around(text, *match.span(), _SENTENCE)
    # 今年（2011年）是: brackets are filled with blanks to keep the positions.
    before = _BRACKETS.sub(lambda found: " " * len(found.group()), before)
    subjects = list(_SUBJECT.finditer(before))
    which = subjects[-1].lastgroup if subjects else None
    if which is None:
        yield Mention(*match.span(), name, "not_before", date(begin - 5, 1, 1))
        if ahead := _PLAN_AHEAD.search(before):
            start = match.start() - len(before) + ahead.start()
            yield Mention(start, match.end(), name, "not_after", date(last, 12, 31))
        return
    start = match.start() - len(before) + subjects[-1].start()
    said, on = f"“{text[match.start('k') : match.end()]}", _YEARS_ON[which]
    yield Mention(start, match.end(), said, "not_before", date(first + on, 1, 1))
    yield Mention(start, match.end(), said, "not_after", date(last + on, 12, 31))


def _plan(text: str, match: re.Match[str]) -> Iterator[Mention]:
    first = _begin(match)
    name = f"“{match['k']}五”"
    before, _ = around(text, *match.span())
    start, end = match.span()
    if match["rest"] == "以来" or _CARRIED_OUT.match(text, end):
        yield Mention(start, end, name, "not_before", date(first, 1, 1))
        return
    # The next plan is mentioned during the current one.
    yield Mention(start, end, name, "not_before", date(first - 5, 1, 1))
    planning, ahead = _PLANNING.search(before), _PLAN_AHEAD.search(before)
    if planning and match["rest"] in ("规划", "计划", "纲要"):
        start -= len(before) - planning.start()
        yield Mention(start, end, name, "not_after", date(first + 1, 6, 30))
    elif ahead:
        start -= len(before) - ahead.start()
        yield Mention(start, end, name, "not_after", date(first + 4, 12, 31))
