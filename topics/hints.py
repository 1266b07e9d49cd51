"""What to type here for names that gensim, scikit-learn, BERTopic, tomotopy and pandas use.

An unknown attribute, index or keyword remains Python's own AttributeError or TypeError, so that
``hasattr``, ``copy``, NumPy and pandas find what they look for; only its message says more.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

from topics.errors import did_you_mean, shortened

__all__ = ["ATTRIBUTES", "ITEMS", "KEYWORDS", "hinted", "hinted_keywords"]

Kind = TypeVar("Kind", bound=type)
P = ParamSpec("P")
R = TypeVar("R")

KEYWORDS = {
    "alpha": "doc_topic_prior",
    "beta": "topic_word_prior",
    "eta": "topic_word_prior",
    "iterations": "max_iter",
    "k": "n_components",
    "n_topics": "n_components",
    "no_above": "max_df",
    "no_below": "min_df",
    "nr_topics": "n_components",
    "num_topics": "n_components",
    "passes": "max_iter",
    "seed": "random_state",
}
"""Names of arguments elsewhere, and ours."""

_TABLE = "speeches.to_pandas()"
ATTRIBUTES = {
    "Corpus": {
        "columns groupby head iloc info loc merge sample shape": f"corpus.{_TABLE}",
        "to_csv to_excel": f"corpus.{_TABLE}",
        "docs documents text texts": 'corpus.paragraphs.to_pandas()["text"]',
        "dictionary": "topics.count(topics.segment(corpus)).vocabulary",
    },
    "Tokens": {
        "docs documents texts tokens": "tokens.words(0), the terms of the first paragraph",
        "token2id vocabulary": "tokens.terms",
        "head": "tokens.to_pandas()",
    },
    "DocTermMatrix": {
        "A T data ndim shape sum tocsr toarray todense": "matrix.counts, a sparse array",
        "feature_names feature_names_in_ get_feature_names_out id2word": "matrix.vocabulary",
        "head iloc loc": "matrix.units.to_pandas()",
    },
    "TopicModel": {
        "get_topic get_topic_info get_topic_terms print_topic print_topics": "model.top_terms(10)",
        "show_topic show_topics topic_labels_": "model.top_terms(10)",
        "c_tf_idf_ components_ get_topics": "model.topic_term",
        "fit_transform get_document_topics get_topic_dist theta": "model.doc_topic",
        "get_document_info get_representative_docs": "model.documents(1)",
        "feature_names_in_ get_feature_names_out id2word used_vocabs": "model.vocabulary",
        "k n_components num_topics": "model.n_topics",
        "labels_ topics_": "model.main_topics()",
        "infer predict transform": "topics.infer(model, texts)",
        "fit": 'topics.fit(matrix, "lda")',
        "get_coherence log_perplexity score": "topics.coherence(model, tokens)",
        "save": "topics.models.storage.save_model(model, folder)",
        "visualize_barchart": "topics.plot.topic_words(model)",
        "visualize_topics": "topics.show(model)",
    },
    "Themes": {"head to_pandas": "model.top_terms(10, themes)"},
    "CodedParagraphs": {
        "groupby": 'coded.by("year")',
        "columns head iloc loc merge to_csv to_excel": "coded.to_pandas()",
    },
    "Run": {
        "coded paragraphs speeches topics": 'run.tables, e.g. run.tables["topics"]',
        "model": 'run.models, e.g. run.models["lda"]',
        "report": "run.show()",
        "settings warnings": "run.manifest",
    },
}
"""For each class, attributes of similar classes elsewhere, and what to type here."""

ITEMS = {
    "Corpus": "corpus.speeches[0] or corpus.paragraphs[0]",
    "Tokens": "tokens.units[0] or tokens.words(0)",
    "DocTermMatrix": "matrix.units[0], matrix.vocabulary[0] or matrix.counts[[0]]",
    "TopicModel": "model.topics[0], model.units[0] or model.top_terms().loc[1]",
    "Themes": "themes.labels[0] or themes.states[0]",
    "CodedParagraphs": "coded.keys[0] or coded.to_pandas().loc[0]",
    "Run": 'run.tables["topics"] or run.models["lda"]',
}
"""For each class that is not a sequence, what of it has a length and items."""


def hinted(kind: Kind) -> Kind:
    """Give the errors of a class for unknown attributes, its length and its items a hint.

    Parameters
    ----------
    kind : type
        A class that `ATTRIBUTES` and `ITEMS` name.
    """
    own = {
        name: hint for names, hint in ATTRIBUTES[kind.__name__].items() for name in names.split()
    }

    def attribute(self: Any, name: str) -> Any:
        try:
            return object.__getattribute__(self, name)  # a property that fails keeps its error
        except AttributeError as exc:
            if hasattr(kind, name) or name.startswith("_"):
                raise
            public = (known for known in dir(kind) if not known.startswith("_"))
            hint = f" Use {own[name]}." if name in own else did_you_mean(name, public)
            raise AttributeError(f"{exc}.{hint}", name=name, obj=self) from None

    def refuse(self: Any, *_: Any) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} has no length and no items of its own; its parts have. Use"
            f" e.g. {ITEMS[kind.__name__]}."
        )

    def true(_: Any) -> bool:
        return True

    # No `__iter__`: pandas, NumPy and `topics.read` take what has one for a list.
    methods = {
        "__getattr__": attribute, "__len__": refuse, "__getitem__": refuse, "__bool__": true
    }  # fmt: skip
    for name, method in methods.items():
        setattr(kind, name, method)
    return kind


def hinted_keywords(
    inner: Iterable[str] = (), form: str = ""
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator: an unknown keyword argument is a TypeError that proposes ours.

    Parameters
    ----------
    inner : iterable of str, optional
        Names that belong to an object that the function takes, e.g. those of settings.
    form : str, optional
        How they are passed: a format of ``name``, ``value`` and ``setting``, which is
        ``name=value`` as a text.
    """
    within = tuple(inner)

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        known = list(inspect.signature(function).parameters)

        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            for name in (given for given in kwargs if given not in known):
                ours = KEYWORDS.get(name, name)
                hint = did_you_mean(ours, [*known, *within])
                if ours in within:
                    hint = f" Pass {_filled(form, ours, kwargs[name])}."
                raise TypeError(
                    f"{function.__name__}() has no argument '{name}'.{hint} Its arguments are"
                    f" {', '.join(known)}."
                )
            return function(*args, **kwargs)

        return checked

    return decorate


def _filled(form: str, name: str, value: object) -> str:
    """Return how an argument is passed as a part of another one."""
    is_plain = isinstance(value, bool | int | float | str | list)
    toml = json.dumps(value, ensure_ascii=False, default=str) if is_plain else "..."
    return form.format(name=name, value=shortened(value), setting=repr(f"{name}={toml}"))
