"""Web pages and Markdown from the file to the speeches."""

from pathlib import Path

import pytest

import topics

CASES = Path(__file__).parent / "cases"
TITLE = "县长在垃圾分类推进会上的讲话"


@pytest.mark.parametrize(
    ("name", "n_paragraphs", "sections", "title", "date"),
    [
        ("wechat_saved_page", 3, ["", "1"], TITLE, "2023-11-15"),
        ("collapsed", 4, ["", "1", "2"], TITLE, "2023-05-12"),
        ("body_hidden", 4, ["", "1", "2"], TITLE, "2023-05-12"),
        ("given_lost", 3, [""], TITLE, "2023-05-12"),
        ("equal", 16, [""], "会议要求", ""),
    ],
)
def test_a_page_is_one_speech_with_all_its_paragraphs(
    name: str, n_paragraphs: int, sections: list[str], title: str, date: str
) -> None:
    """Hidden text is read, paragraphs of one length stay apart, title and date are the page's."""
    corpus = topics.read(CASES / f"{name}.html")
    (speech,) = corpus.speeches
    assert (speech.title, speech.date) == (title, date)
    bodies = [p for p in corpus.paragraphs if p.role == "body"]
    assert len(bodies) == n_paragraphs
    assert list(dict.fromkeys(p.section for p in bodies)) == sections
    assert not any("展开全文" in p.text for p in corpus.paragraphs if p.role != "furniture")


def test_markdown_is_one_speech_with_sections_notes_and_metadata(tmp_path: Path) -> None:
    """Headings make sections, footnotes are notes, front matter describes the speech."""
    path = tmp_path / "a.md"
    path.write_text(
        f"---\ntitle: {TITLE}\ndate: 2023-05-12\n地区: 甲县\n---\n\n# {TITLE}\n\n同志们：\n\n"
        "今天召开推进会，任务是**总结**做法。[^1]\n\n## 主要做法\n\n- 清理河道三十公里。\n"
        "- 新建公厕十二座。\n\n## 下一步\n\n每条街有人管、有人查。\n\n[^1]: 见《甲县日报》。\n",
        "utf-8",
    )
    corpus = topics.read(path)
    (speech,) = corpus.speeches
    assert (speech.title, speech.date, speech.metadata) == (
        *(TITLE, "2023-05-12", (("地区", "甲县"),)),
    )
    rows = [(p.role, p.section, p.text) for p in corpus.paragraphs if p.role != "furniture"]
    assert rows == [
        ("speech_title", "", TITLE),
        ("salutation", "", "同志们："),
        ("body", "", "今天召开推进会，任务是总结做法。[1]"),
        ("heading", "1", "主要做法"),
        ("body", "1", "清理河道三十公里。"),
        ("body", "1", "新建公厕十二座。"),
        ("heading", "2", "下一步"),
        ("body", "2", "每条街有人管、有人查。"),
        ("note", "2", "[1] 见《甲县日报》。"),
    ]
