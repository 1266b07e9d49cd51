from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.evidence.duplicates import find_duplicates, similar_speeches
from topics.corpus.types import Corpus, Duplicate, Paragraph

LONG = (
    "全市上下要进一步统一思想、提高认识，以更加扎实的作风把各项任务落到实处，确保年底前全面完成既定目标，"
    "向全市人民交出一份满意的答卷。"
)
TRADITIONAL = (
    "全市上下要進一步統一思想、提高認識，以更加扎實的作風把各項任務落到實處，確保年底前全面完成既定目標，"
    "向全市人民交出一份滿意的答卷。"
)
OTHER = (
    "各级各部门必须把安全生产摆在首位，严格落实责任制，深入排查治理隐患，坚决遏制重特大事故的发生，"
    "切实保障人民群众的生命财产安全。"
)


def block(
    text: str, n: int, source: str = "a.txt", speech: int = 1, role: str = "body"
) -> Paragraph:
    return Paragraph(source, speech, n, "", role, "", n, n, text)


def blocks(*texts: str, source: str = "a.txt", speech: int = 1) -> list[Paragraph]:
    return [block(text, n, source, speech) for n, text in enumerate(texts, 1)]


def invented(seed: int, n_chars: int) -> str:
    """Return a text of its own: common characters drawn at random."""
    draw = random.Random(seed)
    return "".join(chr(draw.randrange(0x4E00, 0x5E00)) for _ in range(n_chars))


def edited(text: str, seed: int) -> str:
    """Replace one character in twenty by another."""
    draw = random.Random(seed)
    chars = list(text)
    for i in draw.sample(range(len(text)), len(text) // 20):
        chars[i] = chr(draw.randrange(0x6E00, 0x7E00))
    return "".join(chars)


def pairs(found: Sequence[Duplicate]) -> set[tuple[str, int, str, int]]:
    return {(d.source, d.paragraph, d.of_source, d.of_paragraph) for d in found}


def test_a_word_for_word_copy_is_found() -> None:
    """The later of two equal paragraphs points to the earlier, with all its text."""
    (found,) = find_duplicates(blocks(LONG, OTHER, LONG))
    assert found == Duplicate("a.txt", 3, "a.txt", 1, 1.0, LONG)


def test_planted_copies_are_found_and_nothing_else() -> None:
    """Each of 300 copies with one character in twenty changed is found, unrelated text is not."""
    originals = [invented(seed, 20 + 2 * seed) for seed in range(300)]
    copies = [edited(text, seed) for seed, text in enumerate(originals)]
    found = find_duplicates([*blocks(*originals), *blocks(*copies, source="b.txt")])
    assert pairs(found) == {("b.txt", n, "a.txt", n) for n in range(1, 301)}
    assert all(d.similarity >= 0.7 for d in found)


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("2024年3月5日，" + LONG, "20XX年X月×日，" + LONG),
        ("一九九三年，" + LONG, "**年，" + LONG),
        (LONG, LONG.replace("，", " ,").replace("、", "") + "”"),
        (LONG, TRADITIONAL),
        ("一是" + LONG, "三是" + LONG),
    ],
    ids=["mask", "numeral", "punctuation", "script", "number"],
)  # fmt: skip
def test_what_compilers_change_hides_no_copy(text: str, copy: str) -> None:
    """Years, masks, numbers, punctuation and script do not count."""
    (found,) = find_duplicates(blocks(text, copy))
    assert (found.similarity, found.matched) == (1.0, copy)


def test_matched_is_the_longest_common_text_as_the_later_has_it() -> None:
    """A year that was overwritten does not end the match, a changed word does."""
    earlier = "我们要在2012年底以前完成任务，" + LONG
    later = "大家要在20XX年底以前完成任务，" + LONG.replace("满意", "合格")
    (found,) = find_duplicates(blocks(earlier, later))
    assert found.matched == "要在20XX年底以前完成任务，" + LONG.partition("满意")[0]
    assert 0.7 <= found.similarity < 1


def test_formula_and_titles_are_no_duplicates() -> None:
    """Short paragraphs and blocks that are not running text may stand anywhere."""
    short = "各位代表、同志们，谢谢大家！祝大家身体健康。"
    titles = [block(LONG, n, role="heading") for n in (3, 4)]
    assert find_duplicates([*blocks(short, short), *titles]) == ()
    assert find_duplicates(blocks("1" * 50, "2" * 50, "。" * 50, "。" * 50)) == ()
    assert find_duplicates([]) == ()


def test_a_chain_of_small_edits_is_no_copy() -> None:
    """An edit of an edit that is no longer similar to the kept paragraph is kept itself."""
    text = invented(1, 200)
    chain = [text, edited(text, 2), edited(edited(text, 2), 3)]
    (found,) = find_duplicates(blocks(*chain))
    assert (found.paragraph, found.of_paragraph) == (2, 1)


def test_of_several_kept_paragraphs_the_first_is_named() -> None:
    """A text between two kept ones points to the earlier, though both are similar enough."""
    one = invented(1, 200)
    two = invented(2, 50) + one[50:]  # a quarter is other text
    between = invented(2, 25) + one[25:]
    found = find_duplicates(blocks(one, two, between))
    assert [(d.paragraph, d.of_paragraph) for d in found] == [(3, 1)]


def test_a_crowd_of_copies_leads_to_the_first() -> None:
    """A thousand copies, each changed in its own way, all lead to the first."""
    text = invented(1, 100)
    crowd = [text, *(edited(text, seed) for seed in range(1000))]
    found = find_duplicates(blocks(*crowd))
    assert {d.of_paragraph for d in found} == {1}
    assert [d.paragraph for d in found] == list(range(2, 1002))


def templated(n: int, seed: int, n_chars: int) -> list[str]:
    """Return texts of one template: fixed text around ten words, each from a list of twenty."""
    draw = random.Random(seed)
    words = [invented(seed + i, 3) for i in range(20)]
    fixed = [invented(-i - 1, n_chars // 10) for i in range(10)]
    return ["".join(part + draw.choice(words) for part in fixed) for _ in range(n)]


def expected(texts: Sequence[str]) -> dict[int, int]:
    """Compare every text with every kept one: the number of each copy and of its first origin."""
    shingles = [{text[i : i + 3] for i in range(len(text) - 2)} for text in texts]
    kept: list[int] = []
    copies = {}
    for i, own in enumerate(shingles):
        similar = (k for k in kept if len(own & shingles[k]) >= 0.7 * len(own | shingles[k]))
        if (first := next(similar, None)) is None:
            kept.append(i)
        else:
            copies[i + 1] = first + 1
    return copies


@pytest.mark.parametrize("n_chars", [130, 160])
def test_templated_text_is_compared_with_all_that_was_kept(n_chars: int) -> None:
    """Among 200 texts of one template, the copies are those that comparing all pairs gives."""
    texts = templated(200, 1, n_chars)
    found = find_duplicates(blocks(*texts))
    assert {d.paragraph: d.of_paragraph for d in found} == expected(texts)
    assert 10 < len(found) < 190  # neither all alike nor all different


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_every_copy_is_similar_to_a_kept_paragraph(edits: list[tuple[int, int, int]]) -> None:
    """Whatever the edits, a copy is as similar as the limit to a paragraph that is no copy."""
    texts = [edited(edited(invented(base, 80), one), two) for base, one, two in edits]
    found = find_duplicates(blocks(*texts))
    copies = {d.paragraph for d in found}
    assert all(d.similarity >= 0.7 for d in found)
    assert all(d.of_paragraph < d.paragraph and d.of_paragraph not in copies for d in found)
    assert [d.paragraph for d in found] == sorted(copies)
    assert found == find_duplicates(blocks(*texts))


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_taken(one: str, two: str) -> None:
    """Whatever the characters, what matched is a part of the later paragraph."""
    for found in find_duplicates(blocks(one * 3, two, one * 3 + two)):
        assert found.matched in (one * 3, two, one * 3 + two)[found.paragraph - 1]
        assert 0 <= found.similarity <= 1


def test_a_speech_that_repeats_an_earlier_one_is_reported() -> None:
    """Two thirds of the later speech stand in the earlier; a third is not enough."""
    texts = [invented(seed, 100) for seed in range(8)]
    paragraphs = [
        *blocks(texts[0], texts[1], texts[2], source="a.txt"),
        *blocks(edited(texts[1], 1), texts[3], texts[2], "谢谢大家！", source="b.txt"),
        *blocks(texts[0], texts[4], texts[5], source="c.txt"),
    ]
    (found,) = similar_speeches(paragraphs, find_duplicates(paragraphs))
    assert (found.source, found.speech, found.of_source, found.of_speech) == (
        "b.txt",
        1,
        "a.txt",
        1,
    )
    assert found.share == pytest.approx(2 / 3)


def test_a_speech_points_to_the_one_that_holds_most_of_it() -> None:
    """A copy of a copy points to the first; a copy of a later, longer text points to that."""
    texts = [invented(seed, 100) for seed in range(5)]
    paragraphs = [
        *blocks(*texts[:2], source="a.txt"),
        *blocks(*texts[:4], source="b.txt"),
        *blocks(*texts[:4], source="c.txt"),
        *blocks(*texts[:2], source="d.txt"),
    ]
    found = similar_speeches(paragraphs, find_duplicates(paragraphs))
    assert [(s.source, s.of_source, s.share) for s in found] == [
        ("b.txt", "a.txt", 0.5),
        ("c.txt", "b.txt", 1.0),
        ("d.txt", "a.txt", 1.0),
    ]


def test_a_speech_that_repeats_itself_repeats_no_other() -> None:
    """A refrain within one speech is a duplicate paragraph and no similar speech."""
    paragraphs = [*blocks(LONG, LONG), block(LONG, 9, "b.txt", speech=0)]
    found = find_duplicates(paragraphs)
    assert len(found) == 2
    assert similar_speeches(paragraphs, found) == ()


def test_the_seeds_repeat_nothing(corpus: Corpus) -> None:
    """No paragraph of the four seed files is taken for another's copy."""
    assert find_duplicates(corpus.paragraphs) == ()
