from __future__ import annotations

import json
from pathlib import Path

from topics.corpus.corpus import read
from topics.corpus.types import Corpus

LONG = (
    "全市上下要进一步统一思想、提高认识，以更加扎实的作风把各项任务落到实处，确保年底前全面完成既定目标，"
    "向全市人民交出一份满意的答卷。"
)


def read_lines(tmp_path: Path, *lines: str) -> Corpus:
    (tmp_path / "x.txt").write_text("\n".join(lines), "utf-8")
    return read(tmp_path)


def test_the_eighteen_speeches_begin_and_end_where_readers_say(corpus: Corpus, gold: Path) -> None:
    """First and last line of every speech of the seeds are right."""
    right = {
        (s["source"], s["speech"]): (s["first_line"], s["last_line"])
        for s in json.loads((gold / "speeches.json").read_text("utf-8"))
    }
    seen = {(s.source, s.speech): (s.first_line, s.last_line) for s in corpus.speeches}
    assert len(seen) == 18
    assert seen == right


def test_every_line_is_in_exactly_one_block(corpus: Corpus, seeds: Path) -> None:
    """No line with text in it is lost, none is used twice."""
    for source in corpus.sources:
        lines = (seeds / source.name).read_bytes().decode().split("\n")
        filled = [i for i, line in enumerate(lines, 1) if line.strip()]
        used = [
            i
            for block in corpus.paragraphs
            if block.source == source.name
            for i in range(block.first_line, block.last_line + 1)
            if lines[i - 1].strip()
        ]
        # A line with the next heading stuck to it holds the end of one block and all of another.
        assert list(dict.fromkeys(used)) == filled
        assert len(used) - len(filled) == sum(
            r.rule == "stuck_heading" and r.source == source.name for r in corpus.repairs
        )


def test_a_speech_knows_title_date_and_speaker(tmp_path: Path) -> None:
    """Title lines are joined where the compiler's head shows them whole; the byline is read."""
    corpus = read_lines(
        tmp_path,
        "第一篇：张书记在深化创建工程动员会上的讲话",
        "在深化创建工程",
        "动员会上的讲话",
        "张 大 民（2012年8月7日）",
        "同志们：",
        LONG,
    )
    (speech,) = corpus.speeches
    assert speech.head == "第一篇：张书记在深化创建工程动员会上的讲话"
    assert speech.title == "在深化创建工程动员会上的讲话"
    assert (speech.date, speech.speaker) == ("2012年8月7日", "张大民")
    assert speech.complete


def test_a_broken_sentence_is_one_paragraph(tmp_path: Path) -> None:
    """The lines of a broken sentence are one block from first to last."""
    corpus = read_lines(tmp_path, "同志们：", LONG + "坚持规划、—2—", " 建设的原则。", LONG)
    _, first, second = corpus.paragraphs
    assert (first.first_line, first.last_line, first.role) == (2, 3, "body")
    assert first.text == LONG + "坚持规划、建设的原则。"
    assert second.first_line == 4


def test_sections_follow_the_outline(tmp_path: Path) -> None:
    """Each block knows its place; the closing address stands outside the outline."""
    corpus = read_lines(
        tmp_path, "同志们：", LONG, "一、提高认识", LONG[1:], "（一）抓根本。" + LONG[2:],
        "一是抓教育。" + LONG[3:], "二、加强领导", LONG[4:], "同志们，" + LONG,
    )  # fmt: skip
    assert [b.section for b in corpus.paragraphs] == [
        "",
        "",
        "1",
        "1",
        "1.1",
        "1.1.1",
        "2",
        "2",
        "",
    ]
    assert corpus.paragraphs[4].heading == "（一）抓根本。"


def test_cut_speeches_are_marked(corpus: Corpus, tmp_path: Path) -> None:
    """A speech that breaks off in mid-sentence or starts with section three is not complete."""
    cut = {(s.source[:3], s.speech) for s in corpus.speeches if not s.complete}
    assert cut == {("000", 4), ("002", 4), ("003", 3)}
    late = read_lines(tmp_path, "三、加强领导", LONG)
    assert [s.complete for s in late.speeches] == [False]


def test_furniture_after_the_last_words_is_in_no_speech(corpus: Corpus) -> None:
    """The compiler's last line belongs to nobody's speech."""
    last = [b for b in corpus.paragraphs if b.source.startswith("002")][-1]
    assert (last.role, last.speech, last.section) == ("furniture", 0, "")


def test_a_paragraph_that_occurred_before_is_a_duplicate(tmp_path: Path) -> None:
    """The later of two equal paragraphs points to the earlier; short formula does not."""
    corpus = read_lines(tmp_path, "同志们：", LONG, "谢谢大家！", LONG, "谢谢大家！")
    (found,) = corpus.duplicates
    assert (found.paragraph, found.of_paragraph, found.similarity) == (4, 2, 1.0)


def test_tables_hold_one_row_per_thing(corpus: Corpus) -> None:
    """The pandas view has the fields of the types, offsets left out."""
    tables = corpus.to_pandas()
    assert len(tables["paragraphs"]) == len(corpus.paragraphs)
    assert list(tables["repairs"].columns) == [
        "source", "line", "column", "rule", "before", "after",
    ]  # fmt: skip
    assert "offsets" not in tables["paragraphs"]


def test_what_is_beside_a_date_is_no_speaker(tmp_path: Path) -> None:
    """Places, parts of a month and 时间： are not taken for names."""
    for byline in (
        "（2012年8月7日 于深圳）",
        "讲话时间：2012年8月7日",
        "2012年8月上旬",
        "公元2012年8月7日",
    ):
        corpus = read_lines(tmp_path, "在动员会上的讲话", byline, "同志们：", LONG)
        assert (corpus.speeches[0].speaker, corpus.speeches[0].date_iso[:7]) == ("", "2012-08")


def test_what_is_printed_below_a_text_does_not_cut_it(tmp_path: Path) -> None:
    """Sources, authors and signatures below the last words are bylines, and no speaker.

    How far a document is distributed is furniture.
    """
    for below in (
        ["（根据录音整理，原载《青石通讯》一九八六年第三期，1986年4月2日）"],
        ["（作者系柳河大学教授）", "二〇〇五年三月五日于柳河"],
        ["（《柳河日报》1994年1月18日第2版）"],
        ["本文发表于《柳河日报》1994年1月18日"],
        ["（此件发至县团级）", "1994年1月18日印发"],
        ["——1994年1月18日在县委扩大会上"],
    ):
        corpus = read_lines(tmp_path, "在动员会上的讲话", "同志们：", LONG, *below)
        speech = corpus.speeches[0]
        roles = ["furniture" if "此件" in line else "byline" for line in below]
        assert [b.role for b in corpus.paragraphs][3:] == roles
        assert (speech.cut, speech.speaker, speech.date_precision) == ("", "", "day")


def test_a_spaced_out_office_is_a_byline(tmp_path: Path) -> None:
    """县　长　张启山 and （张启山） below a title are its speaker."""
    for byline in ("县　长　张启山", "（张启山）", "张启山"):
        corpus = read_lines(tmp_path, "在水利会上的讲话", byline, "同志们：", LONG)
        assert corpus.speeches[0].title == "在水利会上的讲话"
        assert corpus.speeches[0].speaker.endswith("张启山")
