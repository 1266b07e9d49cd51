"""Which paragraphs and speeches of two runs are the same."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from topics.comparison.pairing import pair_paragraphs, pair_speeches


def body(texts: list[str], *, source: str = "a.txt", ids: str = "", n: int = 3) -> pd.DataFrame:
    """Return running text; speeches have ``n`` paragraphs, ids begin with ``ids`` if given."""
    return pd.DataFrame(
        {
            "id": [f"{ids}-{i}" if ids else "" for i in range(len(texts))],
            "source": source,
            "speech": [i // n + 1 for i in range(len(texts))],
            "text": texts,
            "text_hash": texts,
        }
    )


LONG = [
    f"这是第{i}段，讲{word}的事情。"
    for i, word in enumerate(["卫生", "学校", "道路", "园林", "企业"])
]


def test_ids_come_before_texts() -> None:
    """The same id is the same paragraph, whatever its text is now."""
    found = pair_paragraphs(body(LONG, ids="x"), body([*LONG[:4], "全新的一段"], ids="x"))
    assert found.links == [(i, i) for i in range(5)]
    assert found.edited == {(4, 4)}


def test_texts_find_what_was_moved_or_renamed() -> None:
    """Without ids in common equal texts are the same, in other places and sources, too."""
    found = pair_paragraphs(body(LONG, ids="x"), body(LONG[::-1], ids="y", source="b.txt"))
    assert found.links == [(4 - j, j) for j in range(5)]
    assert found.edited == frozenset()


def test_copies_go_one_by_one() -> None:
    """Of three copies and two the first goes with the first; none is used twice."""
    found = pair_paragraphs(body(["好"] * 3), body(["好", "坏", "好"]))
    assert found.links == [(0, 0), (1, 2)]


def test_an_edited_paragraph_is_found_in_its_place() -> None:
    """Between the same neighbours a similar text is the edited one; an unlike one is new."""
    edited = [LONG[0], LONG[1].replace("事情", "大事情"), LONG[2], "完全不同的话", LONG[4]]
    found = pair_paragraphs(body(LONG, ids="x"), body(edited, ids="y"))
    assert found.links == [(0, 0), (1, 1), (2, 2), (4, 4)]
    assert found.edited == {(1, 1)}
    elsewhere = pair_paragraphs(body(LONG, ids="x"), body(edited, ids="y", source="b.txt"))
    assert (1, 1) not in elsewhere.links


def test_speeches_are_the_same_by_their_paragraphs() -> None:
    """A speech of B is that of A with which it shares most, if that holds in both directions."""
    a, b = body([f"{i}" for i in range(6)]), body(["x", "0", "1", "2", "3", "4"], n=3)
    # Of B's second speech (2, 3, 4) two are of A's second.
    found = pair_speeches(a, b, pair_paragraphs(a, b))
    assert found == {("a.txt", 1): ("a.txt", 1), ("a.txt", 2): ("a.txt", 2)}


TEXT = st.sampled_from(["卫生要搞好", "卫生要搞好了", "学校", "路", "", "学校学校"])


@given(st.lists(TEXT, max_size=8), st.lists(TEXT, max_size=8))
def test_a_pairing_is_one_to_one(first: list[str], second: list[str]) -> None:
    """No paragraph has two partners, equal texts are never left apart, a run pairs with itself."""
    a, b = body(first, ids="x"), body(second, ids="y")
    links = pair_paragraphs(a, b).links
    assert len({i for i, _ in links}) == len({j for _, j in links}) == len(links)
    lone = [text for i, text in enumerate(first) if i not in dict(links) and text]
    others = [text for j, text in enumerate(second) if j not in {j for _, j in links}]
    assert not set(lone) & set(others)
    assert pair_paragraphs(a, a).links == [(i, i) for i in range(len(first))]
