"""Dates, titles and speakers in the names of files and folders."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from topics.corpus.evidence.printed_dates import PrintedDate, common_date, find_dates, plain

__all__ = ["NO_EVIDENCE", "NameEvidence", "read_names"]

LONGEST = 200
"""Characters of a name that are compared with a pattern; names in archives may be longer."""
DEEPEST = 8
"""Number of innermost folders whose names are read."""
LONGEST_TITLE = 120
_EDGE = " _-—–.·,，、;；:：|｜~～+#"
_COPY = re.compile(
    r"[\s_-]*(?:[(（]\d{1,3}[)）]|[-_ ](?:副本|copy)(?:\s*[(（]?\d{1,3}[)）]?)?)$", re.IGNORECASE
)
_PARTED = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)_(\d\d?)_(\d\d?)(?!\d)")
_PREFIXED = re.compile(r"(?<![0-9A-Za-z])([A-Za-z]{2,})(?=(?:19|20)\d{6}(?![0-9A-Za-z]))")
_COUNTED = re.compile(r"(?<![0-9A-Za-z])(?:1[89]|20)\d\d[-_.](\d{1,3})(?!\d|[-_.]\d)")
_COUNTER = re.compile(r"(?:第?\d{1,4}[篇号]?[\s_.、,，\-—–]+|[(（【\[]\d{1,4}[)）】\]]\s*)(?=\D)")
_NO_TITLE = re.compile(
    r"(?:新建|新)?\s*(?:文本|文字|microsoft\s*word|word|wps|docx?|rtf|txt|text|pdf|new\s*text)?\s*"
    r"(?:文档|文本|文件|文章|文稿|document|doc|text|file|article|page|untitled)?"
    r"|未命名|无标题|未标题|副本|讲话稿?|发言稿?|致辞|演讲稿?|报告|正文|全文|材料|原文|内容|网页|下载"
    r"|扫描件?|扫描全能王|终稿|定稿|初稿|资料|微信图片|第[一二三四五六七八九十百\d]+[篇章期页号份]",
    re.IGNORECASE,
)
_HAN = re.compile("[\u3400-\u9fff]")
_SPOKEN = re.compile(
    r"(?P<speaker>[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+·[\u3400-\u9fff·]+)\s*[：:]\s*(?P<title>.+)"
)
_NO_SPEAKER = re.compile(
    ".*(?:[省市县县區区州旗镇乡村会部局院校报社网国委]|大学|政府|集团|公司|中央)|附件|转发|全文|视频|图解"
    "|重磅|独家|解读|讲话|发言|报告|致辞|原创|转载|摘要|实录|最新|范文|[上中下]篇|专题|评论|社论"
)


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """The date, title and speaker in the name of a source.

    Attributes
    ----------
    date, folder_date : PrintedDate or None
        From the name of the file, and from those of its folders.
    title, speaker : str
        From the name of the file, or empty.
    """

    date: PrintedDate | None = None
    folder_date: PrintedDate | None = None
    title: str = ""
    speaker: str = ""


NO_EVIDENCE = NameEvidence()


def read_names(names: Iterable[str], pattern: str = "") -> Mapping[str, NameEvidence]:
    """Return the dates, titles and speakers in the names of sources.

    Without a pattern these are recognised: a date in any printed form, a running number before
    the title, a speaker before a colon (``2013-05-06 张三：在…会上的讲话.docx``). A name such as
    ``2015.txt`` is a year unless other names in its folder show that its files are numbered.

    Parameters
    ----------
    names : iterable of str
        Paths below the seed folder.
    pattern : str
        A regular expression with groups named ``date``, ``title`` or ``speaker``. It is searched
        in the file's name without its suffix, or in the path if the pattern contains a slash. A
        name that it does not match gives no evidence.
    """
    paths = {name: unicodedata.normalize("NFC", name) for name in names}
    own = re.compile(pattern) if pattern else None
    parts = {name: _parts(path) for name, path in paths.items()}
    folders = {folder: PurePosixPath(folder) for folder, _ in parts.values()}
    dates = {folder: _folder_date(path.parts) for folder, path in folders.items()}
    numbered = {folders[folder] for folder, stem in parts.values() if _is_numbered(stem)}
    found: dict[str, NameEvidence] = {}
    for name, (folder, stem) in parts.items():
        if own is None:
            found[name] = _recognised(stem, folders[folder] in numbered, dates[folder])
        else:
            found[name] = _matched(own, PurePosixPath(paths[name]), dates[folder])
    return found


def _parts(path: str) -> tuple[str, str]:
    """Return folder and stem of a path, ten times faster than `PurePosixPath`."""
    folder, _, name = path.rpartition("/")
    dot = name.rfind(".")
    return folder, name[:dot] if 0 < dot < len(name) - 1 else name


def _matched(
    pattern: re.Pattern[str], path: PurePosixPath, folder_date: PrintedDate | None
) -> NameEvidence:
    whole = path.with_suffix("").as_posix() if "/" in pattern.pattern else path.stem
    match = pattern.search(whole[-LONGEST:])
    said = {name: (text or "").strip() for name, text in match.groupdict().items()} if match else {}
    date = common_date(find_dates(said.get("date", "")))
    return NameEvidence(date, folder_date, said.get("title", ""), said.get("speaker", ""))


def _recognised(stem: str, is_numbered: bool, folder_date: PrintedDate | None) -> NameEvidence:
    stem = _PARTED.sub(r"\1-\2-\3", _COPY.sub("", stem[:LONGEST]).strip())
    stem = _PREFIXED.sub(r"\1 ", stem)  # DOC20150305
    if is_numbered and stem.isdecimal():
        return NameEvidence(folder_date=folder_date)
    dates = [*find_dates(stem)]
    counted = _COUNTED.search(stem)
    if counted and (is_numbered or len(counted[1]) == 1):  # 2015-1, 2015-2: files, not months
        dates = [d for d in dates if d.start != counted.start()]
        dates.append(PrintedDate(counted.group()[:4], *counted.span()))
    title = _without_date(stem, dates[0]) if len(dates) == 1 else stem
    title = _COUNTER.sub("", title.strip(_EDGE), count=1).strip(_EDGE)
    spoken = _SPOKEN.fullmatch(title)
    speaker = ""
    if spoken and _NO_SPEAKER.fullmatch(spoken["speaker"]) is None:
        speaker, title = spoken["speaker"], spoken["title"].strip(_EDGE)
    return NameEvidence(common_date(dates), folder_date, title if _is_title(title) else "", speaker)


def _is_numbered(stem: str) -> bool:
    """Whether a name is a running number and not a date: 12, 2015-13."""
    counted = _COUNTED.fullmatch(stem)
    if counted is not None:
        return not 1 <= int(counted[1]) <= 12
    return stem.isdecimal() and not find_dates(stem)


def _without_date(stem: str, date: PrintedDate) -> str:
    """Return a name without its date, unless that is part of its words (2015年政府工作报告)."""
    before, after = stem[: date.start].rstrip("([（【［"), stem[date.end :].lstrip(")]）】］")
    if date.precision != "year" and not re.search("[年月]", stem[date.start : date.end]):
        return f"{before.rstrip(_EDGE)} {after.lstrip(_EDGE)}".strip()
    opens = not before or before[-1] in _EDGE or len(before) < date.start
    closes = not after or after[0] in _EDGE or len(after) < len(stem) - date.end
    if not (opens and closes):
        return stem
    mark = before[-1] if before and before[-1] in _EDGE else " "  # one separator of two
    return f"{before.rstrip(_EDGE)}{mark}{after.lstrip(_EDGE)}".strip(_EDGE)


def _is_title(text: str) -> bool:
    """Whether a name is more than a number, a hash or a default name for a new file."""
    bare = re.sub(r"[\d()（）]+$", "", text).strip(_EDGE)
    if len(text) > LONGEST_TITLE or _NO_TITLE.fullmatch(bare):
        return False
    words = re.findall("[A-Za-z]{2,}", text) if " " in text else ()
    return len(_HAN.findall(text)) >= 2 or len(words) >= 3


def _folder_date(folders: tuple[str, ...]) -> PrintedDate | None:
    """Return the date of the innermost folders that have one: 1998, 2001年/5月, 2015/05/03."""
    names = [plain(name[:LONGEST]).removesuffix(".zip") for name in folders[-DEEPEST:]]
    for first in range(len(names) - 1, -1, -1):
        path = re.sub("(?<=[年月])/", "", "/".join(names[first:]))
        if date := common_date(find_dates(path)):
            return date
    return None
