"""Lines around an article that an account shares: its byline, requests to the reader, credits.

原创 张伟 城市观察 2023-05-04 08:30; 觉得不错，请点赞、在看、转发; 编辑丨李明; 阅读 1.2万.
Patterns are in simplified script.
"""

from __future__ import annotations

import re

from topics.corpus.repair.patterns import HAN

__all__ = ["is_article_line"]

LONGEST = 80
_DATE = r"(?:19|20)\d\d(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日)"
_CLOCK = r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?"
_PLACE = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    "|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_WORD = rf"[{HAN}\w·]{{2,20}}"
STAMP = re.compile(
    rf"(?:原创|转载|首发)\s*[：:]?\s*(?:{_WORD}\s+){{1,3}}{_DATE}.{{0,24}}"
    rf"|(?:原创|转载)\s+{_WORD}(?:\s+{_WORD}){{0,2}}"
    rf"|(?:{_WORD}\s+){{0,3}}{_DATE}\s*(?:{_CLOCK})?\s*(?:发[表布]于\s*[{HAN}]{{2,6}}|(?<=\s)(?:{_PLACE}))"
    r"|以下文章来源于.{1,30}|微信号[：:\s]*[\w-]{3,30}|功能介绍[：:\s].{0,60}"
)
"""The byline of an account, and what it says about itself."""
_ACTS = "点赞|在看|转发|分享|收藏|关注|留言|评论|星标|三连|投票|打赏|赞赏"
ASKS = re.compile(rf"{_ACTS}|点个赞|点.{{0,3}}赞")
SURE = re.compile('点.{0,4}[“”"「]?在看|[“"「]在看[”"」]|朋友圈|公众号|蓝字|星标|一键三连|点个赞')
POLITE = re.compile("请|欢迎|记得|喜欢|觉得|别忘|如果|动动|顺手|点击|点个|帮|让更多|支持")
CLICK = re.compile(
    '点击(?:上方|下方|右上角|左下角|标题下|文末|上面|下面|[“"「]?(?:蓝字|阅读原文)).{0,40}'
    '|[▲△↑]?(?:轻触|点击|点)?[“"「【]?阅读原文[”"」】]?.{0,24}'
    "|(?:向[上下]|继续)滑动看下一个|预览时标签不可点|轻点两下取消.{1,4}|喜欢此内容的人还喜欢|\\d+人划线"
    "|长按(?:识别|扫|保存|图片|上图|下图).{0,24}|微信扫一扫.{0,20}"
)
COUNT = re.compile(
    r"阅读(?:数|量|次数)?\s*[\d.,]+\s*[万wWkK千]?\s*\+?"
    r"(?:\s*(?:在看|点?赞|分享|收藏|评论|留言|转发)\s*[\d.,]*\s*[万wWkK]?\+?)*"
    r"|(?:在看|点?赞|分享|收藏|评论|留言|转发)\s*[\d.,]+\s*[万wWkK]?\+?"
)
_CREDITED = (
    "[初复终一二三]审|(?:责任|美术|值班|本期|执行|微信|新媒体)?编辑|责编|美编|编审|审[核校签定]"
    "|(?:责任)?校[对审]|(?:总|联合)?监制"
    "|排版|版式|组版|检校|制图|摄影|摄像|供稿|来源|作者|通讯员|投稿|签发"
)
_OTHER_CREDIT = (
    "出品人?|策划|统筹|制作|设计|文字|文案|撰文|撰稿|图文|文图|图片|视频|[总副]?主编|总编辑?"
    "|海报|素材|版面|视觉|文|图|音频"
)
_NAMES = rf"[{HAN}·\w]{{2,12}}(?:[、，, /／&]+[{HAN}·]{{2,4}}(?![：:丨|｜/／]))*"
_BAR = r"\s*[丨|｜︱/／]\s*"
_GAP = r"[\s,，;；|｜丨/／]*"
_PAGE = r"(?:(?:本|今日|[\d一二三四五六七八九十、]{1,4})版|本[刊期报])?\s*"
CREDITS = re.compile(
    rf"{_PAGE}(?:(?:{_CREDITED})(?:\s*[：:]\s*|{_BAR}|\s+){_NAMES}{_GAP}){{1,8}}"
    rf"|(?:{_CREDITED}|{_OTHER_CREDIT}){_BAR}{_NAMES}"
    rf"|{_PAGE}(?:(?:{_CREDITED}|{_OTHER_CREDIT})(?:\s*[：:]\s*|{_BAR}){_NAMES}{_GAP}){{2,8}}"
)
"""Who wrote, drew and checked it. One name after 策划： or 文字： may be text."""
SIGN = re.compile(
    "原创|转载|首发|发[表布]于|[12][90]\\d\\d|来源|微信|介绍|赞|在看|转发|分享|收藏|星标|三连|点击|阅读|滑动|划线|标签|喜欢"
    "|长按|[审编校监排制图摄稿作签员品划筹计文视频案材版觉筹]"
)
"""One of these occurs in every such line."""


def is_article_line(plain: str) -> bool:
    """Whether a line is an account's or a reader's button, not text of the article."""
    if len(plain) > LONGEST or plain[-1] in "。，、；：" or SIGN.search(plain) is None:
        return False
    text = plain.strip(" -—–―─=*·~●■◆▼▲△▽↓↑→←👇👆👉☟☝❤♥★☆【】[]")
    if any(pattern.fullmatch(text) for pattern in (STAMP, CLICK, COUNT, CREDITS)):
        return True
    if len(text) > LONGEST // 2 or "。" in text:
        return False
    n_acts = len(set(ASKS.findall(text)))
    if n_acts and SURE.search(text):
        return True
    return n_acts > 1 and POLITE.search(text) is not None
