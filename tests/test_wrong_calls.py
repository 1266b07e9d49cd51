"""Natural wrong calls of the public functions get errors that say what to pass."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import topics
from topics.errors import CorpusError, WrongTypeError

TEXTS = [
    "今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车。",
    "学校要把课后服务办好，家长放心，学生高兴，教师不累。",
    "河道要常年有人巡，发现倾倒及时清运，谁出问题谁负责。",
]


@pytest.fixture(scope="module")
def made() -> SimpleNamespace:
    """Return what each stage returns for three texts."""
    corpus = topics.read(TEXTS)
    tokens = topics.segment(corpus)
    matrix = topics.count(tokens, min_df=1, max_df=1.0)
    model = topics.fit(matrix, n_components=2, n_init=2)
    book = topics.load_codebook()
    themes = topics.label(model, book)
    return SimpleNamespace(
        corpus=corpus, tokens=tokens, matrix=matrix, model=model, book=book, themes=themes
    )


t: Any = topics  # wrong types are the point here
CALLS: list[tuple[Callable[[Any], object], str]] = [
    (
        lambda m: t.segment("folder"),
        "corpus must be a Corpus, got str. Pass what topics.read(seeds)",
    ),
    (
        lambda m: t.segment(["text"]),
        "corpus must be a Corpus, got list. Pass what topics.read(seeds)",
    ),
    (lambda m: t.segment(m.corpus, lexicon="d.txt"), "got str. Pass what topics.load_lexicon"),
    (lambda m: t.count(m.corpus), "tokens must be a Tokens, got Corpus. Pass what topics.segment"),
    (lambda m: t.weigh(m.tokens, "tfidf"), "matrix must be a DocTermMatrix, got Tokens"),
    (lambda m: t.fit(m.tokens, "lda"), "got Tokens. Pass what topics.count(tokens)"),
    (lambda m: t.fit("lda", m.matrix), "matrix must be a DocTermMatrix, got str"),
    (lambda m: t.infer(m.matrix, m.model), "must be a run or a TopicModel, got DocTermMatrix"),
    (lambda m: t.infer(m.model, m.tokens), "topics.count(tokens, vocabulary=model.vocabulary)"),
    (lambda m: t.label(m.model, "file.toml"), "Pass what topics.load_codebook(path) returns"),
    (lambda m: t.label(m.book, m.model), "model must be a TopicModel, got Codebook"),
    (lambda m: t.start_words("file.toml", m.matrix, 3), "Pass what topics.load_codebook(path)"),
    (lambda m: t.code(m.model, m.corpus, m.themes), "corpus must be a Corpus, got TopicModel"),
    (lambda m: t.code(m.corpus, m.model, m.book), "themes must be a Themes, got Codebook"),
    (lambda m: t.coherence(m.model, m.matrix), "tokens must be a Tokens, got DocTermMatrix"),
    (lambda m: t.agreement(m.model, m.matrix), "b must be a TopicModel, got DocTermMatrix"),
    (lambda m: t.embed(m.corpus, m.matrix), "units must be a Sequence, got DocTermMatrix"),
    (lambda m: t.embed(m.matrix, m.corpus), "corpus must be a Corpus, got DocTermMatrix"),
    (
        lambda m: t.inspect("folder"),
        "corpus must be a Corpus, got str. Pass what topics.read(seeds)",
    ),
    (lambda m: t.load_codebook(m.book), "codebook must be the path of a file or folder"),
    (lambda m: t.load_lexicon(["word"]), "dictionary must be the path of a file or folder"),
    (lambda m: t.load_run(m.model), "folder must be the path of a file or folder"),
    (lambda m: t.load_settings({"min_df": 1}), "settings must be the path of a file or folder"),
]


@pytest.mark.parametrize(("call", "said"), CALLS)
def test_an_argument_of_another_type(
    call: Callable[[Any], object], said: str, made: SimpleNamespace
) -> None:
    """The error names the argument, its type, and the call that returns the right one."""
    with pytest.raises(WrongTypeError) as error:
        call(made)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("seeds", "kind"), [(pd.DataFrame({"text": TEXTS}), "DataFrame"), (TEXTS, "list")]
)
def test_a_run_needs_files(seeds: Any, kind: str) -> None:
    """A run records its files, so texts in memory are to be written first."""
    for function in (t.run, t.sensitivity):
        with pytest.raises(CorpusError, match=rf"got {kind}\. Write texts to a"):
            function(seeds)
