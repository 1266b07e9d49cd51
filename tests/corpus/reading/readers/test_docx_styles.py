import pytest

from tests.corpus.reading.readers.word_files import content_of, p, r, roles_of, style, styled
from topics.corpus.reading.readers.docx_styles import Styles

LEVEL = '<w:pPr><w:outlineLvl w:val="{}"/></w:pPr>'
STYLES = (
    style("a", "Normal")
    + style("1", "heading 1", LEVEL.format(0))
    + style("b", "我的样式", based_on="1")
    + style("c", "讲话层次", LEVEL.format(2))
    + style("d", "回到正文", LEVEL.format(9), "1")
    + style("t", "toc 2", based_on="a")
    + style("h", "TOC Heading", LEVEL.format(9), "1")
    + style("x", "一圈", based_on="y")
    + style("y", "一圈", based_on="x")
)
HEADINGS = (
    "Heading 9",
    "标题 1",
    "標題 2",
    "标题4",
    "一级标题",
    "公文标题",
    "副标题",
    "Title",
    "Subtitle",
    "見出し 1",
    "제목 2",
    "Überschrift 1",
    "Titre 3",
)
CONTENTS = ("目录 1", "TOC 9", "目錄 2", "Contents 1", "目录标题")
OTHERS = ("正文", "图表标题", "无标题", "List Bullet", "header", "Quote")


@pytest.mark.parametrize(
    ("style_id", "role"),
    [
        ("1", "heading"),
        ("b", "heading"),
        ("c", "heading"),
        ("d", ""),
        ("t", "furniture"),
        ("h", "furniture"),
        ("x", ""),
        ("", ""),
        ("Heading3", "heading"),
        ("TOC1", "furniture"),
        ("没有的样式", ""),
    ],
)
def test_a_style_says_what_a_paragraph_is(style_id: str, role: str) -> None:
    """By name, id, what it is based on and outline level; a circle of styles ends."""
    content = content_of(p("加强组织领导", styled(style_id)), styles=STYLES)
    assert roles_of(content) == [("加强组织领导", role)]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        *((name, "heading") for name in HEADINGS),
        *((name, "furniture") for name in CONTENTS),
        *((name, "") for name in OTHERS),
    ],
)
def test_names_of_styles_in_any_language(name: str, role: str) -> None:
    """The name that Word shows in Chinese, Japanese, German or any other language."""
    content = content_of(p("加强领导", styled("s")), styles=style("s", name))
    assert roles_of(content) == [("加强领导", role)]


def test_a_chain_of_styles_is_followed_once_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of many paragraphs asks for what its style inherits, from 100 styles at most."""
    asked: list[str] = []
    chain = Styles._chain
    monkeypatch.setattr(Styles, "_chain", lambda s, i: (asked.append(i), chain(s, i))[1])
    styles = "".join(style(f"s{i}", f"样式{i}", based_on=f"s{i + 1}") for i in range(150))
    styles += style("s150", "heading 1", LEVEL.format(0))
    body = "".join(p("加强领导", styled(name)) for name in ("s0", "s50", "s51", "s51") * 20)
    roles = [role for _, role in roles_of(content_of(body + p("文字" * 2000), styles=styles))]
    assert roles == ["", "", "heading", "heading"] * 20 + [""]
    assert max(asked.count(name) for name in asked) <= 2


def test_an_outline_level_makes_a_heading() -> None:
    """A paragraph's own level counts, 9 is running text."""
    body = p("甲", '<w:outlineLvl w:val="1"/>') + p("乙", '<w:outlineLvl w:val="9"/>')
    assert roles_of(content_of(body)) == [("甲", "heading"), ("乙", "")]


def test_long_paragraphs_are_no_headings() -> None:
    """A paragraph of body length, or of several sentences, is body whatever its style."""
    texts = [
        "加强领导" * 21,
        "加强组织领导。各级党委和政府要高度重视这项工作，把它抓紧抓实抓好。",
        "加强领导。",
    ]
    content = content_of("".join(p(text, styled("1")) for text in texts), styles=STYLES)
    assert [role for _, role in roles_of(content)] == ["body", "body", "heading"]


def test_salutations_are_no_headings() -> None:
    """Where the whole head of a speech has one style, the text says what each line is."""
    content = content_of(
        p("在大会上的讲话", styled("1")) + p("同志们：", styled("1")), styles=STYLES
    )
    assert roles_of(content) == [("在大会上的讲话", "heading"), ("同志们：", "")]


def test_where_all_text_has_a_level_none_is_a_heading() -> None:
    """Text pasted from a web page has an outline level on every paragraph."""
    levelled = "".join(p(f"第{i}项工作要抓紧", '<w:outlineLvl w:val="0"/>') for i in range(9))
    assert {role for _, role in roles_of(content_of(levelled))} == {""}
    content = content_of(levelled + p("文字" * 100))
    assert [role for _, role in roles_of(content)] == ["heading"] * 9 + [""]


def test_a_table_of_contents_is_furniture() -> None:
    """By its field, which goes over several paragraphs, or as an entry of Word's gallery."""
    opened = r('<w:fldChar w:fldCharType="begin"/>') + r("<w:instrText> TOC \\o </w:instrText>")
    opened += r('<w:fldChar w:fldCharType="separate"/>')
    ended = r('<w:fldChar w:fldCharType="end"/>')
    gallery = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{p('目　录')}</w:sdtContent></w:sdt>"
    )
    body = gallery + p("", "", opened + r("<w:t>一、领导1</w:t>")) + p("二、责任5")
    content = content_of(body + p("", "", ended + r("<w:t>正文</w:t>")))
    assert [role for _, role in roles_of(content)] == ["furniture"] * 3 + [""]
    content = content_of(body + p("正文"))  # the field has no end: nothing after it is lost
    assert [role for _, role in roles_of(content)] == ["furniture", "", "", ""]
