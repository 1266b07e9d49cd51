from __future__ import annotations

import re
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
from topics.display.options import options
from topics.messages import Message

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
    """Return the lines of one section of the page, without its heading."""
    parts = str(inspect(corpus)).split("\n\n")
    (found,) = (part.split("\n") for part in parts if part.startswith(title))
    return [found[0].removeprefix(f"{title}: "), *found[1:]]


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


@pytest.mark.parametrize(
    "warning",
    [
        "甲.txt: its encoding is a guess.",
        Message("encoding_guess", {"candidates": "big5"}).of("甲.txt"),
        Message("encoding_guess", {"candidates": "big5", "source": ("甲.txt", "丁.txt")}),
    ],
)
def test_a_warning_of_an_encoding_is_not_reported_twice(
    doubtful: Corpus, warning: str | Message
) -> None:
    """Where the reader warned of a file, the audit does not add its own word on its encoding."""
    told = inspect(doubtful, [warning]).attention
    assert len([sentence for sentence in told if "a guess" in sentence]) == 1


def test_what_is_true_of_many_files_is_said_once(doubtful: Corpus) -> None:
    """Each reason and each fault is one sentence, with a count and the first three names."""
    bad = [Skipped(f"{n:02}.docx", f"is damaged at byte {n}") for n in range(33)]
    names = [f"{n:02}.txt" for n in range(33)]
    blocks = [
        replace(block(1, role, text), source=name)
        for name in names
        for role, text in (("body", BODY + name * 9), ("furniture", "下载" * 40))
    ]
    corpus = Corpus(
        pieces=(Piece.from_rows(blocks),),
        sources=tuple(replace(doubtful.sources[0], name=name) for name in names),
        skipped=(*bad, *doubtful.skipped),
    )
    assert inspect(corpus).attention == (
        "33 files (00.docx, 01.docx, 02.docx and 30 more) were not read: is damaged at byte ….",
        "乙.pdf was not read: is empty.",
        "33 sources (00.txt, 01.txt, 02.txt and 30 more): the encoding is a guess. If the text"
        " looks wrong, set encoding.",
        "33 sources (00.txt, 01.txt, 02.txt and 30 more): 20% of the characters or more were"
        " excluded as furniture.",
    )


def test_a_page_has_about_sixty_lines_whatever_the_pile(doubtful: Corpus) -> None:
    """Two hundred of everything is a page; the tables have every row."""
    many = range(200)
    speeches = [replace(doubtful.speeches[0], speech=n, source=f"{n}.txt") for n in many]
    repairs = [Repair("1.txt", 1, n, f"rule_{n}", "臵", "置") for n in range(40)]
    blocks = [
        [
            replace(b, source=s.source, speech=s.speech)
            for b in (block(1, "body", BODY), block(2, "furniture", "来源：本站", 0))
        ]
        for s in speeches
    ]
    blocks[1][0] = replace(blocks[1][0], text="置" * 40, repairs=tuple(repairs))
    corpus = Corpus(
        pieces=tuple(Piece.from_rows(own, [s]) for own, s in zip(blocks, speeches, strict=True)),
        sources=tuple(replace(doubtful.sources[0], name=s.source) for s in speeches),
        skipped=tuple(Skipped(f"{n}.pdf", "x" * n) for n in many),
        duplicates=tuple(Duplicate(f"{n}.txt", 1, "0.txt", 1, 1.0, BODY) for n in many[1:]),
        similar_speeches=tuple(SimilarSpeech(f"{n}.txt", n, "0.txt", 0, 0.75) for n in many),
        masks=tuple(Mask("1.txt", 1, 5, f"kind_{n}", "20XX") for n in many),
        bounds=tuple(replace(doubtful.bounds[0], source=f"{n}.txt", speech=n) for n in many),
    )
    warnings = [f"{n}.txt: is odd." for n in many]
    found = inspect(corpus, warnings)
    assert len(str(found).split("\n")) < 110
    assert {len(table) for table in found.tables().values()} == {40, 199, 200}


def test_a_clean_corpus_has_nothing_to_look_at(doubtful: Corpus) -> None:
    """Where nothing is in doubt the report says so."""
    clean = Corpus(
        pieces=(Piece.from_rows([block(1, "body", BODY)]),),
        sources=(replace(doubtful.sources[0], encoding_confidence=1.0),),
    )
    assert inspect(clean).attention == ()
    assert section(clean, "Look at first")[2:] == ["  • No finding needs a check."]
    assert section(clean, "Duplicates") == ["No paragraph repeats an earlier one."]


def test_the_first_line_says_how_many_paragraphs_are_dropped(doubtful: Corpus) -> None:
    """The headline has the number of repeated paragraphs, if there are any."""
    said = "3 paragraphs of running text (1 of them repeats an earlier one and is counted once)"
    assert said in inspect(doubtful).headline
    assert "repeat" not in inspect(replace(doubtful, duplicates=())).headline


def test_each_source_shows_what_became_of_its_characters(doubtful: Corpus) -> None:
    """Text, furniture and repetitions of a source and of all, marked where text is under half."""
    more = replace(block(1, "heading", "一、" * 20), source="丙.txt")
    corpus = replace(
        doubtful,
        pieces=(*doubtful.pieces, Piece.from_rows([more])),
        sources=(*doubtful.sources, replace(doubtful.sources[0], name="丙.txt")),
    )
    assert [" ".join(line.split()) for line in section(corpus, "Sources")[1:]] == [
        "source encoding sure lines speeches text heading note furniture repeated share",
        "甲.txt big5 62% 4 2 42 0 0 20 38 80%",
        "丙.txt big5 62% 4 0 0 40 0 0 0 0% text is under half",
        "all sources 8 2 42 40 0 20 38 57%",
    ]


def test_many_speeches_with_one_fault_are_not_all_named(doubtful: Corpus) -> None:
    """Eight are named, the rest counted."""
    cut = [replace(doubtful.speeches[1], speech=n) for n in range(1, 12)]
    corpus = replace(doubtful, pieces=(doubtful.pieces[0].with_speeches(cut),))
    (told,) = (s for s in inspect(corpus).attention if "is cut" in s)
    assert told == "11 speeches: the text is cut: 甲.txt no. 1, 2, 3, 4, 5, 6, 7, 8; and 3 more."


def test_speeches_and_their_dates(doubtful: Corpus) -> None:
    """A speech's row has its printed date, what the text allows, and what is wrong with it."""
    assert section(doubtful, "Speeches")[2:] == [
        "  甲.txt no. 1  1–1       38  在动员会上的讲话1  2024年8月7日  2011-01-01 to 2012-11-08"
        "  dates clash",
        "  甲.txt no. 2  2–2       42  在动员会上的讲话2  2024年8月7日  2011-01-01 to 2012-11-08"
        "  cut at start and end",
    ]
    assert section(doubtful, "Dates in doubt") == [
        "1 speech with doubtful dates. The table bounds has all 2 bounds.",
        "  speech        printed       line  bound                 words           event",
        "  甲.txt no. 1  2024年8月7日     1  not after 2012-11-08  党的十八大献礼  党的十八大",
    ]


def test_speakers_inside_a_text_are_counted(doubtful: Corpus) -> None:
    """Of minutes, one line has who speaks and in how many paragraphs."""
    names = ["任总", "记者", "任总", "", "任总"]
    blocks = [replace(block(n, "body", BODY), speaker=name) for n, name in enumerate(names, 1)]
    note = inspect(with_blocks(doubtful, *blocks)).sections[1].note
    assert note.endswith("Speakers inside 1 speech, with their paragraphs: 任总 3, 记者 1.")


def test_the_words_that_contradict_a_date_are_the_tightest(doubtful: Corpus) -> None:
    """Of several bounds of one kind the latest lower and the earliest upper one are shown."""
    first = doubtful.bounds[0]
    more = [
        replace(first, kind=kind, date=date)
        for kind, date in (
            ("not_after", "2015-01-01"),
            ("not_after", "2010-01-01"),
            ("not_before", "2008-01-01"),
            ("not_before", "2011-01-01"),
        )
    ]
    rows = section(replace(doubtful, bounds=(first, *more)), "Dates in doubt")[2:]
    assert ["2010-01-01" in rows[0], "2011-01-01" in rows[1], len(rows)] == [True, True, 2]


def test_repairs_and_masks_are_shown_at_their_position(doubtful: Corpus) -> None:
    """An example is shown within the words around it; a label stands for the line."""
    assert section(doubtful, "Repairs")[2:] == [
        "  wrong_glyph: 1  甲.txt:1  X年的基础上，设[臵→置]统一规范的围挡设",
    ]
    assert section(doubtful, "Masks")[2:] == [
        "  year: 1  甲.txt:1      今年我市在[20XX]年的基础上，设置",
        "  name: 1  甲.txt, p. 3  [乱]码\ufffd。",
    ]


def test_of_each_rule_one_change_is_shown(doubtful: Corpus) -> None:
    """The commonest rule first, with its number and its first change."""
    rules = "bababcb"
    repairs = [Repair("甲.txt", 1, i, f"rule_{c}", str(i), "") for i, c in enumerate(rules)]
    rows = section(with_blocks(doubtful, block(1, "body", BODY, repairs=repairs)), "Repairs")[2:]
    assert [row.split()[:2] for row in rows] == [
        ["rule_b:", "4"],
        ["rule_a:", "2"],
        ["rule_c:", "1"],
    ]
    assert [row[row.index("[") :][:4] for row in rows] == ["[0→]", "[1→]", "[5→]"]


def test_what_was_left_out_is_shown(doubtful: Corpus) -> None:
    """Some furniture is listed; nothing in it reaches the terminal as a command."""
    assert section(doubtful, "Not counted") == [
        "1 line outside every speech.",
        "  line      text",
        "  甲.txt:3  本文来自<b>某网</b>网站‹U+001B›[31m",
        "",
    ]
    assert "\x1b" not in str(inspect(doubtful))


def test_columns_are_aligned_under_each_other(doubtful: Corpus) -> None:
    """Chinese characters count as two cells."""
    rows = section(doubtful, "Speeches")[2:]
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
        "similar_speeches": 1, "masks": 2, "bounds": 2, "furniture": 1, "characters": 1,
    }  # fmt: skip
    assert tables["sources"]["n_speeches"].tolist() == [2]
    assert tables["speeches"]["n_paragraphs"].tolist() == [1, 2]
    assert tables["speeches"]["n_chars"].tolist() == [38, 42]


def test_the_seeds_are_reported(corpus: Corpus) -> None:
    """The page on the seeds is short and names every repair rule that was applied."""
    told = str(inspect(corpus))
    assert told.startswith("Audit\n=====\n4 sources, 18 speeches, ")
    assert all(f"\n  {rule}: " in told for rule in {r.rule for r in corpus.repairs})
    assert len(told.split("\n")) < 75


def test_the_page_is_in_the_language_of_the_reader(
    doubtful: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One audit is shown in either language; in Chinese nothing but texts and names is English."""
    corpus = replace(doubtful, skipped=(Skipped.of("乙.pdf", Message("refused_empty")),))
    found = inspect(corpus, [Message("encoding_guess", {"candidates": "big5"}).of("甲.txt")])
    english = str(found)
    monkeypatch.setattr(options, "_language", "zh")
    chinese = str(found)
    assert "乙.pdf 未读取：是空文件。" in found.attention
    assert "  误字（wrong_glyph）：1  甲.txt:1" in chinese
    assert "  年份（year）：1  " in chinese
    assert re.findall("[A-Za-z]{3,} [A-Za-z]{2,}", chinese) == []
    assert "<h4>先看这些</h4>" in found._repr_html_()  # type: ignore[attr-defined]
    monkeypatch.setattr(options, "_language", "en")
    assert str(found) == english
