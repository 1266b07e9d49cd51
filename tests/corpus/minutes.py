"""Minutes made by rule: turns or titled speeches, cut at a width, printed on pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from topics.corpus.script import simplified

SURNAMES = "陳李王張黃何周吳劉鄭梁謝馮鄧葉蔡"
GIVEN = ("國興", "大文", "小明", "婉嫻", "志偉", "家輝", "慧琼", "偉業", "淑莊", "仁")
SUBJECTS = (
    "政府", "當局", "我們", "本區居民", "中小企業", "醫院管理局", "這個計劃", "有關部門",
    "前線員工", "各位同事", "教育局", "運輸署", "地區團體", "財政預算",
)  # fmt: skip
VERBS = (
    "應該重視", "正在檢討", "沒有交代", "已經改善", "需要增加", "希望了解", "多次提出", "不能迴避",
    "願意承擔", "仍然缺少", "必須公開",
)  # fmt: skip
OBJECTS = (
    "公共房屋的供應", "巴士路線的班次", "長者的醫療服務", "學校的師資", "食水的質素", "廢物的回收",
    "青年的就業機會", "社區設施的分配", "街市的租金", "河道的清理", "道路的噪音", "一般撥款",
    "HK$3.5億元的開支", "2012年至今的數字", "“一帶一路”的項目", "《基本法》第23條的安排",
)  # fmt: skip
FOREIGN = (
    "GDP增長2.5%的目標", "COVID-19的應對", "Hong Kong Monetary Authority的資料", "１２３個個案",
    "5,300個單位", "e-Health的系統", "第II部的條文", "B.C. 2050的藍圖", "ＩＴ業界的意見",
)  # fmt: skip
ANSWERS = ("多謝主席。", "沒有。", "同意。", "我沒有補充。", "請說。", "明白，多謝。", "是的。")
LINKS = ("，", "，", "，", "；", "、而且", "，但是", "，因為")
STOPS = ("。", "。", "。", "。", "？", "！")
CLOSING = "，。、；：？！”》）"


T = TypeVar("T")


class Draw:
    """Numbers that are the same with every version of Python (Knuth's constants)."""

    def __init__(self, seed: int) -> None:
        self.state = seed * 2654435761 + 1

    def randint(self, low: int, high: int) -> int:
        """Return an integer from ``low`` to ``high``."""
        self.state = (6364136223846793005 * self.state + 1442695040888963407) % 2**64
        return low + (self.state >> 33) % (high - low + 1)

    def choice(self, values: Sequence[T]) -> T:
        """Return one of some values."""
        return values[self.randint(0, len(values) - 1)]


@dataclass(frozen=True)
class Form:
    """How minutes are printed.

    ``head`` is ``"date"``, ``"title"``, ``"both"`` (odd and even pages), ``"hyphen"`` or empty;
    ``number`` is ``"bare"``, ``"dash"``, ``"page"``, ``"beside"`` (on the line of the head) or
    empty; ``titles`` says that speeches open with titles and not with a speaker's name; full lines
    are up to ``ragged`` characters longer or shorter than ``width``, which changes by up to
    ``drift`` from page to page; with ``foreign``, there are Latin words and numbers, which are not
    broken, and full-width letters; with ``answers``, a third of the turns are as short as 多謝。
    """

    width: int = 34
    script: str = "traditional"
    indent: bool = False
    blank: bool = True
    head: str = "date"
    number: str = "bare"
    foot: bool = False
    airy: bool = True
    form_feed: bool = False
    hang: bool = True
    titles: bool = False
    n_lines: int = 28
    ragged: int = 0
    drift: int = 0
    foreign: bool = False
    answers: bool = False


@dataclass(frozen=True)
class Minutes:
    """A printed text, and what was said in it: paragraphs as (speech, speaker, text)."""

    text: str
    paragraphs: list[tuple[int, str, str]]
    titles: list[str]
    edges: list[str]


def made(seed: int, form: Form, n_speeches: int = 200) -> Minutes:
    """Return minutes of made sentences."""
    rng = Draw(seed)
    people = _people(rng)
    said: list[tuple[int, str, str]] = []
    titles: list[str] = []
    lines: list[str] = []
    for number in range(1, n_speeches + 1):
        speaker = (
            "" if form.titles else rng.choice([p for p in people if not said or p != said[-1][1]])
        )
        if form.titles:
            titles.append(_title(rng, number))
            lines += [*([""] if lines else []), titles[-1], *([""] if form.blank else [])]
        short = form.answers and rng.randint(1, 3) == 1
        for i in range(1 if short else rng.choice((1, 1, 2, 3, 4))):
            text = "".join(_sentence(rng, form) for _ in range(rng.randint(1, 6)))
            text = rng.choice(ANSWERS) if short else text
            said.append((number, speaker, text))
            label = f"{speaker}：" if speaker and i == 0 else ""
            first = ("　　" if form.indent else "") + label + text
            lines += _wrapped(first, form, len(lines) // form.n_lines)
            lines += [""] if form.blank else []
    pages, edges = _printed(lines, form, rng.randint(3, 300))
    to = simplified if form.script == "simplified" else str
    return Minutes(
        to(pages),
        [(n, to(speaker), to(text)) for n, speaker, text in said],
        [to(title) for title in titles],
        [to(edge) for edge in edges],
    )


def _people(rng: Draw) -> list[str]:
    names = sorted({rng.choice(SURNAMES) + rng.choice(GIVEN) for _ in range(12)})
    return ["主席", "運輸及房屋局局長", *(f"{name}議員" for name in names)]


def _title(rng: Draw, number: int) -> str:
    return f"{rng.choice(SURNAMES)}{rng.choice(GIVEN)}在第{number}次會議上的發言"


def _sentence(rng: Draw, form: Form) -> str:
    objects = OBJECTS + FOREIGN if form.foreign else OBJECTS
    clauses = [
        rng.choice(SUBJECTS) + rng.choice(VERBS) + rng.choice(objects)
        for _ in range(rng.randint(1, 4))
    ]
    links = [rng.choice(LINKS) for _ in clauses[1:]]
    joined = clauses[0] + "".join(a + b for a, b in zip(links, clauses[1:], strict=True))
    return joined + rng.choice(STOPS)


def _wrapped(text: str, form: Form, page: int) -> Iterator[str]:
    """Yield the lines of a paragraph; a closing mark hangs, or takes a character with it."""
    line, size = "", 0.0
    rng, usual = Draw(len(text)), form.width + Draw(page).randint(-form.drift, form.drift)
    width = usual
    for token in re.findall(r"[\w.,%-]+|.", text, re.ASCII) if form.foreign else text:
        wide = sum(0.5 if char.isascii() else 1.0 for char in token)
        if size + wide > width and not (form.hang and token in CLOSING):
            taken = "" if form.hang or token not in CLOSING else line[-1]
            yield line[: len(line) - len(taken)]
            line, size = taken, float(len(taken))
            width = usual + rng.randint(-form.ragged, form.ragged)
        line, size = line + token, size + wide
    yield line


def _printed(lines: Sequence[str], form: Form, first: int) -> tuple[str, list[str]]:
    pages: list[str] = []
    edges: list[str] = []
    for i, start in enumerate(range(0, len(lines), form.n_lines)):
        head = _head(form, first + i)
        number = _number(form, first + i)
        around = [[edge, ""] if form.airy else [edge] for edge in (*head, *number)]
        edges += [*head, *number]
        edge = [line for pair in around for line in pair]
        text = list(lines[start : start + form.n_lines])
        page = [*text, *edge] if form.foot else [*edge, *text]
        pages.append("\n".join(page))
    return ("\n\f" if form.form_feed else "\n").join(pages) + "\n", edges


def _head(form: Form, page: int) -> list[str]:
    heads = {
        "date": "立法會 ─ 2013年 4月 26日",
        "title": "市人大常委會會議記錄",
        "hyphen": f"立法會財務委員會 - 會議過程正式紀錄 - {page}",
        "": "",
    }
    which = ("date", "title")[page % 2] if form.head == "both" else form.head
    text = heads[which]
    if form.number == "beside" and text:
        text = f"{page}　　{text}" if page % 2 else f"{text}　　{page}"
    return [text] if text else []


def _number(form: Form, page: int) -> list[str]:
    forms = {"bare": f"{page}", "dash": f"─ {page} ─", "page": f"第 {page} 頁"}
    return [forms[form.number]] if form.number in forms else []
