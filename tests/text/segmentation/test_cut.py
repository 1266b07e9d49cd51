"""The compiled loops against plain Python that tries every way."""

from __future__ import annotations

import math
from itertools import accumulate, combinations, pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from topics.text.normalize import codes_of
from topics.text.segmentation._cut import cut_codes
from topics.text.segmentation._trie import make_trie
from topics.text.segmentation._viterbi import FIRST, Model, make_model, read_run

NO_MODEL = Model(np.zeros(4), np.zeros((4, 4)), np.zeros((0x9FD5 - FIRST + 1, 4)))
short_words = st.text("甲乙丙丁", min_size=2, max_size=4)


@given(
    st.dictionaries(short_words, st.integers(1, 50), max_size=12),
    st.text("甲乙丙丁", min_size=1, max_size=9),
)
def test_the_way_is_the_likeliest(words: dict[str, int], text: str) -> None:
    """No other cut into words of the dictionary and single characters has a higher sum."""
    known = {**dict.fromkeys("甲乙丙丁", 3), **words}
    trie = make_trie(list(known), np.array(list(known.values()), np.int64))
    total = math.log(sum(known.values()))

    def sum_of(parts: list[str]) -> float:
        return sum(math.log(known[part]) - total for part in parts)

    ways = [
        [text[i:j] for i, j in pairwise([0, *cuts, len(text)])]
        for n in range(len(text))
        for cuts in combinations(range(1, len(text)), n)
    ]
    best = max(sum_of(way) for way in ways if all(part in known for part in way))
    # A model under which each character is its own word, so that nothing is joined after.
    single = Model(np.array([-9.0, -9.0, -9.0, 0.0]), np.full((4, 4), 0.0), NO_MODEL.emit)
    lengths = cut_codes(codes_of(text), trie, single._replace(emit=singles())).tolist()
    found = [text[i:j] for i, j in pairwise(accumulate(lengths, initial=0))]
    assert math.isclose(sum_of(found), best, abs_tol=1e-9)


def singles() -> np.ndarray:
    """Return emissions that make every ideograph a word by itself."""
    emit = np.full((0x9FD5 - FIRST + 1, 4), -100.0)
    emit[:, 3] = 0.0
    return emit


chances = st.floats(-9, 0).map(lambda p: round(p, 3))


@given(
    st.lists(chances, min_size=4, max_size=4),
    st.lists(chances, min_size=8, max_size=8),
    st.lists(chances, min_size=12, max_size=12),
    st.text("一丁七", min_size=1, max_size=6),
)
def test_the_states_are_the_likeliest(
    start: list[float], moves: list[float], emits: list[float], run: str
) -> None:
    """The words of a run are those of states with the highest sum of all that may follow."""
    allowed = {"BM", "BE", "MM", "ME", "EB", "ES", "SB", "SS"}
    move = {a: {} for a in "BMES"}
    for pair, p in zip(sorted(allowed), moves, strict=True):
        move[pair[0]][pair[1]] = p
    emit = {
        s: dict(zip("一丁七", emits[3 * i : 3 * i + 3], strict=True)) for i, s in enumerate("BMES")
    }
    begin = dict(zip("BMES", start, strict=True))

    def sum_of(states: tuple[str, ...]) -> float:
        if any(a + b not in allowed for a, b in pairwise(states)):
            return -math.inf
        emitted = sum(emit[s][c] for s, c in zip(states, run, strict=True))
        return begin[states[0]] + emitted + sum(move[a][b] for a, b in pairwise(states))

    ending = [states for states in product("BMES", repeat=len(run)) if states[-1] in "ES"]
    best = max(map(sum_of, ending))
    model = make_model(begin, move, emit)
    lengths = np.zeros(len(run), np.int32)
    n = read_run(codes_of(run), 0, len(run), model, np.zeros(len(run), np.uint8), lengths, 0)
    assert lengths[:n].sum() == len(run)
    likeliest = {cut_at(states) for states in ending if math.isclose(sum_of(states), best)}
    assert tuple(lengths[:n].tolist()) in likeliest


def cut_at(states: tuple[str, ...]) -> tuple[int, ...]:
    """Return the lengths of the words that end in the states E and S."""
    ends = [i + 1 for i, state in enumerate(states) if state in "ES"]
    return tuple(b - a for a, b in pairwise([0, *ends]))
