from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.cells import cell_len

from topics.corpus.audit import inspect
from topics.corpus.types import (
    Bound,
    Corpus,
    Duplicate,
    Mask,
    Paragraph,
    Piece,
    Repair,
    SimilarSpeech,
    Skipped,
    Source,
    Speech,
)

BODY = "今年我市在20XX年的基础上，设置统一规范的围挡设施，各项工作走在全省前列。"


def block(
    n: int, role: str, text: str, speech: int = 1, label: str = "", repairs: Sequence[Repair] = ()
) -> Paragraph:
    return Paragraph(
        "甲.txt", speech, n, "", role, "", n, n, text, label=label, repairs=tuple(repairs)
    )


def with_blocks(corpus: Corpus, *blocks: Paragraph) -> Corpus:
    """Return a corpus with other blocks."""
    return replace(corpus, pieces=(Piece.from_rows(blocks, corpus.speeches),))


@pytest.fixture
def doubtful() -> Corpus:
    """Return a small corpus with one of everything that an audit tells of."""
    speeches = [
        Speech(
            "甲.txt", n, "", f"在动员会上的讲话{n}", "2024年8月7日", "", n, n, True,
            cut=cut, earliest="2011-01-01", latest="2012-11-08", date_clash=clash,
        )
        for n, cut, clash in ((1, "", True), (2, "start end", False))
    ]  # fmt: skip
    return Corpus(
        sources=(Source("甲.txt", "0" * 64, "big5", 0.62, 900, 4, "text"),),
        pieces=(
            Piece.from_rows(
                [
                    block(
                        1,
                        "body",
                        BODY,
                        repairs=[Repair("甲.txt", 1, 16, "wrong_glyph", "臵", "置")],
                    ),
                    block(2, "body", BODY, 2),
                    block(3, "furniture", "本文来自<b>某网</b>网站\x1b[31m", 0),
                    block(4, "body", "乱码\ufffd。", 2, "p. 3"),
                ],
                speeches,
            ),
        ),
        skipped=(Skipped("乙.pdf", "is empty"),),
        duplicates=(Duplicate("甲.txt", 2, "甲.txt", 1, 1.0, BODY),),
        similar_speeches=(SimilarSpeech("甲.txt", 2, "甲.txt", 1, 0.75),),
        masks=(Mask("甲.txt", 1, 5, "year", "20XX"), Mask("甲.txt", 4, 0, "name", "乱")),
        bounds=(
            Bound("甲.txt", 1, 1, "党的十八大献礼", "党的十八大", "not_after", "2012-11-08"),
            Bound("甲.txt", 2, 2, "中国梦", "中国梦", "not_before", "2012-11-29"),
        ),
    )


def section(corpus: Corpus, title: str) -> list[str]:
    """Return the lines of one section of the report, without its heading and empty lines."""
    lines = str(inspect(corpus)).split("\n")
    start = lines.index(title) + 2
    heads = [i for i, line in enumerate(lines) if i > start and line and set(line) == {"-"}]
    return [line for line in lines[start : heads[0] - 1 if heads else None] if line]


def test_overwritten_years_are_reported(doubtful: Corpus) -> None:
    """A range of one year alone is shown with its line."""
    corpus = with_blocks(doubtful, block(5, "body", "2024年—2024年深入推进。", 2))
    assert (
        "甲.txt no. 2: “2024年—2024年” (line 5) begins and ends with one year: years in figures"
        " were overwritten."
    ) in inspect(corpus).attention


def test_what_to_look_at_first(doubtful: Corpus) -> None:
    """Each doubt is a sentence that names the place, what was not read before all."""
    assert inspect(doubtful, ["丙.txt: holds a line in another encoding."]).attention == (
        "乙.pdf was not read: is empty.",
        "丙.txt: holds a line in another encoding.",
        "甲.txt: its encoding, big5, is a guess (62% sure). If the text looks wrong, set encoding.",
        "甲.txt: 20% of its characters were excluded as furniture.",
        "甲.txt: 1 character of it could not be decoded (\ufffd).",
        "1 speech: the dates in the text cannot all be right: 甲.txt no. 1.",
        "1 speech: the text is cut: 甲.txt no. 2.",
        "甲.txt no. 2: 75% of it occurs in 甲.txt no. 1 too.",
    )


def test_a_warning_of_an_encoding_is_not_reported_twice(doubtful: Corpus) -> None:
    """Where the reader warned of a file, the audit does not add its own word on its encoding."""
    told = inspect(doubtful, ["甲.txt: its encoding is a guess."]).attention
    assert len([sentence for sentence in told if "a guess" in sentence]) == 1


def test_a_clean_corpus_has_nothing_to_look_at(doubtful: Corpus) -> None:
    """Where nothing is in doubt the report says so."""
    clean = Corpus(
        pieces=(Piece.from_rows([block(1, "body", BODY)]),),
        sources=(replace(doubtful.sources[0], encoding_confidence=1.0),),
    )
    assert inspect(clean).attention == ()
    assert section(clean, "Look at first") == ["  • Nothing stands out."]
    assert section(clean, "Duplicates") == ["  No paragraphs that repeat an earlier one."]
    assert section(clean, "Not read") == ["  No files skipped."]


def test_many_speeches_with_one_fault_are_not_all_named(doubtful: Corpus) -> None:
    """Eight are named, the rest counted."""
    cut = [replace(doubtful.speeches[1], speech=n) for n in range(1, 12)]
    corpus = replace(doubtful, pieces=(doubtful.pieces[0].with_speeches(cut),))
    (told,) = (s for s in inspect(corpus).attention if "is cut" in s)
    assert told == "11 speeches: the text is cut: 甲.txt no. 1, 2, 3, 4, 5, 6, 7, 8; and 3 more."


def test_speeches_and_their_dates(doubtful: Corpus) -> None:
    """A speech's row has its printed date, what the text allows, and what is wrong with it."""
    assert section(doubtful, "Speeches")[3:] == [
        "      1  1–1       38  在动员会上的讲话1  2024年8月7日  2011-01-01 to 2012-11-08"
        "  dates clash",
        "      2  2–2       42  在动员会上的讲话2  2024年8月7日  2011-01-01 to 2012-11-08"
        "  cut at start and end",
    ]
    assert section(doubtful, "Dates in doubt") == [
        "  1 speech with doubtful dates, and the evidence. 1 more bound of other speeches in the"
        " tables.",
        "    line  bound                 words           event",
        "  甲.txt no. 1: printed 2024年8月7日, the text allows 2011-01-01 to 2012-11-08",
        "       1  not after 2012-11-08  党的十八大献礼  党的十八大",
    ]


def test_repairs_and_masks_are_shown_at_their_position(doubtful: Corpus) -> None:
    """An example is shown within the words around it; a label stands for the line."""
    assert section(doubtful, "Repairs")[2:] == [
        "  wrong_glyph: 1",
        "    甲.txt:1  X年的基础上，设[臵→置]统一规范的围挡设",
    ]
    assert section(doubtful, "Masks")[2:] == [
        "  year: 1",
        "    甲.txt:1      今年我市在[20XX]年的基础上，设置",
        "  name: 1",
        "    甲.txt, p. 3  [乱]码\ufffd。",
    ]


def test_examples_differ_where_they_can(doubtful: Corpus) -> None:
    """Three examples show three kinds of change before they show one thrice."""
    changes = "aaaabca"
    repairs = [Repair("甲.txt", 1, i, "rule", c, "") for i, c in enumerate(changes)]
    rows = section(with_blocks(doubtful, block(1, "body", BODY, repairs=repairs)), "Repairs")[3:]
    assert [row[row.index("[") :][:4] for row in rows] == ["[a→]", "[b→]", "[c→]"]


def test_what_was_left_out_is_shown_line_by_line(doubtful: Corpus) -> None:
    """Furniture is listed; nothing in it reaches the terminal as a command."""
    assert section(doubtful, "Left out") == [
        "  1 line outside every speech.",
        "    line  text",
        "  甲.txt",
        "       3  本文来自<b>某网</b>网站‹U+001B›[31m",
    ]
    assert "\x1b" not in str(inspect(doubtful))


def test_columns_are_aligned_under_each_other(doubtful: Corpus) -> None:
    """Chinese characters count as two cells."""
    rows = section(doubtful, "Speeches")[3:]
    assert len({cell_len(row.partition("2024年")[0]) for row in rows}) == 1


def test_the_notebook_view_is_escaped(doubtful: Corpus) -> None:
    """Markup in a text is shown and not obeyed."""
    told = inspect(doubtful, ["<b>\x1b[31m.txt: is odd."])
    html = told._repr_html_()
    assert "\x1b" not in str(told)
    assert "<li>&lt;b&gt;" in html
    assert "&lt;b&gt;某网&lt;/b&gt;" in html
    assert "<b>" not in html


def test_tables_hold_everything(doubtful: Corpus) -> None:
    """Every kind of finding is a table; speeches are counted as a run counts them."""
    tables = inspect(doubtful).tables()
    assert {name: len(table) for name, table in tables.items()} == {
        "sources": 1, "speeches": 2, "repairs": 1, "skipped": 1, "duplicates": 1,
        "similar_speeches": 1, "masks": 2, "bounds": 2, "furniture": 1,
    }  # fmt: skip
    assert tables["sources"]["n_speeches"].tolist() == [2]
    assert tables["speeches"]["n_paragraphs"].tolist() == [1, 2]
    assert tables["speeches"]["n_chars"].tolist() == [38, 42]


def test_the_seeds_are_reported(corpus: Corpus) -> None:
    """The summary of the seeds names every speech and every repair rule that was applied."""
    told = str(inspect(corpus))
    assert told.startswith("Audit\n=====\n4 sources, 18 speeches, ")
    assert all(f"\n  {rule}: " in told for rule in {r.rule for r in corpus.repairs})
    assert all(s.title[:10] in told for s in corpus.speeches)
