"""The methods of a run: facts for a paragraph on them, and the literature that it cites.

``topics/defaults/references.toml`` has the literature; ``templates/appendix/methods.html.j2`` has
the sentences in Chinese and English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pandas as pd

from topics.defaults import default_path
from topics.engines import ENGINES
from topics.report.labels import engine_name, engines, rows, score_name, text_of
from topics.report.sections.base import RunData, Tables
from topics.themes.types import NONE

__all__ = ["bibtex", "cite", "methods_view", "references", "uses"]

Reference = Mapping[str, Any]

SETTINGS = ("unit", "min_df", "max_df", "stop_formula", "random_state")
"""Settings that the paragraph mentions; earlier runs lack some."""
LSA = ("kmeans", "agglomerative", "hdbscan")
"""Engines that reduce TF-IDF by latent semantic analysis."""


@cache
def references() -> Mapping[str, Reference]:
    """Return every reference by its key; ``of`` in each names the methods that use it."""
    return tomllib.loads(default_path("references.toml").read_text("utf-8"))


def uses(run: RunData) -> set[str]:
    """Return the methods that a run used, by the names in ``of`` of `references`."""
    return {"package", "segmenter", "script", *_of_models(run), *_of_tables(run)}


def _of_models(run: RunData) -> Iterator[str]:
    settings = run.manifest["settings"]
    own = engines(run.tables["topics"])
    yield from (f"engine:{name}" for name in own)
    yield from (f"measure:{_measure(name)}" for name in run.tables["scores"].get("name", ()))
    weighs = any(ENGINES[name].weighs for name in own if name in ENGINES)
    if settings.get("embeddings"):
        yield "embeddings"
    elif any(name in LSA for name in own):
        yield "lsa"
    if weighs or settings.get("weights") == "tfidf":
        yield "tfidf"
    if settings.get("weights") == "bm25":
        yield "bm25"
    if any(text_of(words) for words in run.tables["topics"].get("start_words", ())):
        yield "seed_words"


def _of_tables(run: RunData) -> Iterator[str]:
    tables = run.tables
    columns = {name: set(table.columns) for name, table in tables.items()}
    has_intervals = "low" in tables["themes"] and tables["themes"]["low"].notna().any()
    agreement = len(tables["agreement"]) > 0
    stability = len(tables["stability"]) > 0
    found = {
        "share_interval": has_intervals and "themes_by" in tables,
        "share_bootstrap": has_intervals and "themes_by" not in tables,  # of earlier runs
        "score_bootstrap": "low" in tables["scores"] and tables["scores"]["low"].notna().any(),
        "prior": NONE in columns.get("coding", ()),
        "names": "theme_p" in columns.get("topics", ()),
        "stability": stability,
        "matching": stability or agreement,
        "agreement": agreement and "p_value" in columns["agreement"],
        "frex": len(tables["topics"]) > 0,
        "formula": len(tables["terms"]) > 0,
        "duplicates": len(tables["duplicates"]) > 0,
        "ldavis": bool(run.ldavis),
        "sensitivity": run.beside.sensitivity is not None,
    }
    yield from (name for name, is_used in found.items() if is_used)


def _measure(name: str) -> str:
    """Return the measure of a score: ``ari`` of ``ari_lda_kmeans``."""
    known = {of for entry in references().values() for of in entry["of"]}
    return name if f"measure:{name}" in known else name.partition("_")[0]


def bibtex(used: set[str], note: str = "") -> str:
    """Return the references of the methods as BibTeX; ``note`` is that of the package's own."""
    entries = []
    for key, entry in references().items():
        if used.isdisjoint(entry["of"]):
            continue
        fields = {name: value for name, value in entry.items() if name not in ("type", "of")}
        if "package" in entry["of"] and note:
            fields["note"] = note
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        entries.append(f"@{entry['type']}{{{key},\n{lines}}}\n")
    return "\n".join(entries)


def cite(*used: str) -> dict[str, str]:
    """Return the references of the methods used in parentheses, in both languages, or nothing."""
    found = [e for e in references().values() if not set(used).isdisjoint(e["of"]) and "year" in e]
    if not found:
        return {"zh": "", "en": ""}
    zh = "；".join(f"{_authors(e, ' 与 ', ' 等')}，{e['year']}" for e in found)
    en = "; ".join(f"{_authors(e, ' and ', ' et al.')}, {e['year']}" for e in found)
    return {"zh": f"（{zh}）", "en": f" ({en})"}


def _authors(entry: Reference, both: str, others: str) -> str:
    """Return the surnames of one or two authors, or the first of several."""
    names = [_plain(name.partition(", ")[0]) for name in entry["author"].split(" and ")]
    return both.join(names) if len(names) < 3 else names[0] + others


def _plain(name: str) -> str:
    """Return a name without the marks of TeX."""
    for tex, letter in (('{\\"o}', "ö"), ('{\\"a}', "ä"), ("{\\'e}", "é"), ("{\\'a}", "á")):
        name = name.replace(tex, letter)
    return name.strip("{}")


def methods_view(run: RunData) -> dict[str, Any]:
    """Return the facts of the paragraph on methods, and the BibTeX of the literature."""
    tables, settings, versions = run.tables, run.manifest["settings"], run.manifest["versions"]
    used = uses(run)
    commit = text_of(run.manifest["git_commit"])
    package = {"version": versions.get("topics-zh") or "—", "commit": commit[:12]}
    note = f"version {package['version']}" + (f", commit {commit}" if commit else "")
    segmenter = text_of(settings.get("segmenter"))
    measures = dict.fromkeys(tables["scores"].get("name", ()))
    return {
        "n_sources": len(tables["sources"]),
        "n_skipped": len(tables["skipped"]),
        "n_speeches": len(tables["speeches"]),
        "n_paragraphs": int(tables["paragraphs"]["role"].eq("body").sum()),
        "n_chars": int(tables["speeches"]["n_chars"].sum()),
        "n_duplicates": int(tables["paragraphs"]["duplicate_of"].map(text_of).ne("").sum()),
        "n_repairs": len(tables["repairs"]),
        "n_units": run.beside.n_units,
        "n_terms": run.beside.n_terms,
        "segmenter": segmenter,
        "segmenter_version": versions.get(segmenter) or "",
        "settings": {name: settings.get(name) for name in SETTINGS},
        "engines": [_engine(run, name) for name in engines(tables["topics"])],
        "kept_coder": "coder_of" in run.manifest,
        "edits": _edits(run),
        "themes": [r.theme for r in rows(tables["themes"]) if r.theme != NONE],
        "n_samples": _n_samples(tables),
        "measures": {
            "zh": [score_name(name) or name for name in measures],
            "en": [score_name(name, "en") or name for name in measures],
        },
        "used": used,
        "package": package,
        "cite": cite,
        "bibtex": bibtex(used, note),
    }


def _n_fitted(tables: Tables, engine: str) -> int:
    """Return the number of topics that an engine found, before any edit."""
    fits = tables["stability"]
    found = fits[fits["engine"] == engine]["topic"].nunique() if len(fits) else 0
    return found or int((tables["topics"]["engine"] == engine).sum())


def _edits(run: RunData) -> dict[str, Any]:
    """Return the file of edits, and the numbers of topics and paragraphs that it changed."""
    names = [n.removeprefix("edits/") for n in run.manifest.get("inputs", {}) if n[:6] == "edits/"]
    hidden = 0 if run.beside.hidden is None else len(run.beside.hidden)
    edited = run.tables["topics"].get("edited", pd.Series(dtype="str")).map(text_of).ne("")
    by = run.tables["paragraphs"].get("coded_by", pd.Series(dtype="str")).map(text_of).ne("")
    counts = {"topics": int(edited.sum()) + hidden, "codes": int(by.sum())}
    return {"name": names[0], **counts} if names and any(counts.values()) else {}


def _n_samples(tables: Tables) -> int:
    samples = tables["topics"].get("n_samples")
    return 0 if samples is None or samples.isna().all() else int(samples.max())


def _engine(run: RunData, name: str) -> dict[str, Any]:
    topics = run.tables["topics"]
    own = topics[topics["engine"] == name]
    first = next(rows(own))
    return {
        "name": name,
        "zh": engine_name(name),
        "en": engine_name(name, "en"),
        "n_topics": _n_fitted(run.tables, name),
        "n_starts": int(getattr(first, "n_starts", 0) or 0),
        "random_state": int(getattr(first, "random_state", 0) or 0),
        "continued": name in run.manifest.get("continued", ()),
        "n_seeded": int(own["start_words"].map(text_of).ne("").sum())
        if "start_words" in own
        else 0,
    }
