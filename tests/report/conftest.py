"""A made-up run to report on."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from topics.models.types import TopicModel
from topics.text.types import Unit, Units

THEMES = (
    ("city_creation", "文明城市创建", "Creating a civilised city", "创建 文明 城市 测评 达标"),
    ("sanitation", "环境卫生", "Sanitation", "卫生 垃圾 清扫 市容 公厕"),
    ("economic_work", "经济工作", "Economic work", "项目 招商 企业 投资 税收"),
    ("public_order", "公共秩序", "Public order", "交通 安全 执法 摊点 市场"),
    ("organisation", "组织领导", "Organisation", "督查 考核 责任 落实 部门"),
    ("ritual", "礼仪用语", "Ritual", "感谢 祝贺 今天 大会 动员"),
)
SENTENCES = (
    ("创建文明城市，是全市人民的共同心愿，要对照测评标准逐条达标。",) * 2,
    ("要彻底清扫背街小巷，垃圾日产日清，公厕专人管理。", "市容整治不留死角。"),
    ("今年要抓紧招商，让项目早开工、企业早投产。", "税收要保持平稳。"),
    ("对占道摊点依法执法，交通秩序要有明显好转。", "安全生产一刻也不能放松。"),
    ("各部门要把责任落实到人，每月督查，年底考核。", "谁主管，谁负责。"),
    ("今天我们在这里召开动员大会，主要是统一思想。", "谢谢大家！"),
)

COLUMNS = {
    "sources": "source sha256 encoding encoding_confidence n_bytes n_lines n_speeches",
    "speeches": "source speech head title date speaker first_line last_line complete"
    " n_paragraphs n_chars main_theme "
    + " ".join(theme[0] for theme in THEMES)
    + " cut earliest latest date_clash level office place formula_share bundle_share",
    "paragraphs": "source speech paragraph section role heading first_line last_line text"
    " theme theme_share duplicate_of lda_topic lda_share kmeans_topic kmeans_share"
    " formula_share bundle_share",
    "repairs": "source line column rule before after",
    "skipped": "source reason",
    "duplicates": "source paragraph of_source of_paragraph similarity",
    "similar_speeches": "source speech of_source of_speech share",
    "masks": "source line column kind text",
    "bounds": "source speech line words event kind date",
    "topics": "engine topic theme label share top_terms frex_terms npmi c_v exclusivity",
    "themes": "theme zh en share top_terms n_paragraphs",
    "scores": "engine name value higher_is_better reference",
    "topic_terms": "engine topic rank term weight",
    "agreement": "engine_a topic_a engine_b topic_b n_units jaccard shared_words matched",
    "terms": "term count n_speeches n_sources n_paragraphs"
    " dp dp_norm dp_expected burstiness formula",
    "bundles": "bundle count n_speeches n_sources",
    "speech_tree": "step left right distance n_speeches",
}

Tables = dict[str, pd.DataFrame]


def _table(name: str, cells: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=COLUMNS[name].split())


def build_tables(n_sources: int = 2, n_speeches: int = 3, n_paragraphs: int = 9) -> Tables:
    """Return the tables of a made-up run, the same at every call."""
    draw = random.Random(7)
    sources, speeches, blocks = [], [], []
    for s in range(n_sources):
        name, line, number = f"汇编_{s:03d}.txt", 1, 0
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        sources.append((name, sha256, "utf-8", 1.0, 9000, 400, n_speeches))
        number += 1
        blocks.append(_block(name, 0, number, "", "furniture", "", 1, 1, "来源：网络", -1, draw))
        for speech in range(1, n_speeches + 1):
            first = line + 1
            body: list[tuple[Any, ...]] = []
            for p in range(n_paragraphs):
                line, number = line + 1, number + 1
                role = ("speech_title", "salutation", "heading", "body")[min(p, 3)]
                section = "" if p < 2 else str(1 + (p - 2) // 4)
                theme = draw.randrange(len(THEMES)) if role == "body" else -1
                heading = "一是提高认识。" if role == "body" and p % 5 == 4 else ""
                text = _text(role, speech, theme, heading, draw)
                end = line + (p == 6)
                body.append(
                    _block(
                        name, speech, number, section, role, heading, line, end, text, theme, draw
                    )
                )
                line = end
            blocks += body
            counted = [row for row in body if row[9]]
            weights = np.array([sum(len(r[8]) for r in counted if r[9] == t[0]) for t in THEMES])
            shares = weights / max(weights.sum(), 1)
            title = f"在第{speech}次创建动员大会上的讲话"
            row = [name, speech, f"第{speech}篇", title, "2019年3月5日", "某市市长", first, line]
            row += [speech != n_speeches, len(counted), int(weights.sum())]
            doubt = ["", "2012-01-01", "2012-11-08", speech == 1, "city", "市长", "甲市"]
            main = THEMES[int(shares.argmax())][0]
            common = (0.3 + 0.02 * speech, 0.01) if n_sources * n_speeches > 1 else (np.nan,) * 2
            speeches.append([*row, main, *shares, *doubt, *common])
    tables = {
        "sources": _table("sources", sources),
        "speeches": _table("speeches", speeches),
        "paragraphs": _paragraphs(blocks),
    }
    if len(speeches) < 2:  # nothing to have in common with
        tables["paragraphs"][["formula_share", "bundle_share"]] = np.nan
    return tables | _topic_tables(tables["paragraphs"]) | _small_tables(tables)


def _text(role: str, speech: int, theme: int, heading: str, draw: random.Random) -> str:
    if role != "body":
        titles = {"speech_title": f"在第{speech}次创建动员大会上的讲话", "salutation": "同志们："}
        return titles.get(role, "一、提高认识，统一思想")
    return heading + "".join(draw.choice(SENTENCES[theme]) for _ in range(draw.randint(1, 6)))


def _block(*cells: Any) -> tuple[Any, ...]:
    *row, theme, draw = cells
    if theme < 0:
        return (*row, "", np.nan, "", pd.NA, np.nan, pd.NA, np.nan, np.nan, np.nan)
    share = round(draw.uniform(0.35, 0.95), 4)
    topics = theme % 4 + 1, share, theme % 3 + 1, 1.0
    return (*row, THEMES[theme][0], share, "", *topics, share / 2, 0.0)


def _paragraphs(blocks: list[tuple[Any, ...]]) -> pd.DataFrame:
    table = _table("paragraphs", blocks)
    return table.astype({"lda_topic": "Int64", "kmeans_topic": "Int64"})


def _topic_tables(paragraphs: pd.DataFrame) -> Tables:
    counts = paragraphs["theme"].value_counts()
    total = sum(counts[t[0]] for t in THEMES if t[0] in counts)
    themes = [
        (i, zh, en, counts.get(i, 0) / max(total, 1), words, int(counts.get(i, 0)))
        for i, zh, en, words in THEMES
    ]
    topics, terms = [], []
    for engine, k in (("lda", 4), ("kmeans", 3)):
        for t in range(1, k + 1):
            theme, zh, _, words = (
                THEMES[t - 1] if t < 4 else ("", "", "", "工作 要求 认识 思想 统一")
            )
            share = 2 * (k + 1 - t) / (k * (k + 1))
            topics.append((engine, t, theme, zh, share, words, words, 0.1 * t, 0.5 + 0.02 * t, 0.8))
            for rank, term in enumerate(words.split(), 1):
                terms.append((engine, t, rank, term, 0.12 / rank))
    pairs = [
        ("lda", a, "kmeans", b, 12, 0.7 - 0.1 * a if a == b else 0.04, "创建 文明", a == b)
        for a in range(1, 5)
        for b in range(1, 4)
    ]
    found = {"themes": themes, "topics": topics, "topic_terms": terms, "agreement": pairs}
    return {name: _table(name, cells) for name, cells in found.items()}


def _small_tables(tables: Mapping[str, pd.DataFrame]) -> Tables:
    source, n = tables["sources"]["source"].iloc[0], len(tables["speeches"])
    tree = [(0, 0, 1, 0.1, 2)] + [
        (i, n + i - 1, i + 1, 0.1 + 0.2 * i, i + 2) for i in range(1, n - 1)
    ]
    scores = [
        ("lda", "c_v", 0.5612, True, "Röder et al. 2015, doi:10.1145/2684822.2685324"),
        ("kmeans", "c_v", 0.5234, True, "Röder et al. 2015, doi:10.1145/2684822.2685324"),
        ("lda", "npmi", 0.1021, True, "Bouma 2009"),
        (
            "lda+kmeans",
            "ari_lda_kmeans",
            0.4312,
            True,
            "Hubert & Arabie 1985, doi:10.1007/BF01908075",
        ),
        ("coding", "theme_accuracy", 0.7121, True, "Sokolova & Lapalme 2009"),
    ]
    repairs = [
        (source, 3, 12, "join_lines", "\n", ""),
        (source, 5, 0, "strip_space", " \u3000", ""),
        (source, 9, 4, "wrong_glyph", "设臵", "设置"),
    ]
    found = {
        "repairs": repairs,
        "skipped": [("图片.bin", "不是文本")],
        "duplicates": [(source, 8, source, 7, 0.97)],
        "similar_speeches": [(source, 2, source, 1, 0.6)] if n > 1 else [],
        "masks": [(source, 4, 2, "name", "XX"), (source, 5, 0, "year", "20_年")],
        "bounds": [(source, 1, 4, "向十八大献礼", "十八大", "not_after", "2012-11-08")],
        "scores": scores,
        "terms": [
            (*row, value if n > 1 else np.nan)
            for *row, value in (
                ("工作", 90, n, 2, 60, 0.1, 0.11, 0.1, 1.0, 0.89),
                ("落实", 40, n, 2, 33, 0.2, 0.22, 0.15, 1.1, 0.71),
                ("公厕", 41, 1, 1, 9, 0.8, 0.89, 0.15, 2.2, 0.05),
                ("早开工", 1, 1, 1, 1, 0.9, 1.0, 0.83, 1.0, 0.0),
            )
        ],
        "bundles": [("把 责任 落实 到", 5, n, 2)] if n > 2 else [],
        "speech_tree": tree[: max(n - 1, 0)],
    }
    return {name: _table(name, cells) for name, cells in found.items()}


def build_manifest(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return what run.json would say of these tables."""
    sources = tables["sources"]
    inputs = {f"seeds/{s}": h for s, h in zip(sources["source"], sources["sha256"], strict=True)}
    return {
        "format_version": 1,
        "random_state": 1,
        "settings": {"engines": ["lda", "kmeans"], "n_components": 4, "random_state": 1},
        "inputs": inputs,
        "versions": {"python": "3.11.7", "topics-zh": "0.1.0", "numpy": "2.0.0"},
        "git_commit": "0123456789abcdef0123456789abcdef01234567",
        "warnings": ["种子词 “门前三包” 不在词表中。"],
    }


KEPT = {
    "engine", "engine_a", "engine_b", "role", "theme", "main_theme", "sha256", "heading"
}  # fmt: skip


def poison(tables: Tables, manifest: dict[str, Any], text: str) -> None:
    """Put a text into every cell of text that may hold any, and into the manifest."""
    for table in tables.values():
        for column in set(table.columns) - KEPT:
            if table[column].map(lambda v: isinstance(v, str) and v != "").all():
                fixed = column in ("source", "of_source")
                table[column] = table[column] + text if fixed else text
    tables["paragraphs"]["heading"] = ""
    manifest["warnings"] = [text]
    manifest["versions"][text] = text
    manifest["git_commit"] = text
    manifest["inputs"] = {text: text}
    manifest["settings"]["unit"] = text


@pytest.fixture
def tables() -> Tables:
    """Return a small made-up run: 2 sources, 6 speeches, 4 LDA topics, 3 clusters."""
    return build_tables()


@pytest.fixture
def manifest(tables: Tables) -> dict[str, Any]:
    """Return the manifest beside `tables`."""
    return build_manifest(tables)


def make_model(topic_term: Any, doc_topic: Any, vocabulary: tuple[str, ...]) -> TopicModel:
    """Return a model of these distributions over units of 20 words each."""
    topic_term, doc_topic = np.asarray(topic_term, float), np.asarray(doc_topic, float)
    n_units = len(doc_topic)
    share = doc_topic.mean(axis=0)
    return TopicModel(
        topic_term=topic_term,
        doc_topic=doc_topic,
        share=share,
        term_counts=share @ topic_term * 20.0 * n_units,
        unit_counts=np.full(n_units, 20.0),
        vocabulary=vocabulary,
        units=Units.of(Unit("a.txt", 1, "", (i + 1,)) for i in range(n_units)),
        engine="lda",
        params={},
        random_state=1,
        trace=(),
    )


@pytest.fixture
def model() -> TopicModel:
    """Return five topics over forty terms, topic 1 the largest."""
    draw = np.random.default_rng(5)
    words = tuple(f"词{i:02d}" for i in range(40))
    doc_topic = draw.dirichlet([5, 4, 3, 2, 1], size=60)
    return make_model(draw.dirichlet(np.full(40, 0.2), size=5), doc_topic, words)
