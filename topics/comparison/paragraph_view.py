"""The changed paragraphs of a comparison as its page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import pandas as pd

from topics.comparison.sentences import Sentence
from topics.comparison.sides import Side

__all__ = ["changed_view"]

N_SHOWN = 200
"""Maximum number of paragraphs on the page."""
N_EVIDENCE = 6
"""Maximum number of pieces of evidence per paragraph."""
LONGEST = 2000
"""Maximum length of a text whose edits are marked, since the cost is quadratic."""
CAUSES = {
    "hand": ("由手工编码：", "Coded by hand:"),
    "codebook": ("编码本不同：", "Another codebook:"),
    "text": ("文字有改动：", "The text changed:"),
    "words": ("依据的词语有增减：", "Words of evidence were added or removed:"),
    "neighbours": ("前后各段有变：", "The paragraphs around it changed:"),
    "weights": ("词语未变，权重有变：", "The same words have other weights:"),
    "prior": ("“不属于任何主题”的先验概率有变：", "The prior probability of none changed:"),
    "": ("原因不明。", "The cause is unknown."),
}
EVIDENCE = {
    "words": ("词语", "word"),
    "heading": ("小标题", "heading"),
    "section": ("章节标题", "section"),
    "position": ("位置", "position"),
    "neighbours": ("前后各段", "neighbours"),
    "strength": ("词语合计", "all words"),
}


def changed_view(
    sides: tuple[Side, Side], changed: pd.DataFrame, evidence: pd.DataFrame, page: str
) -> dict[str, Any]:
    """Return the paragraphs that have another theme, the first `N_SHOWN`.

    Parameters
    ----------
    sides : tuple of two Side
    changed, evidence : DataFrame
        The tables.
    page : str
        Address of the report of B; empty if unknown.
    """
    names = sides[0].theme_names() | sides[1].theme_names()
    texts = [
        dict(zip(zip(side.body["source"], side.body["paragraph"], strict=True),
                 side.body["text"], strict=True))
        for side in sides
    ]  # fmt: skip
    lines = dict(zip(texts[1], _lines(sides[1].body), strict=True))
    by_paragraph = dict(iter(evidence.groupby(["source", "paragraph"])))
    rows = []
    for row in changed.head(N_SHOWN).to_dict("records"):
        key = row["source"], row["paragraph"]
        weighed = by_paragraph.get(key, evidence.head(0)).to_dict("records")
        pieces = [_piece(found, names) for found in weighed[:N_EVIDENCE]]
        pieces = [piece for piece in pieces if piece["was"] != piece["now"]]
        before = texts[0][row["source_a"], row["paragraph_a"]]
        is_read = page and row["id"]
        rows.append(
            {
                "a": _name(row["theme_a"], names),
                "b": _name(row["theme_b"], names),
                "source": row["source"],
                "place": lines[key],
                "link": f"{page}#id={row['id']}" if is_read else "",
                "chances": list(_chances(row, names)),
                "cause": _cause(row["cause"], has_evidence=bool(pieces)),
                "evidence": pieces,
                "text": _edited(before, texts[1][key])
                if row["text_changed"]
                else _marked(texts[1][key], f"{row['came']} {row['went']} {row['reweighed']}"),
            }
        )
    return {"rows": rows, "n": len(changed)}


def _name(theme: str, names: Mapping[str, Sentence]) -> Sentence:
    return names.get(theme, ("不属于任何主题", "none of the themes"))


def _lines(body: pd.DataFrame) -> Sequence[str]:
    """Return where each paragraph is: its lines, or its number."""
    if "first_line" not in body:
        return [f"¶{number}" for number in body["paragraph"]]
    pairs = zip(body["first_line"], body["last_line"], strict=True)
    return [f":{first}" if first == last else f":{first}–{last}" for first, last in pairs]


def _chances(
    row: Mapping[Any, Any], names: Mapping[str, Sentence]
) -> Iterator[tuple[str, str, str, str]]:
    for letter in "ab":
        was, now = row[f"theme_{letter}_in_a"], row[f"theme_{letter}_in_b"]
        zh, en = _name(row[f"theme_{letter}"], names)
        if not (pd.isna(was) and pd.isna(now)):
            yield zh, en, _chance(was), _chance(now)


def _chance(value: float) -> str:
    return "—" if pd.isna(value) else f"{value:.0%}"


def _cause(cause: str, *, has_evidence: bool) -> Sentence:
    """Return the cause as a sentence, which ends in a colon if evidence follows."""
    zh, en = CAUSES[cause]
    return (zh, en) if has_evidence or not cause else (zh[:-1] + "。", en[:-1] + ".")


def _piece(piece: Mapping[Any, Any], names: Mapping[str, Sentence]) -> dict[str, str]:
    zh, en = EVIDENCE.get(piece["kind"], (piece["kind"],) * 2)
    theme = _name(piece["theme"], names)
    return {
        "zh": f"{theme[0]}·{zh}",
        "en": f"{theme[1]}, {en}",
        "word": piece["word"],
        "was": _weight(piece["weight_a"]),
        "now": _weight(piece["weight_b"]),
    }


def _weight(value: float) -> str:
    return "—" if pd.isna(value) else f"{value:.2f}"


def _marked(text: str, words: str) -> list[tuple[str, str]]:
    """Return a text in parts, with the words of its evidence marked."""
    own = sorted({word for word in words.split() if word}, key=lambda word: (-len(word), word))
    if not own:
        return [("", text)]
    pattern = re.compile("|".join(map(re.escape, own)), re.IGNORECASE)
    parts: list[tuple[str, str]] = []
    end = 0
    for found in pattern.finditer(text):
        parts += [("", text[end : found.start()]), ("mark", found[0])]
        end = found.end()
    return [part for part in [*parts, ("", text[end:])] if part[1]]


def _edited(before: str, after: str) -> list[tuple[str, str]]:
    """Return two versions of a text in parts: unchanged, deleted and new."""
    if max(len(before), len(after)) > LONGEST:
        return [("del", before), ("ins", after)]
    parts: list[tuple[str, str]] = []
    for kind, i, j, k, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(("", before[i:j]))
        else:
            parts += [("del", before[i:j]), ("ins", after[k:n])]
    return [part for part in parts if part[1]]
