"""Topic models of Chinese speeches: from dirty compilations to named themes.

::

    corpus = topics.read("seeds")
    tokens = topics.segment(corpus)
    matrix = topics.count(tokens, unit="paragraph")
    model = topics.fit(matrix, "lda", n_components=10, random_state=1)
    themes = topics.label(model, topics.load_codebook())
    coded = topics.code(corpus, model, themes)

`topics.run` does all of it and writes the report, as the command ``topics run`` does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from topics.config import load_settings
    from topics.corpus.audit import inspect
    from topics.corpus.corpus import read
    from topics.corpus.types import Corpus
    from topics.engines import ENGINES
    from topics.errors import TopicsError, TopicsWarning
    from topics.evaluate.engine_agreement import agreement
    from topics.evaluate.topic_coherence import coherence
    from topics.models.fitting import fit
    from topics.models.lda.estimator import LDA
    from topics.models.types import TopicModel
    from topics.pipeline import run
    from topics.runs.store import load_run
    from topics.text.counting.matrix import count
    from topics.text.lexicon.lexicon import load_lexicon
    from topics.text.segmentation.segment import segment
    from topics.text.types import DocTermMatrix, Tokens
    from topics.themes.codebook import load_codebook
    from topics.themes.coding import code
    from topics.themes.labelling import label, start_words
    from topics.themes.types import Codebook, CodedParagraphs, Themes

__all__ = [
    "ENGINES",
    "LDA",
    "Codebook",
    "CodedParagraphs",
    "Corpus",
    "DocTermMatrix",
    "Themes",
    "Tokens",
    "TopicModel",
    "TopicsError",
    "TopicsWarning",
    "agreement",
    "code",
    "coherence",
    "count",
    "fit",
    "inspect",
    "label",
    "load_codebook",
    "load_lexicon",
    "load_run",
    "load_settings",
    "read",
    "run",
    "segment",
    "start_words",
]

_HOMES = {
    "topics.config": ("load_settings",),
    "topics.corpus.audit": ("inspect",),
    "topics.corpus.corpus": ("read",),
    "topics.corpus.types": ("Corpus",),
    "topics.engines": ("ENGINES",),
    "topics.errors": ("TopicsError", "TopicsWarning"),
    "topics.evaluate.engine_agreement": ("agreement",),
    "topics.evaluate.topic_coherence": ("coherence",),
    "topics.models.fitting": ("fit",),
    "topics.models.lda.estimator": ("LDA",),
    "topics.models.types": ("TopicModel",),
    "topics.pipeline": ("run",),
    "topics.runs.store": ("load_run",),
    "topics.text.lexicon.lexicon": ("load_lexicon",),
    "topics.text.counting.matrix": ("count",),
    "topics.text.segmentation.segment": ("segment",),
    "topics.text.types": ("DocTermMatrix", "Tokens"),
    "topics.themes.codebook": ("load_codebook",),
    "topics.themes.coding": ("code",),
    "topics.themes.labelling": ("label", "start_words"),
    "topics.themes.types": ("Codebook", "CodedParagraphs", "Themes"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    # Loaded when first asked for: who only reads a corpus need not wait for numba.
    if name not in _HOME_OF:
        raise AttributeError(f"module 'topics' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
