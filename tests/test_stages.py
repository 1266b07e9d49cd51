"""Stages: settings reach the function that needs them."""

import re
from pathlib import Path

import numpy as np
import pytest

import topics
from tests.models.corpora import block_counts, matrix_of
from topics.config import load_settings
from topics.corpus.types import Corpus
from topics.display.options import LANGUAGES, speaking
from topics.engine_fits import fit_engine
from topics.progress import Progress
from topics.stages import analyse, count_units, fit_and_code, prepare, segment_corpus
from topics.study import load_study
from topics.timed_stages import Stages


def test_options_of_an_engine_reach_its_estimator_and_no_other() -> None:
    """``[engine.lda]`` changes LDA's parameters; NMF keeps its own."""
    options = ["engine.lda.tol=0.01", "engine.lda.doc_topic_prior=[1, 2, 3]", "n_components=3"]
    settings = load_settings(overrides=options)
    matrix = matrix_of(block_counts())
    lda = fit_engine(matrix, "lda", settings, starts=None, embeddings=None)
    assert lda.params["tol"] == 0.01
    assert lda.params["doc_topic_prior"] == [1, 2, 3]
    nmf = fit_engine(matrix, "nmf", settings, starts=None, embeddings=None)
    assert nmf.params["tol"] == 1e-4


@pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
@pytest.mark.thorough
def test_one_model_is_fitted_and_coded_as_in_a_run(corpus: Corpus) -> None:
    """``fit_and_code`` gives what ``analyse`` does; ``prepare`` counts what both count."""
    changed = ["engines=['nmf']", "n_components=3", "stability=1"]
    study = load_study(load_settings(overrides=changed))
    seen: list[Progress] = []
    _, matrix = prepare(corpus, study, Stages(2, seen.append))
    assert [event.stage for event in seen] == ["segment", "segment", "count", "count"]
    own = count_units(segment_corpus(corpus, study), study)
    assert own.vocabulary == matrix.vocabulary
    results = analyse(corpus, study, Stages(7))
    ((model, coded),) = fit_and_code(corpus, matrix, study, [study.settings.random_state])
    assert np.array_equal(model.doc_topic, results.models["nmf"].doc_topic)
    own = results.coding.coded
    assert np.array_equal(coded.shares, own.take(own.counted()).shares)


def test_summaries_of_stages_are_in_the_language_of_the_reader(tmp_path: Path) -> None:
    """Chinese if asked for, with the numbers of the English ones."""
    (tmp_path / "a.txt").write_text("同志们：\n垃圾清运要到位，公厕要干净。\n谢谢大家。", "utf-8")
    corpus, study = topics.read(tmp_path), load_study(load_settings(overrides=["min_df=1"]))
    said: dict[str, list[str]] = {"en": [], "zh": []}
    for language in LANGUAGES:
        seen: list[Progress] = []
        with speaking(language):
            prepare(corpus, study, Stages(2, seen.append))
        said[language] = [event.summary for event in seen if event.summary]
    assert [re.sub("[0-9]+", "N", line) for line in said["en"]] == [
        "N words, N different",
        "N units x N terms",
    ]
    assert [re.sub("[0-9]+", "N", line) for line in said["zh"]] == [
        "共 N 词，不同的词 N 个",
        "N 个单位 × N 个词",
    ]
    numbers = [[re.findall("[0-9]+", line) for line in lines] for lines in said.values()]
    assert numbers[0] == numbers[1]
