import pytest

from tests.corpus.reading.readers.word_files import content_of, p, roles_of, style, styled
from topics.corpus.reading.readers.docx_numerals import FORMATS
from topics.messages import Message


def item(text: str, level: int | None = 0, number: int = 1) -> str:
    """Return the XML of a paragraph of a list."""
    index = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    return p(text, f'<w:numPr>{index}<w:numId w:val="{number}"/></w:numPr>')


def level(index: int, form: str, text: str, more: str = "") -> str:
    """Return the XML of a level of a list."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def numbering(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'):
    """Return the XML of the definitions of one list."""
    return f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>{nums}'


OUTLINE = (
    level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>'),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
)


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircleChinese", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedParen", {3: "⑶"}),
        (
            "chineseCounting",
            {1: "一", 10: "十", 12: "十二", 20: "二十", 99: "九十九", 100: "一〇〇"},
        ),
        (
            "chineseCountingThousand",
            {11: "十一", 101: "一百零一", 110: "一百一十", 1001: "一千零一"},
        ),
        ("taiwaneseCountingThousand", {10: "十", 215: "二百一十五"}),
        ("chineseLegalSimplified", {1: "壹", 12: "壹拾贰", 105: "壹佰零伍"}),
        ("ideographLegalTraditional", {3: "參", 20: "貳拾"}),
        ("japaneseCounting", {10: "十", 11: "十一", 101: "百一", 1000: "千"}),
        ("ideographDigital", {10: "一〇", 21: "二一"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "甲"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥"}),
        ("ideographEnclosedCircle", {1: "㈠", 10: "㈩", 11: "11"}),
        ("upperLetter", {1: "A", 27: "AA"}),
        ("lowerLetter", {26: "z", 53: "aaa"}),
        ("upperRoman", {4: "IV", 1994: "MCMXCIV"}),
        ("lowerRoman", {9: "ix"}),
        ("none", {5: ""}),
    ],
)
def test_numbers_are_written_in_every_format(form: str, numbers: dict[int, str]) -> None:
    """Each format gives the signs that Word shows."""
    assert {number: FORMATS[form](number) for number in numbers} == numbers


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_writes_any_number(form: str) -> None:
    """No number that a file can ask for makes a format fail."""
    assert all(isinstance(FORMATS[form](n), str) for n in (*range(200), 9_999, 10_000, 1_000_000))


def test_an_outline_has_its_numbers() -> None:
    """Numbers are part of the line, and lower levels begin again below each higher one."""
    body = (
        item("加强领导", 0)
        + item("提高认识", 1)
        + item("落实责任", 1)
        + item("抓早", 2)
        + p("文字。")
        + item("抓小", 2)
        + item("加强监督", 0)
        + item("公开", 1)
        + item("2023年", 2)
    )
    content = content_of(body, numbering=numbering(*OUTLINE))
    assert content.lines == (
        "一、加强领导",
        "（一）提高认识",
        "（二）落实责任",
        "1.抓早",
        "文字。",
        "2.抓小",
        "二、加强监督",
        "（一）公开",
        "1. 2023年",
    )
    assert content.warnings == ()


def test_a_level_can_show_those_above_it() -> None:
    """Numbers such as 1.2 combine levels; isLgl makes the others decimal; a word gets a space."""
    levels = (
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "lowerLetter", "%3)", '<w:lvlRestart w:val="0"/>'),
    )
    body = "".join(
        item(text, index)
        for text, index in (
            ("总则", 0),
            ("目的", 1),
            ("甲", 2),
            ("范围", 1),
            ("乙", 2),
            ("附则", 0),
        )
    )
    lines = ("第一章 总则", "1.1 目的", "a)甲", "1.2 范围", "b)乙", "第二章 附则")
    assert content_of(body, numbering=numbering(*levels)).lines == lines


def test_lists_go_on_or_begin_again() -> None:
    """Lists of one definition count on; an override begins again, once, or changes a level."""
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        f"{level(0, 'decimal', '%1)')}</w:lvlOverride></w:num>"
    )
    body = "".join(item("甲", 0, number) for number in (1, 2, 3, 3, 1, 4, 0, 99))
    lines = ("一、甲", "二、甲", "五、甲", "六、甲", "七、甲", "8)甲", "甲", "甲")
    assert content_of(body, numbering=numbering(*OUTLINE, nums=nums)).lines == lines


def test_styles_number_their_paragraphs() -> None:
    """The style names the list, the list gives the level of the style; numId 0 ends it."""
    styles = (
        style("1", "heading 1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style("2", "heading 2", '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>', "1")
        + style("3", "三级", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style(
            "L", "列表", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', "", "numbering"
        )
    )
    levels = (*OUTLINE[:2], level(2, "decimal", "%3.", '<w:pStyle w:val="3"/>'))
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    )
    body = (
        p("领导", styled("1"))
        + p("认识", styled("2"))
        + p("抓早", styled("3"))
        + p("无号", styled("1") + '<w:numPr><w:numId w:val="0"/></w:numPr>')
        + item("监督", 0, 2)
        + item("未写级别", None, 1)
    )
    content = content_of(body, styles=styles, numbering=numbering(*levels, nums=nums))
    assert roles_of(content) == [
        ("一、领导", "heading"),
        ("（一）认识", "heading"),
        ("1.抓早", ""),
        ("无号", "heading"),
        ("二、监督", ""),
        ("三、未写级别", ""),
    ]


def test_bullets_are_paragraphs_without_a_sign() -> None:
    """An item with a bullet is body, however short; an empty item counts but shows no number."""
    levels = (level(0, "bullet", ""), level(1, "decimal", "%2、"))
    body = item("垃圾") + item("河道") + item("甲", 1) + item("", 1) + item("丙", 1)
    content = content_of(body, numbering=numbering(*levels))
    assert roles_of(content) == [
        ("垃圾", "body"),
        ("河道", "body"),
        ("1、甲", "body"),
        ("", "body"),
        ("3、丙", "body"),
    ]
    assert content.blocks == (1, 2, 3, 4, 5)


def test_items_of_a_list_are_no_headings() -> None:
    """Three items in a row are body; headings have text or lower levels below them."""
    heads = (
        item("加强领导", 0) + item("提高认识", 1) + item("抓早", 2) + p("文字。") + item("抓小", 2)
    )
    content = content_of(heads + item("抓实", 2), numbering=numbering(*OUTLINE))
    assert content.roles == {}
    content = content_of(heads + item("抓实", 2) * 2 + p("文字。"), numbering=numbering(*OUTLINE))
    assert [content.lines[n - 1] for n in content.roles] == ["2.抓小", "3.抓实", "4.抓实"]
    assert set(content.roles.values()) == {"body"}


def test_numbers_in_an_unknown_format_are_reported() -> None:
    """The text is read without them, and the reader says how many and which."""
    content = content_of(item("甲") * 2, numbering=numbering(level(0, "hebrew1", "%1.")))
    assert content.lines == ("甲", "甲")
    message = Message("word_numbers", {"count": 2, "formats": "hebrew1"})
    assert content.warnings == (message,)


@pytest.mark.parametrize(
    "definitions",
    [
        "",
        '<w:num w:numId="1"/>',
        '<w:num w:numId="1"><w:abstractNumId w:val="9"/></w:num>',
        numbering('<w:lvl w:ilvl="x"/>'),
        numbering('<w:lvl w:ilvl="0"><w:start w:val="-3"/><w:lvlText w:val="%9"/></w:lvl>'),
        numbering('<w:numStyleLink w:val="A"/>'),
    ],
)
def test_incomplete_definitions_do_no_harm(definitions: str) -> None:
    """What a list lacks is left out; the paragraph is read."""
    styles = style("A", "a", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', "A")
    assert content_of(item("甲"), numbering=definitions, styles=styles).lines == ("甲",)
