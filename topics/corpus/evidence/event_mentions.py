"""Mentions of dated events, and the bounds on the date of the speech that they imply."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache

from topics.corpus.evidence.events import Event, load_events, load_foundings
from topics.corpus.evidence.mentions import Mention, around
from topics.corpus.evidence.narration import is_of_today, is_supposed
from topics.corpus.evidence.plan_mentions import plan_mentions
from topics.corpus.structure.outline import chinese_number

__all__ = ["find_mentions"]

_HELD = (
    "(?:会|(?:特大|大)?地震)?[”」’]?"
    "(?:的?(?:胜利|成功|顺利|圆满|隆重)?(?:召开|开幕|举办|举行|发生))?"
)
_TO_COME_BEFORE = re.compile(
    "(?:迎接|喜迎|即将召开的?|即将举[办行]的?|将要?召开的?|筹备|备战)[^，,]{0,10}$|喜迎$"
)
_TO_COME_AFTER = re.compile(
    f"{_HELD}(?:到来)?"
    "(?:献礼|在即|即将|前夕|将于|将在|将要|将(?:胜利)?召开|[尚还]未|还没|之前|前，"
    "|(?:营造|创造|提供)[^，]{0,6}(?:环境|氛围))"
    "|^[^，,。]{0,4}评选(?:即将|将)"
)
_PAST_BEFORE = re.compile(
    "(?:学习|贯彻|落实|宣传|领会|表彰了?|荣获|获得|获评|授予|命名|荣膺|公布|自从?)[^，,]{0,6}$"
    "|(?:闭幕|结束|刚刚?(?:胜利)?召开|已经?(?:胜利)?召开)的$|(?:召开|举办|举行|开完)了$"
)
_EVER_SINCE = re.compile(f"{_HELD}以来")
_OVER = re.compile(
    f"{_HELD}(?:以后|之后|后(?![勤方备续])|的?精神)|[”」’]?(?:[已胜利成功圆满]*[闭落]幕|已经?召开|召开了)"
)
_PAST_AFTER = re.compile("[”」’]?(?:报告|作出(?!.{0,4}贡献)|提出|指出|强调|明确|通过|决定|审议)")
_NOT_YET = re.compile("^[^，,。]{0,4}(?:提名|候选|资格)")
_CARRYING_OUT = re.compile("(?:学习|贯彻|落实|宣传|领会)[^。]{0,14}$")
_CARRIED_OUT = re.compile("^[”」’]?的?精神")
_PRESENT = re.compile("当前|目前|眼下|正在|正值|今年|刚刚")
_RETOLD = re.compile("回顾|当时|曾经|那时|历史上")

_HAN_NUMBER = "[一二三四五六七八九十]"
_CONGRESS = re.compile(
    rf"(?P<party>党的|中共|中国共产党)?第?(?P<n>{_HAN_NUMBER}{{2,3}})"
    r"(?:次(?P<whole>全国代表大会)|(?P<short>大)"
    r"|届(?P<plenums>(?:[一二三四五六七八九]中?[、和及]){0,6}[一二三四五六七八九])中全会)"
)
_SHORT_CONGRESS = re.compile("以来|以后|之后|召开|报告|精神|提出|胜利|献礼|[和、]十")
_YEARS_ON = (
    "(?:已经?|已有)?(?:将?(?P<near>近))?"
    f"(?P<n>[0-9]{{2,3}}|十|{_HAN_NUMBER}{{2,3}}|(?:[0-9]|{_HAN_NUMBER})(?=周年))"
    "(?P<more>多|余)?(?P<what>周年|年来|年以来|年(?![代度级前内底初后时]))"
)
_COUNTED = re.compile(f"[”」’]?(?P<since>(?:以来|至今)的?)?{_YEARS_ON}")
_SINCE_HELD = re.compile(f"{_HELD}{_YEARS_ON}")
_THIS_YEAR = re.compile("(?:今年|适逢|恰逢|正值|欣逢|值此)[^，,。]{0,6}$")
_FOUNDED = re.compile(
    "(?P<prefecture>撤(?:地|盟|地区)[设建改]市|地改市|(?:升格?为|建立|设立)地级市)"
    "|(?P<county>撤县[设建改]市|县改市)"
    "|(?P<city>(?<!创)建市|(?<!建)设市)"
    "|(?P<zone>建特区|特区(?:成立|建立|创办))"
    "|(?P<province>建省(?:办(?:经济)?特区)?)"
    "|(?P<municipality>(?:设立|成为)?直辖市?)"
    "|(?P<region>自治区成立)"
    "|(?P<district>建区|新区(?:成立|设立))"
)
_OWN = re.compile(
    r"(?:^|[^\w]|[我本全]市|我们|[自从在经过是着和与了的这凭]|今年|[适恰欣]逢|正值|值此|喜迎|迎来"
    "|纪念|庆祝|回顾|总结|经历)$"
)
"""Words before the founding of the speaker's own place."""
_YEAR = "(?P<y>(?:19|20)[0-9]{2}|0[0-9])年"
_NO_RANGE = "(?<![0-9—－～~至到-])"  # 2021—2035年: the second year is far ahead
_WORK_AHEAD = rf"(?:做好|搞好|抓好|安排|部署|谋划)了?{_YEAR}度?[^，。、回总情会赛]{{0,8}}工作"
_SINCE = rf"{_NO_RANGE}自?从?{_YEAR}(?:[0-9]{{1,2}}月)?(?:启动|实施)?(?:以来|至今)"
_PLAN_OF = rf"《[^》]{{0,12}}{_NO_RANGE}{_YEAR}(?!前|远景|愿景)[^》]{{0,30}}(?:计划|方案|要点)》"
_YEAR_RULES = tuple(
    (re.compile(pattern), bounds)
    for pattern, bounds in (
        (_SINCE, ((0, "not_before", 1, 1),)),
        # A year's work is planned from the summer before.
        (_WORK_AHEAD, ((-1, "not_before", 7, 1), (0, "not_after", 12, 31))),
        (_PLAN_OF, ((-1, "not_before", 7, 1),)),
        (rf"去年[（(]?{_YEAR}", ((1, "not_before", 1, 1), (1, "not_after", 12, 31))),
        (rf"(?:力争|确保|争取)[到在于]?{_YEAR}", ((0, "not_after", 12, 31),)),
    )
)


def find_mentions(text: str, place: str = "") -> list[Mention]:
    """Return the mentions in a text, in order of position.

    Events that are future or present only in what the speaker retells, quotes or supposes are
    omitted (`topics.corpus.evidence.narration`).

    Parameters
    ----------
    text : str
        Text in simplified script (`topics.corpus.script.simplified`).
    place : str, default ""
        The place from whose founding years are counted if the text names no other (建市20多年).
    """
    found = {
        mention
        for sign, finder in _FINDERS
        if sign.search(text) is not None
        for mention in finder(text)
    }
    if _any_word().search(text) is not None:
        found.update(_events(text), _anniversaries(text))
    if "年" in text:
        found.update(_foundings(text, place.removesuffix("市")))
    return sorted(
        mention
        for mention in found
        if mention.kind == "not_before" or is_of_today(text, mention.start, mention.end)
    )


def _bounds_of(text: str, start: int, end: int, event: Event) -> Iterator[Mention]:
    """Yield the bounds that one mention of an event implies, by the words around it."""
    before, after = around(text, start, end)

    def mention(kind: str, day: date, back: int = 0, on: int = 0) -> Mention:
        return Mention(start - back, end + on, event.name, kind, day)

    if (counted := _SINCE_HELD.match(text, end)) and counted["what"] != "年":
        # 迎接党的十八大召开一周年: the anniversary is in the future, the congress in the past.
        yield mention("not_before", event.first)
        yield from _counted(text, start, counted, event.name, (event.first.year,) * 2)
    elif event.kind == "meeting":
        yield from _meeting(text, start, end, event, mention)
    elif event.kind == "term" and event.last:
        yield mention("not_before", event.first)
        yield mention("not_after", event.last)
    else:
        yield mention("not_before", event.first)
        present = _PRESENT.search(before), _PRESENT.search(after)
        if event.last and any(present) and not _RETOLD.search(before + text[start:end] + after):
            back = len(before) - present[0].start() if present[0] else 0
            yield mention("not_after", event.last, back, present[1].end() if present[1] else 0)


def _meeting(
    text: str, start: int, end: int, event: Event, mention: Callable[..., Mention]
) -> Iterator[Mention]:
    """Yield the bounds that a mention of an announced event implies: future, past, or either."""
    before, after = around(text, start, end)
    ahead, behind = _TO_COME_AFTER.match(after), _TO_COME_BEFORE.search(before)
    since, past = _EVER_SINCE.match(after), _PAST_BEFORE.search(before)
    over = since or _OVER.match(after)
    done = over or _PAST_AFTER.match(after)
    if ahead or (behind and not over):
        back = len(before) - behind.start() if behind else 0
        yield mention("not_after", event.first, back, ahead.end() if ahead else 0)
        yield mention("not_before", event.announced)
    elif (done or past) and not (
        _NOT_YET.match(after) or (since and behind) or (not since and is_supposed(text, start))
    ):
        back = len(before) - past.start() if past else 0
        yield mention("not_before", event.first, back, done.end() if done else 0)
    else:
        yield mention("not_before", event.announced)
    carried, carrying = _CARRIED_OUT.match(after), _CARRYING_OUT.search(before)
    if event.carried and carried and carrying:
        yield mention("not_after", event.carried, len(before) - carrying.start(), carried.end())


@cache
def _any_word() -> re.Pattern[str]:
    """Return the pattern of all words for events and anniversaries; most paragraphs have none."""
    table = load_events()
    words = [word for event in table.events for word in event.words]
    words += [word for anniversary in table.anniversaries for word in anniversary.words]
    return re.compile("|".join(map(re.escape, words)))


def _events(text: str) -> Iterator[Mention]:
    for event in load_events().events:
        for word in event.words:
            start = text.find(word) if word in text else -1  # `in` is several times faster
            while start >= 0:
                end = start + len(word)
                if not _is_within(text, start, end, event.not_words):
                    yield from _bounds_of(text, start, end, event)
                start = text.find(word, end)


def _is_within(text: str, start: int, end: int, words: Sequence[str]) -> bool:
    """Whether a mention is part of one of some longer words."""
    for word in words:
        at = text.find(word, max(0, end - len(word)), start + len(word))
        if 0 <= at <= start:
            return True
    return False


def _congresses(text: str) -> Iterator[Mention]:
    table = load_events().congresses
    for match in _CONGRESS.finditer(text):
        congress = table.get(chinese_number(match["n"]))
        if congress is None:
            continue
        if match["plenums"]:
            latest = chinese_number(match["plenums"][-1])
            if latest <= len(congress.plenums):
                yield from _bounds_of(text, *match.span(), congress.plenums[latest - 1])
        elif match["party"] or match["whole"] or _SHORT_CONGRESS.match(text, match.end()):
            yield from _bounds_of(text, *match.span(), congress.congress)


def _anniversaries(text: str) -> Iterator[Mention]:
    for base in load_events().anniversaries:
        for word in base.words:
            start = text.find(word)
            while start >= 0:
                counted = _COUNTED.match(text, start + len(word))
                if counted and (counted["what"] != "年" or counted["since"]):
                    year = base.date.year
                    yield from _counted(text, start, counted, base.name, (year, year))
                start = text.find(word, start + len(word))


def _foundings(text: str, place: str) -> Iterator[Mention]:
    """Yield the bounds of years counted from the founding of a place: 建市20多年."""
    for match in _FOUNDED.finditer(text):
        counted = _COUNTED.match(text, match.end())
        if counted is None:
            continue
        before = around(text, match.start(), match.end())[0]
        name = _founded_place(before, place)
        years = load_foundings().get(name, {})
        kind = str(match.lastgroup)
        if kind == "city" and "city" in years:
            # A city may count from its first founding or from its promotion to a higher rank.
            spans = [years["city"], years.get("prefecture", years["city"])]
        else:
            kind = "city" if kind == "county" else kind
            spans = [years[kind]] if kind in years and match["city"] is None else []
        if spans:
            base = min(first for first, _ in spans), max(last for _, last in spans)
            yield from _counted(text, match.start(), counted, f"{name}{match.group()}", base)


def _founded_place(before: str, place: str) -> str:
    """Return the place that is named before its founding, or the speaker's own."""
    named = re.sub("(?:市|经济|壮族|回族|维吾尔)$", "", before)
    for length in (4, 3, 2):
        if named[-length:] in load_foundings():
            return named[-length:]
    return place if _OWN.search(before) else ""


def _counted(
    text: str, start: int, counted: re.Match[str], name: str, base: tuple[int, int]
) -> Iterator[Mention]:
    """Yield the bounds of years counted from a base that is between two years."""
    number, end = chinese_number(counted["n"]), counted.end()
    before, after = around(text, start, end)
    now, ahead = _THIS_YEAR.search(before), _TO_COME_BEFORE.search(before)
    back = 0
    if counted["near"]:
        low, high = -3, 0
    elif counted["what"] != "周年":
        # 改革开放30年来 is used a year early or late, 30多年来 until the next round number.
        low, high = (0, 10) if counted["more"] else (-1, 1)
    elif now:
        low, high, back = 0, 0, len(before) - now.start()
    elif ahead or _TO_COME_AFTER.match(after):
        low, high, back = -2, 0, len(before) - ahead.start() if ahead else 0
    else:
        return  # 到建党100周年时 looks decades ahead
    near, more = counted["near"] or "", counted["more"] or ""
    event = f"{name}{near}{counted['n']}{more}{counted['what']}"
    first, last = base[0] + number + low, base[1] + number + high
    yield Mention(start - back, end, event, "not_before", date(first, 1, 1))
    yield Mention(start - back, end, event, "not_after", date(last, 12, 31))


def _years(text: str) -> Iterator[Mention]:
    for pattern, bounds in _YEAR_RULES:
        for match in pattern.finditer(text):
            year = match["y"]
            full = int(year) if len(year) == 4 else 2000 + int(year)
            for on, kind, month, day in bounds:
                yield Mention(*match.span(), f"{year}年", kind, date(full + on, month, day))


_FINDERS = (
    (re.compile("[大届]"), _congresses),
    (re.compile("五"), plan_mentions),
    (re.compile("年"), _years),
)
"""The functions that find mentions, each with a pattern of the texts in which it may find one."""
