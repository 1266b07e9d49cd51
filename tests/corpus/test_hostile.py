"""Files made to hang, to fill the memory or to lose text on the way."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.audit import inspect
from topics.corpus.corpus import read
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.formats import READERS
from topics.corpus.reading.readers import common, pdf, table_rows, xlsx
from topics.corpus.reading.readers.html import read_html
from topics.corpus.reading.readers.json_rows import read_jsonl
from topics.corpus.reading.readers.pdf import read_pdf
from topics.corpus.reading.readers.table import read_csv, read_parquet
from topics.corpus.reading.readers.text import read_text
from topics.corpus.reading.readers.xlsx import read_xlsx
from topics.errors import CorpusError, SourceError

OPTIONS = ReadOptions()
N = 30_000
LINES = {
    "blanks inside": "今天a" + " " * N + "b，\n明天。",
    "blanks before a dash": "今天" + " " * N + "x—",
    "quotation marks": "今天" + "”" * N + "。",
    "lines of one sentence": "\n".join(["今天开会，"] * (N // 6)),
    "masks": "X市" * (N // 2) + "。",
    "sentences": "一。" * (N // 2) + "（二）工作要好。",
    "characters set apart": "一 " * (N // 2) + "一一",
    "addresses": "今天（" + "www." * (N // 4) + "。",
    "dots": "在" + "1．" * (N // 2) + "x",
    "numerals": "十" * N + "大",
    "a near copy": "".join(chr(0x4E00 + i * 7919 % 20_000) for i in range(N)) + "。\n"
    + "".join(chr(0x4E00 + i * 7919 % 20_000) for i in range(N - 50)) + "完。",
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_hostile_lines_are_read_whole(tmp_path: Path, name: str) -> None:
    """No work grows as the square of a line's length, and no character of it is lost."""
    text = f"同志们：\n{LINES[name]}"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    corpus = read(tmp_path)
    kept = sum(len(block.text) for block in corpus.paragraphs)
    dropped = sum(len(r.before) - len(r.after) for r in corpus.repairs)
    assert kept + dropped in (len(text) - n for n in range(3))  # line ends between blocks
    assert str(inspect(corpus))


def test_many_speeches_in_one_file(tmp_path: Path) -> None:
    """Each speech is described from its own blocks, however many there are."""
    rows = ["text", *(f"第{i}次会议今天召开。" for i in range(2000))]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    assert len(read(tmp_path).speeches) == 2000


def refused(reader: Callable[[bytes, ReadOptions], object], data: bytes) -> str:
    """Return why a reader does not read a file."""
    with pytest.raises(SourceError) as error:
        reader(BytesIO(data), OPTIONS)
    return str(error.value)


def test_lines_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty lines cost memory too."""
    monkeypatch.setattr(common, "MAX_LINES", 100)
    assert refused(read_text, b"a\n" * 101) == (
        "has 101 lines, above the limit of 100 for a file; split it"
    )


def test_tables_have_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few bytes may stand for many cells: keys that differ, short rows, runs of nothing."""
    monkeypatch.setattr(table_rows, "FREE_CELLS", 100)
    monkeypatch.setattr(table_rows, "MAX_COLUMNS", 300)
    keys = "\n".join(json.dumps({"text": "今天", f"k{i}": ""}) for i in range(300))
    assert refused(read_jsonl, keys.encode()) == (
        "has 301 columns, above the limit of 300 for a table"
    )
    assert "cells, the limit for a table" in refused(
        read_jsonl, "\n".join(keys.split("\n")[:200]).encode()
    )
    short = f"text,{','.join(f'c{i}' for i in range(200))}\n" + "今天\n" * 400
    assert "cells, the limit for a table" in refused(read_csv, short.encode())
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    packed = io.BytesIO()
    pq.write_table(pa.table({"text": pa.nulls(100_000, pa.string())}), packed)
    assert "cells, the limit for a table" in refused(read_parquet, packed.getvalue())


def test_rows_have_no_bound_but_the_size_of_their_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows as short as no text are bounded; rows of texts are not."""
    monkeypatch.setattr(table_rows, "FREE_ROWS", 100)
    assert "rows, the limit for a table" in refused(read_csv, b"text\n" + b"a\n" * 1000)
    assert (
        len(read_csv(BytesIO(b"text\n" + "今天开会今天开会。\n".encode() * 1000), OPTIONS).given)
        == 1000
    )


def workbook(rows: str) -> bytes:
    """Return a workbook with some rows as mark-up."""
    openpyxl = pytest.importorskip("openpyxl")
    book, packed = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["text"])
    book.save(packed)
    whole = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            new.writestr(name, data)
    return whole.getvalue()


def test_sheets_have_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell far to the right or far below stands for all before it."""
    monkeypatch.setattr(xlsx, "MAX_CELLS", 100_000)
    wide = "".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(2, 20))
    assert "has more than 100,000 cells, the limit for a workbook" in refused(
        read_xlsx, workbook(wide)
    )
    text = '<row r="21"><c r="A21" t="inlineStr"><is><t>七</t></is></c></row>'
    empty = wide.replace("<v>1</v>", "") + text
    assert read_xlsx(BytesIO(workbook(empty)), OPTIONS).lines == ("七",)
    monkeypatch.setattr(xlsx, "MAX_ROWS", 1000)
    assert refused(read_xlsx, workbook('<row r="99999999999"><c r="A99999999999"/></row>')) == (
        "has a cell below row 1,000, the last that a sheet can have"
    )


def test_pages_have_bounds(seeds_pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file may show one page any number of times."""
    monkeypatch.setattr(pdf, "MAX_CHARS", 10)
    assert refused(read_pdf, seeds_pdf) == (
        "has more than 10 characters, the limit for a file; split it"
    )
    monkeypatch.setattr(pdf, "MAX_PAGES", 0)
    assert refused(read_pdf, seeds_pdf) == (
        "has 1 pages, above the limit of 0 for a file; split it"
    )


@pytest.fixture
def seeds_pdf() -> bytes:
    """Return a page of Latin text as PDF, made by hand."""
    stream = b"BT /F 9 Tf 10 700 Td (The city is civil today) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (rows, len(out))
    )


def test_a_page_nested_too_deep_is_refused_and_not_cut() -> None:
    """What the parser would drop after its limit is not missing without a word."""
    inside = "<div>" * 5000 + "里面" + "</div>" * 5000
    page = f"<p>开头今天开会。</p>{inside}<p>结尾今天开会。</p>"
    assert "elements nested too deeply" in refused(read_html, page.encode())


def test_memory_that_is_not_there_skips_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others go on."""

    def greedy(data: bytes, options: ReadOptions) -> object:
        raise MemoryError

    monkeypatch.setitem(READERS, ".md", greedy)
    (tmp_path / "a.md").write_text("今天", "utf-8")
    (tmp_path / "b.txt").write_text("今天开会。", "utf-8")
    (skipped,) = read(tmp_path).skipped
    assert skipped.reason == "needs more memory than this computer has; split it"


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        (b"source,x,x\na.txt,1,2\n", "{path}: names columns twice: x."),
        (
            b"source,x\na.txt,1,2\n",
            "{path}, row 2: has 3 cells, but the header has 2; put text that contains the separator"
            " in quotation marks.",
        ),
        (
            b'source,x\na.txt,"1\n',
            "{path}: is not a table (unexpected end of data): put a cell with a quotation mark, a"
            " separator or a line break in quotation marks, and double the quotation marks inside"
            " it.",
        ),
        (
            b"source,speech\na.txt,1234567890\n",
            "{path}, row 2: speech = '1234567890'; it must be a number from 1, or empty for every"
            " speech of the file.",
        ),
        (b"source\na.txt\rb.txt\n", "metadata.csv: 'b.txt' was not read. Did you mean 'a.txt'?"),
    ],
)
def test_metadata_is_read_whole_or_refused(tmp_path: Path, metadata: bytes, message: str) -> None:
    """No cell of it is dropped, and no foreign error comes through."""
    (tmp_path / "a.txt").write_text("今天开会。", "utf-8")
    (tmp_path / "metadata.csv").write_bytes(metadata)
    with pytest.raises(CorpusError) as error:
        read(tmp_path)
    assert str(error.value) == message.format(path=tmp_path / "metadata.csv")


def test_a_long_cell_of_metadata_is_kept(tmp_path: Path) -> None:
    """A note may be longer than Python's default for a cell; an empty row says nothing."""
    (tmp_path / "a.txt").write_text("今天开会。", "utf-8")
    (tmp_path / "metadata.csv").write_text(f"source,note\na.txt,{'x' * 200_000}\n\n,\n", "utf-8")
    ((name, cell),) = read(tmp_path).speeches[0].metadata
    assert (name, len(cell)) == ("note", 200_000)


WORDS = """
第一篇： 篇二 同志们： 一、 （二） 3. 1） ㈠ ⑵ 其三， 一是 —— 各位代表： 谢谢大家！ 在会上的讲话
2024年8月7日 市委书记 今天开会，要统一思想。 提高认识 ” “ ‚ X市 20_年 1 9 ．５％ 建市20多年
来源：本站 本作品属于公有领域 Public false —2— 第3页 基矗 &nbsp; <p> 習(xí)近平 党的十八大以来
"""
SIGNS = ["\ud800", "\x00", "\u200b", "\ufeff", "\u3000", " ", "\t", "\r", "\x0b", "\u2028"]


@pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
@given(
    st.lists(
        st.lists(st.sampled_from(WORDS.split() + SIGNS) | st.text(max_size=4), max_size=8).map(
            "".join
        ),
        max_size=14,
    ),
    st.sampled_from(["utf-8", "gb18030", "big5hkscs", "utf-16"]),
)
def test_any_pile_is_read_or_refused_by_name(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], encoding: str
) -> None:
    """Speeches made of anything: no error but ours, no line lost, each block in its source."""
    folder = tmp_path_factory.mktemp("pile")
    (folder / "a.txt").write_bytes("\n".join(lines).encode(encoding, "replace"))
    try:
        corpus = read(folder)
    except CorpusError:
        return
    held = (folder / "a.txt").read_bytes()
    assert corpus.sources[0].n_bytes == len(held)
    assert str(inspect(corpus))
    assert set(inspect(corpus).tables()) >= {"furniture", "speeches"}
    for block in corpus.paragraphs:
        assert 1 <= block.first_line <= block.last_line <= corpus.sources[0].n_lines
        assert block.offsets[:, 0].min(initial=block.first_line) >= block.first_line
        assert block.offsets[:, 0].max(initial=block.last_line) <= block.last_line
