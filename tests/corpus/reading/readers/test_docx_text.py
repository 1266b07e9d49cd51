import re
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.corpus.reading.readers.word_files import (
    box,
    content_of,
    p,
    r,
    roles_of,
    style,
    styled,
    table,
    word_of,
)
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.readers.docx import read_docx
from topics.errors import SourceError
from topics.messages import Message


def field(instruction: str, result: str) -> str:
    """Return the XML of the runs of a field."""
    return (
        r('<w:fldChar w:fldCharType="begin"/>')
        + r(f"<w:instrText>{instruction}</w:instrText>")
        + r('<w:fldChar w:fldCharType="separate"/>')
        + r(f"<w:t>{result}</w:t>")
        + r('<w:fldChar w:fldCharType="end"/>')
    )


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (r("<w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:cr/><w:t>丙</w:t>"), "甲\t乙|丙"),
        (r("<w:t>十</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>四</w:t>"), "十-四"),
        (
            f"<w:ins>{r('<w:t>增</w:t>')}</w:ins><w:del>{r('<w:delText>删</w:delText>')}</w:del>",
            "增",
        ),
        (
            f"<w:moveFrom>{r('<w:t>移</w:t>')}</w:moveFrom><w:moveTo>{r('<w:t>移</w:t>')}</w:moveTo>",
            "移",
        ),
        (f"<w:smartTag><w:hyperlink>{r('<w:t>链</w:t>')}</w:hyperlink></w:smartTag>", "链"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('<w:t>控</w:t>')}</w:sdtContent></w:sdt>", "控"),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            + r("<w:t>单击此处输入文字。</w:t>")
            + "</w:sdtContent></w:sdt>",
            "",
        ),
        (
            r(
                "<w:ruby><w:rubyPr/><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt>"
                "<w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby>"
            ),
            "汉",
        ),
        (r('<w:sym w:font="Wingdings" w:char="F0FC"/><w:t>甲</w:t>'), "甲"),
        (r('<w:sym w:font="Wingdings" w:char="F082"/><w:sym w:font="宋体" w:char="2160"/>'), "②Ⅰ"),
        (r('<w:sym w:font="Symbol" w:char="F0B1"/><w:sym w:font="x" w:char="?"/>'), "±"),
        (r("<w:t>注</w:t>") + r('<w:footnoteReference w:id="2"/>') + r("<w:t>意</w:t>"), "注意"),
        (r('<w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>①</w:t>'), ""),
        (field(" DATE ", "2023年"), "2023年"),
        (f'<w:fldSimple w:instr="DATE">{r("<w:t>2024年</w:t>")}</w:fldSimple>', "2024年"),
        (
            r('<w:fldChar w:fldCharType="begin"/>')
            + r("<w:instrText>IF </w:instrText>")
            + field("MERGEFIELD x", "不显示")
            + r('<w:fldChar w:fldCharType="separate"/>')
            + r("<w:t>显示</w:t>")
            + r('<w:fldChar w:fldCharType="end"/>'),
            "显示",
        ),
        (
            r('<w:fldChar w:fldCharType="begin"/>')
            + r(r"<w:instrText>eq \o\ac(○,1)</w:instrText>")
            + r('<w:fldChar w:fldCharType="end"/>'),
            "①",
        ),
        (r('<w:fldChar w:fldCharType="begin"/>') + r("<w:t>没有结尾的域</w:t>"), "没有结尾的域"),
        (
            "<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>后备</w:t></mc:Fallback>"
            + "</mc:AlternateContent></w:r>",
            "后备",
        ),
        (r('<w:br w:type="page"/>') + r("<w:t>前</w:t><w:br/><w:t>后</w:t>"), "前|后"),
    ],
)
def test_a_paragraph_has_the_text_that_it_shows(inner: str, text: str) -> None:
    """Insertions, fields, symbols and breaks as a reader of the page sees them."""
    content = content_of(p("", "", inner) + p("末"))
    assert "|".join(content.lines[:-1]) == text
    assert set(content.blocks[:-1]) == {1}
    assert content.warnings == ()


def test_hidden_text_and_formulas_are_counted() -> None:
    """Text hidden by a run or a style is left out, and the reader says how much."""
    styles = style("隐", "隐", "<w:rPr><w:vanish/></w:rPr>") + style(
        "字", "字", "<w:rPr><w:vanish/></w:rPr>", kind="character"
    )
    body = (
        p("甲", "", r("<w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t>"))
        + p("全隐", styled("隐"), r('<w:rPr><w:vanish w:val="0"/></w:rPr><w:t>可见</w:t>'))
        + p("乙", "", r('<w:rPr><w:rStyle w:val="字"/></w:rPr><w:t>丙丁戊</w:t>'))
        + p("面积", "", "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num></m:f></m:oMath>")
    )
    content = content_of(body, styles=styles)
    assert content.lines == ("甲", "可见", "乙", "面积a")
    assert content.warnings == (
        Message("word_hidden", {"count": 7}),
        Message("word_formulas", {"count": 1}),
    )


def test_what_one_mark_joins_is_one_paragraph() -> None:
    """A deleted paragraph mark and a drop cap join their text to the next paragraph."""
    frame = '<w:framePr w:dropCap="drop"/>'
    body = (
        p("河道要常年有人巡，", "<w:rPr><w:del/></w:rPr>")
        + p("谁出问题谁负责。")
        + p("今", frame)
        + p("年要推到乡镇。")
        + p("表前", "<w:rPr><w:del/></w:rPr>")
        + table(["甲"])
    )
    assert content_of(body).lines == (
        "河道要常年有人巡，谁出问题谁负责。",
        "今年要推到乡镇。",
        "表前",
        "甲",
    )


def test_a_page_break_ends_a_block() -> None:
    """The text before and after a page break in one paragraph is in two blocks."""
    content = content_of(p("封面", "", r('<w:br w:type="page"/>') + r("<w:t>正文</w:t>")))
    assert (content.lines, content.blocks) == (("封面", "正文"), (1, 2))


def test_text_boxes_follow_their_paragraph() -> None:
    """Each paragraph of a box is a block, read once; page numbers and headers are furniture."""
    art = r('<w:pict><v:shape><v:textpath string="艺术字标题"/></v:shape></w:pict>')
    body = (
        p("前", "", box("框一", "框二"))
        + p("", "", box("- 3 -"))
        + p("后", "", box("内部资料") + art)
    )
    content = content_of(body, header1=p("内部资料"))
    assert list(zip(content.lines, content.labels, strict=True))[:3] == [
        ("前", "paragraph 1"),
        ("框一", "text box"),
        ("框二", "text box"),
    ]
    assert roles_of(content)[3:] == [
        ("", ""),
        ("- 3 -", "furniture"),
        ("后", ""),
        ("内部资料", "furniture"),
        ("艺术字标题", ""),
        ("内部资料", "furniture"),
    ]


def test_notes_follow_in_the_order_of_their_marks() -> None:
    """Footnotes and endnotes are notes, comments furniture; separators are nothing."""
    body = p("甲", "", r('<w:footnoteReference w:id="5"/>') + r('<w:footnoteReference w:id="2"/>'))
    footnotes = (
        f'<w:footnote w:type="separator" w:id="0">{p("线")}</w:footnote>'
        f'<w:footnote w:id="2">{p("后注")}</w:footnote>'
        f'<w:footnote w:id="5">{p("先注")}{p("第二段")}</w:footnote>'
    )
    content = content_of(
        body,
        footnotes=footnotes,
        endnotes=f'<w:endnote w:id="1">{p("尾注")}</w:endnote>',
        comments=f'<w:comment w:id="1">{p("批注")}</w:comment>',
    )
    assert list(zip(content.labels, *zip(*roles_of(content), strict=True), strict=True)) == [
        ("paragraph 1", "甲", ""),
        ("footnote 1", "先注", "note"),
        ("footnote 1", "第二段", "note"),
        ("footnote 2", "后注", "note"),
        ("endnote 1", "尾注", "note"),
        ("comment", "批注", "furniture"),
    ]


def test_what_is_not_read_is_reported() -> None:
    """Inserted files and diagrams are counted."""
    diagram = r("<w:drawing><dgm:relIds/></w:drawing>")
    content = content_of(p("甲", "", diagram) + "<w:altChunk/>")
    assert content.warnings == (
        Message("word_diagrams", {"count": 1}),
        Message("word_inserted", {"count": 1}),
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (p("", "", r("<w:drawing><pic:pic/></w:drawing>")) * 3, "only 3 pictures"),
        ("<w:altChunk/>", "1 inserted files"),
        (p("", "", r("<w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t>")), "2 hidden characters"),
        (p(), "contains no text"),
    ],
)
def test_a_file_without_text_says_what_it_has(body: str, reason: str) -> None:
    """A scan in a Word file, and whatever else leaves nothing to read."""
    with pytest.raises(SourceError, match=reason):
        content_of(body, header1=p("页眉"))


TAGS = st.sampled_from(
    re.findall(
        r"\S+",
        "w:p w:r w:t w:tbl w:tr w:tc w:pPr w:numPr w:numId w:ilvl w:pStyle w:sdt w:sdtPr w:fldChar"
        " w:instrText w:sym w:br w:rPr w:vanish w:txbxContent mc:AlternateContent mc:Choice"
        " mc:Fallback m:oMath m:t w:style w:basedOn w:outlineLvl w:abstractNum w:num w:lvl"
        " w:abstractNumId w:start w:lvlText w:lvlRestart w:numFmt w:lvlOverride w:startOverride"
        " w:gridSpan w:tcPr w:footnote w:framePr v:textpath w:numStyleLink w:del w:altChunk",
    )
)
VALUES = st.sampled_from(("", "1", "0", "-1", "99999999999", "甲", "begin", "end", "%1%9", "F0FC"))
NAMES = ("val", "styleId", "numId", "abstractNumId", "ilvl", "fldCharType", "char", "type", "id")


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return a strategy for elements around others."""

    def write(tag: str, value: str, inner: list[str]) -> str:
        attributes = " ".join(f'w:{name}="{value}"' for name in NAMES)
        return f"<{tag} {attributes}>{''.join(inner)}</{tag}>"

    return st.builds(write, TAGS, VALUES, st.lists(children, max_size=4))


MARKUP = st.recursive(st.sampled_from(("", "甲乙", "<!-- -->")), element, max_leaves=40)


@settings(suppress_health_check=list(HealthCheck))
@given(body=MARKUP, styles=MARKUP, numbering=MARKUP, footnotes=MARKUP)
def test_any_markup_gives_content_or_our_error(
    body: str, styles: str, numbering: str, footnotes: str
) -> None:
    """Elements anywhere, with any values, raise nothing foreign."""
    data = word_of(p("甲") + body, styles=styles, numbering=numbering, footnotes=footnotes)
    try:
        outcome = "".join(read_docx(BytesIO(data), ReadOptions()).lines)
    except SourceError as error:
        outcome = str(error)
    assert outcome
    assert "is damaged" not in outcome
