"""The pyLDAvis page: offline, the same twice, with our topic numbers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.house import ROOT
from tests.models.corpora import matrix_of
from tests.report.conftest import make_model
from topics.engines import ENGINES
from topics.models.fitting import fit
from topics.models.topic_map import LAMBDA_STEP, SMOOTHING
from topics.models.types import TopicModel
from topics.report.ldavis import ldavis_page
from topics.report.ldavis_data import ldavis_data
from topics.text.types import DocTermMatrix

HOSTILE = ("</script><script>alert(1)</script>", "<!--", "{{7*7}}", "a\u2028b", "'\"", "&lt;", "😀")


def data_of(html: str) -> dict[str, Any]:
    """Return the data the page hands to LDAvis."""
    found = re.search(r'new LDAvis\("#ldavis", (.*)\);\n', html)
    assert found is not None
    return json.loads(found[1], parse_constant=lambda name: pytest.fail(f"{name} in the data"))


def test_the_same_model_gives_the_same_bytes(model: TopicModel) -> None:
    """No process id, random id or time is in the page."""
    assert ldavis_page(model, "话题") == ldavis_page(model, "话题")


def test_topics_keep_their_numbers_and_shares(model: TopicModel) -> None:
    """Topic t is row t - 1 of the model, whatever pyLDAvis would have sorted."""
    data = data_of(ldavis_page(model, "话题"))
    assert data["topic.order"] == data["mdsDat"]["topics"] == [1, 2, 3, 4, 5]
    assert np.allclose(data["mdsDat"]["Freq"], model.share * 100, atol=1e-5)
    top = {
        category: max(
            (p, t)
            for p, t, c in zip(
                data["tinfo"]["logprob"],
                data["tinfo"]["Term"],
                data["tinfo"]["Category"],
                strict=True,
            )
            if c == category
        )[1]
        for category in ("Topic1", "Topic5")
    }
    best = model.topic_term.argmax(axis=1)
    assert top == {"Topic1": model.vocabulary[best[0]], "Topic5": model.vocabulary[best[4]]}


def test_topics_are_not_sorted_again() -> None:
    """Even where long units would turn the order round, the numbers stay those of the model."""
    model = make_model([[0.9, 0.1], [0.1, 0.9]], [[0.2, 0.8], [0.3, 0.7]], ("甲", "乙"))
    data = data_of(ldavis_page(model, "话题"))
    assert data["topic.order"] == [1, 2]
    assert np.allclose(data["mdsDat"]["Freq"], [25, 75], atol=1e-5)


def test_the_page_names_no_address_to_load(model: TopicModel) -> None:
    """Scripts and styles are inside, and the page's own policy forbids everything else."""
    html = ldavis_page(model, "话题")
    assert re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"([^\"]*)\"", html) == ["data:,"]
    assert html.count("<script>") == html.count("</script>") == 3
    assert "default-src 'none'" in html
    assert '<html lang="zh-CN"' in html


@pytest.mark.parametrize(
    ("topic_term", "doc_topic"),
    [
        ([[0.9, 0.1, 0], [0, 0.1, 0.9]], [[1, 0], [0, 1]]),
        ([[0.5, 0.3, 0.2]] * 3, [[0.4, 0.3, 0.3]] * 4),
        ([[1, 0, 0], [1, 0, 0]], [[1, 0], [1, 0]]),
        ([[0.2, 0.8, 0]], [[1], [1]]),
    ],
    ids=["two topics", "identical topics", "one term has it all, one topic no unit", "one topic"],
)
def test_extreme_models_give_finite_numbers(topic_term: Any, doc_topic: Any) -> None:
    """Two topics, identical ones, true zeros, empty topics: no NaN, no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = data_of(ldavis_page(make_model(topic_term, doc_topic, ("甲", "乙", "丙")), "话题"))
    assert len(data["mdsDat"]["x"]) == len(topic_term)
    assert np.isfinite([*data["mdsDat"]["x"], *data["mdsDat"]["y"], *data["mdsDat"]["Freq"]]).all()


def test_only_versions_of_pyldavis_are_installed_whose_script_is_known() -> None:
    """The page changes its script by exact text, which a new minor version may have rewritten."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (required,) = (line for line in project["dependencies"] if line.startswith("pyLDAvis"))
    assert "<3.5" in required


@pytest.mark.slow
def test_the_page_is_made_without_importing_pyldavis() -> None:
    """Its scripts are read as files: importing the package takes longer than the page."""
    script = (
        "import sys\n"
        "from tests.report.conftest import make_model\n"
        "from topics.report.ldavis import ldavis_page\n"
        "assert 'new LDAvis' in ldavis_page(make_model([[1.0]], [[1.0]], ('甲',)), '话题')\n"
        "assert 'pyLDAvis' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(("n_topics", "n_terms"), [(1, 5), (2, 29), (5, 31), (9, 400)])
def test_the_numbers_are_those_of_pyldavis(n_topics: int, n_terms: int) -> None:
    """Every column that `pyLDAvis.prepare` computes, for a model that agrees with the counts.

    In its order and to six decimals; it rounds the totals of the overview down.
    """
    draw = np.random.default_rng(n_terms)
    topic_term = draw.dirichlet(np.full(n_terms, 0.2), size=n_topics)
    doc_topic = draw.dirichlet(np.full(n_topics, 0.5), size=50)
    words = tuple(f"词{i:03d}" for i in draw.permutation(n_terms))
    model = make_model(topic_term, doc_topic, words)
    with warnings.catch_warnings():  # it changes the filters, and warns of pandas and joblib
        warnings.simplefilter("ignore")
        import pyLDAvis

        expected = pyLDAvis.prepare(
            *(topic_term + SMOOTHING, doc_topic, model.unit_counts, list(words)),
            model.term_counts,
            mds=lambda shares: np.zeros((len(shares), 2)),
            lambda_step=LAMBDA_STEP,
            n_jobs=1,
            sort_topics=False,
            start_index=1,
        ).to_dict()
    found = ldavis_data(model)
    n_shown = found["R"]
    for column in ("Freq", "Total"):
        values = found["tinfo"][column]
        values[:n_shown] = np.floor(values[:n_shown]).tolist()
    assert list(found) == list(expected)
    for name in ("tinfo", "token.table"):
        assert list(found[name]) == list(expected[name])
        for column, values in expected[name].items():
            if isinstance(values[0], str):
                assert found[name][column] == values, column
            else:
                np.testing.assert_allclose(found[name][column], values, atol=2e-6, err_msg=column)
    np.testing.assert_allclose(found["mdsDat"]["Freq"], expected["mdsDat"]["Freq"], atol=2e-6)
    for name in ("R", "lambda.step", "plot.opts", "topic.order"):
        assert found[name] == expected[name], name


def random_matrix(seed: int) -> DocTermMatrix:
    """Return counts of a few topics: frequent and rare words, short and long units."""
    draw = np.random.default_rng(seed)
    topics = draw.dirichlet(np.full(25, 0.1), size=4)
    mixtures = draw.dirichlet(np.full(4, 0.1), size=60)
    lengths = draw.integers(5, 400, size=60)
    counts = np.array(
        [draw.multinomial(n, p) for n, p in zip(lengths, mixtures @ topics, strict=True)]
    )
    return matrix_of(counts[:, counts.any(axis=0)])


@pytest.mark.parametrize("engine", ENGINES)
def test_totals_are_counts_of_the_corpus(engine: str) -> None:
    """For every engine a term's total is its count, and the topics divide it among them."""
    if ENGINES[engine].library == "tomotopy":
        pytest.importorskip("tomotopy")
    matrix = random_matrix(2)
    # These do not warn that they have not converged, and this is not about it.
    max_iter = 20 if ENGINES[engine].library in ("tomotopy", "gensim") else None
    data = ldavis_data(fit(matrix, engine, n_components=4, max_iter=max_iter))
    info = pd.DataFrame(data["tinfo"])
    counts = dict(zip(matrix.vocabulary, matrix.counts.sum(axis=0), strict=True))
    assert info["Total"].tolist() == [counts[term] for term in info["Term"]]
    assert (info["Freq"] <= info["Total"]).all()
    overview = info["Category"] == "Default"
    assert (info["Freq"] == info["Total"])[overview].all()
    # The vocabulary is shorter than the list of a topic, so each topic lists all of it.
    divided = info[~overview].groupby("Term")["Freq"].sum()
    assert set(divided.index) == set(counts)
    np.testing.assert_allclose(divided, [counts[term] for term in divided.index], atol=1e-5)


def test_a_term_that_occurs_nowhere_has_no_total() -> None:
    """A model of a larger vocabulary shows it with a bar of length 0, and no warning."""
    model = make_model([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]], [[0.4, 0.6]], ("甲", "乙", "丙"))
    data = ldavis_data(replace(model, term_counts=np.array([12.0, 8.0, 0.0])))
    info = pd.DataFrame(data["tinfo"]).query("Term == '丙'")
    assert info["Total"].tolist() == info["Freq"].tolist() == [0.0] * 3
    assert "丙" not in data["token.table"]["Term"]


def test_two_topics_are_on_one_axis() -> None:
    """Worked out by hand: two topics without a common word are 2 log 2 / 2 apart."""
    model = make_model([[1, 0], [0, 1]], [[1, 0], [0, 1]], ("甲", "乙"))
    data = data_of(ldavis_page(model, "话题"))
    assert np.isclose(abs(data["mdsDat"]["x"][0] - data["mdsDat"]["x"][1]), np.log(2), atol=1e-5)
    assert np.allclose(data["mdsDat"]["y"], 0)


def test_hostile_words_stay_words() -> None:
    """Terms and titles that look like markup or templates come out as they went in."""
    rows = np.eye(len(HOSTILE)) * 0.9 + 0.1 / len(HOSTILE)
    model = make_model(rows[:3] / rows[:3].sum(axis=1, keepdims=True), np.eye(3), HOSTILE)
    html = ldavis_page(model, "</title><script>alert(2)</script>")
    data = html[html.index('new LDAvis("#ldavis"') :].partition("\n")[0]
    assert set("<>&\u2028\u2029") & set(data) == set()
    assert "<script>alert(2)" not in html
    assert set(data_of(html)["tinfo"]["Term"]) == set(HOSTILE)


def test_the_browser_shows_our_numbers_and_asks_for_nothing(
    model: TopicModel, visit: Callable[..., Any]
) -> None:
    """K circles numbered 1 to K; choosing one lists its terms; no request, no error."""
    seen = visit(ldavis_page(model, "LDA 话题"))
    assert seen.page.locator("circle.dot").count() == 5
    assert sorted(seen.page.locator("text.txt").all_text_contents()) == ["1", "2", "3", "4", "5"]
    seen.page.locator("#ldavis-topic-up").click()
    assert "话题 1 最相关" in seen.page.locator(".bubble-tool").text_content()
    best = model.vocabulary[model.topic_term[0].argmax()]
    assert seen.page.locator(".terms").first.text_content() == best
    assert [url.split(":")[0] for url in seen.requests] == ["file"]
    assert seen.errors == []


def test_the_browser_shows_ids_that_have_gaps(model: TopicModel, visit: Callable[..., Any]) -> None:
    """Buttons go from id to id, a typed one goes to the nearest, a word sizes the right circles."""
    ids = np.array([4, 9, 2, 30, 7])
    seen = visit(ldavis_page(replace(model, topics=ids), "LDA 话题"))
    page, shown = seen.page, seen.page.locator(".bubble-tool")
    assert sorted(map(int, page.locator("text.txt").all_text_contents())) == sorted(ids)
    for number in ("4", "9"):
        page.locator("#ldavis-topic-up").click()
        assert f"话题 {number} 最相关" in shown.text_content()
    page.locator("#ldavis-topic-down").click()
    assert "话题 4 最相关" in shown.text_content()
    page.locator("#ldavis-topic").fill("99")
    page.locator("#ldavis-topic").press("End")
    assert "话题 30 最相关" in shown.text_content()
    page.locator(".terms").first.hover()
    assert seen.errors == []


@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_browser_shows_identical_and_hostile_topics(k: int, visit: Callable[..., Any]) -> None:
    """Topics with equal coordinates have circles with real coordinates, and no word is run."""
    rows = np.full((k, len(HOSTILE)), 1 / len(HOSTILE))
    seen = visit(ldavis_page(make_model(rows, np.full((4, k), 1 / k), HOSTILE), "话题"))
    seen.page.locator("#ldavis-topic-up").click()
    seen.page.locator(".terms").first.hover()
    where = seen.page.locator("circle.dot").evaluate_all(
        "all => all.map(c => +c.getAttribute('cx'))"
    )
    assert len(where) == k
    assert np.isfinite(where).all()
    assert seen.errors == []


ENGLISH = re.compile(r"[A-Za-z]{3,}")
AUTHORS = {"Chuang", "Sievert", "Shirley", "log", "LDA", "script"}


def test_the_interface_is_chinese_and_names_the_topics(
    model: TopicModel, visit: Callable[..., Any]
) -> None:
    """No English is left before or after a topic and a word are chosen; names are everywhere."""
    names = ["经济工作", "卫生", "</script>", "秩序", "礼仪"]
    seen = visit(ldavis_page(model, "LDA 话题", names))
    page = seen.page

    def said() -> str:
        every = page.locator("#ldavis text, #ldavis label, #ldavis button").all_text_contents()
        return " ".join([*every, page.locator("body > p").first.inner_text()])

    assert set(ENGLISH.findall(said())) <= AUTHORS
    assert page.locator(".topic-name").all_text_contents() == names
    for name in names[:3]:
        page.locator("#ldavis-topic-up").click()
        assert name in page.locator(".bubble-tool").text_content()
    assert page.locator("circle.dot title").all_text_contents()[1] == "2 卫生"
    page.locator(".terms").first.hover()
    assert "在各话题中的分布" in said()
    assert set(ENGLISH.findall(said())) <= AUTHORS
    assert seen.errors == []


@pytest.mark.thorough
def test_the_interface_is_english_on_request(model: TopicModel, visit: Callable[..., Any]) -> None:
    """The words are those of LDAvis, the names those given."""
    seen = visit(ldavis_page(model, "Topics", ["a", "b", "c", "d", "e"], "en"))
    seen.page.locator("#ldavis-topic-up").click()
    assert "Terms for Topic 1 a (" in seen.page.locator(".bubble-tool").text_content()
    assert seen.page.locator("html").get_attribute("lang") == "en"
    assert seen.errors == []
