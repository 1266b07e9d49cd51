from tests.corpus.reading.readers.word_files import content_of, p, roles_of, style, styled, table
from topics.messages import Message

CHINESE = (
    "同志们：",
    "今年要把垃圾分类从城区推到乡镇，每条街有人管。",
    "河道要常年有人巡，谁出问题谁负责。",
    "谢谢大家！",
)
ENGLISH = (
    "Comrades:",
    "This year sorting goes from towns to villages.",
    "Patrol rivers.",
    "Thank you!",
)


def test_a_translation_beside_the_text_is_furniture() -> None:
    """The column in another language is left out with a message; numbers and headers with it."""
    rows = [["段落", "中文原文", "English"]]
    rows += [[str(n), *pair] for n, pair in enumerate(zip(CHINESE, ENGLISH, strict=True), 1)]
    content = content_of(p("讲话") + table(*rows))
    kept = [line for line, role in roles_of(content) if role != "furniture"]
    assert kept == ["讲话", *CHINESE]
    assert content.labels[4:7] == tuple(f"table 1 row 2 column {n}" for n in (1, 2, 3))
    assert content.warnings == (Message("word_translation", {"table": 1, "column": 3, "count": 5}),)


def test_a_speech_beside_its_translation_in_one_row() -> None:
    """Each paragraph of a cell is a block, column by column."""
    cells = ["".join(map(p, texts)) for texts in (ENGLISH, CHINESE)]
    content = content_of(table(cells))
    assert content.lines == ENGLISH + CHINESE
    assert content.furniture == {1, 2, 3, 4}
    assert content.blocks == tuple(range(1, 9))


def test_two_columns_in_chinese_are_both_text() -> None:
    """An original and its paraphrase are paragraphs, and nothing is left out."""
    content = content_of(table(*zip(CHINESE, reversed(CHINESE), strict=True)))
    assert content.lines[:2] == (CHINESE[0], CHINESE[-1])
    assert len(content.lines) == 8
    assert (content.roles, content.warnings) == ({}, ())


def test_japanese_is_no_chinese() -> None:
    """Kana make a column a translation, though it has Chinese characters too."""
    japanese = (
        "同志の皆さん：",
        "今年はごみの分別を町から村へ広げていかなければならない。",
        "川を見回る。",
        "ありがとう！",
    )
    content = content_of(table(*zip(CHINESE, japanese, strict=True)))
    assert content.furniture == {2, 4, 6, 8}


def test_rows_of_data_are_lines() -> None:
    """Cells are separated by tabs; rows of a table of several rows are body, however short."""
    rows = [["项目", "金额", "备注"], ["桶", "30", ""], ["车", "5", "租" + "用" * 50]]
    content = content_of(table(*rows))
    assert content.lines == ("项目\t金额\t备注", "桶\t30\t", "车\t5\t租" + "用" * 50)
    assert content.roles == dict.fromkeys((1, 2, 3), "body")
    assert content.labels == tuple(f"table 1 row {n}" for n in (1, 2, 3))
    tasks = [[f"{n}", "推进垃圾分类，" * 7, "配齐桶和车，" * 7, "县城市管理局"] for n in range(3)]
    assert len(content_of(table(*tasks)).lines) == 3


def test_a_table_that_only_arranges_text_gives_paragraphs() -> None:
    """One cell with a speech, headings and a nested table in it; deleted rows are gone."""
    inner = p("一、领导", styled("1")) + p("文字。") + table(["甲", "乙"]) + p("") + p("末段。")
    deleted = "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("删") + "</w:tc></w:tr></w:tbl>"
    content = content_of(table([inner]) + deleted, styles=style("1", "heading 1"))
    assert roles_of(content) == [
        ("一、领导", "heading"),
        ("文字。", ""),
        ("甲\t乙", ""),
        ("末段。", ""),
    ]
    assert set(content.labels) == {"table 1 row 1"}


def test_merged_cells_keep_the_columns_apart() -> None:
    """A cell over two columns moves those after it."""
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    rows = "".join(
        f"<w:tr><w:tc>{wide}{p(zh)}</w:tc><w:tc>{p(en)}</w:tc></w:tr>"
        for zh, en in zip(CHINESE, ENGLISH, strict=True)
    )
    message = content_of(f"<w:tbl>{rows}</w:tbl>").warnings[0]
    assert message.values["column"] == 3
