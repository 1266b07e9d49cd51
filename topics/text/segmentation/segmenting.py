"""Segment a corpus into words with their positions.

A text is segmented as a whole and punctuation is removed afterwards. The reverse order would join
words across clauses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Corpus, Paragraphs
from topics.errors import CorpusError, LexiconError, check_texts, check_type, did_you_mean
from topics.hints import hinted_keywords
from topics.text.lexicon.lexicon import Entry, Lexicon, load_lexicon
from topics.text.segmentation.foreign import without_foreign
from topics.text.segmentation.known import KnownWords, Words, text_key
from topics.text.segmentation.segmenters import SEGMENTERS, TAGS, tagger
from topics.text.segmentation.stream import TokenChunk, tokenize_stream
from topics.text.segmentation.tokenizer import Tokenizer
from topics.text.segmentation.whole import WholeWords
from topics.text.types import Tokens, Units

__all__ = ["SEGMENTERS", "segment", "segment_again", "segment_texts"]


def segment_texts(
    texts: Iterable[str],
    segmenter: str = "jieba",
    lexicon: Lexicon | None = None,
    *,
    pos: Sequence[str] = (),
    n_jobs: int | None = None,
) -> Iterator[TokenChunk]:
    """Segment a stream of texts into words, a few hundred thousand characters at a time.

    For corpora that do not fit in memory: texts are read only as they are
    needed, and a chunk is small. The result does not depend on ``n_jobs``.

    Parameters
    ----------
    texts : iterable of str
        Texts as shown.
    segmenter : {"rjieba", "jieba"}
        Both give the same words. ``rjieba`` loads faster, ``jieba`` segments
        faster, which pays off from about ten megabytes.
    lexicon : Lexicon, optional
        Words to keep whole; the package's own by default.
    pos : sequence of str, optional
        Part-of-speech tags of the words to keep, or prefixes of tags:
        ``("n", "v")`` keeps ns and vn too. Tags are rjieba's with either
        segmenter. Empty: all words, untagged.
    n_jobs : int, optional
        Threads; one per processor by default.

    Returns
    -------
    iterator of TokenChunk
        Consecutive texts, in order.

    Raises
    ------
    LexiconError
        If the segmenter or a part of speech is unknown, or an entry of the
        lexicon would be ignored.
    CorpusError
        If ``n_jobs`` is not an integer >= 1, or a text is not a string.
    """
    if not isinstance(segmenter, str) or segmenter not in SEGMENTERS:
        raise LexiconError(
            f"segmenter = {segmenter!r} is unknown.{did_you_mean(segmenter, SEGMENTERS)}"
            f" Segmenters are: {', '.join(SEGMENTERS)}."
        )
    if n_jobs is not None and (type(n_jobs) is not int or n_jobs < 1):
        raise CorpusError(f"n_jobs = {n_jobs!r}: must be an integer >= 1, or None.")
    if isinstance(texts, str):
        raise CorpusError("texts must be a list of strings, got a single string.")
    entries = (lexicon or load_lexicon()).entries
    _check_pos(pos, {*TAGS, *(entry.tag for entry in entries)})
    return tokenize_stream(texts, _tokenizer(segmenter, tuple(entries), tuple(pos)), n_jobs)


@lru_cache(maxsize=2)
def _tokenizer(segmenter: str, entries: tuple[Entry, ...], pos: tuple[str, ...]) -> Tokenizer:
    """Return a tokenizer, cached: loading its dictionary for each single text would be slow."""
    joined, others = WholeWords.apart(entries)
    return Tokenizer(
        WholeWords(SEGMENTERS[segmenter](joined), others),
        tagger(joined) if pos else None,
        pos,
        {entry.term: entry.tag for entry in others},
    )


def _check_pos(pos: Sequence[str], tags: Collection[str]) -> None:
    check_texts("pos", pos, '["n", "v"]')
    for kept in pos:
        if not any(tag.startswith(kept) for tag in tags):
            raise LexiconError(
                f"Part of speech {kept!r} is unknown.{did_you_mean(kept, tags)} Tags are:"
                f" {', '.join(sorted(tags))}."
            )


@hinted_keywords()
def segment(
    corpus: Corpus,
    segmenter: str = "rjieba",
    lexicon: Lexicon | None = None,
    *,
    pos: Sequence[str] = (),
    n_jobs: int | None = None,
) -> Tokens:
    """Segment the running text of a corpus into words.

    Paragraphs that repeat an earlier one are left out, so that each is counted
    once. All words are kept but those of other languages, as the lexicon says
    (`load_lexicon`); `count` decides which are counted (no stop words, no rare words).

    Parameters
    ----------
    corpus : Corpus
        What `read` returns.
    segmenter, lexicon, pos, n_jobs
        As for `segment_texts`.

    Returns
    -------
    Tokens
        One unit per paragraph, without punctuation and blanks. With ``pos``
        only words of these parts of speech, and the tag of each term.

    Raises
    ------
    LexiconError
        If the segmenter or a part of speech is unknown, or an entry of the
        lexicon would be ignored.
    WrongTypeError
        If ``corpus`` is not a `Corpus` but e.g. a folder or a list of texts.

    Warns
    -----
    TopicsWarning
        If paragraphs in another language are left out.

    See Also
    --------
    topics.load_lexicon : Load dictionaries and stop words.
    topics.count : Count the words of each unit.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> tokens = topics.segment(corpus)
    >>> tokens.words(0)
    ['改革', '推动', '市场']
    """
    return segment_again(corpus, segmenter, lexicon, pos=pos, n_jobs=n_jobs, known=None)[0]


def segment_again(
    corpus: Corpus,
    segmenter: str,
    lexicon: Lexicon | None,
    *,
    pos: Sequence[str],
    n_jobs: int | None = None,
    known: KnownWords | None,
) -> tuple[Tokens, KnownWords]:
    """Segment as `segment` does, but not texts that were segmented before.

    Parameters
    ----------
    corpus, segmenter, lexicon, pos, n_jobs
        As for `segment`.
    known : KnownWords or None
        What an earlier segmentation with the same segmenter and lexicon returned; empty for the
        first segmentation, None if no other will follow.

    Returns
    -------
    tokens : Tokens
        The same as `segment` returns.
    known : KnownWords
        The words of all texts, for the next segmentation. Empty if ``pos`` are given, since the
        tag of a word depends on the text in which it first occurs.
    """
    check_type("corpus", corpus, Corpus, "topics.read(seeds)")
    if lexicon is not None:
        check_type("lexicon", lexicon, Lexicon, "topics.load_lexicon(dictionary)")
    lexicon = lexicon or load_lexicon()
    blocks, turn = _counted_blocks(corpus)
    texts: Iterable[str] = chain.from_iterable(
        part.to_pylist() for part in blocks.column("text").chunks
    )
    keys: list[bytes] = []
    if known is not None and not pos:
        texts = _new_texts(texts, known, keys)
    chunks = list(segment_texts(texts, segmenter, lexicon, pos=pos, n_jobs=n_jobs))
    words = Words.of(chunks)
    if known is not None and known.keys and not pos:
        words = known.joined(keys, words)
    tokens = Tokens(
        units=replace(_units(blocks, turn), texts=corpus),
        terms=words.terms,
        term_ids=words.term_ids,
        spans=words.spans,
        indptr=words.indptr,
        tags=tuple(tag for chunk in chunks for tag in chunk.new_tags),
        corpus_fingerprint=corpus.fingerprint,
        dictionary=lexicon.kept,
        stop_words=lexicon.stop_words,
    )
    tokens = without_foreign(tokens, lexicon.foreign_words)
    return tokens, KnownWords(keys, words) if keys else KnownWords()


def _new_texts(texts: Iterable[str], known: KnownWords, keys: list[bytes]) -> Iterator[str]:
    """Yield the texts that were not segmented before; append the key of each text."""
    for text in texts:
        keys.append(text_key(text))
        if keys[-1] not in known.rows:
            yield text


def _counted_blocks(corpus: Corpus) -> tuple[Paragraphs, npt.NDArray[np.int32]]:
    """Return the running text without paragraphs that repeat an earlier one, and their turns."""
    blocks = corpus.running_text()
    repeated = {(d.source, d.paragraph) for d in corpus.duplicates}
    keys = zip(
        blocks.column("source").to_pylist(), blocks.column("paragraph").to_pylist(), strict=True
    )
    is_kept = np.array([key not in repeated for key in keys], bool)
    return blocks.where(is_kept), _turns(blocks)[is_kept]


def _turns(blocks: Paragraphs) -> npt.NDArray[np.int32]:
    """Return the number of each block's turn within its speech; another speaker starts a turn."""
    source, speech, speaker = (
        pd.factorize(blocks.column(name).to_numpy())[0] for name in ("source", "speech", "speaker")
    )
    opens_speech = (np.diff(source, prepend=-1) != 0) | (np.diff(speech, prepend=-1) != 0)
    opens_turn = (np.diff(speaker, prepend=-1) != 0) | opens_speech
    turn = np.cumsum(opens_turn)
    first = turn[opens_speech][np.cumsum(opens_speech) - 1] if len(turn) else turn
    return np.asarray(turn - first, np.int32)


def _units(blocks: Paragraphs, turn: npt.NDArray[np.int32]) -> Units:
    """Return one unit per block."""
    source, source_names = pd.factorize(blocks.column("source").to_numpy())
    section, section_names = pd.factorize(blocks.column("section").to_numpy())
    return Units(
        source_names=tuple(source_names),
        source=source.astype(np.int32),
        speech=blocks.column("speech").to_numpy().astype(np.int32),
        section_names=tuple(section_names),
        section=section.astype(np.int32),
        paragraphs=blocks.column("paragraph").to_numpy().astype(np.int32),
        indptr=np.arange(len(blocks) + 1),
        ids=np.array(blocks.column("id").to_pylist(), np.bytes_),
        turn=turn,
    )
