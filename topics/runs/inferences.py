"""The folder of an inference: tables of new texts, and how they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from topics.corpus.types import Corpus
from topics.errors import OutputError
from topics.models.types import TopicModel
from topics.parsing import MAX_BYTES, ParseError, load_json, read_bytes
from topics.runs.by_tables import by_tables
from topics.runs.files import check_folder, file_hash, make_folder, numbers, write_json
from topics.runs.manifest import versions
from topics.runs.schema import TABLES, Table
from topics.runs.tables import write_table
from topics.runs.text_tables import paragraphs_table, record_tables, speeches_table
from topics.runs.theme_tables import ThemesOfSpeeches, coding_table, themes_table
from topics.themes.coded import CodedParagraphs

__all__ = ["INFERENCE", "free_folder", "inference_tables", "topics_of_new_texts", "write_inference"]

MANIFEST = "infer.json"
"""How the tables were made; the last file to be written."""
_SPEECHES = TABLES["speeches"]
OWN = {
    "speeches": replace(_SPEECHES, more={**_SPEECHES.more, "unknown_share": "number"}),
    "topics": Table(
        "topics",
        {
            "engine": "text",
            "topic": "integer",
            "theme": "text",
            "label": "text",
            "share": "number",
            "run_share": "number",
            "n_units": "integer",
            "top_terms": "text",
        },
    ),
}
"""Tables that differ from those of a run."""
NAMES = (
    "sources",
    "speeches",
    "paragraphs",
    "repairs",
    "duplicates",
    "similar_speeches",
    "masks",
    "bounds",
    "skipped",
    "topics",
    "themes",
    "coding",
    "evidence",
    "themes_by",
    "topics_by",
)
INFERENCE = "an inference", (*(f"{name}.csv" for name in NAMES), MANIFEST)
"""What the folder holds, and the files that may be in it."""


def inference_tables(
    corpus: Corpus,
    coded: CodedParagraphs,
    models: Mapping[str, TopicModel],
    theme_counts: Any,
    vocabulary: tuple[str, ...],
    unknown: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Return the tables of new texts by name, without ``evidence`` and ``topics``.

    Parameters
    ----------
    corpus : Corpus
    coded : CodedParagraphs
    models : mapping of engine to TopicModel
        With the units of the new texts.
    theme_counts : float64 array, shape (n_themes + 1, n_terms)
        Result of `topics.runs.theme_tables.counts_by_theme`.
    vocabulary : tuple of str
    unknown : DataFrame
        One row per speech: source, speech, n_words, n_unknown.
    """
    themes = ThemesOfSpeeches(corpus, coded)
    speeches = speeches_table(corpus, themes, {})
    names = ["source", "speech"]
    by_speech = unknown.set_index(names)
    share = by_speech["n_unknown"] / by_speech["n_words"].where(by_speech["n_words"] > 0)
    keys = pd.MultiIndex.from_frame(speeches[names])
    return {
        **record_tables(corpus),
        "speeches": speeches.assign(unknown_share=share.reindex(keys).to_numpy(float)),
        "paragraphs": paragraphs_table(corpus, coded, models, {}),
        "themes": themes_table(coded, themes, theme_counts, vocabulary),
        "coding": coding_table(coded),
        **by_tables(corpus, coded, models),
    }


def topics_of_new_texts(models: Mapping[str, TopicModel], known: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``topics``: each topic as in the run, with its share in the new texts.

    Parameters
    ----------
    models : mapping of engine to TopicModel
        With the units of the new texts.
    known : DataFrame
        The table ``topics`` of the run.
    """
    rows = []
    for engine, model in models.items():
        own = known[known["engine"] == engine].set_index("topic").loc[model.topics]
        main = model.main_topics()
        table = own.reset_index().assign(
            share=model.share,
            run_share=own["share"].to_numpy(float),
            n_units=[int((main == topic).sum()) for topic in model.topics],
        )
        rows.append(table[[*OWN["topics"].columns]])
    if rows:
        return pd.concat(rows, ignore_index=True)
    return pd.DataFrame({name: [] for name in OWN["topics"].columns})


def free_folder(folder: Path, run: str, inputs: Mapping[str, str]) -> Path:
    """Return the first of ``folder``, ``folder-2``, ... with nothing or the same inference in it.

    Parameters
    ----------
    folder : Path
    run : str
        Fingerprint of the run.
    inputs : mapping of str to str
        Name and sha256 of the new texts.
    """
    return next(path for path in numbers(folder) if _is_free(path, run, inputs))


def _is_free(folder: Path, run: str, inputs: Mapping[str, str]) -> bool:
    if not folder.exists():
        return True
    try:
        check_folder(folder, *INFERENCE)
        there = load_json(read_bytes(folder / MANIFEST, MAX_BYTES), MANIFEST)
        return bool(there["run"] == run and there["inputs"] == inputs)
    except (OutputError, ParseError, OSError, KeyError, TypeError):
        return False


def write_inference(
    out: str | Path, tables: Mapping[str, pd.DataFrame], how: Mapping[str, Any]
) -> Path:
    """Write the tables of new texts, and ``infer.json`` with the hash of each.

    Parameters
    ----------
    out : path-like
        A folder: missing, empty, or with an earlier inference, which is replaced.
    tables : mapping of str to DataFrame
        By name.
    how : mapping
        Plain data for ``infer.json``.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        If ``out`` is a file, contains something else, or cannot be written.
    """
    folder = make_folder(out, *INFERENCE)
    (folder / MANIFEST).unlink(missing_ok=True)  # it describes the earlier tables
    for name in NAMES:
        write_table(folder / f"{name}.csv", tables[name], OWN.get(name))
    outputs = {f"{name}.csv": file_hash(folder / f"{name}.csv") for name in NAMES}
    write_json(folder / MANIFEST, {**how, "outputs": outputs, "versions": versions()})
    return folder
