"""Level, office and place of the speaker, if the text states them.

A compiler's title may be another speech's ("市委书记…" over a Youth League text), so the
text's own words come first: the body it calls its own (我县, 我校) and the body the speaker
represents (我代表团市委).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from topics.corpus.evidence.events import load_foundings
from topics.corpus.script import simplified
from topics.corpus.types import Paragraph, Speech

__all__ = ["SpeechContext", "find_context"]

_SELVES = (
    # (level, names of its bodies after 我 or 全), the lowest first
    (
        "unit",
        "公司|集团|校|学校|局(?![面部势限])|院(?!子)|厂|处(?!理|于)|中心(?!城|工)|支队|大队",
    ),
    ("township", "镇|乡(?!村)|街道"),
    ("county", "县|旗|区(?!域)"),
    ("city", "市(?!场)"),
    ("province", "省"),
)
_GOVERNING = {
    "township": "[镇乡](?:党)?委、?[镇乡]?政府",
    "county": "[县区]委、?[县区](?:人大、[县区])?政府",
    "city": "市委、?市(?:人大、市)?政府",
    "province": "省委、?省(?:人大、省)?政府",
}
_HAN = r"[\u4e00-\u9fff]"
STANDS_FOR = re.compile(
    r"代表(?P<body>[^，。,；：:！（(]{1,24}?)(?:向|[，,。：:]|对|讲|作|作出|就)"
)
MASS_BODY = re.compile("团[省市县区]委|共青团|组委会|妇联|总工会|工商联|红十字会")
OFFICE = re.compile(
    "(?:(?:[省市县区旗镇乡州局校院厂]|公司|集团|学校|街道|工)(?:党)?委|党委|党组|党支部|党工委|机关党委)?(?:常务)?副?书记"
    "|(?:常务)?副?(?:[省市县区旗镇乡州局校院厂处科]|部)长|(?:政协|人大|工会|妇联)?副?主席|(?:人大|局|办公室)?(?:常委会)?副?主任"
    "|副?董事长|副?总经理"
)
SAYS_OF_SELF = re.compile(
    rf"我作为(?P<office>{OFFICE.pattern})|作为(?P<too>{OFFICE.pattern})[，,]我(?!们)"
)
GENERIC = re.compile(
    "社会|城市|城乡|家园|校园|中国|乡村|农村|企业|生活|环境|文明|单位|工程|机关|社区|建设|发展"
    "|示范|国家|生态|经济|人民|群众|体系|提高|提升|推进|推动|促进"
    "|加强|加快|服务|广大|法治|党员|干部|依靠|关心|领导|教育|组织|[我全各其它他这那此新]"
)
_VIRTUE = (
    "魅力|和谐|平安|幸福|美丽|活力|效能|富裕|诚信|信用|法治|数字|智慧|书香|美好"
    "|实力|富美|文明|绿色|富强|开放|创新|文化"
)
VIRTUOUS = re.compile(
    rf"(?:建设?|打造|创建|[“‘、])(?:{_VIRTUE})(?P<name>{_HAN}{{2}})(?=[，。、”’；！\s]|建设|$)"
)
MADE_OF = re.compile(rf"把(?P<name>{_HAN}{{2,4}}?)(?:基本)?(?:建设|建|打造)成")
AFFAIRS = re.compile(
    rf"(?P<name>{_HAN}{{2}})(?P<way>经济社会|经济发展|人民|人的|籍|精神|城区|老区)"
)
_CITIES = frozenset(("city", "prefecture"))
OURS = re.compile(rf"(?P<way>我们)(?P<name>{_HAN}{{2}})(?=[的人发经，])")


_MEETING = (
    "(?:会议|會議|大会|大會|(?:动员|動員|推进|推進|座谈|座談|现场|現場|总结|總結|工作|调度|調度|部署"
    "|督战|督戰|工程)[会會][议議]?|仪式|儀式|论坛|論壇|培训班)"
)
CALLED = re.compile(
    rf"(?:今天|今日|我们|我們|在这里|在這裡)[^。]{{0,25}}(?:召开|召開|举行|舉行|举办|舉辦)[了的]?"
    rf"(?!一次|这|這|此)(?P<name>[^，。,；：！？\s]{{2,40}}?{_MEETING})"
)
NAMED = re.compile(
    rf"在(?P<name>[^，。,]{{2,40}}?(?:{_MEETING}|[会會]))[议議]?上的?"
    "(?:讲话|講話|发言|發言|报告|報告|致辞)"
)


@dataclass(frozen=True, slots=True)
class SpeechContext:
    """The speaker and the occasion; each field is empty if the text does not state it.

    Attributes
    ----------
    occasion : str
        The meeting, as named in the title or the opening words.
    level : {"", "province", "city", "county", "township", "unit"}
        Level of the speaking body: a district is a county, a school a unit.
    office : str
        The speaker's office, as written.
    place : str
        The place, as written.
    """

    occasion: str
    level: str
    office: str
    place: str


def find_context(speech: Speech, blocks: Sequence[Paragraph]) -> SpeechContext:
    """Return the level, the speaker's office and the place stated in a speech.

    Parameters
    ----------
    speech : Speech
        For its title, heading and byline.
    blocks : sequence of Paragraph
        Its blocks.

    Returns
    -------
    SpeechContext
    """
    shown = "\n".join(b.text for b in blocks if b.role in ("body", "heading", "salutation"))
    text = simplified(shown)
    level, own = _level(text)
    if not level:
        level, own = _level(simplified(speech.title))
    return SpeechContext(
        _occasion(speech, blocks),
        level,
        _office(speech, text, shown, own),
        _place(text, shown, own),
    )


def _occasion(speech: Speech, blocks: Sequence[Paragraph]) -> str:
    """Return the meeting that the opening words or the title name."""
    opening = next((b.text for b in blocks if b.role == "body"), "")[:200]
    called = CALLED.search(opening)
    if called:
        return called["name"].strip("“”‘’ ")
    named = NAMED.search(speech.title) or NAMED.search(speech.head)
    return named["name"] if named else ""


def _level(text: str) -> tuple[str, str]:
    """Return a body's level and its name for itself, such as ``("county", "县")``.

    The lowest body that the text calls its own (我县) more than once counts: a county mentions 全市
    and 省委 too, a city's leader never says 我校. If the text calls no body its own, the body
    called whole or governing counts (全县, 县委、县政府).
    """
    if not any(sign in text for sign in ("我", "全", "政府")):  # true of most paragraphs
        return "", ""
    own = {level: re.findall(f"我们?({words})", text) for level, words in _SELVES}
    most = max(map(len, own.values()))
    for level, said in own.items():
        if said and 4 * len(said) >= most and (len(said) > 1 or most == 1):
            return _autonomous(text, level), Counter(said).most_common(1)[0][0]
    whole = {
        level: [
            # 全局 is the whole picture, not the whole bureau; 安全 is another word.
            *re.findall(f"全(?<![安健完齐]全)(?!局)({words})", text),
            *(found[0] for found in re.findall(_GOVERNING.get(level, "(?!)"), text)),
        ]
        for level, words in _SELVES
    }
    level = max(whole, key=lambda name: len(whole[name]))
    if len(whole[level]) < 2:
        return "", ""
    return _autonomous(text, level), Counter(whole[level]).most_common(1)[0][0]


def _autonomous(text: str, level: str) -> str:
    """Return ``"province"`` for the 区 that is an autonomous region."""
    if level == "county" and "自治区党委" in text and not re.search("[^治]区委|我县", text):
        return "province"
    return level


def _office(speech: Speech, text: str, shown: str, own: str) -> str:
    """Return the speaker's office: from the text, the byline, or a title that fits the text."""
    said = SAYS_OF_SELF.search(text)
    if said:
        start, end = said.span("office" if said["office"] else "too")
        return shown[start:end]
    stands_for = STANDS_FOR.search(text)
    if stands_for and MASS_BODY.search(stands_for["body"]):
        return ""  # the title may name another person's office
    for printed in (speech.speaker, speech.title, speech.head):
        simple = simplified(printed)
        for match in OFFICE.finditer(simple):
            # 市委书记在…会上的讲话 says who speaks; 关于选举市长的讲话 does not.
            speaks = printed == speech.speaker or simple.startswith("在", match.end())
            if speaks and _fits(match.group(), own):
                return printed[match.start() : match.end()]
    return ""


def _fits(office: str, own: str) -> bool:
    """Whether an office belongs to the kind of body that the text states."""
    body = office[0]
    if body in "省市县区旗镇乡" and own:
        return body == own[0]
    return True


@cache
def _known_city() -> re.Pattern[str]:
    """Return the pattern of a slogan with the name of a city (和谐东营)."""
    names = "|".join(name for name, kinds in load_foundings().items() if kinds.keys() & _CITIES)
    return re.compile(f"(?:{_VIRTUE})(?P<name>{names})")


def _place(text: str, shown: str, own: str) -> str:
    """Return the place that several phrases name as the speaker's own, or the empty string.

    A slogan alone (平安东营) is not enough, because it may contain a common word
    (创新体系): the name must occur with its people or affairs too (东营人民), or
    in the title of one of the body's documents (《延寿县…方案》), or it is a city's
    (``topics/defaults/cities.tsv``).
    """
    if own not in ("省", "市", "县", "区", "旗", "镇", "乡"):
        return ""
    ways: dict[str, set[str]] = {}
    for pattern in (VIRTUOUS, MADE_OF, AFFAIRS, OURS):
        for match in pattern.finditer(text):
            name = match["name"].removesuffix(own)
            if len(name) > 1 and not GENERIC.search(name):
                ways.setdefault(name, set()).add(match.groupdict().get("way", "slogan"))
    if own == "市":
        for match in _known_city().finditer(text):
            ways.setdefault(match["name"], set()).update(("slogan", "known"))
    own_document = rf"《(?P<name>{_HAN}{{2,3}}){own}(?=\d|创建|深化|文明|城市)"
    for match in re.finditer(own_document, text):
        ways.setdefault(match["name"], set()).add("own document")
    ways = {name: said for name, said in ways.items() if said & {"slogan", "own document"}}
    best = max(ways, key=lambda name: (len(ways[name]), text.count(name)), default="")
    if not best or len(ways[best]) < 2 or text.count(best) < 3:
        return ""
    full = best + own if "own document" in ways[best] else best
    start = text.find(full)
    return shown[start : start + len(full)]
