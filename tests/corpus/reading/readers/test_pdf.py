import sys
from io import BytesIO

import pytest

from tests.corpus.reading.readers.files import Printer, pdf_of, squeeze
from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.page_layout import Block, PageLine, lay_out
from topics.corpus.reading.readers.pdf import read_pdf
from topics.corpus.types import Corpus
from topics.errors import SourceError
from topics.messages import Message


def refusal(data: bytes) -> str:
    """Return why a file is refused."""
    with pytest.raises(SourceError) as error:
        read_pdf(BytesIO(data), ReadOptions())
    return str(error.value)


def body(content: Content) -> list[str]:
    """Return the lines that are no furniture, without white space."""
    return [squeeze(t) for i, t in enumerate(content.lines, 1) if i not in content.furniture]


def line(text: str, base: float, left: float = 100.0, page: int = 1) -> PageLine:
    """Return a line of characters 10 points wide on a page 800 points high."""
    return PageLine(page, text, left, left + 10 * len(text), base, 10.0, 800.0)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("indent", "gap", "n_sources"),
    [
        pytest.param("　　", 0.0, 4, marks=pytest.mark.slow),
        pytest.param("", 4.0, 1, marks=pytest.mark.slow),
        ("", 0.0, 1),
    ],
)
def test_the_seeds_printed_to_pdf_read_the_same(
    corpus: Corpus, indent: str, gap: float, n_sources: int
) -> None:
    """Indented, set apart or neither: at least 98% of the paragraphs come back whole."""
    names = {source.name for source in corpus.sources[:n_sources]}
    # The font has no glyph for one of the marks.
    blocks = [p.text.replace("‛", "”") for p in corpus.paragraphs if p.source in names]
    content = read_pdf(BytesIO(pdf_of(blocks, indent, gap)), ReadOptions())
    found = set(body(content))
    whole = sum(squeeze(text) in found for text in blocks)
    assert whole >= 0.98 * len(blocks)
    n_pages = int(content.labels[-1].removeprefix("p. "))
    beside = [content.lines[i - 1] for i in sorted(content.furniture)]
    assert sorted(beside) == sorted(
        ["讲话汇编（一）"] * n_pages + [f"— {page} —" for page in range(1, n_pages + 1)]
    )
    assert content.encoding == "pdf"


def test_a_page_break_does_not_part_a_sentence() -> None:
    """Foot and head between the halves of a paragraph come before it."""
    long = "我们要进一步统一思想认识，" * 130 + "完。"
    content = read_pdf(BytesIO(pdf_of(["同志们：", long, "谢谢大家！"])), ReadOptions())
    assert body(content) == ["同志们：", long, "谢谢大家！"]
    head = "讲话汇编（一）"
    assert content.lines == (head, "同志们：", "— 1 —", head, long, "谢谢大家！", "— 2 —")
    assert content.labels == ("p. 1", "p. 1", "p. 1", "p. 2", "p. 1", "p. 2", "p. 2")
    assert content.furniture == {1, 3, 4, 7}


def test_lines_are_joined_by_indent_and_width() -> None:
    """A full line goes on, a short one ends; an indent begins."""
    page = [
        line("甲" * 18, 700, 120.0),
        line("乙" * 20, 680),
        line("丙" * 20, 660),
        line("丁" * 4, 640),
        line("戊" * 18, 620, 120.0),
        line("己" * 19 + "。", 600),
        line("庚" * 17 + "。", 580, 120.0),
        line("辛" * 17 + "。", 560, 120.0),
    ]
    assert [block.text for block in lay_out([page])] == [
        "甲" * 18 + "乙" * 20 + "丙" * 20 + "丁" * 4,
        "戊" * 18 + "己" * 19 + "。",
        "庚" * 17 + "。",
        "辛" * 17 + "。",
    ]


def test_columns_have_margins_of_their_own() -> None:
    """The lines of a left column are not short because a right one stands beside them."""
    left = [line("甲" * 10, 700 - 20 * i, 50.0) for i in range(6)]
    right = [line("乙" * 10, 700 - 20 * i, 200.0) for i in range(5)] + [line("完。", 600, 200.0)]
    assert [block.text for block in lay_out([[*left, *right]])] == [
        "甲" * 60 + "乙" * 50 + "完。",
    ]


def test_latin_words_keep_their_space_and_lose_their_hyphen() -> None:
    """Lines that break between words are joined with a space, inside one without."""
    page = [
        line("甲" * 16 + " WTO", 700),
        line("rules" + "乙" * 14 + "\u00ad", 680),
        line("x完。", 660),
    ]
    (block,) = lay_out([page])
    assert block.text == "甲" * 16 + " WTO rules" + "乙" * 14 + "x完。"


def test_a_number_alone_at_the_edge_is_a_page_number() -> None:
    """One page suffices; a number in the text, here a sentence's end, is none."""
    page = [line("甲" * 20, 700), line("12", 680), line("乙" * 20, 660), line("- 7 -", 60)]
    assert lay_out([page])[-1] == Block("- 7 -", 1, True)
    assert [block.furniture for block in lay_out([page])] == [False, False, True]


def test_what_cannot_be_read_says_why() -> None:
    """A scan, a locked, a cut-off file and no PDF at all each get their own reason."""
    scan = Printer()
    scan.header = scan.footer = lambda: None  # type: ignore[method-assign]
    scan.add_page()
    scan.rect(10, 10, 50, 50)
    assert refusal(bytes(scan.output())) == ("contains no text (scanned pages?); run OCR first")
    locked = Printer()
    locked.header = locked.footer = lambda: None  # type: ignore[method-assign]
    locked.set_encryption("owner", "user")
    locked.add_page()
    assert refusal(bytes(locked.output())) == (
        "is protected by a password; open it and save it without one, then try again"
    )
    assert (
        refusal(b"%PDF-1.7\n")
        == refusal(b"no PDF")
        == (
            "is damaged or not a .pdf file (Failed to load document (PDFium: Data format error).);"
            " open it in its own program and save it again"
        )
    )


def test_a_page_without_text_is_reported() -> None:
    """A scanned page among others is no secret."""
    pdf = Printer()
    pdf.footer = lambda: None  # type: ignore[method-assign]
    pdf.header = lambda: None  # type: ignore[method-assign]
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.cell(0, 8, "text")
    pdf.add_page()
    content = read_pdf(BytesIO(bytes(pdf.output())), ReadOptions())
    assert content.lines == ("text",)
    assert content.warnings == (Message("pages_without_text", {"count": 1, "pages": "2"}),)


def test_the_line_to_install_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pypdfium2 the reason says how to get it."""
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert refusal(b"") == "reading .pdf files needs pypdfium2: pip install 'topics-zh[readers]'"
