"""What to type here: hints in the errors of unknown attributes, items and keyword arguments."""

from __future__ import annotations

import copy
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

import topics
from topics.hints import ATTRIBUTES, ITEMS, KEYWORDS
from topics.runs.store import Run

CLASSES = {
    kind.__name__: kind
    for kind in (
        topics.Corpus,
        topics.Tokens,
        topics.DocTermMatrix,
        topics.TopicModel,
        topics.Themes,
        topics.CodedParagraphs,
        Run,
    )
}
VARIABLES = dict(
    zip(("corpus", "tokens", "matrix", "model", "themes", "coded", "run"), CLASSES, strict=True)
)


@pytest.fixture(scope="module")
def objects() -> dict[str, Any]:
    """Return an object of each class but the run."""
    corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    tokens = topics.segment(corpus)
    matrix = topics.count(tokens, min_df=1)
    model = topics.fit(matrix, n_components=2, n_init=1)
    themes = topics.label(model, topics.load_codebook())
    coded = topics.code(corpus, model, themes)
    made = (corpus, tokens, matrix, model, themes, coded)
    return dict(zip(VARIABLES, made, strict=False))


def test_what_hints_propose_exists() -> None:
    """Proposed attributes and functions exist, and no name that exists has a hint."""
    assert ATTRIBUTES.keys() == ITEMS.keys() == CLASSES.keys()
    for kind, hints in ATTRIBUTES.items():
        known = {name for cls in CLASSES[kind].__mro__ for name in dir(cls)}
        known |= CLASSES[kind].__dataclass_fields__.keys()
        assert not known & {name for names in hints for name in names.split()}, kind
        for text in (*hints.values(), ITEMS[kind]):
            assert re.search(r"\w+\.\w+", text)
            for variable, name in re.findall(r"\b([a-z]+)\.([a-z_]+)", text):
                owner: Any = (
                    topics if variable == "topics" else CLASSES.get(VARIABLES.get(variable, ""))
                )
                fields = getattr(owner, "__dataclass_fields__", {})
                if owner is not None:
                    assert name in fields or hasattr(owner, name) or name == "models", text


def test_items_that_hints_propose_are_there(objects: dict[str, Any]) -> None:
    """Each example of an item returns one."""
    for variable, made in objects.items():
        for example in re.split(", | or ", ITEMS[VARIABLES[variable]]):
            *path, last = example.removeprefix(f"{variable}.").split(".")
            value = made
            for step in (*path, last):
                name, call, item = re.fullmatch(r"(\w+)(\(\d*\))?(\[.+\])?", step).groups()  # type: ignore[union-attr]
                value = getattr(value, name)
                value = value(*map(int, re.findall(r"\d+", call))) if call else value
                value = value[int(item.strip("[]"))] if item else value
            assert value is not None


def test_unknown_attributes_say_what_to_type(objects: dict[str, Any]) -> None:
    """A name of another library, a near miss, and a name that nothing resembles."""
    model, matrix = objects["model"], objects["matrix"]
    for name in ("show_topics", "print_topics"):
        with pytest.raises(AttributeError, match=rf"'{name}'\. Use model\.top_terms\(10\)\."):
            getattr(model, name)
    with pytest.raises(AttributeError, match=r"Use model\.topic_term\."):
        model.get_topics()
    with pytest.raises(AttributeError, match="Did you mean 'vocabulary'"):
        matrix.vocabulari  # noqa: B018
    with pytest.raises(AttributeError, match=r"no attribute 'xyzzy'\.$"):
        model.xyzzy  # noqa: B018


def test_what_is_no_sequence_says_which_part_is_one(objects: dict[str, Any]) -> None:
    """Length, index and iteration are a TypeError with an example; each object is true."""
    for variable, made in objects.items():
        for use in (len, lambda x: x[0], list, lambda x: [*x], lambda x: 3 in x):
            with pytest.raises(TypeError, match=re.escape(ITEMS[VARIABLES[variable]])):
                use(made)  # type: ignore[operator]
        assert made
    with pytest.raises(TypeError, match=r"corpus\.speeches\[0\] or corpus\.paragraphs\[0\]"):
        objects["corpus"][0]


def test_other_libraries_find_what_they_look_for(objects: dict[str, Any]) -> None:
    """Probing, copies, NumPy and pandas treat the objects as before: as single values."""
    for made in objects.values():
        for name in ("__array__", "__iter__", "_repr_png_", "__deepcopy__", "shape", "dtype"):
            assert not hasattr(made, name)
        assert type(copy.copy(made)) is type(copy.deepcopy(made)) is type(made)
        assert np.asarray(made, object).shape == ()
        assert np.array([made, made], object).shape == (2,)
        assert pd.Series([made])[0] is made
        assert not pd.api.types.is_list_like(made)
    with pytest.raises(topics.TopicsError, match="already a corpus"):
        topics.read(objects["corpus"])


def test_a_property_that_fails_keeps_its_error() -> None:
    """An AttributeError inside a property is not reported as a missing attribute."""
    bare = object.__new__(topics.Corpus)
    with pytest.raises(AttributeError, match="'pieces'"):
        bare.paragraphs  # noqa: B018


def test_unknown_keywords_say_what_to_type(objects: dict[str, Any]) -> None:
    """Settings of a run, options of reading, names of other libraries, near misses."""
    run: Any = topics.run
    for name in ("n_components", "k", "num_topics"):
        with pytest.raises(
            TypeError, match=re.escape("load_settings(overrides=['n_components=8'])")
        ):
            run("nowhere", **{name: 8})
    with pytest.raises(TypeError, match=re.escape("""overrides=['engines=["lda", "nmf"]']""")):
        run("nowhere", engines=["lda", "nmf"])
    with pytest.raises(TypeError, match=r"no argument 'progres'\. Did you mean 'progress'\?"):
        run("nowhere", progres=print)
    read: Any = topics.read
    with pytest.raises(TypeError, match=r"topics\.corpus\.ReadOptions\(encoding='gbk'\)"):
        read("nowhere", encoding="gbk")
    count: Any = topics.count
    with pytest.raises(TypeError, match="Did you mean 'min_df'"):
        count(objects["tokens"], no_below=5)
    with pytest.raises(topics.TopicsError, match="Did you mean 'n_components'"):
        topics.fit(objects["matrix"], "lda", num_topics=8)


def test_keywords_of_other_libraries_have_ours() -> None:
    """Each name of ours is an argument of `fit` or `count`, or an option of LDA."""
    ours = {*topics.LDA().get_params(), "min_df", "max_df"}
    assert set(KEYWORDS.values()) <= ours
    assert not KEYWORDS.keys() & ours
