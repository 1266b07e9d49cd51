"""Cells of tables: values as text, texts as paragraphs, numbers as dates."""

from __future__ import annotations

import datetime
import html
import json
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from topics.corpus.reading.readers.common import split_lines
from topics.corpus.reading.sequences import strip

__all__ = ["EXCEL_DAY_ZERO", "Listed", "cell_text", "date_of_number", "one_line", "paragraphs_of"]

EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)
"""Day 0 of Excel's serial dates, except in workbooks with the 1904 date system."""
CHINA = datetime.timezone(datetime.timedelta(hours=8))
YEARS = range(1900, 2101)
"""Range of years in which digits are read as a date."""
YEAR = re.compile(r"(?:19|20)[0-9]{2}\.0+")
"""A year as a program writes it if other values of the column are missing."""
SERIAL_YEARS = range(1950, 2101)
"""Range of years of a serial date; smaller numbers may be any count."""
EPOCH = range(315_532_800, 4_102_444_800)
"""Seconds since 1970 for the years 1980 to 2100."""
TEXT_KEYS = ("text", "content", "body", "paragraph", "value", "正文", "内容", "文本")
"""Keys of the text in an object of a list of paragraphs."""

MISSING = frozenset(("nan", "none", "null", "na", "n/a", "#n/a", "<na>", "nat"))
LONGEST_MISSING = 4
"""Placeholders that programs write for a missing value, and their maximum length."""

BLOCKS = frozenset(
    re.findall(r"\w+", "p div li h1 h2 h3 h4 h5 h6 blockquote section article tr dd dt pre center")
)
BREAKS = ("br", "hr")
DROPPED = ("script", "style", "template", "head")
INLINE = (
    *DROPPED,
    *re.findall(
        r"\w+",
        """a b strong em i u s font span sup sub small big img ul ol dl table tbody thead td th html
        body main figure figcaption header footer nav aside video audio source iframe label""",
    ),
)
INSIDE = r"(?:\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)?+"
TAG = re.compile(
    rf"</?(?:{'|'.join((*sorted(BLOCKS), *BREAKS, *INLINE))}){INSIDE}\s*/?>", re.IGNORECASE
)
"""A tag of HTML; other angle brackets are characters of the text."""
MARKUP = re.compile(
    rf"</?(?:{'|'.join((*sorted(BLOCKS), *BREAKS))}){INSIDE}\s*/?>"
    rf"|</(?:{'|'.join(INLINE)})\s*>|<img\s",
    re.IGNORECASE,
)
"""Strings that occur only in markup."""
DOCTYPE = re.compile(r"<!doctype[^<>]*>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
ESCAPED = re.compile(r"\\r\\n|\\n|\\r")
"""A line end written as letters."""
CODE = re.compile(r"(?<=[“\"'‘`(（])(?:\\[nrt])+(?=[”\"'’`)）])|\\[nr](?=[a-z_、，,])")
"""Letters that look like a line end but are meant literally, as in a path or a formula."""
ABOUT_CODE = re.compile("换行|回车|转义|反斜|字符串|正则|代码")
"""Words of a text that may be about letters like a line end, if it has few of them."""
FEW = 3


class Listed(str):
    """A list in a cell: its JSON as text, and its paragraphs.

    Attributes
    ----------
    paragraphs : tuple of str
        The texts in the list, in order; empty if it is not a list of texts.
    """

    paragraphs: tuple[str, ...]
    __slots__ = ("paragraphs",)


def cell_text(value: Any) -> str:
    """Return a cell's value as text: dates in ISO form, integers without a decimal point.

    Parameters
    ----------
    value : object
        A value returned by a format or library; a list becomes `Listed`.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    if isinstance(value, Mapping | list | tuple):
        return _listed(value)
    if value != value:  # not a number
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _listed(value: Mapping[Any, Any] | Sequence[Any]) -> Listed:
    listed = Listed(json.dumps(value, ensure_ascii=False, default=str))
    listed.paragraphs = () if isinstance(value, Mapping) else tuple(_texts(value))
    return listed


def _texts(values: Sequence[Any]) -> list[str]:
    """Return the texts of a list of paragraphs, or nothing if an item is neither text nor object.

    An object without a text, e.g. a picture, is omitted.
    """
    texts = []
    for value in values:
        found = value
        if isinstance(value, Mapping):
            keys = {str(key).casefold(): key for key in reversed(list(value))}
            found = next((value[keys[key]] for key in TEXT_KEYS if key in keys), "")
        if isinstance(found, list | tuple) and all(isinstance(item, str) for item in found):
            found = "\n".join(found)
        if found is not None and not isinstance(found, str):
            return []
        texts.append(found or "")
    return texts


def paragraphs_of(cell: str) -> list[list[str]]:
    r"""Return the paragraphs that a cell of text separates, each as its lines.

    Parameters
    ----------
    cell : str
        Plain text is one paragraph of lines, to be divided by its content. HTML, lists and
        line ends written as letters (``\n``) are resolved. Blank text has no paragraph.
    """
    text = _shown(cell)
    if not text or (isinstance(cell, Listed) and text in ("[]", "{}")):
        return []
    if isinstance(cell, Listed):
        listed = cell.paragraphs
    else:
        listed = _json_list(text) if text.startswith("[") and text.endswith("]") else ()
    if listed:
        return [lines for part in listed if part.strip() for lines in paragraphs_of(part)]
    if not ("<" in text or "&" in text or "\\" in text):
        return [split_lines(text)]
    if "&" in text and not MARKUP.search(text):
        is_whole = text.startswith("&lt;")  # markup that was escaped as a whole
        text = ENTITY.sub(lambda match: html.unescape(match[0]), text)
    else:
        is_whole = True
    if is_whole and MARKUP.search(text):
        return _html_paragraphs(text)
    return _plain_paragraph(_unescape_line_ends(text))


def _shown(cell: str) -> str:
    """Return a stripped text; empty if it is a placeholder for a missing value."""
    text = strip(cell)
    return "" if len(text) <= LONGEST_MISSING and text.casefold() in MISSING else text


def _plain_paragraph(text: str) -> list[list[str]]:
    bare = text.strip()
    return [split_lines(bare)] if bare else []


def one_line(cell: str) -> str:
    """Return the text of a title or name, without markup."""
    text = _shown(cell)
    if "<" not in text and "&" not in text:
        return text
    return " ".join(line for lines in paragraphs_of(text) for line in lines).strip()


def _json_list(text: str) -> tuple[str, ...]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(_texts(value)) if isinstance(value, list) else ()


def _unescape_line_ends(text: str) -> str:
    r"""Replace a literal ``\n`` by a line end, unless the text is about such letters."""
    if "\\" not in text or "\n" in text:
        return text
    found = list(ESCAPED.finditer(text))
    if not found or 2 * len(CODE.findall(text)) >= len(found):
        return text
    if len(found) <= FEW and ABOUT_CODE.search(text):
        return text
    return ESCAPED.sub("\n", text).replace("\\t", "\t").replace("\\u3000", "\u3000")


def _html_paragraphs(text: str) -> list[list[str]]:
    bare = DOCTYPE.sub("", _without_comments(text)) if "<!" in text else text
    pieces: list[str] = []
    end = 0
    for tag in TAG.finditer(bare):
        pieces += (bare[end : tag.start()].replace("<", "&lt;"), tag[0])
        end = tag.end()
    pieces.append(bare[end:].replace("<", "&lt;"))
    reader = _CellReader()
    reader.feed("".join(pieces))
    reader.close()
    return reader.paragraphs()


def _without_comments(text: str) -> str:
    pieces = []
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (closed := text.find("-->", start)) >= 0:
        pieces.append(text[end:start])
        end = closed + len("-->")
    return "".join([*pieces, text[end:]])


class _CellReader(HTMLParser):
    """Collects paragraphs; if only ``<br>`` separates them, each line is one.

    Line ends of the source separate lines only if no element does.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[list[str]] = [[""]]
        self.dropped = 0
        self.has_blocks = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        if tag in BLOCKS:
            self.has_blocks = True
            self.found.append([""])
        elif tag in BREAKS:
            self.found[-1].append("")
        elif tag in ("td", "th") and self.found[-1][-1].strip():
            self.found[-1][-1] += "\x1f"
        self.dropped += tag in DROPPED

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.has_blocks = True
            self.found.append([""])
        if tag in DROPPED:
            self.dropped = max(self.dropped - 1, 0)

    def handle_data(self, data: str) -> None:
        if not self.dropped:
            self.found[-1][-1] += data

    def paragraphs(self) -> list[list[str]]:
        """Return the non-empty paragraphs read so far."""
        if not self.has_blocks and len(self.found[0]) == 1:
            return _plain_paragraph(self.found[0][0])
        tidy = ([_tidy(line) for line in lines] for lines in self.found)
        filled = [[line for line in lines if line] for lines in tidy]
        if not self.has_blocks:
            return [[line] for lines in filled for line in lines]
        return [lines for lines in filled if lines]


def _tidy(line: str) -> str:
    """Collapse white space as a browser does; drop line ends between Chinese characters."""
    line = re.sub(r"(?<=[\u2e80-\uffef])[ \t\r\f]*\n\s*(?=[\u2e80-\uffef])", "", line)
    return re.sub(r"[ \t\r\n\f]+", " ", line).replace("\x1f", "\t").strip()


def date_of_number(text: str, day_zero: datetime.date = EXCEL_DAY_ZERO) -> str:
    """Return the ISO date of a number in a column of dates, or the empty string if it is not one.

    Parameters
    ----------
    text : str
        ``20230501``, ``20230501083000``, a serial date of Excel (``45047``), or seconds,
        milliseconds, microseconds or nanoseconds since 1970 (``1682899200``).
    day_zero : date
        Day 0 of serial dates.

    Returns
    -------
    str
        The day, or the year for ``2023.0``. The day of an instant is the day in China (UTC+8).
    """
    if YEAR.fullmatch(text):
        return text[:4]
    if not text[:5].isdecimal():
        return ""
    match = re.fullmatch(r"([0-9]{5,19})(?:\.[0-9]+)?", text.strip())
    if match is None:
        return ""
    digits = match[1]
    if len(digits) in (8, 12, 14) and (day := _calendar_day(digits[:8])):
        return day
    number = int(digits)
    if len(digits) == 5:
        serial = day_zero + datetime.timedelta(days=number)
        return serial.isoformat() if serial.year in SERIAL_YEARS else ""
    for factor in (1, 10**3, 10**6, 10**9):
        if number // factor in EPOCH:
            return datetime.datetime.fromtimestamp(number // factor, CHINA).date().isoformat()
    return ""


def _calendar_day(digits: str) -> str:
    try:
        day = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return ""
    return day.isoformat() if day.year in YEARS else ""
