"""Speeches that repeat earlier ones."""

from __future__ import annotations

from topics.corpus.corpus import read


def test_many_copies_cost_no_more_than_their_number() -> None:
    """Of 300 copies each points to the first; a copy of a later one finds it by what is rare."""
    formula = "今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车，每条街有人管、有人查。"
    rare = "河道要常年有人巡，发现倾倒及时清运，谁出问题谁负责，不能走过场。"
    texts = [*[formula] * 300, f"{formula}\n{rare}", f"{formula}\n{rare}"]
    found = read(texts).similar_speeches
    assert len(found) == 301
    assert {s.of_speech for s in found[:299]} == {1}
    assert (found[-1].speech, found[-1].of_speech, found[-1].share) == (302, 301, 1.0)
