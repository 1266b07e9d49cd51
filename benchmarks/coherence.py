"""Time and memory of coherence, ours against gensim's, on the People's Daily of January 1998.

    python -m benchmarks.coherence [--documents 24000] [--gensim 2400]

Each measurement is a process of its own that has computed the measures of one document before, so
that compiled code is loaded. Memory is the most that the process held, beyond what it held before.
"""

from __future__ import annotations

import argparse
import ctypes
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.memory import peak_mb
from tests.peoples_daily import annotated
from topics.evaluate.topic_coherence import coherence
from topics.models.types import TopicModel
from topics.models.words import top_words
from topics.text.counting.matrix import count
from topics.text.types import Tokens, Unit, Units

N_TOPICS = 30


def tokens_of(n: int) -> Tokens:
    """Return documents of the People's Daily, repeated if there are not enough."""
    documents = [[w for w in text if w[0].isalnum()] for text in annotated()]
    documents = [document for document in documents if document]
    documents = [documents[i % len(documents)] for i in range(n)]
    ids: dict[str, int] = {}
    words = [ids.setdefault(w, len(ids)) for document in documents for w in document]
    return Tokens(
        units=Units.of(Unit("people", 1, "", (i,)) for i in range(1, n + 1)),
        terms=tuple(ids),
        term_ids=np.array(words, np.int32),
        spans=np.zeros((len(words), 2), np.int32),
        indptr=np.cumsum([0, *map(len, documents)], dtype=np.int64),
    )


def model_of(tokens: Tokens) -> TopicModel:
    """Return topics whose top words are drawn from the more frequent terms."""
    matrix = count(tokens, min_df=20)
    draw = np.random.default_rng(0)
    frequent = np.argsort(-matrix.counts.sum(axis=0))[:1500]
    topic_term = np.zeros((N_TOPICS, len(matrix.vocabulary)))
    for row in topic_term:
        row[draw.choice(frequent, 25, replace=False)] = np.linspace(2, 1, 25)
    n_units = len(matrix.units)
    return TopicModel(
        topic_term=topic_term / topic_term.sum(axis=1, keepdims=True),
        doc_topic=np.full((n_units, N_TOPICS), 1 / N_TOPICS),
        share=np.full(N_TOPICS, 1 / N_TOPICS),
        term_counts=np.asarray(matrix.counts.sum(axis=0)),
        unit_counts=np.asarray(matrix.counts.sum(axis=1)),
        vocabulary=matrix.vocabulary,
        units=matrix.units,
        engine="lda",
        params={},
        random_state=0,
        trace=(),
        corpus_fingerprint="people",
    )


def by_gensim(model: TopicModel, tokens: Tokens) -> list[float]:
    """Return gensim's C_v and NPMI."""
    from gensim.corpora import Dictionary
    from gensim.models.coherencemodel import CoherenceModel

    texts = [tokens.words(i) for i in range(len(tokens.units))]
    topics = [list(words) for words in top_words(model, 10)]
    dictionary = Dictionary(texts)
    return [
        CoherenceModel(
            topics=topics, texts=texts, dictionary=dictionary, coherence=name, topn=10, processes=1
        ).get_coherence()
        for name in ("c_v", "c_npmi")
    ]


def by_topics(model: TopicModel, tokens: Tokens) -> list[float]:
    """Return our C_v and NPMI, with their intervals."""
    return [score.value for score in coherence(model, tokens)[:2]]


def measure(what: str, n: int) -> None:
    """Print one row: processor seconds, memory and values."""
    tokens = tokens_of(n)
    model = model_of(tokens)
    score = by_gensim if what == "gensim" else by_topics
    if what == "topics":
        coherence(model, tokens, n_words=1)
    if sys.platform == "linux":  # give freed memory back, and let the peak start here
        ctypes.CDLL("libc.so.6").malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5")
    before, start = peak_mb(), time.process_time()
    values = score(model, tokens)
    seconds = time.process_time() - start
    size = f"{n} documents, {len(tokens.term_ids)} words, {N_TOPICS} topics"
    print(f"{what:7} {size}: {seconds:.2f} s, {peak_mb() - before:.0f} MB", end="; ")
    print(", ".join(f"{value:.4f}" for value in values), flush=True)


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=24_000)
    parser.add_argument("--gensim", type=int, default=2400)
    given = parser.parse_args()
    for what, n in (
        ("topics", given.gensim),
        ("gensim", given.gensim),
        ("topics", given.documents),
    ):
        process = get_context("spawn").Process(target=measure, args=(what, n))
        process.start()
        process.join()


if __name__ == "__main__":
    main()
