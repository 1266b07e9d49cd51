"""Word files of the kinds that were misread before, from the file to the speeches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.corpus.reading.readers.word_files import p, word_of
from topics.corpus.corpus import read
from topics.corpus.types import Corpus

TITLE = "在全县秸秆禁烧工作会议上的讲话"
PARTS = (
    ("同志们：", "Comrades:", "salutation"),
    ("今天召开禁烧会，任务是总结去年的做法，安排今年的事情。", "Today we discuss burning.", "body"),
    ("一、把机具备好", "1. Prepare the machines", "heading"),
    ("农机部门要做到收一块、打捆一块、离田一块，不留尾巴。", "Bale each field at once.", "body"),
    ("二、把人员排好", "2. Assign the people", "heading"),
    ("工作队要包村包片，白天晚上不离人，一处着火全队追责。", "Teams stay day and night.", "body"),
    ("谢谢大家！", "Thank you!", "body"),
)
ROLES = [role for _, _, role in PARTS]


def unnumbered(text: str) -> str:
    """Return a heading without its number."""
    return text.removeprefix("一、").removeprefix("二、")


def roles_of(document: Any, folder: Path) -> list[tuple[str, str]]:
    """Return text and role of each block that is read from a document, but for furniture."""
    document.save(folder / "讲话.docx")
    return blocks_of(read(folder / "讲话.docx"))


def blocks_of(corpus: Corpus) -> list[tuple[str, str]]:
    """Return text and role of each block but furniture, of a corpus with one speech."""
    assert [speech.title for speech in corpus.speeches] == [TITLE]
    return [(b.text, b.role) for b in corpus.paragraphs if b.role != "furniture"]


def test_sixteen_bullets_are_sixteen_paragraphs(tmp_path: Path) -> None:
    """Items of one length are no lines of a paragraph cut at one width."""
    document = docx.Document()
    names = ("机具", "人员", "资金", "宣传", "执法", "巡查", "值班", "打捆")
    names += ("离田", "收购", "补贴", "追责", "通报", "督查", "总结", "表彰")
    for name in names:
        document.add_paragraph(
            f"要把{name}的事情办好，农民满意才算数，不能走过场", style="List Bullet"
        )
    document.save(tmp_path / "a.docx")
    blocks = read(tmp_path / "a.docx").paragraphs
    assert [(b.role, b.label) for b in blocks] == [("body", f"paragraph {i}") for i in range(1, 17)]


def test_headings_by_style_are_headings(tmp_path: Path) -> None:
    """Title and headings without numbers are not joined to the text."""
    document = docx.Document()
    document.add_heading(TITLE, 0)
    for text, _, role in PARTS:
        if role == "heading":
            document.add_heading(unnumbered(text), 1)
        else:
            document.add_paragraph(text)
    expected = [(unnumbered(text), role) for text, _, role in PARTS]
    assert roles_of(document, tmp_path) == [(TITLE, "speech_title"), *expected]


def test_numbered_headings_have_their_numbers(tmp_path: Path) -> None:
    """The numbers of a list are in the text and make sections."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    for text, _, role in PARTS:
        style = "List Number" if role == "heading" else None
        document.add_paragraph(unnumbered(text), style=style)
    found = roles_of(document, tmp_path)
    assert [role for _, role in found] == ["speech_title", *ROLES]
    assert [text for text, role in found if role == "heading"] == ["1.把机具备好", "2.把人员排好"]


@pytest.mark.parametrize("outside", ["", "甲县人民政府办公室整理的会议材料，仅供内部参考。"])
def test_a_speech_in_a_text_box_is_read(tmp_path: Path, outside: str) -> None:
    """A document whose text is all in a box has it as text."""
    document = docx.Document()
    inner = "".join(map(p, [TITLE, *(text for text, _, _ in PARTS)]))
    box = parse_xml(
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>'
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    document.add_paragraph("")._p.append(box)
    document.sections[0].header.paragraphs[0].text = outside
    expected = [(text, role) for text, _, role in PARTS]
    assert roles_of(document, tmp_path) == [(TITLE, "speech_title"), *expected]


@pytest.mark.filterwarnings("ignore")  # test_docx_tables.py has what the reader says
def test_a_translation_in_a_table_is_not_counted(tmp_path: Path) -> None:
    """The Chinese column is the speech, with its salutation and headings."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(0, 2)
    for chinese, english, _ in PARTS:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = english, chinese
    found = roles_of(document, tmp_path)
    assert found == [(TITLE, "speech_title"), *((text, role) for text, _, role in PARTS)]


def test_strict_files_and_macros_are_read(tmp_path: Path) -> None:
    """The other form of the standard, and a file with macros, have the same text."""
    data = word_of("".join(map(p, [TITLE, *(text for text, _, _ in PARTS)])), strict=True)
    (tmp_path / "a.docm").write_bytes(data)
    expected = [(text, role) for text, _, role in PARTS]
    assert blocks_of(read(tmp_path / "a.docm")) == [(TITLE, "speech_title"), *expected]
