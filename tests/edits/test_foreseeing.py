"""Edits that cannot apply, found before anything is fitted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from topics.corpus.types import Corpus
from topics.edits.foreseeing import Expected, foreseen_problems
from topics.edits.loading import load_edits
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix

WORDS = 'words = "公园 公厕 垃圾"'


Problems = Callable[..., str]


@pytest.fixture
def problems(tmp_path: Path, small: Corpus, counted: DocTermMatrix, model: TopicModel) -> Problems:
    """Return a function that returns the problems of some edits of a run, or of a retraining."""

    def found(
        text: str,
        n_topics: int | None = 4,
        *,
        continues: bool = False,
        matrix: DocTermMatrix = counted,
    ) -> str:
        path = tmp_path / "edits.toml"
        path.write_text(text, "utf-8")
        edits = load_edits(path, ["lda"], ["city", "school"])
        expected = Expected(n_topics, model if continues else None)
        return "\n".join(foreseen_problems(edits, small, matrix, {"lda": expected}))

    return found


def named(topic: int, words: str = WORDS) -> str:
    return f'[[topic]]\ntopic = {topic}\n{words}\nname = "话题"\n'


@pytest.mark.parametrize(
    ("topic", "n_topics", "continues", "is_possible"),
    [(4, 4, False, True), (5, 4, False, False), (99, None, False, True),
     (5, 4, True, True), (4, 4, True, False), (9, 4, True, True), (10, 4, True, False),
     (99, None, True, True)],
)  # fmt: skip
def test_ids_that_no_topic_can_have_are_found(
    problems: Problems, topic: int, n_topics: int | None, continues: bool, is_possible: bool
) -> None:
    """A continued model has 1, 2, 3 and 5: new topics can be 6 to 9, and none can be 4."""
    said = problems(named(topic), n_topics, continues=continues)
    assert (said == "") == is_possible
    if not is_possible:
        assert f"edits.toml, line 1: lda has no topic {topic}" in said
        assert ("topic = 1\n" in said) == continues


def test_words_that_cannot_be_those_of_a_topic_are_found(problems: Problems) -> None:
    """Words that are missing, or of which more than half are no terms; half is enough."""
    assert "words is missing" in problems(named(1, ""))
    assert 'words = "垃圾' in problems(named(1, ""), continues=True)
    assert "only 1 of the 3 words" in problems(named(1, 'words = "公园 飞机 火车"'))
    assert problems(named(1, 'words = "公园 飞机"')) == ""
    merge = '[[merge]]\ntopics = [1, 2]\nwords = ["公园", "飞机"]\n'
    assert "only 0 of the 1 words of topic 2" in problems(merge)


def test_a_split_needs_units_with_and_without_its_words(problems: Problems) -> None:
    """Its part can be named, that of another topic cannot."""
    split = f'[[split]]\ntopic = 1\n{WORDS}\ncontaining = ["{{}}"]\n'
    assert problems(split.format("公廁") + named(1001)) == ""
    assert "lda has no topic 2001" in problems(split.format("公厕") + named(2001))
    assert "0 of the 6 units contain 飞机" in problems(split.format("飞机"))
    assert "6 of the 6 units contain 要" in problems(split.format("要"))


def test_a_paragraph_that_is_not_counted_is_found(
    problems: Problems, counted: DocTermMatrix
) -> None:
    """It has no unit; one that does not exist is found as well."""
    code = '[[code]]\ntext = "{}"\ntheme = "city"\n'
    last = len(counted.units) - 1
    fewer = DocTermMatrix(
        sparse.csr_array(counted.counts[:last]),
        counted.vocabulary,
        counted.units.take(np.arange(last)),
        counted.empty,
    )
    assert problems(code.format("教师和学校")) == ""
    assert "is not counted" in problems(code.format("教师和学校"), matrix=fewer)
    assert "no paragraph has the text" in problems(code.format("飞机"))
