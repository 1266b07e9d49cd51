"""Turns inside a text: paragraphs that start with the name of a speaker and a colon.

A label (任总：, 记者：, 王国兴议员：) starts a turn only in a text that is a conversation: at least
two of its paragraphs start with an office or role and contain a sentence, or two persons are named
at least twice each. Other labels (一是：, 会议指出：, 注：) and members (组长：李某) start no turn.
A label may be alone above what is said, if there are several: one of them again, or with names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from topics.corpus.repair.patterns import HAN
from topics.corpus.script import simplified
from topics.corpus.structure.line_patterns import STOP, is_furniture, is_salutation
from topics.corpus.structure.outline import find_marker
from topics.corpus.structure.surnames import COMPOUND_SURNAMES, SURNAMES

__all__ = ["find_turns", "is_label"]

LONGEST = 24
"""Maximum number of characters of a label."""
LINES_BELOW = 3
"""Number of lines below a label in which a sentence ends or is divided."""
_NICKNAME = (
    "(?<=网友|網友|网民|網民|听众|聽眾|观众|觀眾|读者|讀者|用户|用戶|群众|市民|村民|居民|游客|学员)"
    '[“"「『][^“”"「」『』：:]{1,16}[”"」』]'
)
LABEL = re.compile(
    rf"[【\[]?(?P<name>[{HAN}·•A-Za-z]{{1,20}}?(?:[ \u3000]{{1,4}}[{HAN}]{{1,4}}|{_NICKNAME})?)"
    rf"(?:\s*[（(][^（）()：:]{{1,16}}[)）])?[】\]]?\s*[：:]\s*"
)
_ROLES = (
    "主席|议员|委员|代表|总理|首相|总统|大使|主教|司令员?|政委|将军|参赞|书记|主任|秘书长|董事长?|理事长?"
    "|[省市县区镇乡村议局司署处科厅部院校馆社会队组所站行台店班船厂连营团排股园庭]长|关长|专员|巡视员|调研员"
    "|总?经理|总裁|总监|主管|主编|编辑|CEO|CFO|CTO|教授|博士|院士|研究员|工程师|专家|学者|老师|律师|法官|检察官"
    "|医生|大夫|护士|记者|主持人?|司仪|嘉宾|观众|听众|读者|网[友民]|群众|游客|提问者?|学员|学生|同学|同志|员工|职工|工人|农民"
    "|村民|居民|市民|家长|战士|干部|司机|先生|女士|小姐|太太|老人|大妈|大爷|大姐|发言人|导演|翻译|客户|用户|总"
)
ROLE = re.compile(
    rf"[{HAN}·•A-Za-z]{{0,18}}(?:{_ROLES})|(?:{_ROLES})[{HAN}]{{1,4}}|[问答甲乙丙丁QA]"
)
"""An office or role, alone, with a name, or before one."""
NO_ROLE = re.compile(
    "^(?:现在|下面)?请|[说道讲是有为如即对向让请把被给在与和]$|(?:指出|强调|要求|认为|表示|提出|写|谈|介绍|补充|如下|包括|汇总)$"
    "|^(?:[注附]|其[一二三四]|第|各|全体|尊敬|[亲敬]爱|同志|感谢|致|关于|根据)|们$"
    "|^(?:责任|负责|牵头|分管|联系|成员|参会|与会|出席|列席|主送|抄送)"
)
"""Beginnings and ends of labels that are not names of speakers."""
GROUP = re.compile(
    "(?:干部|党员|群众|青年|[农市居村]民|工人|职工|员工|学生|学员|家长|专家|学者|观众|听众|读者|用户|客户)$"
)
"""Ends of a heading about some people: 党员干部：."""
SURE = frozenset({"问", "答", "主持人", "主持", "司仪"})
"""Labels that are nothing else, even alone on a line."""
SAID = re.compile("(?<=.)[问答]$")
_SURNAME = f"{COMPOUND_SURNAMES}|[{''.join(sorted(SURNAMES))}]"
SURNAMED = re.compile(
    rf"(?:[{HAN}]{{0,8}}(?:[局处部会院署司科室府团所]|主席))?"
    rf"(?P<short>(?:{_SURNAME})(?:{_ROLES.removesuffix('|总')}))"
    rf"(?P<given>[{HAN}]{{1,2}})(?:{_ROLES})?"
)
"""Surname, office, given name, as Taiwan's minutes write it: 李部长明, 教育处黄处长美惠."""
NAMED = re.compile(
    rf"[{HAN}]{{0,14}}(?:{_ROLES.removesuffix('|总')})"
    rf"(?P<person>(?:{_SURNAME})[{HAN}]{{1,2}})"
)
"""Unit, office and name: 市水利局局长方大同."""
ADDRESS = re.compile("(?:先生|女士|小姐|太太|朋友|同[志学事]|老师|阁下|乡亲|战友)$")
"""Ends of a salutation that names nobody: 主席先生：."""
NO_GIVEN = re.compile(
    "[回反追又再也就即笑团会组室台处部们说道讲问答]|回答|答复|回应|发言|讲话|致[辞词]|总结|报告|插话|追问|[反提]问|接着"
    "|首先|最后|随后|再次|当场|同志|先生|女士|助理|秘书|大会|会议|点评|寄语|建议|意见"
)
"""What else may follow surname and office."""
NO_PERSON = re.compile(
    "任务|方[法案向式针略面]|项目|程序|成[效果绩因本]|高[度位]|安全|金[融额]|关[键于]|经[费验济]|时[间限]|江[苏西南河]"
    "|文[件明化本字号]|路[径线]|单位|名称|范[围例文本]|管理|温[度馨]|易[错混]|常[见用规]|项[目]|万[元分]|利[润弊率]"
    "|应用|石[油材]|包[括装]|田[间]|马[上]|于[是]|习[题惯]|许[可]|甘肃|麻[烦将木]|符合|桂林|桂[花冠]|殷[切实]|向[上下]|章节|左[右图上下]|古[代诗]|史[料实]|麦[收田子苗]|甄[别选]"
)
"""Words that start like a person's name."""


class _Label(NamedTuple):
    name: str
    is_role: bool
    is_sentence: bool
    is_alone: bool


def find_turns(texts: Mapping[int, str]) -> dict[int, str]:
    """Return the lines that start a turn, with the name of the speaker.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.

    Returns
    -------
    dict of int to str
        Empty if the text is not a conversation.
    """
    labels = {n: label for n, text in texts.items() if (label := _label(text))}
    if len(labels) < 2:
        return {}
    labels = _with_alone(labels, texts)
    said = [label for label in labels.values() if label.is_sentence]
    counts = Counter(label.name for label in said)
    n_roles = sum(label.is_role for label in said)
    called = {match["person"] for label in said if (match := _named(simplified(label.name)))}
    persons = {label.name for label in said if not label.is_role and counts[label.name] > 1}
    if n_roles < 2 and len(persons) < 2:
        return {}
    names = persons | {label.name for label in said if label.is_role or n_roles > 2}
    names |= {label.name for label in said if simplified(label.name) in called}
    written = _one_name(names)
    return {n: written[label.name] for n, label in labels.items() if label.name in names}


def is_label(text: str) -> bool:
    """Whether a line that starts a turn is only the name of its speaker."""
    return LABEL.fullmatch(text) is not None


def _with_alone(labels: Mapping[int, _Label], texts: Mapping[int, str]) -> dict[int, _Label]:
    """Return the labels, those alone on their lines as before a sentence if one is below.

    They count if two names occur and one of them again (not 党员干部：), or if two of them can be
    no salutation and one is an office with a name, 问, 答 or 主持人.
    """
    numbers = list(texts)
    alone = [n for n, label in labels.items() if label.is_alone]
    above = [n for n in alone if _speaks(n, numbers, labels, texts)]
    counts = Counter(labels[n].name for n in above)
    is_again = len(counts) > 1 and any(
        count > 1 and not GROUP.search(simplified(name)) for name, count in counts.items()
    )
    plain = [n for n in above if not is_salutation(texts[n])]
    is_certain = is_again or (len(plain) > 1 and any(_is_sure(labels[n].name) for n in plain))
    if is_certain:
        return {**labels, **{n: labels[n]._replace(is_sentence=True) for n in above}}
    salutations = {n for n in alone if is_salutation(texts[n])}
    return {n: label for n, label in labels.items() if n not in salutations}


def _speaks(
    number: int, numbers: Sequence[int], labels: Mapping[int, _Label], texts: Mapping[int, str]
) -> bool:
    """Whether a sentence is below a label, before the next one."""
    start = bisect_right(numbers, number)
    for n in numbers[start : start + LINES_BELOW]:
        if n in labels:
            return False
        if STOP.search(texts[n]):
            return True
    return False


def _is_sure(name: str) -> bool:
    plain = simplified(name)
    return plain in SURE or _named(plain) is not None or _surnamed(plain) is not None


def _one_name(names: Collection[str]) -> dict[str, str]:
    """Return the name of each speaker.

    李部長 is 李部長明, and 方大同 is 市水利局局长方大同, if a text names only one such person.
    """
    full: dict[str, list[str]] = {}
    for name in sorted(names):
        if match := _surnamed(simplified(name)):
            full.setdefault(match["short"], []).append(name)
        elif match := _named(simplified(name)):
            full.setdefault(match["person"], []).append(name)
    same = {name: full.get(simplified(name), []) for name in names}
    return {name: same[name][0] if len(same[name]) == 1 else name for name in names}


def _surnamed(name: str) -> re.Match[str] | None:
    match = SURNAMED.fullmatch(name)
    return match if match and not NO_GIVEN.fullmatch(match["given"]) else None


def _named(name: str) -> re.Match[str] | None:
    match = NAMED.fullmatch(name)
    if match is None or NO_PERSON.match(match["person"]) or NO_GIVEN.fullmatch(match["person"]):
        return None
    return match


def _label(text: str) -> _Label | None:
    """Return the label at the start of a line, if it may be a name."""
    head = text[:LONGEST]
    if "：" not in head and ":" not in head:
        return None
    match = LABEL.match(text)
    if match is None or find_marker(text) is not None:
        return None
    name = "".join(SAID.sub("", match["name"]).split())
    plain = simplified(re.sub('[“"「『].*', "", name))
    is_role = bool(ROLE.fullmatch(plain) or _surnamed(plain) or _named(plain))
    is_person = 2 <= len(plain) <= 3 and plain[0] in SURNAMES and not NO_PERSON.match(plain)
    if not (is_role or is_person) or NO_ROLE.search(plain) or is_furniture(match.group()):
        return None
    rest = text[match.end() :]
    if not rest and ADDRESS.search(plain) and is_salutation(text):
        return None
    is_sentence = STOP.search(rest) is not None or "，" in rest
    return _Label(name, is_role, is_sentence, not rest)
