"""Segmenters with the default dictionary, and texts that are hard to segment."""

from __future__ import annotations

from hypothesis import strategies as st

from topics.text.lexicon.lexicon import load_lexicon
from topics.text.segmentation.segmenters import SEGMENTERS, Segmenter, words_of
from topics.text.segmentation.whole import WholeWords

LEXICON = load_lexicon()
CUTS = {name: make(WholeWords.apart(LEXICON.entries)[0]) for name, make in SEGMENTERS.items()}


def words(text: str, name: str, cut: Segmenter | None = None) -> list[str]:
    return words_of(text, (cut or CUTS[name])(text))


# Characters that the two forms of jieba read differently, and their possible neighbours.
PIECES = [
    *[
        "的",
        "啊",
        "甲",
        "一",
        "子",
        "创建",
        "文明城市",
        "充分发挥",
        "发挥",
        "亃",
        "𠀀",
        "㐀",
        "鿖",
        "豈",
    ],
    *[
        "-",
        "_",
        ".",
        "%",
        "+",
        "#",
        "&",
        "1",
        "20",
        "3.14",
        "a",
        "covid",
        "t恤",
        "c++",
        "GDP",
        "５",
    ],
    *["，", "。", " ", "\r", "\n", "\u3000", "😀", "é", "γ", "射线", "\x00", "\u0301", "ﬁ", "㈠"],
    *["創", "綫", "\ud800", "會議", "<p>", "2010-2012", "二〇一〇", "·", "～"],
]
mixed = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
repeated = st.tuples(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), max_size=60),
).map(lambda t: "".join(t[0][i % len(t[0])] for i in t[1]))
texts = st.one_of(mixed, repeated, st.text(max_size=40))
