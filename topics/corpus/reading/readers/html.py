"""Web pages, as files of HTML and as archives (MHTML) of a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from topics.corpus.reading.content import Content, Given, ReadOptions
from topics.corpus.reading.readers.common import broken, missing, separate_blocks
from topics.corpus.reading.readers.page_given import head_lines, page_date, page_title
from topics.corpus.reading.readers.page_lines import PageLine
from topics.corpus.reading.readers.page_lists import running_items
from topics.corpus.reading.readers.page_shown import concealed_elements, is_prose, normalized
from topics.corpus.reading.readers.page_text import main_lines
from topics.corpus.reading.readers.text import decode
from topics.errors import SourceError
from topics.messages import Message

if TYPE_CHECKING:
    from email.message import Message as Part

__all__ = ["read_html", "read_mhtml"]

MAX_PAGE = 2**26
"""Maximum bytes of a page; its tree takes many times as much memory."""
MAX_CHARS = 20_000_000
"""Maximum characters of a page outside its tags; a book has fewer."""
MAX_ELEMENTS = 100_000
MAX_CELLS = 2_000
"""Number of cells in a row from which trafilatura takes too long."""
MAX_ATTRIBUTES = 5_000
"""Maximum attributes of one element: the parser compares each pair."""

CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-12-31"}
"""No guesses from the whole page; a bound that does not move with the day of the run."""
TAG = re.compile(r"<(?:p|br|div|section|h[1-6])\b", re.IGNORECASE)
ELEMENT = re.compile(r"<[A-Za-z][^>]*")
QUOTED = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
TEMPLATE = re.compile(r"text/(?!javascript)|.*template", re.IGNORECASE)
DATA = re.compile(r"[\u3400-\u9fff，。；：、！？“”（）《》]{30,}|(?:\\u[3-9f][0-9a-fA-F]{3}){30,}")
"""Running text in a script, as characters or as escapes."""


def read_html(file: BinaryIO, options: ReadOptions) -> Content:
    """Read a web page: its lines as a browser shows them, the main text separated from the rest.

    Text that only scripts show (hidden until the page is loaded, collapsed, in a tab) is read like
    visible text. All other text is kept as furniture. The main text is what trafilatura [1]_
    extracts, and prose beside it; the page gives title and date.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        The encoding if the study sets it; otherwise it is detected from the bytes and the page.

    Returns
    -------
    Content
        One line for each block or ``<br>``, tabs between the cells of a row.

    Raises
    ------
    SourceError
        If there is no text, if it exceeds 64 MiB, or if trafilatura is not installed.

    References
    ----------
    .. [1] A. Barbaresi, ACL-IJCNLP 2021, https://doi.org/10.18653/v1/2021.acl-demo.15
    """
    try:
        from trafilatura import bare_extraction
    except ImportError as exc:
        raise missing("trafilatura", ".html") from exc
    data = file.read()
    if len(data) > MAX_PAGE:
        raise SourceError(Message("refused_page_bytes", {"count": len(data), "allowed": MAX_PAGE}))
    decoded = decode(data, options.encoding, _declared(data))
    _check(decoded.text)
    tree = _parse(decoded.text if "<" in decoded.text else f"<pre>{decoded.text}</pre>")
    lines, concealed, revealed = concealed_elements(tree)
    if not any(line.n_words for line in lines):
        raise SourceError(_why_empty(tree))
    extracted, title, date = _extract(normalized(tree, concealed, revealed), bare_extraction)
    main, fell_back = main_lines(lines, extracted, revealed)
    n_scripted = _n_in_scripts(tree)
    if n_scripted > sum(x.n_words for x in lines) and not any(is_prose(lines[n - 1]) for n in main):
        raise SourceError(_why_empty(tree))
    title = page_title(tree) or title
    main |= head_lines(lines, main, title)
    texts = tuple(line.text for line in lines)
    return Content(
        texts,
        decoded.encoding,
        decoded.confidence,
        blocks=separate_blocks(texts, [line.block for line in lines]),
        roles=_roles(lines, main),
        levels={n: x.level for n, x in enumerate(lines, 1) if x.level and n in main},
        given=_given(min(main), title, page_date(tree, lines, main) or date),
        warnings=(*decoded.warnings, *_warnings(lines, main, fell_back, n_scripted)),
    )


def read_mhtml(file: BinaryIO, options: ReadOptions) -> Content:
    """Read a page that a browser saved as an archive of one file.

    Parameters
    ----------
    file : binary file
    options : ReadOptions
        As for `read_html`.

    Returns
    -------
    Content
        The first page in the archive that has text; others are frames around it or in it.

    Raises
    ------
    SourceError
        If it contains no page, or as for `read_html`.
    """
    from email import message_from_binary_file  # slow to import, and archives are rare

    try:
        parts = list(message_from_binary_file(file).walk())
        pages = [_payload(part) for part in parts if part.get_content_type() == "text/html"]
    except Exception as exc:  # on damaged headers the parser may raise anything
        raise broken(".mhtml", exc) from exc
    reason = SourceError(Message("refused_no_page"))
    for page in pages:
        try:
            return read_html(BytesIO(page), options)
        except SourceError as exc:
            reason = exc
    raise reason


def _payload(part: Part) -> bytes:
    """Return the bytes of a page in an archive; as many as can be decoded if it is damaged."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _check(text: str) -> None:
    """Raise SourceError if a page exceeds the limits of elements, attributes or characters."""
    n_elements = n_inside = 0
    for tag in ELEMENT.finditer(text):
        n_elements += 1
        n_inside += len(tag[0])
        # An attribute follows a blank or a quotation mark, and takes at least three characters.
        if len(tag[0]) > 3 * MAX_ATTRIBUTES:
            bare = QUOTED.sub("= ", tag[0])
            if max(len(bare.split()), bare.count("=")) > MAX_ATTRIBUTES:
                raise SourceError(Message("refused_attributes", {"allowed": MAX_ATTRIBUTES}))
    for n, most, what in (
        (n_elements, MAX_ELEMENTS, Message("phrase_elements")),
        (len(text) - n_inside, MAX_CHARS, Message("phrase_characters")),
    ):
        if n > most:
            raise SourceError(
                Message("refused_page_size", {"count": n, "what": what, "allowed": most})
            )


def _parse(text: str) -> Any:
    """Return the tree of a page, with the parts that it stores as text for scripts in place."""
    tree = _tree(text)
    for store in list(tree.iter("textarea", "script", "iframe")):
        is_program = store.tag == "script" and not TEMPLATE.match(store.get("type") or "")
        kept = store.get("srcdoc") if store.tag == "iframe" else store.text
        if is_program or not TAG.search(kept or ""):
            continue
        part = _tree(f"<div>{kept}").find("body")
        if part is not None and store.getparent() is not None:
            part.tag, part.tail = "div", store.tail
            part.attrib.update({k: v for k, v in store.attrib.items() if k != "srcdoc"})
            store.getparent().replace(store, part)
    return tree


def _tree(text: str) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as exc:
        raise broken(".html", exc) from exc
    if any(error.level_name == "FATAL" for error in parser.error_log):
        # What comes after is not in the tree, and nobody would miss it.
        raise SourceError(Message("refused_nested_page"))
    return tree


def _extract(tree: Any, bare_extraction: Callable[..., Any]) -> tuple[str, str, str]:
    """Return the text, title and date that trafilatura finds on a page."""
    n_cells = 0
    for element in tree.iter("tr", "td", "th"):
        n_cells = 0 if element.tag == "tr" else n_cells + 1
        if n_cells > MAX_CELLS:  # it would count the preceding ones for each
            return "", "", ""
    try:
        page = bare_extraction(
            tree, include_comments=False, with_metadata=True, date_extraction_params=DATES
        )
        return page.text or "", page.title or "", page.date or ""
    except Exception:  # on a damaged page a foreign parser may raise anything
        return "", "", ""


def _why_empty(tree: Any) -> Message:
    """Return why a page has no text, and what to do."""
    if sources := [e.get("src") for e in tree.iter("frame", "iframe") if e.get("src")]:
        return Message("refused_frame", {"address": sources[0][:80]})
    if _n_in_scripts(tree):
        return Message("refused_scripts")
    return Message("refused_page_without_text")


def _n_in_scripts(tree: Any) -> int:
    """Return the number of characters of running Chinese text in the scripts of a page."""
    found = (m for script in tree.iter("script") for m in DATA.finditer(script.text or ""))
    return sum(len(m[0]) // (6 if m[0].startswith("\\") else 1) for m in found)


def _roles(lines: Sequence[PageLine], main: set[int]) -> dict[int, str]:
    """Return the roles of lines on a page: headings, notes, list items, furniture."""
    items = running_items(lines, main)
    roles = {n: x.role if n in main else "furniture" for n, x in enumerate(lines, 1)}
    return {n: role for n, role in roles.items() if role != "body" or n in items}


def _warnings(
    lines: Sequence[PageLine], main: set[int], fell_back: bool, n_scripted: int
) -> list[Message]:
    """Return the warnings about the main text of a page."""
    read = sum(lines[n - 1].n_words for n in main)
    found = []
    if fell_back:
        visible = sum(line.n_words for line in lines if line.concealed is None)
        found.append(Message("no_main_text", {"read": read, "visible": visible}))
    if n_scripted > read:
        found.append(Message("text_in_scripts", {"count": n_scripted}))
    return found


def _given(line: int, title: str, date: str) -> tuple[Given, ...]:
    return (Given(line, title, date),) if title or date else ()


def _declared(data: bytes) -> str:
    """Return the encoding that a page declares, or the empty string."""
    match = CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else ""
