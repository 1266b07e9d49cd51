"""Find the columns of text, title, date and speaker of a table, and the row of column names."""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count, islice

from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.mojibake import restored
from topics.corpus.script import simplified
from topics.errors import SourceError
from topics.messages import Message, near_miss

__all__ = [
    "COLUMNS",
    "HEADER_ROWS",
    "find_columns",
    "find_header",
    "first_rows",
    "full_rows",
    "is_called",
    "shown_names",
    "unique_names",
]

USUAL = {
    "text": """text 正文 内容 內容 content body full_text article 全文 文本 讲话内容 讲话全文
        讲话正文 正文内容 文章内容 文章正文 文章全文 文本内容 内容全文 全文内容 讲稿 讲话稿
        演讲稿 发言稿 发言内容 演讲内容 报告内容 报告全文 新闻内容 新闻正文 原文 内文 文章 文字
        讲话 transcript main_text raw_text article_body article_text article_content post_text
        speech_text speech document contents texts 微博正文 微博内容 帖子内容 评论内容 回答内容
        回复内容 段落 paragraphs 语料 post message tweet comment""",
    "title": """title 标题 標題 题目 讲话题目 讲话标题 文章标题 文章题目 新闻标题 报告标题
        报告题目 演讲题目 题名 篇名 篇目 headline heading subject article_title 名称 讲话名称
        文章名称 报告名称 会议名称 titles""",
    "date": """date 日期 时间 讲话时间 讲话日期 发布时间 发布日期 发表时间 发表日期 发言时间
        演讲时间 报告时间 会议时间 会议日期 成文日期 发文日期 印发日期 刊发时间 刊登日期
        出版日期 出版时间 pub_date publish_date published_date publication_date date_published
        published_at published publish_time pub_time datetime date_time time timestamp post_date
        posted_at created_at created speech_date""",
    "speaker": """speaker 讲话人 講話人 作者 发言人 演讲人 报告人 主讲人 讲话者 发言者 演讲者
        讲者 讲话领导 领导 领导人 领导姓名 姓名 署名 撰稿人 author authors writer byline
        speaker_name author_name""",
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    role: tuple(re.findall(r"\w+", names)) for role, names in USUAL.items()
}
"""Default names of columns, in order of preference."""

YEARS = ("年份", "年度", "year", "年")
"""Names of a column that gives the date if no other does; it stays metadata as well."""
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "text": ("正文", "全文", "内容", "文本", "原文", "讲稿", "text", "content", "body"),
    "title": ("标题", "题目", "title", "headline"),
    "date": ("日期", "时间", "date", "time"),
    "speaker": ("讲话人", "发言人", "演讲人", "报告人", "主讲人", "作者", "speaker", "author"),
}
"""Ends of column names that are not in `COLUMNS`."""
OTHER: Mapping[str, re.Pattern[str]] = {
    "text": re.compile("标题|题目|摘要|title|summary|abstract|(^|_)(alt|link)"),
    "date": re.compile(
        "更新|采集|抓取|爬取|入库|下载|修改|录入|创建|访问|截[止至]|结束|[出诞]生|任职"
        "|updat|modif|crawl|scrap|fetch|download|access|birth|(^|_)end"
    ),
}
"""Words that a name recognised only by `ENDINGS` must not contain."""
VERSION = re.compile("(?:清洗后?|处理后|cleaned|clean|raw|plain|html|zh|cn|[0-9]+)$")
"""Suffixes that do not change the meaning of a column name."""
LONGEST_NAME = 20
HEADER_ROWS = 10
"""Number of first rows that may contain the column names, below titles and remarks."""
SAMPLE_ROWS = 1_000
SHOWN_NAMES = 20


def unique_names(header: Sequence[str]) -> list[str]:
    """Return a name for each column: ``column 3`` for an empty one, ``name (2)`` for a repeated.

    Parameters
    ----------
    header : sequence of str
        The cells of the row of column names.
    """
    names: list[str] = []
    seen: set[str] = set()
    numbers: dict[str, Iterator[int]] = {}  # one counter for each name, which continues
    for i, cell in enumerate(header, 1):
        own = name = " ".join(restored(cell).split()) or f"column {i}"
        while name in seen:
            name = f"{own} ({next(numbers.setdefault(own, count(2)))})"
        seen.add(name)
        names.append(name)
    return names


def find_columns(
    header: Sequence[str], options: ReadOptions, rows: Sequence[Sequence[str]] = ()
) -> dict[str, int]:
    """Return the position of each column that has a role.

    Parameters
    ----------
    header : sequence of str
        The names of the columns.
    options : ReadOptions
        The study's own names.
    rows : sequence of sequence of str
        Some rows: if names do not distinguish columns, the longest is the text.

    Raises
    ------
    SourceError
        If a single column that the study names is missing, and one has a similar name or none has a
        usual name; or if no column is the text.
    """
    names = unique_names(header)
    columns = options.columns
    found = {
        role: position
        for role, wanted in columns.items()
        if (position := _named(wanted, names)) is not None
    }
    absent = [role for role in columns if role not in found]
    for role in COLUMNS:
        free = [i for i in range(len(names)) if i not in found.values()]
        if role not in found and (position := _usual(role, names, free, rows)) is not None:
            found[role] = position
    for role in absent:
        _check_named(role, columns[role], names, is_found=role in found)
    if "text" not in found:
        raise SourceError(_no_text(names, options, rows))
    return {role: found[role] for role in COLUMNS if role in found}


def _named(wanted: str | Sequence[str], names: Sequence[str]) -> int | None:
    """Return the position of the first column named by the study that the table has."""
    for name in [wanted] if isinstance(wanted, str) else wanted:
        if found := [i for i, own in enumerate(names) if is_called(own, name)]:
            return names.index(name) if name in names else found[0]
    return None


def is_called(own: str, name: str) -> bool:
    """Whether a column has a name, ignoring case, width, script, blanks, signs and brackets."""
    return own == name or ((key := _key(name)) != "" and _key(own) == key)


def _check_named(
    role: str, wanted: str | Sequence[str], names: Sequence[str], *, is_found: bool
) -> None:
    """Raise SourceError for a single name that is misspelt, or without a column in its place."""
    if not isinstance(wanted, str):
        return
    near = near_miss(wanted, names)
    if near or not is_found:
        raise SourceError(
            Message(
                "refused_column",
                {
                    "wanted": wanted,
                    "role": role,
                    "near": near,
                    "columns": shown_names(names),
                    "quoted": json.dumps(wanted, ensure_ascii=False),
                },
            )
        )


def _usual(
    role: str, names: Sequence[str], free: Sequence[int], rows: Sequence[Sequence[str]]
) -> int | None:
    """Return the position of the free column that has a usual name, exact names first."""
    if (position := _by_name(role, names, free)) is not None:
        return position
    ending = [i for i in free if _ends_as(role, names[i])]
    if len(ending) > 1 and role == "text":
        return _longest(ending, rows)
    if not ending and role == "date":
        keys = {names[i].casefold(): i for i in reversed(free)}
        return next((keys[name] for name in YEARS if name in keys), None)
    return ending[0] if ending else None


def _by_name(role: str, names: Sequence[str], free: Sequence[int]) -> int | None:
    exact = {names[i].casefold(): i for i in reversed(free)}
    if (name := next((name for name in COLUMNS[role] if name in exact), None)) is not None:
        return exact[name]
    folded = {_key(names[i]): i for i in reversed(free)}
    return next((folded[_key(name)] for name in COLUMNS[role] if _key(name) in folded), None)


@lru_cache(maxsize=10_000)
def _key(name: str) -> str:
    """Return a name without script, width, case, blanks, signs, and remarks in brackets.

    A text too long for a name has the empty key.
    """
    if len(name) > 2 * LONGEST_NAME:
        return ""
    plain = unicodedata.normalize("NFKC", simplified(name)).casefold()
    bare = re.sub(r"[(\[{<《【〔「][^)\]}>》】〕」]*[)\]}>》】〕」]", "", plain)
    return re.sub(r"[\W_]+", "", bare) or re.sub(r"[\W_]+", "", plain)


def _ends_as(role: str, name: str) -> bool:
    if len(name) > 2 * LONGEST_NAME or re.search(r"[,;|\t]", name):
        return False  # a sentence, or a row that is not split into cells
    plain = VERSION.sub("", name.strip(" *:：")).strip("_- ")
    *_, last = re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", plain)
    key = _key(plain)
    for ending in ENDINGS[role]:
        ends = last.casefold() == ending if ending.isascii() else key.endswith(ending)
        if ends and len(key) <= LONGEST_NAME:
            return role not in OTHER or not OTHER[role].search(key.removesuffix(ending))
    return False


def _longest(positions: Sequence[int], rows: Sequence[Sequence[str]]) -> int:
    """Return the column with the longest cells; ties go to the first."""
    return max(
        positions,
        key=lambda i: sum(len(row[i]) for row in rows[:SAMPLE_ROWS] if i < len(row)),
    )


def _no_text(names: Sequence[str], options: ReadOptions, rows: Sequence[Sequence[str]]) -> Message:
    """Return the advice for a table without a recognised text column."""
    if not names:
        return Message("refused_no_columns")
    named: Message | str = ", ".join(COLUMNS["text"][:6])
    if (wanted := options.columns.get("text")) is not None:
        named = Message("phrase_nor", {"wanted": ", ".join(wanted), "usual": named})
    advice = _advice(names, rows) if any(map(any, rows)) else ""
    return Message(
        "refused_no_text", {"named": named, "columns": shown_names(names), "advice": advice}
    )


def _advice(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Message:
    """Return the advice for a table with rows but without a recognised text column."""
    if any(len(name) > 2 * LONGEST_NAME or re.search("[，。！？；]", name) for name in names):
        return Message("phrase_first_row")
    proposed = names[_longest(range(len(names)), rows)]
    value = json.dumps(proposed, ensure_ascii=False)
    setting = shlex.quote(f"columns={{text={value}}}")
    return Message(
        "phrase_longest_cells",
        {"column": proposed, "setting": setting, "quoted": repr(proposed)},
    )


def shown_names(names: Sequence[str]) -> str:
    """Return the names of columns for a message: the first ones, long ones shortened."""
    short = [name if len(name) <= 2 * LONGEST_NAME else f"{name[:LONGEST_NAME]}…" for name in names]
    return ", ".join(short[:SHOWN_NAMES]) + (", …" if len(short) > SHOWN_NAMES else "")


def find_header(rows: Sequence[Sequence[str]], options: ReadOptions) -> int | None:
    """Return the index of the row of column names, from 0; None if there is none.

    Above the names there may be a title and remarks. If names take two rows, e.g. in merged cells,
    the lower one is returned.

    Parameters
    ----------
    rows : sequence of sequence of str
        The rows, or the first ones.
    options : ReadOptions
        The study's own names.
    """
    filled, full = _filled_rows(rows), full_rows(rows)
    named = {i: _text_position(rows[i], options) for i in filled}
    if found := [i for i in filled if named[i] is not None]:
        top = max(found, key=lambda i: (_n_roles(rows[i]), i in full))  # ties go to the first
        return _lowest(rows, filled[filled.index(top) :], named[top], options)
    # A name recognised only by its end could be a data cell: no full row may be above it.
    is_named = full and _text_position(rows[full[0]], options, loosely=True) is not None
    return full[0] if is_named else None


def _n_roles(row: Sequence[str]) -> int:
    """Return the number of roles that the cells of a row name."""
    names = unique_names(row)
    return sum(_by_name(role, names, range(len(names))) is not None for role in COLUMNS)


def full_rows(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the first rows that may name columns: those with two cells, if any has two."""
    filled = _filled_rows(rows)
    width = max((len(_filled(rows[i])) for i in filled), default=0)
    return [i for i in filled if len(_filled(rows[i])) >= min(2, width)]


def first_rows(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Yield the rows that may name columns, and the rows between them."""
    n_filled = 0
    for row in rows:
        yield row
        n_filled += any(cell.strip() for cell in row)
        if n_filled == HEADER_ROWS:
            return


def _filled_rows(rows: Sequence[Sequence[str]]) -> list[int]:
    filled = (i for i, row in enumerate(rows) if any(cell.strip() for cell in row))
    return list(islice(filled, HEADER_ROWS))


def _filled(row: Sequence[str]) -> set[str]:
    return {cell.strip() for cell in row if cell.strip()}


def _text_position(row: Sequence[str], options: ReadOptions, loosely: bool = False) -> int | None:
    """Return the position of the cell that names the text."""
    wanted = options.columns.get("text")
    names = unique_names(row)
    if wanted is not None:
        position = _named(wanted, names)
        if position is not None:
            return position
    free = range(len(names))
    position = _by_name("text", names, free)
    if position is None and loosely:
        position = next((i for i in free if _ends_as("text", names[i])), None)
    return position


def _lowest(
    rows: Sequence[Sequence[str]], below: Sequence[int], position: int | None, options: ReadOptions
) -> int:
    """Return the last of the rows that name the text in the same column."""
    header = below[0]
    for i in below[1:]:
        row = rows[i]
        if position is None or _text_position(row, options) != position:
            break
        is_merged = row[position] == rows[header][position]
        is_second = 1 < _n_roles(rows[header]) <= _n_roles(row)  # e.g. the names in English
        if not (is_merged or is_second):
            break
        header = i
    return header
