"""Small corpora whose topics are known."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix, Unit, Units

N_BLOCKS = 3
WORDS_PER_BLOCK = 6
UNITS_PER_BLOCK = 12


def units_of(n_units: int) -> Units:
    """Return so many one-paragraph units of one speech."""
    return Units.of(Unit("a.txt", 1, "", (i,)) for i in range(1, n_units + 1))


def block_counts(seed: int = 0, units_per_block: int = UNITS_PER_BLOCK) -> np.ndarray:
    """Return counts of three topics with private words: block-diagonal, units interleaved."""
    rng = np.random.default_rng(seed)
    counts = np.zeros((N_BLOCKS * units_per_block, N_BLOCKS * WORDS_PER_BLOCK))
    for row in range(len(counts)):
        start = (row % N_BLOCKS) * WORDS_PER_BLOCK
        counts[row, start : start + WORDS_PER_BLOCK] = rng.multinomial(
            20, np.full(WORDS_PER_BLOCK, 1 / WORDS_PER_BLOCK)
        )
    return counts


def matrix_of(counts: np.ndarray) -> DocTermMatrix:
    """Wrap counts, with terms w00, w01, ..."""
    csr = sparse.csr_array(np.asarray(counts, dtype=np.float64))
    vocabulary = tuple(f"w{j:02d}" for j in range(csr.shape[1]))
    return DocTermMatrix(csr, vocabulary, units_of(csr.shape[0]), units_of(0))


def model_of(
    topic_term: object, doc_topic: object, *, engine: str = "lda", vocabulary: str = ""
) -> TopicModel:
    """Make a model by hand; every unit counts ten words."""
    phi, theta = np.array(topic_term, dtype=float), np.array(doc_topic, dtype=float)
    terms = tuple(vocabulary.split()) or tuple(f"w{j:02d}" for j in range(phi.shape[1]))
    return TopicModel(
        topic_term=phi,
        doc_topic=theta,
        share=theta.mean(axis=0),
        term_counts=np.full(phi.shape[1], 10.0),
        unit_counts=np.full(len(theta), 10.0),
        vocabulary=terms,
        units=units_of(len(theta)),
        engine=engine,
        params={"n_components": len(phi)},
        random_state=1,
        trace=(-2.0, -1.5),
    )


def random_counts(seed=0, n_units=300, n_terms=200):
    """Return a sparse matrix of a few topics, large enough for threads to share."""
    rng = np.random.default_rng(seed)
    phi = rng.dirichlet(np.full(n_terms, 0.05), 5)
    theta = rng.dirichlet(np.full(5, 0.2), n_units)
    return sparse.csr_array([rng.multinomial(60, row @ phi) for row in theta]).astype(float)


def block_seeds():
    """Return two seed words for each block, the last block's for the first topic."""
    seeds = np.zeros((3, 18))
    for topic, block in enumerate((2, 0, 1)):
        seeds[topic, block * WORDS_PER_BLOCK : block * WORDS_PER_BLOCK + 2] = 1.0
    return seeds
