"""Runs made up for the tests of their comparison: six speeches of three paragraphs, no fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.models.corpora import model_of
from topics.models.types import TopicModel
from topics.runs.files import write_json
from topics.runs.store import Run
from topics.text.types import Unit, Units

THEMES = {
    "city": ("城市", "City"),
    "school": ("学校", "School"),
    "none": ("不属于任何主题", "None"),
}
N_SPEECHES = 6
TEXTS = tuple(f"第{i}段说的是城市与学校的第{i * i}件事。" for i in range(3 * N_SPEECHES))
EYE = np.eye(4)


def made_run(
    folder: Path,
    *,
    texts: Sequence[str] = TEXTS,
    source: str = "甲.txt",
    sha: str = "a" * 64,
    city: Mapping[int, float] | None = None,
    evidence: Sequence[tuple[int, str, str, str, float]] = (),
    models: Sequence[TopicModel] | None = None,
    settings: Mapping[str, Any] | None = None,
    coded: bool = True,
) -> Run:
    """Return a run with these texts; each paragraph is of city at 0.7, or as ``city`` says.

    Parameters
    ----------
    folder : Path
        Gets a ``run.json`` and nothing else.
    city : mapping of int to float
        The probability of city by paragraph, from 0; school has the rest but 0.1.
    evidence : sequence of (paragraph, theme, kind, word, weight)
    models : sequence of TopicModel
        Two topics of LDA by default.
    """
    n = len(texts)
    p = np.array([(city or {}).get(i, 0.7) for i in range(n)])
    chances = np.column_stack([p, 0.9 - p, np.full(n, 0.1)])
    models = [lda(n)] if models is None else list(models)
    paragraphs = _paragraphs(texts, source, sha, chances if coded else None, models)
    lengths = np.array([len(text) for text in texts], float)
    amounts = chances * lengths[:, None] * coded
    keys = paragraphs[["source", "paragraph"]]
    ids = list(THEMES)
    tables = {
        "paragraphs": paragraphs,
        "speeches": _speeches(paragraphs, amounts),
        "themes": _themes(amounts),
        "coding": pd.concat([keys, pd.DataFrame(chances, columns=ids)], axis=1)
        if coded
        else keys.head(0),
        "evidence": pd.DataFrame(
            [(source, i + 1, *row) for i, *row in evidence],
            columns=["source", "paragraph", "theme", "kind", "word", "weight"],
        ),
        "topics": _topics(models),
        "topic_terms": pd.DataFrame({"engine": [], "topic": []}),
    }
    manifest = {
        "format_version": 3,
        "settings": {"engines": [m.engine for m in models], **(settings or {})},
        "inputs": {f"seeds/{source}": sha},
        "outputs": {},
        "versions": {"numpy": "2"},
        "git_commit": None,
        "machine": "x86_64",
    }
    folder.mkdir(parents=True)
    write_json(folder / "run.json", manifest)
    return Run(folder, manifest, tables, {model.engine: model for model in models})


def lda(n_units: int, rows: Any = EYE[:2], engine: str = "lda") -> TopicModel:
    """Return a model of one start; paragraphs are of its first and second topic by turns."""
    rows = np.asarray(rows, float)
    model = model_of(rows, np.resize(np.eye(len(rows)), (n_units, len(rows))), engine=engine)
    units = Units.of(Unit("甲.txt", i // 3 + 1, "", (i + 1,)) for i in range(n_units))
    return replace(model, units=units)


def _paragraphs(
    texts: Sequence[str], source: str, sha: str, chances: Any, models: Sequence[TopicModel]
) -> pd.DataFrame:
    n = len(texts)
    ids = np.array([*list(THEMES)[:2], ""])
    theme = np.full(n, "") if chances is None else ids[chances.argmax(axis=1)]
    table = pd.DataFrame(
        {
            "source": [source] * n,
            "speech": [i // 3 + 1 for i in range(n)],
            "paragraph": range(1, n + 1),
            "role": ["body"] * n,
            "text": list(texts),
            "theme": theme,
            "theme_share": np.nan if chances is None else chances.max(axis=1),
            "id": [f"{sha[:8]}-{i + 1}-0" for i in range(n)],
        }
    )
    for model in models:
        table[f"{model.engine}_topic"] = 1
        table[f"{model.engine}_share"] = 1.0
    return table


def _speeches(paragraphs: pd.DataFrame, amounts: Any) -> pd.DataFrame:
    table = paragraphs.groupby(["source", "speech"], as_index=False).agg(
        n_paragraphs=("id", "size")
    )
    sums = pd.DataFrame(amounts).groupby(paragraphs["speech"].to_numpy()).sum().to_numpy()
    shares = sums / np.maximum(sums.sum(axis=1, keepdims=True), 1.0)
    table["number"] = range(1, len(table) + 1)
    table["n_chars"] = paragraphs["text"].str.len().groupby(paragraphs["speech"]).sum().to_numpy()
    return table.assign(main_theme="", **dict(zip(THEMES, shares.T, strict=True)))


def _themes(amounts: Any) -> pd.DataFrame:
    shares = amounts.sum(axis=0) / max(amounts.sum(), 1.0)
    table = pd.DataFrame({"theme": list(THEMES), "share": shares, "low": np.nan, "high": np.nan})
    table["zh"], table["en"] = ([names[i] for names in THEMES.values()] for i in (0, 1))
    return table.head(len(THEMES) if amounts.any() else 0)


def _topics(models: Sequence[TopicModel]) -> pd.DataFrame:
    rows = [
        (model.engine, int(topic), "", f"话题{topic}", share, "甲 乙", "甲 乙")
        for model in models
        for topic, share in zip(model.topics, model.share, strict=True)
    ]
    columns = ["engine", "topic", "theme", "label", "share", "top_terms", "frex_terms"]
    return pd.DataFrame(rows, columns=columns)
