"""Edits applied to a model, its names and the codes of its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import topics
from topics.corpus.identity import text_hash
from topics.corpus.types import Corpus
from topics.edits.applying import Edited, apply_edits, regroup, regroup_new_texts
from topics.edits.codes import find_paragraphs
from topics.edits.loading import load_edits
from topics.edits.types import NO_EDITS, HandCode
from topics.errors import EditsError
from topics.evaluate.study_coding import StudyCoding, code_study
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix
from topics.themes.types import Codebook, Themes

pytestmark = pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
Apply = Callable[[str], Edited]


@pytest.fixture(scope="session")
def coding(small: Corpus, codebook: Codebook, counted: DocTermMatrix) -> StudyCoding:
    """Return the coding of the paragraphs."""
    return code_study(small, codebook, (), counted.units)


@pytest.fixture
def themes(codebook: Codebook) -> Themes:
    """Return themes of which topics 1 and 2 have a name, 2 a doubtful one."""
    return Themes(
        codebook,
        np.array([[2.0, 0], [0, 2], [0, 0], [0, 1]]),
        ("city", "school", "", ""),
        (),
        p=np.array([0.01, 0.02, 1.0, 0.3]),
        hold=np.ones(4),
        states=("named", "doubtful", "none", "none"),
    )


@pytest.fixture
def apply(
    tmp_path: Path,
    small: Corpus,
    counted: DocTermMatrix,
    model: TopicModel,
    themes: Themes,
    coding: StudyCoding,
) -> Apply:
    """Return a function that applies edits as a file has them."""

    def applied(text: str) -> Edited:
        (tmp_path / "edits.toml").write_text(text, "utf-8")
        edits = load_edits(tmp_path / "edits.toml", ["lda"], themes.codebook.ids())
        return apply_edits(edits, small, counted, {"lda": model}, {"lda": themes}, coding)

    return applied


def problems(apply: Apply, text: str) -> str:
    """Return what is said of edits that cannot be applied."""
    with pytest.raises(EditsError) as caught:
        apply(text)
    return str(caught.value)


def test_no_edits_change_nothing(
    small: Corpus, counted: DocTermMatrix, model: TopicModel, themes: Themes, coding: StudyCoding
) -> None:
    """The very same objects come back."""
    done = apply_edits(NO_EDITS, small, counted, {"lda": model}, {"lda": themes}, coding)
    assert (done.models["lda"], done.themes["lda"], done.coding) == (model, themes, coding)
    assert (done.marks, done.before) == ({}, {})


def test_a_topic_is_named_given_a_theme_and_hidden(apply: Apply, model: TopicModel) -> None:
    """The model stays; a theme by hand was not tested; the name before is kept."""
    done = apply(
        '[[topic]]\ntopic = 1\nwords = "垃圾 公园"\nname = "街道"\n'
        '[[topic]]\ntopic = 3\nwords = "企业 投资"\ntheme = "school"\nhide = true\n'
        '[[topic]]\ntopic = 2\nwords = "学校 教师"\ntheme = "none"\n'
    )
    themes, marks = done.themes["lda"], done.marks
    assert done.models["lda"] is model
    assert themes.labels == ("city", "", "school", "")
    assert themes.states == ("named", "none", "named", "none")
    assert np.isnan(themes.p[[1, 2]]).all()
    assert themes.p[0] == 0.01
    assert (marks["lda", 1].kinds, marks["lda", 1].name) == (("name",), "街道")
    assert marks["lda", 1].before == "城市"
    assert marks["lda", 3].kinds == ("theme", "hidden")


def test_topics_are_split_then_merged_then_named(apply: Apply, model: TopicModel) -> None:
    """A part that was split off is merged into another topic; the parts are named."""
    done = apply(
        '[[merge]]\ntopics = [2, 1001, 5]\nwords = ["学校 教师", "公厕 垃圾", "学校 教师"]\n'
        '[[split]]\ntopic = 1\nwords = "垃圾 公园 公厕"\ncontaining = ["公厕"]\nname = "厕"\n'
        '[[topic]]\ntopic = 2\nwords = "学校 教师"\nname = "合"\n'
    )
    merged, marks = done.models["lda"], done.marks
    assert merged.topics.tolist() == [1, 2, 3]
    assert merged.share.sum() == pytest.approx(1)
    assert marks["lda", 1].kinds == ("split",)
    assert marks["lda", 2].kinds == ("merged", "name")
    assert re.fullmatch(r"2 学校 \+ 1001 厕 \+ 5 \S+", marks["lda", 2].before)
    assert done.themes["lda"].labels == ("city", "school", "")
    assert np.isnan(done.themes["lda"].p[[0, 1]]).all()


def test_a_topic_that_is_another_one_now_is_proposed(apply: Apply) -> None:
    """The message has the lines of the nearest topic; pasted, they are accepted."""
    edit = '[[topic]]\ntopic = 3\nwords = "垃圾 公厕 街道"\nname = "街道"\n'
    said = problems(apply, edit)
    assert "edits.toml, line 1: topic 3 of lda has other words: only 0 of 3" in said
    pasted = "\n".join(line.strip() for line in said.splitlines()[1:])
    assert "topic = 1\n" in pasted
    done = apply(f'[[topic]]\n{pasted}\nname = "街道"\n')
    assert done.marks["lda", 1].name == "街道"


@pytest.mark.parametrize(
    ("edit", "fragments"),
    [
        ('[[topic]]\ntopic = 4\nwords = "学校 教师"\nhide = true', ["has no topic 4", "topic = 2"]),
        ('[[topic]]\ntopic = 4\nwords = "税收"\nhide = true', ["No topic has any of its words"]),
        ("[[topic]]\ntopic = 3\nhide = true", ["words is missing", 'words = "企业 投资"']),
        (
            '[[merge]]\ntopics = [1, 7]\nwords = ["垃圾", "企业"]',
            [
                "line 1: lda has no topic 7",
                "topics = [1, 3]",
                'words = ["垃圾 公园 公厕", "企业 投资"]',
            ],
        ),
        (
            '[[split]]\ntopic = 1\nwords = "垃圾"\ncontaining = ["税收"]',
            ["0 of the 3 units of which topic 1 is the largest contain 税收"],
        ),
        (
            '[[split]]\ntopic = 1\nwords = "垃圾"\ncontaining = ["垃圾"]',
            ["3 of the 3 units"],
        ),
        (
            '[[merge]]\ntopics = [1, 2, 3, 5]\nwords = ["垃圾", "学校", "企业", "学校"]',
            ["would leave one topic"],
        ),
        (
            "".join(
                f'[[topic]]\ntopic = {topic}\nwords = "{words}"\nhide = true\n'
                for topic, words in ((1, "垃圾"), (2, "学校"), (3, "企业"))
            ),
            ["line 9: at least 2 topics must not be hidden"],
        ),
    ],
)
def test_topics_that_do_not_match(apply: Apply, edit: str, fragments: list[str]) -> None:
    """What cannot be applied fails, with a proposal where there is one."""
    said = problems(apply, edit)
    for fragment in fragments:
        assert fragment in said


def test_all_problems_come_at_once(apply: Apply) -> None:
    """Topics and paragraphs are checked together."""
    said = problems(
        apply,
        '[[topic]]\ntopic = 4\nwords = "学校"\nhide = true\n[[code]]\nid = "x"\ntheme = "city"\n',
    )
    assert "line 1: lda has no topic 4" in said
    assert 'line 5: no paragraph has the id "x"' in said


def test_paragraphs_are_coded_by_hand(apply: Apply, small: Corpus, coding: StudyCoding) -> None:
    """By id, by hash and by how the text begins; the share of the theme is 1."""
    blocks = list(small.running_text())
    done = apply(
        f'[[code]]\nid = "{blocks[0].id}"\ntheme = "school"\n'
        f'[[code]]\nid = "gone"\ntext_hash = "{text_hash(blocks[1].text)}"\ntheme = "none"\n'
        '[[code]]\nid = "gone too"\ntext = "企业要投资"\ntheme = "city"\n'
    )
    coded, keys = done.coding.coded, [(b.source, b.paragraph) for b in blocks]
    assert coded.shares[0].tolist() == [0, 1]
    assert (coded.shares[1].tolist(), coded.none[1]) == ([0, 0], 1)
    assert coded.themes()[3] == "city"
    assert np.array_equal(coded.shares[[2, 4, 5]], coding.coded.shares[[2, 4, 5]])
    assert done.before == {keys[i]: coding.coded.themes()[i] for i in (0, 1, 3)}
    hands = done.coding.evidence.query("kind == 'hand'")
    assert hands["theme"].tolist() == ["school", "none", "city"]
    lengths = np.array([len(block.text) for block in blocks])
    assert done.coding.none_share == pytest.approx((coded.none * lengths).sum() / lengths.sum())


def test_unknown_paragraphs_are_proposed(small: Corpus) -> None:
    """By how their text begins, or by an id like theirs; more than one is a choice."""
    blocks = list(small.running_text())
    start = blocks[0].text[:12]
    codes = [
        HandCode("line 1", "city", id="gone", text=f"{start}——改过的"),
        HandCode("line 2", "city", text=blocks[0].text[:6]),
        HandCode("line 3", "city", id=blocks[1].id + "0"),
        HandCode("line 4", "city", text="没有这一段"),
        HandCode("line 5", "city", id=blocks[2].id),
        HandCode("line 6", "city", text=blocks[2].text),
    ]
    found, said = find_paragraphs(small, codes)
    assert found == {4: (blocks[2].source, blocks[2].paragraph)}
    assert "line 1: no paragraph has the id" in said[0]
    assert f'id = "{blocks[0].id}"' in said[0]
    assert "line 2: 2 paragraphs begin with text" in said[1]
    assert f'id = "{blocks[4].id}"' in said[1]
    assert f'id = "{blocks[1].id}"' in said[2]
    assert said[3].endswith('no paragraph has the text "没有这一段".')
    assert "line 6: the paragraph is coded by an earlier edit" in said[4]


def test_only_paragraphs_are_coded() -> None:
    """A salutation is refused by its role."""
    said = topics.read(pd.DataFrame({"text": ["同志们：\n街道的垃圾要清理，公园要绿化。"]}))
    block = next(block for block in said.paragraphs if block.role == "salutation")
    _, problems = find_paragraphs(said, [HandCode("line 1", "city", id=block.id)])
    assert "is not a paragraph but has the role salutation" in problems[0]


def test_models_are_regrouped_alone_and_over_new_texts(
    tmp_path: Path, small: Corpus, counted: DocTermMatrix, model: TopicModel
) -> None:
    """The topics are those that tables of the run have; new texts are not checked."""
    path = tmp_path / "edits.toml"
    path.write_text(
        '[[split]]\ntopic = 1\nwords = "垃圾"\ncontaining = ["公厕"]\n'
        '[[merge]]\ntopics = [2, 5]\nwords = ["学校", "学校"]\n',
        "utf-8",
    )
    edits = load_edits(path, ["lda"], [])
    shown = regroup(edits, small, counted, {"lda": model})["lda"]
    assert shown.topics.tolist() == [1, 2, 3, 1001]
    new = regroup_new_texts(edits, small, {"lda": model})["lda"]
    assert new.topics.tolist() == [1, 2, 3, 1001]
    assert np.allclose(new.doc_topic, shown.doc_topic)
    path.write_text('[[merge]]\ntopics = [2, 7]\nwords = ["学校", "学校"]\n', "utf-8")
    with pytest.raises(EditsError, match="no topic 7"):
        regroup(load_edits(path, ["lda"], []), small, counted, {"lda": model})
