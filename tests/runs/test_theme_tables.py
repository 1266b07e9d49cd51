"""The tables of themes: shares of speeches, their intervals, and the coder of a run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import topics
from tests.chinese import english_in
from topics.corpus.types import Corpus
from topics.display.options import speaking
from topics.errors import OutputError, TopicsWarning
from topics.runs.store import Run, load_run
from topics.runs.theme_tables import ThemesOfSpeeches, fit_line
from topics.themes.coded import CodedParagraphs
from topics.themes.coder import Coder
from topics.themes.types import Codebook, Theme

BOOK = Codebook(
    (
        Theme("a", "甲", "A", ("垃圾",)),
        Theme("b", "乙", "B", ("企业",)),
        Theme("frame", "礼", "F", ("同志们",), frame=True),
    ),
    "book.toml",
    "",
)


def six_speeches(chances: np.ndarray) -> tuple[Corpus, CodedParagraphs]:
    """Return six speeches of two paragraphs of equal length each, coded with these chances."""
    rows = pd.DataFrame(
        {"text": [f"第{i}段先说了十个字。\n第{i}段又说了十个字。" for i in "一二三四五六"]}
    )
    corpus = topics.read(rows)
    keys = [(b.source, b.paragraph) for b in corpus.running_text()]
    ids = [b.id for b in corpus.running_text()]
    return corpus, CodedParagraphs.of(BOOK, chances[:, :3], keys, ids, chances[:, 3])


CHANCES = np.array(
    [
        *([0.4, 0.0, 0.6, 0.0], [0.6, 0.0, 0.4, 0.0]),  # a and a frame: never the frame
        *([0.0, 0.0, 0.9, 0.1], [0.0, 0.1, 0.8, 0.1]),  # a frame alone
        *([0.9, 0.1, 0.0, 0.0], [0.1, 0.9, 0.0, 0.0]),  # in balance
        *([0.1, 0.0, 0.0, 0.9], [0.7, 0.0, 0.0, 0.3]),  # mostly none
        *([0.0, 0.8, 0.0, 0.2], [0.0, 0.0, 0.0, 0.0]),  # one paragraph was not counted
        *([0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]),  # nothing was counted
    ]
)


def test_the_main_theme_of_a_speech() -> None:
    """Frames give way, none takes most, and the margin says how far it leads."""
    found = ThemesOfSpeeches(*six_speeches(CHANCES))
    main = found.main()
    assert main["main_theme"].tolist() == ["a", "frame", "a", "", "b", ""]
    assert main["main_theme2"].tolist() == ["", "", "b", "", "", ""]
    assert main["main_margin"].iloc[2] == pytest.approx(0)
    assert main["main_margin"].iloc[4] == pytest.approx(0.8)
    assert main["main_margin"].isna().tolist() == [False, False, False, True, False, True]
    sums = found.shares().sum(axis=1)
    assert sums == pytest.approx([1, 1, 1, 1, 1, 0])


def test_intervals_hold_the_shares_and_depend_on_speeches_alone() -> None:
    """The order of the speeches is nothing to them; of four speeches there is none."""
    corpus, coded = six_speeches(CHANCES)
    found = ThemesOfSpeeches(corpus, coded)
    low, high = found.intervals()
    shares = found.amounts.sum(axis=0) / found.amounts.sum()
    assert ((low <= shares) & (shares <= high)).all()
    assert (high - low).max() < 1
    again = ThemesOfSpeeches(corpus, coded)
    again.amounts = again.amounts[::-1].copy()
    np.testing.assert_allclose(again.intervals(), (low, high))
    few = ThemesOfSpeeches(*six_speeches(CHANCES * np.r_[np.ones(8), np.zeros(4)][:, None]))
    assert np.isnan(few.intervals()).all()


def test_the_coder_of_a_run_codes_other_texts(
    seeds_run: Run, corpus: Corpus, tmp_path: Path
) -> None:
    """It is read back from ``coder.json``; one that was changed is refused."""
    coder = seeds_run.coder()
    row = seeds_run.tables["codebook_fit"].iloc[0]
    assert coder.fingerprint == row["coder"]
    assert coder.prior_none == pytest.approx(row["prior_none"])
    again = topics.code(corpus, coder).to_pandas()
    stored = seeds_run.tables["coding"]
    assert len(stored) <= len(again)
    (tmp_path / "x.txt").write_text("同志们：\n垃圾清运要到位，公厕要干净。\n谢谢大家。", "utf-8")
    assert topics.code(topics.read(tmp_path), coder).themes()[0] == "sanitation"
    assert "to none of its 11 themes" in fit_line(seeds_run.tables["codebook_fit"])
    assert fit_line(None) == ""
    limit = seeds_run.tables["codebook_fit"].assign(prior_at_limit=True)
    assert "%, its limit)" in fit_line(limit)
    assert not seeds_run.tables["codebook_fit"]["prior_at_limit"].any()
    data = json.loads((seeds_run.folder / "coder.json").read_text("utf-8"))
    assert Coder.from_dict(data).fingerprint == coder.fingerprint
    with pytest.raises(OutputError, match=r"has no coder\.json"):
        replace(seeds_run, manifest={**seeds_run.manifest, "outputs": {}}).coder()


def test_which_words_decided_is_a_table(seeds_run: Run) -> None:
    """The words of ``evidence.csv`` are in the paragraph, and more weigh for its theme."""
    evidence, paragraphs = seeds_run.tables["evidence"], seeds_run.tables["paragraphs"]
    assert (evidence["weight"] > 0).all()
    sums = evidence.groupby(["source", "paragraph", "theme"])["weight"].sum().reset_index()
    best = sums.sort_values("weight").groupby(["source", "paragraph"]).tail(1)
    both = best.merge(paragraphs, on=["source", "paragraph"], suffixes=("", "_coded"))
    sure = both[both["certain"]]
    assert (sure["theme"] == sure["theme_coded"]).mean() > 0.9


def test_a_run_without_a_codebook_is_a_whole_run(tmp_path: Path) -> None:
    """Nothing is coded or named, and the report is one of topics; it can be recoded later."""
    words = ["清理垃圾", "招商引资", "植树造林", "督查考核"]
    rows = [{"text": f"要{a}，要{b}。"} for a in words for b in words if a != b]
    (tmp_path / "pile").mkdir()
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "pile" / "a.jsonl").write_text(lines, "utf-8")
    gold = '{"source": "a.jsonl", "line": 1, "themes": ["sanitation"]}\n'
    (tmp_path / "gold.jsonl").write_text(gold, "utf-8")
    changed = ["engines=['kmeans']", "n_components=2", "min_df=1", "max_df=1.0", "n_init=2"]
    run = topics.run(
        tmp_path / "pile",
        tmp_path / "out",
        settings=topics.load_settings(overrides=changed),
        codebook="none",
        gold=tmp_path / "gold.jsonl",
    )
    assert run.tables["themes"].empty
    assert run.tables["codebook_fit"].empty
    assert set(run.tables["paragraphs"]["theme"]) == {""}
    assert not (run.folder / "coder.json").exists()
    assert not any(name.startswith("codebook/") for name in run.manifest["inputs"])
    page = (run.folder / "report.html").read_text("utf-8")
    assert 'id="topics"' in page
    assert 'id="themes"' not in page
    assert "未使用编码本" in page
    book = tmp_path / "book.toml"
    book.write_text(
        '[[theme]]\nid = "sanitation"\nzh = "甲"\nseed_words = ["垃圾", "招商", "植树"]\n', "utf-8"
    )
    with pytest.warns(TopicsWarning, match="are not terms"):
        recoded = topics.recode(run.folder, book, tmp_path / "recoded")
    assert "sanitation" in set(recoded.tables["paragraphs"]["theme"])
    assert load_run(run.folder).tables["themes"].empty


def test_how_a_codebook_fits_is_said_in_the_language_of_the_reader() -> None:
    """Every number is in both sentences; the Chinese one has no English words."""
    values = ["book.toml", 0.097, 3, 0.446, True, 4.86, ""]
    names = ["codebook", "none_share", "n_themes", "prior_none", "prior_at_limit"]
    fit = pd.DataFrame([values], columns=[*names, "evidence_per_100", "unsupported"])
    english = fit_line(fit)
    assert english == (
        "codebook book.toml: 9.7% of the text belongs to none of its 3 themes (prior 44.6%, its"
        " limit), 4.9 evidence per 100 characters, themes without a paragraph: none"
    )
    with speaking("zh"):
        chinese = fit_line(fit)
    assert english_in(chinese) == []
    for words in (
        "编码本 book.toml：9.7%",
        "3 个主题",
        "44.6%，已达上限",
        "4.9 个种子词",
        "归入的主题：无",
    ):
        assert words in chinese
