"""Scripts for a prompter: a clause on each line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from topics.corpus.corpus import read

PARAGRAPHS = (
    "过去一年我们修通了进村的公路，也建成了新的小学，但是还有不少困难，这些困难要靠大家一起克服。",
    "今年的任务更重，我们要先把水渠修好，再把合作社办起来，同时照顾好村里的老人和孩子，这样年轻人才愿意回来。",
    "村里的账目每个月公开一次，谁都可以来查，如果发现问题，就请当面提出来，我们一定认真改正。"
    "因为只有账目清楚，大家才会放心。",
    "最后，感谢在外地打工的乡亲，虽然离家很远，却一直惦记着家乡，这份情意村里人都记在心里。",
)
POEM = "春风又绿江南岸，\n明月何时照我还。\n千里莺啼绿映红，\n水村山郭酒旗风。\n"
SLOGANS = (
    "全面推进垃圾分类\n共建共享美好家园\n绿水青山就是金山银山\n文明城市\n创建全国文明城市人人有责\n\n"
    "讲文明树新风\n垃圾不落地城市更美丽\n低碳生活从点滴开始\n保护环境就是保护我们的生产力\n节约用水\n"
)


def script(kept: str) -> str:
    """Return the paragraphs with a clause on each line, with some of the marks at line ends."""
    lines = [re.sub("(?<=[，。])", "\n", text) for text in PARAGRAPHS]
    return re.sub(f"[^{kept}\\w\\s](?=\\n)", "", "\n".join(lines))


@pytest.mark.parametrize("kept", ["，。", "。", "\\n"], ids=["all marks", "full stops", "none"])
@pytest.mark.parametrize("title", ["在村民大会上的讲话\n\n", ""], ids=["title", "no title"])
def test_clauses_of_a_paragraph_are_joined(kept: str, title: str, tmp_path: Path) -> None:
    """None of them is a title or heading, and each joint is recorded."""
    path = tmp_path / "a.txt"
    path.write_text(title + script(kept), "utf-8")
    corpus = read(path)
    text = [p.text for p in corpus.paragraphs if p.role == "body"]
    assert text == ["".join(part.split()) for part in script(kept).split("\n\n")]
    assert {p.role for p in corpus.paragraphs} <= {"body", "speech_title"}
    assert corpus.speeches[0].title == title.strip()
    n_joints = sum(part.strip().count("\n") for part in script(kept).split("\n\n"))
    assert sum(r.rule == "broken_line" for r in corpus.repairs) == n_joints


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([POEM] * 5),
        "\n".join([SLOGANS] * 3),
        "\n\n".join(["我们要实干。\n大家都来修路，人人出力。\n这件事情一定能够办成。"] * 8),
        "\n".join(
            ["共同富裕\n高质量发展\n生态文明建设\n全过程人民民主\n", "法治\n营商环境\n数字\n"] * 4
        ),
    ],
    ids=["poem", "slogans", "sentences", "words"],
)
def test_lines_of_other_texts_stay_lines(text: str, tmp_path: Path) -> None:
    """No stanza or list becomes a paragraph."""
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    assert all(p.last_line - p.first_line < 2 for p in read(path).paragraphs)
