"""Compare a corpus with a finished run: new, changed, missing sources and repeated text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

import pandas as pd

from topics.console import Section, clip
from topics.corpus.audit.naming import counted, first_of, name_of, several
from topics.corpus.evidence.duplicates import find_duplicates, similar_speeches
from topics.corpus.types import Corpus, Duplicate, Paragraph, SimilarSpeech
from topics.display.view import say
from topics.errors import WrongTypeError

__all__ = ["Comparison", "EarlierRun", "compare"]

N_SHOWN = 10
N_SPEECHES = 3
SAME, CHANGED, NEW = "same file", "changed", "new"
STATES = {SAME: "相同", CHANGED: "已改动", NEW: "新增"}
"""States in Chinese; the table has them in English."""
_RUN = "\0"
"""Prefix of the names of the run's sources; a new source may have the same name."""


@runtime_checkable
class EarlierRun(Protocol):
    """The parts of a run that a comparison reads."""

    @property
    def folder(self) -> Path:
        """The folder of the run."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables of the run by name."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A corpus compared with a finished run.

    Attributes
    ----------
    rows : tuple of _Row
        The sources.
    missing, lost : tuple of str
        Sources of the run that are not here, and that could not be read here.
    similar : tuple of SimilarSpeech
        Speeches that are for the most part in the run.
    encodings : frozenset of str
        The encodings in the run.
    run : str
        The name of the run.
    n_earlier : int
        Its number of sources.
    tables : mapping of str to DataFrame
        ``against``: each source with its state; ``against_duplicates`` and ``against_speeches``:
        paragraphs and speeches that the run already has, as in the tables of a run.
    """

    rows: tuple[_Row, ...]
    missing: tuple[str, ...]
    lost: tuple[str, ...]
    similar: tuple[SimilarSpeech, ...]
    encodings: frozenset[str]
    run: str
    n_earlier: int
    tables: Mapping[str, pd.DataFrame]

    def sentences(self) -> Iterator[str]:
        """Yield what deserves attention, in the reader's language."""
        yield from _sentences(self.rows, self.encodings, self.missing, self.lost)
        yield from _speeches(self.similar)

    def section(self) -> Section:
        """Return some sources, sorted by the share of their text in the run, largest first."""
        return _section(self.rows, self.missing, self.run, self.n_earlier)


class _Row(NamedTuple):
    """A compared source; ``of_source`` is the run's source with the same bytes or name."""

    source: str
    state: str
    of_source: str
    encoding: str
    run_encoding: str
    n_speeches: int
    run_n_speeches: int
    n_paragraphs: int
    n_repeated: int


def compare(corpus: Corpus, run: EarlierRun) -> Comparison:
    """Compare a corpus with a finished run.

    Parameters
    ----------
    corpus : Corpus
    run : Run
        As `topics.load_run` returns it.

    Raises
    ------
    WrongTypeError
        If ``run`` is not a `Run` but, e.g., its folder.
    """
    if not isinstance(run, EarlierRun):
        raise WrongTypeError(
            f"against must be a Run, got {type(run).__name__}. Pass what topics.load_run(folder)"
            " returns."
        )
    earlier = run.tables["sources"]
    pairs = _paired(corpus, earlier)
    same = {source for source, (state, _) in pairs.items() if state == SAME}
    repeated, similar = _repeated(corpus, run.tables["paragraphs"], same)
    rows = _rows(corpus, earlier, pairs, Counter(d.source for d in repeated))
    absent = sorted(set(earlier["source"]) - {of for _, of in pairs.values()})
    skipped = {s.source for s in corpus.skipped}
    missing = [name for name in absent if name not in skipped]
    lost = [name for name in absent if name in skipped]
    return Comparison(
        *(tuple(rows), tuple(missing), tuple(lost), tuple(similar)),
        *(frozenset(earlier["encoding"]), run.folder.name, len(earlier)),
        {
            "against": pd.DataFrame(rows, columns=list(_Row._fields)),
            "against_duplicates": pd.DataFrame(repeated, columns=list(Duplicate.__slots__)),
            "against_speeches": pd.DataFrame(similar, columns=list(SimilarSpeech.__slots__)),
        },
    )


def _paired(corpus: Corpus, earlier: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the state of each source, and the run's source with the same bytes or name."""
    by_hash: dict[str, list[str]] = {}
    for name, sha256 in zip(earlier["source"], earlier["sha256"], strict=True):
        by_hash.setdefault(sha256, []).append(name)
    names = set(earlier["source"])
    found = {}
    for source in corpus.sources:
        alike = by_hash.get(source.sha256, [])
        if alike:
            found[source.name] = SAME, source.name if source.name in alike else alike[0]
        elif source.name in names:
            found[source.name] = CHANGED, source.name
        else:
            found[source.name] = NEW, ""
    return found


def _repeated(
    corpus: Corpus, earlier: pd.DataFrame, same: set[str]
) -> tuple[list[Duplicate], list[SimilarSpeech]]:
    """Return the paragraphs and speeches that repeat the run's, without identical files."""
    body = earlier[earlier["role"] == "body"]
    columns = (body[name] for name in ("source", "speech", "paragraph", "first_line", "text"))
    blocks = [
        Paragraph(f"{_RUN}{source}", int(speech), int(n), "", "body", "", int(at), int(at), text)
        for source, speech, n, at, text in zip(*columns, strict=True)
    ]
    blocks += [b for b in corpus.running_text() if b.source not in same]
    found = find_duplicates(blocks)

    def is_in_run(d: Duplicate | SimilarSpeech) -> bool:
        return d.of_source.startswith(_RUN) and not d.source.startswith(_RUN)

    repeated = [
        Duplicate(d.source, d.paragraph, d.of_source[1:], d.of_paragraph, d.similarity, d.matched)
        for d in found
        if is_in_run(d)
    ]
    similar = [
        SimilarSpeech(s.source, s.speech, s.of_source[1:], s.of_speech, s.share)
        for s in similar_speeches(blocks, found)
        if is_in_run(s)
    ]
    return repeated, similar


def _rows(
    corpus: Corpus,
    earlier: pd.DataFrame,
    pairs: Mapping[str, tuple[str, str]],
    repeated: Mapping[str, int],
) -> list[_Row]:
    names, encodings, numbers = (earlier[c].tolist() for c in ("source", "encoding", "n_speeches"))
    of_run = dict(zip(names, zip(encodings, numbers, strict=True), strict=True)) | {"": ("", 0)}
    n_speeches = Counter(s.source for s in corpus.speeches)
    n_paragraphs = Counter(b.source for b in corpus.running_text())
    rows = []
    for source in corpus.sources:
        name, (state, of) = source.name, pairs[source.name]
        rows.append(
            _Row(
                *(name, state, of, source.encoding),
                *(of_run[of][0], n_speeches[name], of_run[of][1]),
                n_paragraphs[name],
                n_paragraphs[name] if state == SAME else repeated.get(name, 0),
            )
        )
    return rows


def _sentences(
    rows: Sequence[_Row], encodings: frozenset[str], missing: Sequence[str], lost: Sequence[str]
) -> Iterator[str]:
    """Yield what a researcher should check before adding these sources to the run."""
    same = [r for r in rows if r.state == SAME]
    other_encoding = [r.source for r in rows if r.of_source and r.encoding != r.run_encoding]
    other_number = [r.source for r in rows if r.of_source and r.n_speeches != r.run_n_speeches]
    unseen = sorted({r.encoding for r in rows if r.state == NEW} - encodings)
    codecs = ", ".join(unseen)
    groups: tuple[tuple[Sequence[str], str, str], ...] = (
        (lost, "那次运行中有，此处未能读取", "in the run, could not be read here"),
        ([r.source for r in same], "那次运行已有相同的文件", "the run has the same file"),
        (
            [
                say(f"{r.source}（当时名为 {r.of_source}）", f"{r.source} as {r.of_source}")
                for r in same
                if r.source != r.of_source
            ],
            "那次运行已有相同的文件，但名称不同",
            "the run has the same file under another name",
        ),
        (
            [r.source for r in rows if r.state == CHANGED],
            "文件在那次运行之后有改动",
            "the file has changed since the run",
        ),
        (missing, "那次运行中有，此文件夹中没有", "in the run, not in this folder"),
        (other_encoding, "编码与那次运行不同", "another encoding than in the run"),
        (other_number, "讲话篇数与那次运行不同", "another number of speeches than in the run"),
        (
            [r.source for r in rows if r.encoding in unseen and r.state == NEW],
            f"编码为 {codecs}，那次运行中没有这种编码",
            f"encoding {codecs}, which no source of the run has",
        ),
        (
            [r.source for r in rows if r.state == NEW and not r.n_speeches],
            "新增，但没有找到讲话",
            "new, and no speech was found",
        ),
        (
            [r.source for r in rows if r.state != SAME and 2 * r.n_repeated > r.n_paragraphs],
            "半数以上的段落已在那次运行中",
            "more than half of its paragraphs are in the run",
        ),
    )
    for names, zh, en in groups:
        if names:
            subject = names[0] if len(names) == 1 else several(names)
            yield say(f"{subject}：{zh}。", f"{subject}: {en}.")


def _speeches(similar: Sequence[SimilarSpeech]) -> Iterator[str]:
    said = [
        say(
            f"{name_of(s.source, s.speech)} 有 {s.share:.0%} 已在那次运行中，见"
            f" {name_of(s.of_source, s.of_speech)}。",
            f"{name_of(s.source, s.speech)}: {s.share:.0%} of it is in the run, in"
            f" {name_of(s.of_source, s.of_speech)}.",
        )
        for s in similar
    ]
    yield from first_of(
        said,
        N_SPEECHES,
        "篇讲话大半已在那次运行中",
        "speeches are for the most part in the run",
    )


def _section(rows: Sequence[_Row], missing: Sequence[str], run: str, n_earlier: int) -> Section:
    states = Counter(r.state for r in rows)
    new = sum(r.n_speeches for r in rows if r.state == NEW)
    repeated = sum(r.n_repeated for r in rows if r.state != SAME)
    note = say(
        f"那次运行有 {n_earlier:,} 个来源；此处的来源中，{states[SAME]} 个相同，"
        f"{states[CHANGED]} 个已改动，{states[NEW]} 个新增（共 {new:,} 篇讲话）；"
        f"缺 {len(missing)} 个；新增或改动的来源有 {repeated:,} 段与那次运行重复。",
        f"{counted(n_earlier, 'source')} in the run; of those here {states[SAME]} are the same"
        f" files, {states[CHANGED]} changed, {states[NEW]} new with {counted(new, 'speech')};"
        f" {len(missing)} missing; {counted(repeated, 'paragraph')} of new or changed sources"
        " repeat the run's.",
    )
    shown = sorted(rows, key=lambda r: (r.state == SAME, -r.n_repeated))[:N_SHOWN]
    cells = [
        (
            *(clip(r.source, 34), say(STATES[r.state], r.state), _both(r.encoding, r.run_encoding)),
            _both(r.n_speeches, r.run_n_speeches if r.of_source else ""),
            *(r.n_paragraphs, r.n_repeated),
        )
        for r in shown
    ]
    header = (
        *(say("来源", "source"), say("状态", "state"), say("编码", "encoding")),
        *(say("讲话", "speeches"), say("段落", "paragraphs"), say("其中已有", "in the run")),
    )
    return Section(say(f"与 {run} 比较", f"Against {run}"), note, header, tuple(cells))


def _both(here: object, there: object) -> str:
    return (
        say(f"{here}（原为 {there}）", f"{here} (run: {there})")
        if there not in ("", here)
        else str(here)
    )
