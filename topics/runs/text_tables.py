"""The tables of texts: sources, speeches and paragraphs, with their results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Bound, Corpus, Duplicate, Mask, Repair, SimilarSpeech, Skipped
from topics.edits.codes import BY_HAND
from topics.models.types import TopicModel
from topics.runs.schema import TABLES
from topics.runs.theme_tables import ThemesOfSpeeches
from topics.themes.coded import CodedParagraphs
from topics.themes.types import NONE

__all__ = ["paragraphs_table", "record_tables", "speeches_table"]

Columns = Mapping[str, npt.NDArray[np.float64]]


def record_tables(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """Return the tables of texts, repairs, findings and skipped files, by name."""
    return {
        "sources": _sources(corpus),
        "repairs": _plain(corpus.repairs, Repair),
        "duplicates": _plain(corpus.duplicates, Duplicate),
        "similar_speeches": _plain(corpus.similar_speeches, SimilarSpeech),
        "masks": _plain(corpus.masks, Mask),
        "bounds": _plain(corpus.bounds, Bound),
        "skipped": _plain(corpus.skipped, Skipped),
    }


def _plain(rows: Sequence[object], kind: type) -> pd.DataFrame:
    names = [field.name for field in fields(kind)]
    return pd.DataFrame({name: [getattr(row, name) for row in rows] for name in names})


def _sources(corpus: Corpus) -> pd.DataFrame:
    columns = ["name", "sha256", "encoding", "encoding_confidence", "n_bytes", "n_lines"]
    table = corpus.to_pandas()["sources"][columns].rename(columns={"name": "source"})
    speeches = Counter(corpus.speeches.column("source").to_pylist())
    return table.assign(n_speeches=[speeches[name] for name in table["source"]])


def speeches_table(corpus: Corpus, themes: ThemesOfSpeeches, more: Columns) -> pd.DataFrame:
    """Return the table ``speeches``.

    Parameters
    ----------
    corpus : Corpus
    themes : ThemesOfSpeeches
    more : mapping of str to float64 array, shape (n_speeches,)
        Further columns.
    """
    ids = themes.coded.codebook.ids()
    own = TABLES["speeches"]
    table = corpus.to_pandas()["speeches"].assign(
        n_paragraphs=themes.n_paragraphs,
        n_chars=themes.n_chars,
        number=np.arange(1, len(themes.n_chars) + 1),
        **more,
    )
    # Not keywords of `assign`, where a theme may be called like a parameter.
    shares = pd.DataFrame(themes.shares(), columns=[*ids, NONE])
    shares = shares if ids else shares[[]]
    table = pd.concat([table, themes.main(), shares], axis=1)
    known = [*own.columns, *ids, *(name for name in own.more if name in table.columns)]
    return table[[*known, *(c for c in table.columns if c not in known)]]


def paragraphs_table(
    corpus: Corpus,
    coded: CodedParagraphs,
    models: Mapping[str, TopicModel],
    more: Columns,
    by_hand: Mapping[tuple[str, int], str] | None = None,
) -> pd.DataFrame:
    """Return the table ``paragraphs``.

    Parameters
    ----------
    corpus : Corpus
    coded : CodedParagraphs
    models : mapping of engine to TopicModel
    more : mapping of str to float64 array, shape (n_blocks,)
        Further columns.
    by_hand : mapping of (str, int) to str, optional
        The coder's theme of each paragraph that was coded by hand.
    """
    before = by_hand or {}
    keys = [(b.source, b.paragraph) for b in corpus.paragraphs]
    themes = coded.to_pandas().set_index(["source", "paragraph"])
    themes = themes.reindex(pd.MultiIndex.from_tuples(keys, names=["source", "paragraph"]))
    first = {(d.source, d.paragraph): f"{d.of_source}#{d.of_paragraph}" for d in corpus.duplicates}
    table = corpus.to_pandas()["paragraphs"]
    label, ids, speaker = (table.pop(name) for name in ("label", "id", "speaker"))
    del table["text_hash"]
    table = table.assign(
        theme=themes["theme"].fillna("").to_numpy(),
        theme_share=themes["theme_share"].to_numpy(),
        duplicate_of=[first.get(key, "") for key in keys],
    )
    for engine, model in models.items():
        rows = model.units.row_of()
        found = [rows.get(key) for key in keys]
        main = model.main_topics()
        # The shortest decimals that read back as the float32 share.
        best = [float(str(share)) for share in model.doc_topic.max(axis=1)]
        topic = [None if i is None else int(main[i]) for i in found]
        table[f"{engine}_topic"] = pd.array(topic, dtype="Int64")
        table[f"{engine}_share"] = np.array([np.nan if i is None else best[i] for i in found])
    return table.assign(
        label=label,
        **more,
        id=ids,
        theme2=themes["theme2"].fillna("").to_numpy(),
        theme2_share=themes["theme2_share"].to_numpy(),
        certain=themes["certain"].eq(True).to_numpy(),
        coded_by=[BY_HAND if key in before else "" for key in keys],
        theme_before=[before.get(key, "") for key in keys],
        speaker=speaker,
    )
