"""Words of other languages."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.errors import LexiconError, TopicsWarning
from topics.text.lexicon.lexicon import load_lexicon
from topics.text.segmentation.segmenting import segment
from topics.text.types import Tokens

CHINESE = "我们要发展数字经济，推动 GDP 增长，抓好 PPP 项目与 Internet of Things 的应用。"
ENGLISH = "We will develop the digital economy, and we have to promote the growth of GDP."
FRENCH = "Nous allons développer une économie numérique pour la croissance et les étudiants."
ACRONYMS = "三项指标：GDP、CPI、PPI、PMI。"
MIXED = "我们要坚持改革开放。" + ENGLISH


def words(tmp_path: Path, paragraphs: list[str], how: str) -> Tokens:
    (tmp_path / "d.txt").write_text("growth 100 n", "utf-8")
    (tmp_path / "a.txt").write_text("\n\n".join(paragraphs), "utf-8")
    lexicon = load_lexicon(tmp_path / "d.txt", foreign_words=how)
    with warnings.catch_warnings(action="ignore"):
        return segment(read(tmp_path / "a.txt"), lexicon=lexicon)


@pytest.mark.parametrize(
    ("how", "kept", "left_out"),
    [
        ("keep", {"gdp", "of", "will", "économie"}, set()),
        ("stop", {"gdp", "internet", "économie", "digital"}, {"of", "will", "pour"}),
        ("leave_out", {"growth", "应用"}, {"gdp", "internet", "of", "économie", "digital"}),
        (
            "auto",
            {"gdp", "cpi", "ppi", "internet", "things", "growth", "应用"},
            {"of", "will", "digital", "économie", "étudiants"},
        ),
    ],
)
def test_foreign_words_are_left_out_as_asked(
    tmp_path: Path, how: str, kept: set[str], left_out: set[str]
) -> None:
    """Each value keeps words of other languages as it says; the dictionary's are always kept."""
    tokens = words(tmp_path, [CHINESE * 12, ENGLISH, FRENCH, ACRONYMS, MIXED], how)
    assert kept <= set(tokens.terms)
    assert not left_out & set(tokens.terms)
    assert sorted(set(tokens.term_ids.tolist())) == list(range(len(tokens.terms)))


def test_a_foreign_name_in_a_short_chinese_sentence_is_no_other_language(tmp_path: Path) -> None:
    """One or two function words are part of a name; without Chinese words they are foreign."""
    short = ["智能家居即Internet of Things。", "论文题为The Wealth of Nations。", "Part of it"]
    tokens = words(tmp_path, [CHINESE * 3, *short], "auto")
    assert {"internet", "things", "wealth", "nations"} <= set(tokens.terms)
    assert not {"of", "the", "part"} & set(tokens.terms)


def test_texts_in_another_language_are_counted(tmp_path: Path) -> None:
    """Where most texts are in another language, only its function words are left out."""
    tokens = words(
        tmp_path, [ENGLISH, ENGLISH + " Schools need teachers.", FRENCH, CHINESE], "auto"
    )
    assert {"digital", "schools", "économie"} <= set(tokens.terms)
    assert "of" not in tokens.terms


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    """A warning gives the paragraphs and the words that are not counted."""
    (tmp_path / "a.txt").write_text("\n\n".join([CHINESE * 3, ENGLISH]), "utf-8")
    corpus = read(tmp_path / "a.txt")
    with pytest.warns(
        TopicsWarning, match="1 paragraphs are in another language; their 15 foreign"
    ):
        segment(corpus)


def test_an_unknown_value_is_an_error() -> None:
    """The error names what is allowed and what was meant."""
    with pytest.raises(LexiconError, match="Did you mean 'leave_out'"):
        load_lexicon(foreign_words="leave-out")
