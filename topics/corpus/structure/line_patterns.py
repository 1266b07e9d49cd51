"""Patterns of lines: furniture, titles, bylines, salutations, ends of sentences.

Patterns are in simplified script; a line in traditional script is simplified before it is
compared with them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from topics.corpus.repair.patterns import HAN, PAGE_LINE, PAGE_MARK
from topics.corpus.script import simplified as _simplified
from topics.corpus.structure.outline import NUMERALS, find_marker
from topics.corpus.structure.shared_articles import is_article_line
from topics.corpus.structure.stage_marks import is_stage_mark
from topics.corpus.structure.surnames import PERSON

__all__ = [
    "CITATIONS",
    "CITATION_ENDS",
    "CLOSERS",
    "DATE",
    "END",
    "END_DOT",
    "NUMBER",
    "SIGNED",
    "STOP",
    "close_up",
    "ended",
    "is_addressees",
    "is_byline",
    "is_closing",
    "is_fact",
    "is_furniture",
    "is_imprint",
    "is_name",
    "is_page_line",
    "is_rule",
    "is_salutation",
    "is_title",
    "names_speech",
]

simplified = lru_cache(maxsize=256)(_simplified)
"""The same line is compared with several patterns."""
NUMBER = rf"(?:[{NUMERALS}]{{1,4}}|\d{{1,3}})"
END = "。！？!?…：:"
"""The end of a line that ends its sentence (before any closing marks)."""
END_DOT = re.compile(rf"(?:[{HAN}]{{2}}|[）)%％℃]|[a-z]{{3}})[.．]$")
"""A half-width full stop at the end of a line; not that of a number or of initials."""
CLOSERS = "”’」』）)》】\"'"
CITATION_ENDS = frozenset("]］〕】①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳¹²³⁴⁵⁶⁷⁸⁹⁰")
CITATIONS = re.compile(r"(?:[\[［〔【]\d{1,3}[\]］〕】]|[①-⑳¹²³⁴-⁹⁰])+$")
"""Marks of notes behind the last word of a line (…提供。[1])."""
STOP = re.compile("[。！？；!?;]")
_ROC = r"(?:中[华華])?民[国國] ?(?:\d{1,3}|[一二三四五六七八九十百零〇○]{1,5})"
_Y = rf"(?:(?:19|20)[\dXx×_*]{{2}}|[XxＸ×*]{{2,4}}|[一二][〇零○OoＯ九八七六五四三二一]{{3}}|{_ROC})"
_MD = r"(?:[\dXx×*]{1,2}|[一二三四五六七八九十廿卅]{1,3})"
DATE = re.compile(rf"{_Y}年{_MD}月(?:{_MD}日)?|(?:19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}")
"""A date as printed in a byline, including masks."""
_OFFICE = (
    "书记|市长|县长|区长|局长|主任|部长|校长|主席|院长|镇长|乡长|省长|经理|董事长|厅长|处长|科长"
    "|司令员|政委|常委"
)
_WHO = "讲话人|发言人|演讲人|演讲者|报告人|主讲人|讲话者"
BYLINE = re.compile(
    rf"(?:(?:{_WHO})[：:]?[{HAN}、 ]{{2,24}}"
    rf"|[{HAN}、 ]{{0,24}}(?:{_OFFICE})[：:]?\s*"
    rf"(?:(?!..报告)[{HAN}]{{1,4}}|[{HAN}](?: [{HAN}]){{1,3}})?(?:同志)?"  # 市长施政报告
    rf"|[{HAN} ]{{0,8}}同志"
    rf"|[{HAN}](?:\s+[{HAN}]){{1,3}})"
)
_OTHER_OFFICE = (
    "(?:区|市|县|省|立法会|立法)?议员|立委|委员|代表|[署司次里会社馆所站厂行队团组庭台]长|理事长|秘书长|检察长|行政长官"
    "|总[统理监裁编]|首相|大使|领事|专员|支书|教授|院士|博士|书记|主席|主任|董事"
)
OFFICIAL = re.compile(
    rf"[{HAN}、 ]{{0,24}}(?:{_OFFICE}|{_OTHER_OFFICE}) {PERSON}(?:同志|先生|女士|议员|博士|教授)?"
    rf"|{PERSON} [{HAN}、 ]{{0,16}}(?:{_OFFICE}|{_OTHER_OFFICE})|{PERSON}议员"
)
"""An office and a name, a blank between them: 区议员 麦栢基."""
PARTS = frozenset(
    {"前言", "序言", "序", "代序", "引言", "导言", "后记", "跋", "编者的话", "编者说明", "出版说明"}
)
"""Titles of the parts of a book, which may be spaced like names: 前　言."""
SIGNED = re.compile(
    rf"[{HAN}×XxＸ*]{{2,22}}(?:委员会|人民政府|政府|办公室|党委|公司|局|院|校|学校|大学"
    "|[协学商]会|校友会|联合会|研究会|基金会|编辑部|集团)"
)
_IMPRINT = (
    "原载|原刊|[刊载][于自]|载《|摘自|选自|根据|整理|录音|作者|发表|印发|发至|来源|供稿|日报|晚报|时报"
    "|通讯|杂志|第[0-9一二三四五六七八九十]+[期版]"
)
IN_IMPRINT = re.compile(f"{_IMPRINT}|{DATE.pattern}")
"""What is in brackets below the last words: （原载《青石通讯》1986年第3期）."""
IMPRINT = re.compile(
    "(?:本文|原文?|此文|——)?(?:原?[载刊]|发表|摘自|选自)于?[^。！？]{0,60}"
    rf"|(?:{DATE.pattern})(?:印发|发布|[于於在]?[{HAN}]{{2,12}})"
    rf"|——(?:{DATE.pattern})[于於在][^。！？]{{2,40}}"
    rf"|[{HAN}×]{{2,24}}\s*(?:{DATE.pattern})\s*印发"
)
"""What is below them without brackets: 1994年1月18日印发, ——发表于1994年1月18日."""
TITLE_END = re.compile(
    "(?:讲话|报告|致辞|致词|[祝贺悼][词辞]|(?:开幕|闭幕|欢迎|答谢)[词辞]|发言|演讲|主持词|讲稿)(?:稿|提纲|全文|要点|摘要|实录|材料)?(?:范文)?"
    "(?:[（(][^（）()]{0,20}[)）])?[》”]?$"
)
_PEOPLE = (
    "同志|同事|同仁|同学|女士|先生|朋友|代表|委员|议员|党员|领导|来宾|嘉宾|老师|战友|乡亲|父老|村民|市民|居民|青年|干部|职工|员工|师生"
    "|家长|记者|专家|企业家|客商|书记|市长|县长|区长|主席|主任|局长|校长|部长|院长"
)
PEOPLE = re.compile(rf"[{HAN}]{{0,16}}(?:{_PEOPLE})(?:们|代表)?")
ANYONE = re.compile(
    rf"(?:尊敬的|亲爱的)?各位(?:(?![的了我你您他请看想知听到对关问几这那事情工作任如言摘单建反论])[{HAN}]){{2,8}}"
)
"""Whoever is addressed before a colon: 各位网格长、各位贵宾：."""
GREETING = re.compile("(?:大家)?(?:上午|中午|下午|晚上)?好$|大家$")
ADDRESSED = re.compile("^(?:各位|尊敬|[亲敬]爱|主席|同志|同学|朋友|女士|先生|大家)|们。$")
"""What addresses the audience even before a full stop."""
THANKS = re.compile("(?:再次)?(?:多谢|谢谢|感谢)")
BODY = re.compile(
    rf"[{HAN}×]{{0,24}}(?:政府|部门|[机][构关]|单位|委员会|党[委组工]|办公?室?|[局厅委部会处科室县市州区旗省盟院校]|企业|公司|学校"
    "|团体|组织|集团|街道|乡镇|支队|中心|银行|医院)"
)
"""A body that documents are sent to."""
NO_SALUTATION = re.compile(
    "[要是有讲说做抓]|以下|主要|职责|意见|提出|小组|办公室|如何|怎么|必须|应当|[一二两三四五六七八九十百几数\\d][位名个]"
)
CLOSING = re.compile(
    "(?:最后[，,])?(?:再次)?(?:谢谢|感谢|多谢)(?:大家|各位)?[^，。]{0,8}[！!。]?"
    "|此致(?:敬礼)?[！!]?|(?:致以?)?敬礼[！!]?"
    "|我的?(?:讲话|发言|报告|汇报)(?:完了|到此结束|结束|到这里|就到这里)[^，]{0,10}"
)
_LABEL = (
    "来源|作者|(?:页面|所属|隐藏)?分类|责任编辑|责编|编辑|更新时间|发布时间|发布日期|发表时间|时间|日期|浏览|浏览次数|点击|阅读|阅读量|字号|字体"
    "|分享到|关键词|标签|TAG|本文地址|本文链接|上传|审核|校对|供稿|摄影|图片来源|稿源|信息来源|文章来源|上一篇|下一篇|上一页|下一页"
)
FACT = re.compile(
    "(?:会议|座谈|讲话|谈话|采访|记录|举行)?(?:地点|场合|议题|参加人员?|参会人员|与会人员?|出席(?:人员?|者)?|列席(?:人员?|者)?"
    "|缺席(?:人员?|者)?|到会人员?|记录人?|整理人?|主题词|报送|抄送|抄报|签发人?)[：:].*"
)
_SITE_WORDS = (
    "收集整理|查找更多|ICP备|Copyright|版权所有|转载请|范文网|文档网|文库网|百度文库|道客巴巴|站内查找|下载全文"
    "|更多(?:优质|精彩|相关)(?:范文|文章|文档)|更多范文"
)
_SITE_HINTS = "小编|公众号|二维码|VIP|免责声明|版权声明|本站|本文由"
_AD = (
    "点击(?:查看|下载|阅读|展开)(?:更多|全文|原文)?|展开全文|阅读全文|查看更多|猜你喜欢|往期推荐|推荐阅读|相关(?:文章|推荐|阅读)"
    "|返回(?:首页|列表|顶部)|打印(?:本页|此页)|关闭(?:窗口|本页)|欢迎(?:下载|访问|关注)|仅供参考|关注我们|赞[（(]\\d+[)）]"
    "|本(?:页面?|条目)最后(?:编辑|修订|修改|更新)|顶一下|踩一下|点个.在看"
)
_BUTTON = (
    "在看|赞|赞赏(?:作者)?|写留言|精选留言|阅读原文|喜欢作者|下载|全屏|打印|收藏|加入收藏|分享|转发|朗读|播放|(?:我要)?纠错|举报|评论|点赞|复制|复制链接|放大|缩小|默认|字[号体]|繁[体體]|简体|关闭窗口|打印本页"
    "|手机版|电脑版|无障碍|微信|微博|扫一扫|QQ空间|听全文|语音播报|返回|关闭|保存|登录|注册|首页|[大中小]号?|A[+-]|T\\|T"
)
_MAIL = (
    "原始邮件(?:信息)?|(?:以下(?:是|为))?转发(?:的)?邮件(?:信息)?|回复的?邮件|original message"
    "|forwarded (?:message|by .{1,40})"
)
_APART = r"[\s|｜/·:：【】\[\]（）()]*"
BUTTONS = re.compile(rf"{_APART}(?:(?:{_BUTTON}){_APART}){{1,20}}")
"""A line of a page's buttons: 下载 打印 全屏, 字号：大 中 小."""
MOST_OF_BUTTONS = 60
_RULE = (
    r"-—–―‐=_*~·.…⋯＊＝＿－～※●○•■□▪▫◇◆▼▽▲△★☆✦✧❖◎⊙♦♥❤✿❀§\s"
    "─━═┄┅┈┉╌╍﹏﹍﹎﹉﹊﹣↓↑→←⬇⬆👇👆👉👈"
)
"""Signs of a rule between speeches or sections."""
FURNITURE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[^。！？，]{0,20}(?:https?://|www\.)\S+[^。！？]{0,12}",
        rf"(?:本?文章?)?(?:{_LABEL})(?:于|自)?[：:][^，。！？]{{0,80}}",
        rf".{{0,40}}(?:{_SITE_WORDS}).{{0,80}}",
        rf"[^。！？]{{0,16}}(?:{_SITE_HINTS})[^。！？]{{0,24}}",
        rf"[^，。！？]{{0,10}}(?:{_AD})(?:[^，。！？]{{0,24}})",
        r"(?:正文|全文|本文)?完|(?:the\s+)?end|目\s*录|图片来源于?网络",
        r"(?:.{0,12}[：:])?\s*\S{0,12}(?:\s*[>»›]\s*\S{0,20})+",
        r"附件\s*\d{0,2}[：:].{0,70}\.(?:docx?|xlsx?|pptx?|pdf|wps|zip|rar|txt)",
        r"(?:扫一扫|扫码|用?手机扫)[^，。！？]{0,20}|视力保护色[：:]?[^，。！？]{0,20}|无障碍(?:浏览|阅读)",
        rf"[{_RULE}]{{2,}}",
        rf"-{{2,}}\s*(?:{_MAIL})\s*-{{2,}}|begin forwarded message[：:]?",
        r"sent from my .{2,30}|发自我的.{1,20}",
        r"(?:在|于|on\b)[^。！？]{0,60}(?:\d{1,2}[:：]\d\d|@)[^。！？]{0,60}(?:写道|wrote)\s?[：:]",
        r"(?:抄送|抄报|分送|印送|主送|主题词|印发日期)[：:][^！？]{1,130}",
        r"[（(]?共印\s?\d{1,6}\s?份[)）]?|[（(]此件[^。！？]{0,8}(?:公开|发至|传达|登报|印发)[^。！？]{0,12}[)）]",
        r".{2,60}?[.…·]{3,}\s*\d{1,3}",  # a table of contents: title, dots, page
    )
)
SIGN_OF_FURNITURE = re.compile(
    f"https?:|www|>|»|›|{_LABEL}|{_SITE_WORDS}|{_SITE_HINTS}|{_AD}|完|end|目|网络|附件|扫码?|手机扫|视力|无障碍"
    "|邮件|message|forwarded|from my|发自|写道|wrote"
    "|抄送|抄报|分送|印送|主送|主题词|印发|共印|此件".lower()
)
"""One of these occurs, in lower case, in every line of furniture except rules and rows of dots;
most lines have none and are not searched further. Every branch starts with a character, for
speed."""
RULE = re.compile(rf"[{_RULE}]{{2,}}")
RULED = re.compile(rf"[.…·]{{3}}|^[{_RULE}]{{2}}")
_PAGE_OPENS = frozenset("·[［【〔（(Pp第—–―－-")
LONGEST_FURNITURE = 140


def is_page_line(text: str) -> bool:
    """Whether a whole line is a page number."""
    first = text[:1]
    if not (first in _PAGE_OPENS or first.isdecimal() or first.isspace()):
        return False
    return PAGE_LINE.fullmatch(text) is not None or PAGE_MARK.fullmatch(text) is not None


def is_rule(text: str) -> bool:
    """Whether a line is a rule: ------, ＊　＊　＊."""
    return RULE.fullmatch(text) is not None


def is_furniture(text: str) -> bool:
    """Whether a line is a page number, a site's name, a link or advertising."""
    if len(text) > LONGEST_FURNITURE:
        return False
    if is_page_line(text):
        return True
    plain = simplified(text)
    if len(text) <= MOST_OF_BUTTONS and BUTTONS.fullmatch(plain):
        return True
    if is_article_line(plain) or is_stage_mark(plain):
        return True
    if SIGN_OF_FURNITURE.search(plain.lower()) is None and RULED.search(plain) is None:
        return False
    bare = plain.strip(" 【】[]（）()▼▲★☆◆>-—–―─=~·*").replace("】【", " ").replace("】 【", " ")
    variants = {plain, bare}
    return any(p.fullmatch(variant) for variant in variants for p in FURNITURE)


def is_salutation(text: str) -> bool:
    """Whether a line only addresses the audience."""
    bare = text.replace(" ", "").replace("\u3000", "")
    if not 3 <= len(bare) <= 70 or bare[-1] not in "：:！!，,。":
        return False
    plain = simplified(bare)
    if plain[-1] in "，,。" and len(plain) > 12:
        return False
    if plain[-1] not in "：:" and THANKS.match(plain):
        return False
    if plain[-1] == "。" and not ADDRESSED.search(plain):
        return False
    # Piece by piece: a single pattern would try every way of splitting a hostile line.
    called = GREETING.sub("", plain[:-1]).rstrip("、，,")
    if not called:
        return plain.startswith("大家")
    pieces = re.split("[、，,和及暨]+", called)
    is_greeting = plain[-1] in "：:" or GREETING.search(plain[:-1]) is not None
    forms = (PEOPLE, ANYONE) if is_greeting else (PEOPLE,)
    if not all(any(form.fullmatch(piece) for form in forms) for piece in pieces):
        return False
    return NO_SALUTATION.search(plain) is None


def is_addressees(text: str) -> bool:
    """Whether a line names the bodies that a document is sent to: 各市人民政府，市直各单位：."""
    if not 4 <= len(text) <= 120 or text[-1] not in "：:" or "各" not in text[:12]:
        return False
    plain = re.sub("[（(][^（）()]{0,20}[)）]", "", simplified("".join(text.split())))[:-1]
    return all(BODY.fullmatch(piece) for piece in re.split("[、，,；;]|(?<=.)[和及]", plain))


def is_fact(text: str) -> bool:
    """Whether a line above a text states a fact about the meeting: 地点：县政府会议室."""
    return len(text) <= 80 and FACT.match(simplified(text)) is not None


def is_title(text: str) -> bool:
    """Whether a line could be a title: short, not a sentence, no unclosed marks."""
    return (
        2 <= len(text) <= 80
        and not STOP.search(text)
        and text[-1] not in "，,、：:"
        and not END_DOT.search(text)
        and not is_closing(text)
    )


def names_speech(text: str) -> bool:
    """Whether a line is the title of a speech: …会上的讲话."""
    plain = simplified(text)
    return (
        is_title(text)
        and len(text) <= 70
        and TITLE_END.search(plain) is not None
        and not (re.search("[，,：:]", plain))
    )


def is_byline(text: str) -> bool:
    """Whether a line is a speaker, an office, a date, or a combination of these."""
    if len(text) > 50 or STOP.search(text):
        return False
    plain = re.sub(r"[（）()]", " ", unicodedata.normalize("NFKC", simplified(text)))
    rest = DATE.sub(" ", plain)
    dated = rest != plain
    rest = " ".join(
        re.sub("星期[一二三四五六日天]|上午|下午|晚上|时间[：:]|日期[：:]", " ", rest).split()
    )
    if not rest:
        return dated
    if "".join(rest.split()) in PARTS:
        return False
    if any(form.fullmatch(rest) or form.fullmatch(close_up(rest)) for form in (BYLINE, OFFICIAL)):
        return True
    return dated and (is_name(rest) or SIGNED.fullmatch(rest) is not None)


def close_up(text: str) -> str:
    """Return a text without blanks between single characters: 县 长 张启山 is 县长 张启山."""
    return re.sub(rf"(?<![^ ])([{HAN}]) (?=[{HAN}](?: |$))", r"\1", text)


def is_name(text: str) -> bool:
    """Whether a line could be a person's name: two to four characters, perhaps in brackets."""
    bare = re.fullmatch("[（(](.*)[)）]", text)
    name = "".join((bare[1] if bare else text).split())
    return re.fullmatch(f"[{HAN}]{{2,4}}", name) is not None


def is_imprint(text: str) -> bool:
    """Whether a line below a text says where it appeared, who wrote or issued it, and when."""
    if len(text) > 80:
        return False
    plain = simplified(text)
    if plain[0] in "（(" and plain[-1] in "）)":
        return IN_IMPRINT.search(plain) is not None and STOP.search(plain) is None
    return IMPRINT.fullmatch(plain) is not None


def is_closing(text: str) -> bool:
    """Whether a line is a closing phrase: 谢谢大家, 我的讲话完了."""
    return len(text) <= 30 and CLOSING.fullmatch(simplified(text)) is not None


def ended(text: str) -> bool:
    """Whether a line ends its sentence, or ends in a heading that is joined to it."""
    bare = text.rstrip(CLOSERS)
    if text[-1:] in CITATION_ENDS:
        bare = CITATIONS.sub("", text).rstrip(CLOSERS)
    if not bare or bare[-1] in END or END_DOT.search(bare) or is_closing(text):
        return True
    rest = re.split("[。！？]", bare)[-1]
    marker = find_marker(rest) if rest != bare else None
    return marker is not None and marker.level <= 2 and len(rest) <= 40
