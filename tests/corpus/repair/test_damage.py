"""A damaged text has the paragraphs of the text that it was, and its record leads back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.corpus import read
from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.mojibake import as_written
from topics.corpus.reading.read import Decoded
from topics.corpus.structure.splitting import split
from topics.corpus.types import Paragraph, Repair, Source
from topics.errors import TopicsWarning

PROSE = "要把全市的公共其充八六关，各级各部门都要负责"
LINES = st.one_of(
    st.sampled_from(
        [
            "第一篇：在动员会上的讲话", "同志们：", "一、提高认识", "　　全市上下要统一思想，",
            "统一思想。　　提高认识。", f"{PROSE}。\x85\x85{PROSE}。", "> 引用的文字", "改革 开放",
            PROSE * 8 + "提升品德。(二)工作实绩要良好。",
            f"（一）抓好落实。{PROSE * 9}。（二）强化责任",
            "推进“四个全面“战略和“两个维护”。", "设臵１２个，增长７．５％，ＧＤＰ",
            "A股、café、3×4",
        ]
    ),
    st.text("今年全公共其充加堂习，。“”…—·　 \xa0\u200bAa5é１２臵⺠", max_size=12).map(
        lambda text: f"文明{text}。"
    ),
)  # fmt: skip


def latin(text: str) -> str:
    return text.encode().decode("latin-1")


def windows(text: str) -> str:
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())


DAMAGE = st.sampled_from(
    [latin, windows, lambda t: latin(latin(t)), lambda t: windows(windows(t)), str]
)


def blocks_of(lines: Sequence[str], skip: Sequence[str] = ()) -> list[Paragraph]:
    source = Source("x", "0" * 64, "utf-8", 1.0, 0, len(lines), "text")
    decoded = Decoded(source, *as_written(Content(tuple(lines), "utf-8")))
    return [block for own, _ in split(decoded, skip) for block in own]


def applied(lines: Sequence[str], repairs: Sequence[Repair]) -> str:
    """Return the lines of a source after all repairs on its record, each where it says."""
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    end = len(text)
    for r in reversed(repairs):
        start = starts[r.line - 1] + r.column
        assert start + len(r.before) <= end
        assert text[start : start + len(r.before)] == r.before
        text = text[:start] + r.after + text[start + len(r.before) :]
        end = start
    return text


@given(st.data(), st.lists(LINES, min_size=1, max_size=6))
def test_any_damaged_lines_give_the_same_paragraphs(data: st.DataObject, lines: list[str]) -> None:
    """Role, text and lines are the same, and the record leads from the lines read to the texts."""
    read_as = [data.draw(DAMAGE)(line) for line in lines]
    expected, found = blocks_of(lines), blocks_of(read_as)
    for field in ("role", "text", "first_line", "last_line", "heading", "section", "speech"):
        assert [getattr(b, field) for b in found] == [getattr(b, field) for b in expected]
    repairs = [r for block in found for r in block.repairs]
    assert repairs == sorted(repairs, key=lambda r: (r.line, r.column))
    result = applied(read_as, repairs).replace("\n", "")
    assert result == "".join(block.text for block in found).replace("\n", "")
    assert len({block.id for block in found}) == len(found)


def test_a_run_is_one_repair_and_each_character_has_its_place() -> None:
    """ASCII and the edits of other rules end a run; what they replace is the damaged text."""
    line = latin("　　全市２个5G，习近平。")
    (block,) = blocks_of([line])
    assert block.text == "全市2个5G，习近平。"
    assert [(r.column, r.rule, r.after) for r in block.repairs] == [
        (0, "outer_space", ""),
        (6, "mojibake", "全市"),
        (12, "full_width", "2"),
        (15, "mojibake", "个"),
        (20, "mojibake", "，习近平。"),
    ]
    assert "".join(r.before for r in block.repairs) == line.replace("5G", "")
    for char in "全个5，习近":
        line_number, column = block.position(block.text.index(char))
        assert (line_number, line[column:].startswith(latin(char))) == (1, True)


def test_what_cannot_be_restored_is_kept_and_named(tmp_path: Path) -> None:
    """A warning names the lines that are restored, and those that lack bytes."""
    path = tmp_path / "a.txt"
    lines = ["今天我们开会。", latin("要抓好落实。"), latin("要改革开放")[:-1]]
    path.write_text("\n".join(lines), "utf-8")
    with pytest.warns(TopicsWarning) as warned:
        corpus = read(path)
    said = [str(warning.message) for warning in warned]
    assert any("lines 2-3 are UTF-8" in text and "10 characters" in text for text in said)
    assert any("lines 3 have" in text and "bytes are lost" in text for text in said)
    assert [p.text for p in corpus.paragraphs][1:] == ["要抓好落实。", "要改革开" + latin("放")[:2]]
    kept = read(path, options=ReadOptions(skip_repairs=("mojibake",)))
    assert not kept.repairs
    assert kept.paragraphs[1].text == lines[1]


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.md"])
def test_every_format_is_restored(name: str, tmp_path: Path) -> None:
    """Names of columns and titles are restored, and the text is on record."""
    text = "要把全市的公共工作抓好。"
    forms = {
        "a.txt": text,
        "a.csv": f"正文,标题\n{text},论加\n",
        "a.jsonl": f'{{"标题": "论全", "正文": "{text}"}}\n',
        "a.md": f"# 论全\n\n{text}\n",
    }
    path = tmp_path / name
    path.write_text(latin(forms[name]), "utf-8")
    with pytest.warns(TopicsWarning, match="Latin-1"):
        corpus = read(path)
    assert corpus.running_text()[0].text == text
    assert text in {r.after for r in corpus.repairs if r.rule == "mojibake"}
    if name != "a.txt":
        assert corpus.speeches[0].title in ("论全", "论加")
