"""``topics.plot``: from a run, a model or coded paragraphs to a table and its drawing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import topics
from tests.report.conftest import make_model
from topics.corpus.types import Corpus
from topics.errors import ModelError, WrongTypeError
from topics.models.alignment import similarities
from topics.models.types import TopicModel
from topics.runs.store import Run
from topics.themes.types import NONE


@pytest.fixture
def model() -> TopicModel:
    """Return five topics over forty terms."""
    draw = np.random.default_rng(5)
    words = tuple(f"词{i:02d}" for i in range(40))
    doc_topic = draw.dirichlet([5, 4, 3, 2, 1], size=60)
    return make_model(draw.dirichlet(np.full(40, 0.2), size=5), doc_topic, words)


def test_importing_topics_loads_no_matplotlib() -> None:
    """Nor does naming the module in a list of names."""
    program = "import sys, topics; dir(topics); print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_plots_of_a_model_have_its_numbers(model: TopicModel) -> None:
    """Words, shares and similarities are those of the model."""
    words = topics.plot.topic_words(model, n_terms=3, n_topics=2)
    assert words.table["topic"].tolist() == [1] * 3 + [2] * 3
    top = model.to_pandas(3)["top_terms"].iloc[0]
    assert words.table["term"].tolist()[:3] == top.split()
    assert words.table["weight"].iloc[0] == model.topic_term[0].max()
    assert words.titles[1] == "LDA: top words of the topics (largest 2 of 5)"
    shares = topics.plot.topic_shares(model).table.set_index("topic")
    assert shares["share"].to_dict() == dict(zip(range(1, 6), model.share, strict=True))
    pairs = topics.plot.topic_similarity(model).table
    expected = similarities(model.topic_term, model.topic_term)
    assert pairs["similarity"].to_numpy().reshape(5, 5) == pytest.approx(expected)
    places = topics.plot.topic_map(model, language="zh")
    assert places.table.columns.tolist() == ["topic", "zh", "en", "share", "x", "y", "doubt"]
    assert repr(places) == "<Plot topic_map_lda: LDA：话题图; 5 rows, 170 mm>"


def test_the_reader_s_language_is_that_of_the_notebook_alone(
    model: TopicModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of a plot do not depend on the reader; an explicit language is that of both."""
    made, english = (topics.plot.topic_map(model, language=name) for name in (None, "en"))
    files, shown = made.to_bytes("svg"), []
    for language in ("zh", "en"):
        monkeypatch.setattr(topics.options, "language", language)
        assert made.to_bytes("svg") == files
        shown.append((repr(made), made._repr_png_()[0]))
        assert "map of the topics" in repr(english)
    assert "话题图" in shown[0][0]
    assert shown[0][1] != shown[1][1]
    assert shown[1] == (repr(english), english._repr_png_()[0])


def test_shares_by_groups_are_plotted_as_they_are() -> None:
    """A table of shares by year keeps its rows, but for speeches without a year."""
    by = pd.DataFrame(
        {
            "column": "year",
            "group": ["2001", "2001", "2002", "2002", "", ""],
            "engine": "lda",
            "topic": [1, 2] * 3,
            "share": [0.2, 0.8, 0.4, 0.6, 0.5, 0.5],
            "low": np.nan,
            "high": np.nan,
            "n_speeches": 2,
            "few": True,
        }
    )
    made = topics.plot.trends(by, width="85mm", language="en")
    assert made.name == "trends_year"
    assert made.table["share"].tolist() == [0.2, 0.4, 0.8, 0.6]
    assert made.table["en"].tolist() == ["Topic 1", "Topic 1", "Topic 2", "Topic 2"]
    assert topics.plot.trends(by, n_items=1).table["topic"].unique().tolist() == [2]


def test_a_column_of_the_metadata_needs_no_prefix() -> None:
    """A run's shares by province are found by that name, and the title has it too."""
    by = pd.DataFrame(
        {
            "column": "meta_province",
            "group": ["山东", "广西"],
            "theme": "city",
            "share": [0.25, 0.75],
            "low": np.nan,
            "high": np.nan,
            "n_speeches": 1,
            "few": True,
        }
    )
    themes = pd.DataFrame({"theme": ["city"], "zh": ["城市"], "en": ["City"], "share": [1.0]})
    speeches = pd.DataFrame({"meta_province": ["山东", "广西"]})
    run = Run(Path("r"), {}, {"speeches": speeches, "themes": themes, "themes_by": by}, {})
    made = topics.plot.trends(run, "province")
    assert made.table["group"].tolist() == ["山东", "广西"]
    assert made.titles[1] == "Shares of the themes by province"
    with pytest.raises(ModelError, match="Did you mean 'meta_province'"):
        topics.plot.trends(run, "provinz")


def test_what_cannot_be_plotted_is_refused(model: TopicModel) -> None:
    """The message says what is allowed."""
    with pytest.raises(WrongTypeError, match="a Run or CodedParagraphs, got TopicModel"):
        topics.plot.theme_shares(model)  # type: ignore[arg-type]
    with pytest.raises(WrongTypeError, match=r"model\.by\(corpus"):
        topics.plot.trends(model)  # type: ignore[arg-type]
    with pytest.raises(WrongTypeError, match="a Run or TopicModel, got str"):
        topics.plot.topic_words("reports/seeds")  # type: ignore[arg-type]
    with pytest.raises(WrongTypeError, match=r"topics\.stability"):
        topics.plot.stability(model)  # type: ignore[arg-type]
    with pytest.raises(WrongTypeError, match="a Run"):
        topics.plot.trends(model, engine="lda")  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="not a table of shares by groups"):
        topics.plot.trends(pd.DataFrame({"a": [1]}))
    with pytest.raises(ModelError, match="Did you mean '85mm'"):
        topics.plot.topic_map(model, width="85")
    with pytest.raises(ModelError, match="n_topics"):
        topics.plot.topic_words(model, n_topics=0)


def test_plots_of_a_run_have_the_numbers_of_its_tables(seeds_run: Run) -> None:
    """Shares with intervals, paragraphs, years, subsamples."""
    run = seeds_run
    shares = topics.plot.theme_shares(run).table
    themes = run.tables["themes"].set_index("theme")
    for name in ("share", "low", "high"):
        assert shares.set_index("theme")[name].to_dict() == themes[name].to_dict()
    assert shares["theme"].iloc[-1] == NONE
    paragraphs = run.tables["paragraphs"]
    body = paragraphs[(paragraphs["role"] == "body") & (paragraphs["speech"] > 0)]
    assert len(topics.plot.ribbons(run).table) == len(body)
    cells = topics.plot.theme_by_speech(run).table
    assert len(cells) == len(run.tables["speeches"]) * (len(themes) - 1)
    by = run.tables["themes_by"]
    years = by[(by["column"] == "year") & (by["group"] != "") & (by["theme"] != NONE)]
    assert len(topics.plot.trends(run).table) == len(years)
    counts = run.tables["topics"].set_index(["engine", "topic"])["found"]
    found = topics.plot.stability(run, engine="kmeans").table.set_index("topic")
    assert found["n_found"].to_dict() == counts["kmeans"].to_dict()
    with pytest.raises(ModelError, match="Did you mean 'kmeans'"):
        topics.plot.topic_map(run, engine="kmean")


def test_coded_paragraphs_give_the_plots_of_their_run(seeds_run: Run, corpus: Corpus) -> None:
    """In a notebook and from a run, the same shares, ribbons and groups.

    A run codes no paragraph without counted words, which a coder alone does.
    """
    coded = topics.code(corpus, seeds_run.coder())
    for name in ("theme_shares", "theme_by_speech"):
        of_run = getattr(topics.plot, name)(seeds_run).table
        own = getattr(topics.plot, name)(coded).table
        pd.testing.assert_frame_equal(own, of_run, check_dtype=False, atol=0.01)
    of_run, own = (topics.plot.ribbons(source).table for source in (seeds_run, coded))
    places = ["speech", "label", "paragraph", "begin", "end"]
    pd.testing.assert_frame_equal(own[places], of_run[places], check_dtype=False)
    coded_by_run = of_run["theme"] != ""
    assert own["theme"][coded_by_run].tolist() == of_run["theme"][coded_by_run].tolist()
    by = topics.plot.trends(coded, "level").table
    assert by["group"].tolist() == topics.plot.trends(seeds_run, "level").table["group"].tolist()


def test_the_pictures_of_a_run_are_those_of_the_module(seeds_run: Run) -> None:
    """The files in the run's folder have the bytes that a notebook saves."""
    folder = seeds_run.folder / "figures"
    made = {"theme_shares": {}, "theme_by_speech": {}, "topic_words": {"engine": "kmeans"}}
    for name, options in made.items():
        plot = getattr(topics.plot, name)(seeds_run, **options)
        assert (folder / f"{plot.name}.svg").read_bytes() == plot.to_bytes("svg")


def test_doubtful_topics_are_doubtful_in_every_table(seeds_run: Run) -> None:
    """The column has what the run's table of topics says, in plots of topics and of changes."""
    topics_table = seeds_run.tables["topics"].query("engine == 'lda'")
    doubtful = topics_table.loc[topics_table["state"] == "doubtful", "topic"].tolist()
    for name in ("topic_shares", "topic_words", "topic_map"):
        table = getattr(topics.plot, name)(seeds_run, engine="lda").table
        assert sorted(set(table.loc[table["doubt"] == "doubtful", "topic"])) == doubtful
    pairs = topics.plot.topic_similarity(seeds_run, engine="lda").table
    assert sorted(set(pairs.loc[pairs["doubt_b"] == "doubtful", "topic_b"])) == doubtful
