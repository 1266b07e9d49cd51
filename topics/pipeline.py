"""The main job, from a folder of seed files to a run's folder.

The only module that knows the order of the stages; each is a function that a
notebook calls the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.config import Settings, load_settings
from topics.corpus.corpus import read
from topics.corpus.reading.content import read_options
from topics.corpus.types import Corpus
from topics.defaults import default_path
from topics.engines import ENGINES
from topics.errors import SettingsError
from topics.evaluate.engine_agreement import agreement, no_pairs
from topics.evaluate.gold import GoldLine, read_gold, role_score, theme_scores
from topics.evaluate.topic_coherence import coherence
from topics.evaluate.types import Score
from topics.messages import Message, collected, warn
from topics.models.fitting import fit
from topics.models.speech_tree import tree_of_speeches
from topics.models.storage import save_model
from topics.models.types import TopicModel
from topics.report.figures import all_figures, render
from topics.report.labels import engine_name
from topics.report.ldavis import ldavis_page
from topics.report.page import report_page
from topics.runs.build import Results, build_tables
from topics.runs.files import check_apart, file_hash, write_file
from topics.runs.manifest import build_manifest, write_manifest
from topics.runs.store import Run, load_run, new_run, write_table
from topics.runs.timing import Stopwatch
from topics.text.counting.matrix import count
from topics.text.counting.weights import weigh
from topics.text.embedding.embed import embed
from topics.text.formula.dispersion import formula
from topics.text.lexicon.lexicon import LEXICON_FILES, Lexicon, load_lexicon
from topics.text.segmentation.segment import segment
from topics.text.types import DocTermMatrix, Tokens
from topics.themes.codebook import load_codebook
from topics.themes.coding import code
from topics.themes.labelling import label, missing_seed_words, start_words
from topics.themes.types import Codebook, Themes

__all__ = ["Study", "Tell", "analyse", "load_study", "run"]

Tell = Callable[[str, str], None]
"""Called as each stage ends with its name and what came of it."""

DEFAULT_INPUTS = ("settings.toml", *(f"lexicon/{name}" for name in LEXICON_FILES))

UNITS_PER_TOPIC = 5
"""With fewer units a topic the researcher is warned."""


@dataclass(frozen=True, slots=True)
class Study:
    """What a researcher brings beside the seed files, all of it checked.

    Attributes
    ----------
    settings : Settings
    codebook : Codebook
    lexicon : Lexicon
    gold : tuple of GoldLine
        Empty where there is none.
    inputs : mapping of str to str
        Name and sha256 of every file that had a part.
    """

    settings: Settings
    codebook: Codebook
    lexicon: Lexicon
    gold: tuple[GoldLine, ...]
    inputs: Mapping[str, str]


def load_study(
    settings: Settings | None = None,
    codebook: str | Path | None = None,
    gold: str | Path | None = None,
) -> Study:
    """Load everything but the seed files; settings, codebook and gold default to our own or none.

    Raises
    ------
    TopicsError
        If one of the files cannot be used.
    """
    if settings is None:
        settings = load_settings()
    if not isinstance(settings, Settings):
        raise SettingsError(
            [
                f"settings is a {type(settings).__name__}; give what topics.load_settings returns,"
                ' for example topics.load_settings(overrides=["n_components=3"]).'
            ]
        )
    book = load_codebook(codebook)
    own = {"dictionary": settings.dictionary, "stop_words": settings.stop_words, "gold": gold}
    lists = settings.dictionary, settings.stop_words
    lexicon = load_lexicon(*lists, stop_formula=settings.stop_formula)
    lines = read_gold(gold) if gold else ()
    inputs = {f"defaults/{name}": file_hash(default_path(name)) for name in DEFAULT_INPUTS}
    inputs[f"codebook/{book.name}"] = book.sha256
    inputs |= {f"{kind}/{Path(p).name}": file_hash(Path(p)) for kind, p in own.items() if p}
    return Study(settings, book, lexicon, lines, inputs)


def run(
    seeds: str | Path,
    out: str | Path | None = None,
    *,
    settings: Settings | None = None,
    codebook: str | Path | None = None,
    gold: str | Path | None = None,
    tell: Tell | None = None,
) -> Run:
    """Read, model, code, score and report a folder of seed files.

    Parameters
    ----------
    seeds : path-like
        The seed folder, or a single file.
    out : path-like, optional
        The run's own folder; ``reports/`` and the seed folder's name by default.
    settings : Settings, optional
        What `load_settings` returns, such as
        ``topics.load_settings(overrides=["n_components=3"])``; the defaults otherwise.
    codebook : path-like, optional
        A study's own codebook.
    gold : path-like, optional
        Gold lines to score roles and themes against.
    tell : callable, optional
        Called with ``(stage, result)`` as each stage ends.

    Returns
    -------
    Run
        The run as read back from its folder.

    Raises
    ------
    TopicsError
        If the run cannot start or finish; nothing half written is left.
    """
    study = load_study(settings, codebook, gold)
    folder = Path(out) if out is not None else Path("reports") / _name_of(Path(seeds))
    check_apart(folder, seeds)
    watch = Stopwatch()
    tell = tell or (lambda _stage, _result: None)
    with new_run(folder) as place, collected() as messages:
        with watch.stage("read"):
            corpus = read(seeds, read_options(study.settings))
        tell("read", _describe(corpus))
        results = analyse(corpus, study, watch, tell)
        inputs = {f"seeds/{s.name}": s.sha256 for s in corpus.sources} | dict(study.inputs)
        _write(results, place, study.settings, inputs, messages, watch)
    tell("report", str(folder / "report.html"))
    return load_run(folder)


def _name_of(seeds: Path) -> str:
    return seeds.resolve().stem if seeds.is_file() else seeds.resolve().name


def _describe(corpus: Corpus) -> str:
    skipped = f", {len(corpus.skipped)} skipped" if corpus.skipped else ""
    return (
        f"{len(corpus.sources)} sources{skipped}, {len(corpus.speeches)} speeches,"
        f" {len(corpus.running_text())} paragraphs, {len(corpus.repairs)} repairs"
    )


def analyse(corpus: Corpus, study: Study, watch: Stopwatch, tell: Tell) -> Results:
    """Segment, count, fit every engine, label its topics, code the paragraphs, score.

    Parameters
    ----------
    corpus : Corpus
        What `read` returns.
    study : Study
        Settings, codebook, lexicon and gold lines.
    watch : Stopwatch
        Times the stages.
    tell : callable
        Told of each stage as it ends.

    Returns
    -------
    Results
        Everything the tables are built from.

    Warns
    -----
    TopicsWarning
        Of fewer than `UNITS_PER_TOPIC` units a topic, and of seed words that are no terms.
    """
    settings = study.settings
    with watch.stage("segment"):
        tokens = segment(corpus, settings.segmenter, study.lexicon, pos=settings.pos)
    tell("segment", f"{len(tokens.term_ids)} words, {len(tokens.terms)} different")
    with watch.stage("count"):
        matrix = count(
            tokens,
            settings.unit,
            min_df=settings.min_df,
            max_df=settings.max_df,
            stop_words=study.lexicon.stop_words,
        )
        matrix = weigh(matrix, settings.weights)
    tell("count", f"{matrix.counts.shape[0]} units x {matrix.counts.shape[1]} terms")
    _warn_of_few_units(matrix.counts.shape[0], settings.n_components)
    embeddings = _embed(corpus, matrix, settings, watch, tell)
    models, themes = _fit_all(matrix, embeddings, study, watch, tell)
    missing = _missing(themes[settings.engines[0]], corpus)
    with watch.stage("code"):
        first = settings.engines[0]
        coded = code(corpus, models[first], themes[first])
    tell("code", f"{sum(map(bool, coded.themes()))} paragraphs coded")
    with watch.stage("evaluate"):
        scores, pairs = _evaluate(models, tokens)
        if study.gold:
            scores.append(("corpus", role_score(corpus, study.gold)))
            scores += [("coding", score) for score in theme_scores(corpus, coded, study.gold)]
        tree = tree_of_speeches(corpus, tokens, study.lexicon.stop_words)
    tell("evaluate", f"{len(scores)} scores")
    with watch.stage("formula"):
        common = formula(tokens, stop_words=load_lexicon(stop_formula=False).stop_words)
    tell("formula", f"{len(common.terms)} words, {len(common.bundles)} bundles")
    return Results(corpus, matrix, models, themes, coded, scores, pairs, tree, common, missing)


def _missing(themes: Themes, corpus: Corpus) -> pd.DataFrame:
    """Return the seed words that are no terms, and warn if there are any."""
    table = missing_seed_words(themes, corpus)
    if len(table):
        total = sum(len(theme.seed_words) for theme in themes.codebook.themes)
        warn(Message("missing_seed_words", {"missing": len(table), "total": total}))
    return table


def _embed(
    corpus: Corpus, matrix: DocTermMatrix, settings: Settings, watch: Stopwatch, tell: Tell
) -> npt.NDArray[np.float32] | None:
    if not settings.embeddings:
        return None
    with watch.stage("embed"):
        embeddings = embed(corpus, matrix.units, settings.embeddings)
    tell("embed", f"{embeddings.shape[0]} units x {embeddings.shape[1]} dimensions")
    return embeddings


def _fit_all(
    matrix: DocTermMatrix,
    embeddings: npt.NDArray[np.float32] | None,
    study: Study,
    watch: Stopwatch,
    tell: Tell,
) -> tuple[dict[str, TopicModel], dict[str, Themes]]:
    """Fit every engine of the settings and label its topics."""
    settings, codebook = study.settings, study.codebook
    starts = start_words(codebook, matrix, settings.n_components) if settings.seed_words else None
    models, themes = {}, {}
    for engine in settings.engines:
        with watch.stage(f"fit {engine}"):
            models[engine] = fit(
                matrix,
                engine,
                n_components=settings.n_components,
                random_state=settings.random_state,
                max_iter=settings.max_iter,
                seed_words=starts if ENGINES[engine].takes_seeds else None,
                embeddings=embeddings if ENGINES[engine].takes_embeddings else None,
            )
            themes[engine] = label(models[engine], codebook)
        tell(f"fit {engine}", f"{sum(map(bool, themes[engine].labels))} topics named")
    return models, themes


def _evaluate(
    models: Mapping[str, TopicModel], tokens: Tokens
) -> tuple[list[tuple[str, Score]], pd.DataFrame]:
    """Return the scores of every engine and pair of engines, and the pairs of topics."""
    scores = [
        (engine, score) for engine, model in models.items() for score in coherence(model, tokens)
    ]
    pairs = [no_pairs()]
    for a, b in combinations(models, 2):
        table, found = agreement(models[a], models[b])
        pairs.append(table)
        scores += [(f"{a}+{b}", score) for score in found]
    return scores, pd.concat(pairs[1:] or pairs, ignore_index=True)


def _warn_of_few_units(n_units: int, n_topics: int) -> None:
    if n_units < UNITS_PER_TOPIC * n_topics:
        values = {"n_units": n_units, "n_topics": n_topics, "minimum": UNITS_PER_TOPIC}
        warn(Message("few_units", values))


def _write(
    results: Results,
    place: Path,
    settings: Settings,
    inputs: Mapping[str, str],
    messages: Sequence[Message],
    watch: Stopwatch,
) -> None:
    """Write a run's folder: tables, models, figures, pages, and the manifest last."""
    with watch.stage("tables"):
        tables = build_tables(results)
        for name, table in tables.items():
            write_table(place / f"{name}.csv", table)
        for engine, model in results.models.items():
            save_model(model, place / "models" / engine)
    with watch.stage("figures"):
        formats = settings.figure_formats
        drawn = {figure.name: render(figure, formats) for figure in all_figures(tables)}
        (place / "figures").mkdir()
        for name, kinds in drawn.items():
            for kind, data in kinds.items():
                write_file(place / "figures" / f"{name}.{kind}", data)
    with watch.stage("pages"):
        ldavis = _ldavis_names(settings.engines)
        for engine, name in ldavis.items():
            write_file(
                place / name,
                ldavis_page(results.models[engine], f"{engine_name(engine)} 话题图").encode(),
            )
        svgs = {name: kinds["svg"].decode() for name, kinds in drawn.items()}
        manifest = build_manifest(settings, inputs, place, messages)
        write_file(place / "report.html", report_page(tables, manifest, svgs, ldavis).encode())
    write_manifest(place, build_manifest(settings, inputs, place, messages))
    watch.write(place)


def _ldavis_names(engines: Sequence[str]) -> dict[str, str]:
    """Return each engine's pyLDAvis page; the first has the plain name."""
    first, *others = engines
    return {first: "ldavis.html"} | {engine: f"ldavis-{engine}.html" for engine in others}
