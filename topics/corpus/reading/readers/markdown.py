"""Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote

from topics.corpus.reading.content import Content, Given, ReadOptions
from topics.corpus.reading.readers.common import check_longest, missing, separate_blocks
from topics.corpus.reading.readers.markdown_lines import BREAK, Lines, mark_breaks
from topics.corpus.reading.readers.text import MAX_LINE, decode
from topics.errors import SourceError
from topics.messages import Message

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

__all__ = ["read_markdown"]

MAX_MARKDOWN = 2**24
"""Maximum bytes of a file; its tokens take many times as much memory."""
MAX_LINES = 400_000
"""Lines of a file."""
MAX_BRACKETS = 3_000
"""Maximum opening brackets per paragraph: the parser searches the closing one for each."""
MAX_ALL_BRACKETS = 100_000
"""Those of a file."""
MARKS = "*_~`<&!\\"
MAX_MARKS = 500_000
"""Maximum number of signs in a file that may start markup."""
MAX_CELLS = 1_000
MAX_BARS = 200_000
"""Maximum bars in a line and in a file; each may start a table cell."""
MAX_FRONT = 2**16
"""Maximum number of characters of front matter."""
MAX_KEYS = 100
FRONT = re.compile(r"---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
KEYS = {
    "title": ("title", "标题", "標題", "题目", "題目", "名称"),
    "date": ("date", "日期", "时间", "時間", "发布日期", "发布时间", "pubdate", "published"),
    "speaker": ("speaker", "author", "authors", "作者", "讲话人", "講話人", "演讲者", "讲者"),
}
"""Keys of front matter that are not metadata, in order of precedence."""
PAGE_MARK = re.compile(r"^[ \t]*(- *\d+ *-)$", re.MULTILINE)
"""A page number, which is not an item of a list."""
HARD_BREAK = re.compile(r"\S(?:  +\r?|\\\s*)$")
"""The end of a line that the writer ended on purpose."""
BULLET = re.compile(r"^[\s>]*\*\s+|^[\s*]*$")
MASKED = re.compile(r"\d_|\d\*+[年月日]")
"""A year with a gap, as in ``20_年`` and ``20**年``."""
TARGET = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:|www\.|[./#?]).*|.*[\w)-]\.[a-z0-9]{2,5}(?:[?#].*)?", re.I
)
"""What may be the target of a link; ``[注](见第三页)`` is text."""


def read_markdown(file: BinaryIO, options: ReadOptions) -> Content:
    """Read Markdown (CommonMark with tables, footnotes and front matter) without its markup.

    Chinese plain text is unchanged: an indent does not make code, a line without a blank after
    ``#`` or with a rule below is not a heading, and stars that mask names are not emphasis.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        ``encoding`` overrides detection.

    Returns
    -------
    Content
        One line per line of the file. Paragraphs, headings, list items and rows are blocks.
        Headings are headings, footnotes notes, items of lists text; code, images, targets of
        links and front matter are furniture. Title, date and author in the front matter describe
        the speech, its other keys are metadata.

    Raises
    ------
    SourceError
        If the bytes are not text, there are more than 16 MiB, or markdown-it-py is not installed.
    """
    data = file.read()
    if len(data) > MAX_MARKDOWN:
        raise SourceError(
            Message("refused_markdown_bytes", {"count": len(data), "allowed": MAX_MARKDOWN})
        )
    decoding = decode(data, options.encoding)
    if not decoding.text:
        raise SourceError(Message("refused_empty"))
    raw = [line.replace("\r", " ") for line in _split(decoding.text)]
    source = [line.rstrip() for line in raw]
    _check(source)
    text = PAGE_MARK.sub(r"\\\1", "\n".join(source).replace(BREAK, " "))
    front, n_front = _front_matter(text)
    is_masked = _is_masked(source)
    lines = Lines(_parser(is_masked), source, is_masked)
    lines.starts |= {n for n, line in enumerate(raw, 1) if HARD_BREAK.search(line)}
    env: dict[str, Any] = {}
    body = "\n".join([*[""] * n_front, *text.split("\n")[n_front:]])
    lines.read(lines.md.parse(body, env))
    references = [*env.get("references", {}).values(), *env.get("duplicate_refs", [])]
    lines.furnish([(0, n_front), *(reference["map"] for reference in references)])
    texts = lines.texts
    first = next((n for n, t in enumerate(texts, 1) if t and lines.roles.get(n) != "furniture"), 0)
    return Content(
        tuple(texts),
        decoding.encoding,
        decoding.confidence,
        blocks=separate_blocks(texts, lines.blocks),
        roles=dict(sorted(lines.roles.items())),
        levels=dict(sorted(lines.levels.items())),
        given=_given(first, front),
        warnings=decoding.warnings,
    )


def _check(source: Sequence[str]) -> None:
    """Raise SourceError for so many marks that the parser takes minutes."""
    check_longest(source, MAX_LINE)
    n_brackets = most = n_bars = widest = 0
    marks: Counter[str] = Counter()
    for line in source:
        n_brackets = n_brackets + line.count("[") if line.strip("> \t") else 0
        most = max(most, n_brackets)
        marks.update({sign: line.count(sign) for sign in f"[{MARKS}"})
        n_bars += (bars := line.count("|"))
        widest = max(widest, bars)
    most_used = max(MARKS, key=marks.__getitem__)
    for n, allowed, what in (
        (len(source), MAX_LINES, Message("phrase_lines")),
        (most, MAX_BRACKETS, Message("phrase_brackets_together")),
        (marks["["], MAX_ALL_BRACKETS, Message("phrase_brackets")),
        (
            sum(marks[sign] for sign in MARKS),
            MAX_MARKS,
            Message("phrase_marks", {"sign": most_used}),
        ),
        (widest, MAX_CELLS, Message("phrase_bars_together")),
        (n_bars, MAX_BARS, Message("phrase_bars")),
    ):
        if n > allowed:
            raise SourceError(
                Message("refused_markdown_size", {"count": n, "what": what, "allowed": allowed})
            )


def _split(text: str) -> list[str]:
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _is_masked(source: Sequence[str]) -> bool:
    """Whether stars or underscores replace names and years, and are not emphasis.

    Marks of emphasis come in pairs; masks (``**市``) do not.
    """
    if any(MASKED.search(line) for line in source):
        return True
    runs = [n for line in source if (n := len(re.findall(r"\*+", BULLET.sub("", line))))]
    return 4 * sum(n % 2 for n in runs) >= max(len(runs), 1)


def _parser(is_masked: bool) -> MarkdownIt:
    """Return a CommonMark parser that does not change Chinese prose."""
    try:
        from markdown_it import MarkdownIt
        from mdit_py_plugins.footnote import footnote_plugin
    except ImportError as exc:
        raise missing("markdown-it-py and mdit-py-plugins", ".md") from exc
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["code", "lheading"])
    md.use(footnote_plugin, inline=False, move_to_end=False)
    if is_masked:
        md.disable("emphasis")
    md.core.ruler.before("inline", "mark_breaks", mark_breaks)
    md.validateLink = _is_target  # type: ignore[method-assign]
    return md


def _is_target(url: str) -> bool:
    return TARGET.fullmatch(unquote(url)) is not None


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the entries of the front matter, and its number of lines including the dashes."""
    found = FRONT.match(text)
    if found is None or len(found[1]) > MAX_FRONT:
        return {}, 0
    entries = _entries(found[1])
    return (entries, found[0].rstrip("\n").count("\n") + 1) if entries else ({}, 0)


def _entries(text: str) -> dict[str, str]:
    """Return the entries of a YAML mapping as typed; empty if the text is not a mapping.

    Aliases are not expanded, since a few of them may expand to gigabytes.
    """
    try:
        import yaml
    except ImportError as exc:
        raise missing("PyYAML", ".md") from exc
    try:
        events = yaml.parse(text, Loader=yaml.BaseLoader)
        if any(isinstance(event, yaml.AliasEvent) for event in events):
            return _simple_entries(text)
        data = yaml.load(text, Loader=yaml.BaseLoader)  # strings, lists, mappings
    except (yaml.YAMLError, RecursionError, ValueError):
        return _simple_entries(text)
    if not isinstance(data, dict):
        return _simple_entries(text)
    return dict(list(_flat("", data))[:MAX_KEYS])


def _simple_entries(text: str) -> dict[str, str]:
    """Return the entries of lines like ``标题：…``; empty if any line is different."""
    pairs = [re.split(r"[:：]\s*", line, maxsplit=1) for line in text.split("\n") if line.strip()]
    if not pairs or any(len(p) < 2 or not re.fullmatch(r"[\w .-]{1,20}", p[0]) for p in pairs):
        return {}
    return {key.strip(): value.strip().strip("\"'") for key, value in pairs[:MAX_KEYS]}


def _flat(name: str, data: Any) -> list[tuple[str, str]]:
    """Return the entries of nested data; a list of values is one entry."""
    if isinstance(data, dict):
        return [e for k, v in data.items() for e in _flat(f"{name}.{k}" if name else str(k), v)]
    if isinstance(data, list):
        return [(name, "; ".join(" ".join(str(x).split()) for x in data))]
    return [(name, " ".join(str(data).split()))]


def _given(first_line: int, front: dict[str, str]) -> tuple[Given, ...]:
    if not first_line or not front:
        return ()
    by_name = {name.lower(): name for name in reversed(front)}
    columns = {c: next((by_name[k] for k in ks if k in by_name), "") for c, ks in KEYS.items()}
    stated = {column: front.get(name, "") for column, name in columns.items()}
    others = tuple((k, v) for k, v in front.items() if k not in columns.values() and v)
    return (Given(first_line, **stated, metadata=others),)
