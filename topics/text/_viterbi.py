"""Words that no dictionary has, by jieba's hidden Markov model, in time linear in the text.

jieba's own function copies the best path at each character, so that a run of a
million characters takes its square; and its emission table has more decimals
than that of the Rust form, so that the two part where two cuts are as likely.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Model", "cut_run"]

IMPOSSIBLE = -3.14e100
DECIMALS = 6
"""Of the emission table in the Rust form."""

Four = tuple[float, float, float, float]
NEVER: Four = (IMPOSSIBLE,) * 4


@dataclass(frozen=True, slots=True)
class Model:
    """Log probabilities of the states begin, middle, end of a word, and single.

    Attributes
    ----------
    start : tuple of float
        Of the first character's state, in the order B, M, E, S.
    move : mapping of str to mapping of str to float
        From one state to another.
    emit : mapping of str to tuple of float
        Of a character in each state, in the order B, M, E, S.
    """

    start: Four
    move: Mapping[str, Mapping[str, float]]
    emit: Mapping[str, Four]

    @classmethod
    def of(
        cls,
        start: Mapping[str, float],
        move: Mapping[str, Mapping[str, float]],
        emit: Mapping[str, Mapping[str, float]],
    ) -> Model:
        """Return the model of jieba's three tables, keyed by the states' letters."""
        b, m, e, s = (
            {char: round(p, DECIMALS) for char, p in emit[state].items()} for state in "BMES"
        )
        never = IMPOSSIBLE
        known = {
            c: (b.get(c, never), m.get(c, never), e.get(c, never), s.get(c, never))
            for c in {*b, *m, *e, *s}
        }
        return cls((start["B"], start["M"], start["E"], start["S"]), move, known)


def cut_run(run: str, model: Model) -> list[str]:
    """Return the words of a run of Chinese characters along its most likely states.

    Parameters
    ----------
    run : str
        Chinese characters (U+4E00 to U+9FD5), at least one.
    model : Model
        What `Model.of` returns.
    """
    words, begin = [], 0
    for end, state in enumerate(_states(run, model), 1):
        if state in "ES":
            words.append(run[begin:end])
            begin = end
    return [*words, run[begin:]] if begin < len(run) else words


def _states(run: str, model: Model) -> list[str]:
    """Return the most likely state of each character; of two as likely, M before B, S before E."""
    move, emit = model.move, model.emit
    bm, be = move["B"]["M"], move["B"]["E"]
    mm, me = move["M"]["M"], move["M"]["E"]
    eb, es = move["E"]["B"], move["E"]["S"]
    sb, ss = move["S"]["B"], move["S"]["S"]
    b, m, e, s = (p + q for p, q in zip(model.start, emit.get(run[0], NEVER), strict=True))
    before = []
    for char in run[1:]:
        to_b, to_m, to_e, to_s = emit.get(char, NEVER)
        # Added in this order, as both forms of jieba do: rounding decides between equals.
        e_to_b, s_to_b = e + eb + to_b, s + sb + to_b
        b_to_m, m_to_m = b + bm + to_m, m + mm + to_m
        b_to_e, m_to_e = b + be + to_e, m + me + to_e
        e_to_s, s_to_s = e + es + to_s, s + ss + to_s
        before.append(
            (
                "E" if e_to_b > s_to_b else "S",
                "B" if b_to_m > m_to_m else "M",
                "B" if b_to_e > m_to_e else "M",
                "E" if e_to_s > s_to_s else "S",
            )
        )
        b, m = max(e_to_b, s_to_b), max(b_to_m, m_to_m)
        e, s = max(b_to_e, m_to_e), max(e_to_s, s_to_s)
    state = "E" if e > s else "S"
    states = [state]
    for four in reversed(before):
        state = four["BMES".index(state)]
        states.append(state)
    return states[::-1]
