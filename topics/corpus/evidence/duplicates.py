"""Exact and near duplicates of earlier paragraphs, and the speeches that consist of them.

In corpus order, a paragraph is dropped if it is similar to an earlier one that was
kept (`similarity`); otherwise it is kept. Differences that compilers introduce are ignored:
punctuation, white space, script, digits, numerals and the masks that replace them.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from topics.corpus.columns import Paragraphs
from topics.corpus.evidence.signatures import Signatures
from topics.corpus.evidence.similarity import (
    first_similar,
    jaccard,
    shared_buckets,
    shingle,
)
from topics.corpus.script import simplified
from topics.corpus.types import Duplicate, Paragraph, SimilarSpeech

__all__ = ["compare", "find_duplicates", "similar_speeches"]

MIN_CHARS = 20
"""Paragraphs with fewer letters (谢谢大家！) are formulaic and may occur in every speech."""
HOLDERS = 50
"""Maximum number of speeches considered for a paragraph that several share."""
SPEECH_SHARE = 0.5
"""Share of repeated characters from which a speech repeats an earlier one."""
LONGEST_SEARCHED = 20_000
"""Characters searched for the longest match; the time is quadratic in this number."""

Numbers = npt.NDArray[np.int64]
_Key = tuple[str, int]  # of a paragraph or a speech: source and number
_VARYING = frozenset("〇零一二三四五六七八九十百千万亿某x×✕*_□○")


def find_duplicates(paragraphs: Sequence[Paragraph]) -> tuple[Duplicate, ...]:
    """Return the running-text paragraphs that repeat an earlier one, in order.

    See `compare`.
    """
    return compare(paragraphs, None)[0]


def compare(
    paragraphs: Sequence[Paragraph], known: Signatures | None
) -> tuple[tuple[Duplicate, ...], Signatures | None]:
    """Return the paragraphs that repeat an earlier one, in order, and all signatures.

    Each points to the first kept paragraph to which its ``similarity`` is at least
    `topics.corpus.evidence.similarity.THRESHOLD`;
    that one repeats no other. ``matched`` is the longest run of compared characters that both
    contain, as written in the later one.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        All blocks, in corpus order. Only the texts that may repeat another are kept in memory.
    known : Signatures or None
        Those of an earlier reading; None if those of this one need not be kept in memory.
    """
    texts = array("q")  # which distinct text each block has; -1 if it is not compared
    bands, found_now = (known or Signatures()).of(_bodies(paragraphs), _compared, texts)
    signatures = None if known is None else found_now
    del found_now
    if not len(bands):
        return (), signatures
    buckets = shared_buckets(bands)
    rows = np.flatnonzero((buckets >= 0).any(axis=1))
    del bands
    numbers = np.array(texts, np.int64)
    firsts = _firsts(numbers)
    folded = [_fold(block.text) for block in _chosen(paragraphs, firsts[rows])]
    shingles = shingle(folded)
    kept = np.arange(len(firsts))
    kept[rows] = rows[first_similar(buckets[rows], shingles)]
    repeats = np.flatnonzero(numbers >= 0)
    repeats = repeats[firsts[kept[numbers[repeats]]] != repeats]
    originals = np.unique(firsts[kept[numbers[repeats]]])
    first = dict(zip(originals.tolist(), _chosen(paragraphs, originals), strict=True))
    found: list[Duplicate] = []
    for at, block in zip(repeats.tolist(), _chosen(paragraphs, repeats), strict=True):
        text = numbers[at]
        earlier = first[int(firsts[kept[text]])]
        similarity, matched = 1.0, block.text
        if kept[text] != text:
            own, other = np.searchsorted(rows, (text, kept[text])).tolist()
            similarity = jaccard(shingles[own], shingles[other])
            matched = _matched(block.text, folded[other])
        found.append(
            Duplicate(
                *(block.source, block.paragraph, earlier.source, earlier.paragraph),
                similarity=similarity,
                matched=matched,
            )
        )
    return tuple(found), signatures


def _compared(text: str) -> str:
    """Return the compared characters of a text; empty if it is too short."""
    folded = _fold(text)
    return folded if len(folded) >= MIN_CHARS else ""


def _bodies(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """Yield the text of each block, empty for blocks that are not running text."""
    if isinstance(paragraphs, Paragraphs):
        columns = (paragraphs.column(name).chunks for name in ("role", "text"))
        for roles, texts in zip(*columns, strict=True):
            rows = zip(roles.to_pylist(), texts.to_pylist(), strict=True)
            yield from (text if role == "body" else "" for role, text in rows)
    else:
        yield from (block.text if block.role == "body" else "" for block in paragraphs)


def _firsts(numbers: Numbers) -> Numbers:
    """Return the first block of each text."""
    found, firsts = np.unique(numbers, return_index=True)
    return firsts[found >= 0]


def _chosen(paragraphs: Sequence[Paragraph], rows: Numbers) -> Iterable[Paragraph]:
    """Return some paragraphs, in order."""
    if isinstance(paragraphs, Paragraphs):
        flags = np.zeros(len(paragraphs), bool)
        flags[rows] = True
        return paragraphs.where(flags)
    return [paragraphs[i] for i in rows.tolist()]


def similar_speeches(
    paragraphs: Iterable[Paragraph], duplicates: Iterable[Duplicate]
) -> tuple[SimilarSpeech, ...]:
    """Return the speeches that are mostly in an earlier one, in order.

    Each points to the earlier speech that contains most of it; ties go to the first. Of the
    speeches that contain a paragraph, the first `HOLDERS` are candidates, so that a formula in
    every speech costs no more than a rare one.

    Parameters
    ----------
    paragraphs : iterable of Paragraph
        All blocks, in corpus order; they are read twice.
    duplicates : iterable of Duplicate
        What `find_duplicates` found in them.

    Returns
    -------
    tuple of SimilarSpeech
        ``share`` is that of the characters in running text long enough to be
        compared.
    """
    group = {(d.source, d.paragraph): (d.of_source, d.of_paragraph) for d in duplicates}
    spoken = _shared_paragraphs(paragraphs, group) if group else {}
    speeches = list(spoken)
    first_in: dict[tuple[str, int], list[int]] = defaultdict(list)  # by group, up to HOLDERS
    found = []
    for number, (speech, sizes) in enumerate(spoken.items()):
        candidates = sorted({earlier for key in sizes for earlier in first_in[key]})
        shared = [_shared(sizes, spoken[speeches[earlier]]) for earlier in candidates]
        most = max(shared, default=0)
        if most and most >= SPEECH_SHARE * sizes.total():
            best = speeches[candidates[shared.index(most)]]
            found.append(SimilarSpeech(*speech, *best, share=most / sizes.total()))
        for key in sizes:
            if len(first_in[key]) < HOLDERS:
                first_in[key].append(number)
    return tuple(found)


def _shared_paragraphs(
    paragraphs: Iterable[Paragraph], group: Mapping[_Key, _Key]
) -> dict[_Key, Counter[_Key]]:
    """Return the compared characters of each speech with a repetition, by group of paragraphs."""
    linked = {*group, *group.values()}
    sharing, near = _sharing(paragraphs, linked)
    spoken: dict[_Key, Counter[_Key]] = defaultdict(Counter)
    for block in near:
        speech = block.source, block.speech
        if block.speech and speech in sharing and block.role == "body" and _is_compared(block.text):
            key = block.source, block.paragraph
            spoken[speech][group.get(key, key)] += len(block.text)
    return spoken


def _sharing(
    paragraphs: Iterable[Paragraph], linked: Collection[_Key]
) -> tuple[set[_Key], Iterable[Paragraph]]:
    """Return the speeches that contain one of some paragraphs, and all their paragraphs."""
    if not isinstance(paragraphs, Paragraphs):
        sharing = {(b.source, b.speech) for b in paragraphs if (b.source, b.paragraph) in linked}
        return sharing, paragraphs
    columns = (paragraphs.column(n).to_pylist() for n in ("source", "speech", "paragraph"))
    keys = list(zip(*columns, strict=True))
    sharing = {(source, speech) for source, speech, number in keys if (source, number) in linked}
    return sharing, paragraphs.where([key[:2] in sharing for key in keys])


def _shared(sizes: Mapping[tuple[str, int], int], earlier: Collection[tuple[str, int]]) -> int:
    """Return the number of characters of a speech in groups that an earlier one has too."""
    return sum(size for key, size in sizes.items() if key in earlier)


class _Folding(dict[int, str]):
    """The compared form of each character, cached on first use."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", simplified(chr(code))).lower()
        signs = ("0" if c.isdigit() or c in _VARYING else c for c in plain)
        self[code] = "".join(c for c in signs if c.isalnum())
        return self[code]


_FOLDING = _Folding()


def _fold(text: str) -> str:
    """Return the compared text: only letters, simplified; numbers and masks as one ``0``."""
    return re.sub("00+", "0", text.translate(_FOLDING))


def _is_compared(text: str) -> bool:
    """Whether a text is long enough; the beginning is usually sufficient."""
    return any(len(_fold(part)) >= MIN_CHARS for part in (text[: 4 * MIN_CHARS], text))


def _matched(text: str, earlier: str) -> str:
    """Return the longest part of ``text`` that occurs, folded, in the folded ``earlier``.

    Only the beginning is searched of a text that is longer than any paragraph.
    """
    signs, bounds = _signs(text[:LONGEST_SEARCHED])
    earlier = earlier[: 2 * LONGEST_SEARCHED]
    longest = end = 0
    # Only a longer match is of interest, so the window grows and never shrinks: one search of
    # `earlier`, at the speed of C, for each sign.
    for stop in range(1, len(signs) + 1):
        if signs[stop - longest - 1 : stop] in earlier:
            longest, end = longest + 1, stop
    return text[bounds[end - longest] : bounds[end]]


def _signs(text: str) -> tuple[str, list[int]]:
    """Return a folded text and its bounds: sign ``i`` is ``text[bounds[i] : bounds[i + 1]]``."""
    signs: list[str] = []
    bounds: list[int] = []
    for i, char in enumerate(text):
        for sign in _FOLDING[ord(char)]:
            if sign != "0" or signs[-1:] != ["0"]:
                signs.append(sign)
                bounds.append(i)
    return "".join(signs), [0, *bounds[1:], len(text)]
