"""Check gold lines against the texts and the codebook, before anything is fitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from topics.corpus.audit.naming import counted
from topics.corpus.references import Reference, resolve
from topics.corpus.types import Corpus
from topics.display.view import say
from topics.errors import GoldError, did_you_mean
from topics.evaluate.gold_lines import GoldLine, parse_gold
from topics.themes.types import NONE, Codebook

__all__ = ["GoldSummary", "check_gold"]

N_ALIKE = 5
"""Maximum number of lines with the same problem that are listed one by one."""


@dataclass(frozen=True, slots=True)
class GoldSummary:
    """Summary of a gold file without problems; ``str()`` returns it as a short text.

    Attributes
    ----------
    n_lines : int
    n_sources : int
        Sources that gold lines name; lines that name a block by id do not count.
    roles, themes : mapping of str to int
        Number of lines with each.
    """

    n_lines: int
    n_sources: int
    roles: Counter[str]
    themes: Counter[str]

    def __str__(self) -> str:
        lines, sources = counted(self.n_lines, "gold line"), counted(self.n_sources, "source")
        parts = [
            say(
                f"{self.n_lines:,} 行标注，涉及 {self.n_sources:,} 个来源；没有发现问题。",
                f"{lines} of {sources}; no problem was found.",
            )
        ]
        for zh, en, counts in (("类别", "roles", self.roles), ("主题", "themes", self.themes)):
            found = say("、", ", ").join(f"{key} {n}" for key, n in counts.most_common())
            parts.append(say(f"{zh}：{found or '无'}", f"{en}: {found or 'none'}"))
        return "\n".join(parts) + "\n"


class _Problem(NamedTuple):
    """A problem of one line; ``ends_run`` if it cannot be scored at all."""

    number: int
    text: str
    ends_run: bool = True


def check_gold(
    path: str | Path, corpus: Corpus, codebook: Codebook, *, is_run: bool = False
) -> GoldSummary:
    """Check each line of a gold file and report all problems at once.

    Parameters
    ----------
    path : path-like
        A ``.jsonl`` file of gold lines.
    corpus : Corpus
        The texts that were annotated.
    codebook : Codebook
        The themes.
    is_run : bool, default False
        Whether to report only lines that a run cannot score. Otherwise lines that are annotated
        twice, blank, or in an unknown block are reported too; a run omits these or warns.

    Returns
    -------
    GoldSummary

    Raises
    ------
    GoldError
        If the file cannot be read, or has invalid lines. The message lists every problem with its
        line: invalid JSON, or a wrong type, role, theme, source or line.
    """
    parsed = list(parse_gold(path))
    problems = [
        _Problem(line.number, fault.text + fault.hint) for line in parsed for fault in line.faults
    ]
    rows = [(line.number, line.gold) for line in parsed if line.gold is not None]
    for found in (_themes(rows, codebook), _places(rows, corpus), _blocks(rows, corpus)):
        problems += found
    problems += _twice(rows)
    if is_run:
        problems = [problem for problem in problems if problem.ends_run]
    if problems:
        raise GoldError(_listed(Path(path), problems, len(parsed)))
    gold = [row for _, row in rows]
    return GoldSummary(
        len(gold),
        len({row.source for row in gold if row.source}),
        Counter(row.role for row in gold if row.role),
        Counter(theme for row in gold for theme in row.themes),
    )


_Rows = Iterable[tuple[int, GoldLine]]


def _themes(rows: _Rows, codebook: Codebook) -> Iterator[_Problem]:
    ids = codebook.ids()
    for number, row in rows:
        for theme in row.themes if ids else ():
            if theme not in (*ids, NONE):
                hint = did_you_mean(theme, ids) or f" Its themes are: {', '.join(ids)}."
                yield _Problem(
                    number, f"theme {theme!r} is not in the codebook {codebook.name}.{hint}"
                )


def _places(rows: _Rows, corpus: Corpus) -> Iterator[_Problem]:
    """Yield the lines whose source was not read, or that are blank or missing in it."""
    n_lines = {source.name: source.n_lines for source in corpus.sources}
    skipped = {source.source: source.reason for source in corpus.skipped}
    columns = (corpus.paragraphs.column(c) for c in ("source", "first_line", "last_line"))
    blocks = zip(*(column.to_pylist() for column in columns), strict=True)
    filled = {(source, n) for source, first, last in blocks for n in range(first, last + 1)}
    for number, row in rows:
        if row.named:
            continue
        if row.source in skipped:
            yield _Problem(number, f"{row.source} was not read: {skipped[row.source]}.")
        elif row.source not in n_lines:
            hint = did_you_mean(row.source, n_lines)
            yield _Problem(number, f"source {row.source!r} is not among the texts.{hint}")
        elif row.line > n_lines[row.source]:
            yield _Problem(number, f"{row.source} has {n_lines[row.source]} lines, not {row.line}.")
        elif (row.source, row.line) not in filled:
            yield _Problem(number, f"line {row.line} of {row.source} is blank.", ends_run=False)


def _blocks(rows: _Rows, corpus: Corpus) -> Iterator[_Problem]:
    """Yield the lines that match no block, or more than one."""
    named = [(number, row) for number, row in rows if row.named]
    found = resolve(corpus, (Reference(row.id, row.text_hash) for _, row in named))
    lost = [number for (number, _), i in zip(named, found.rows, strict=True) if i is None]
    for number, problem in zip(lost, found.problems, strict=True):
        yield _Problem(number, str(problem), ends_run=False)


def _twice(rows: _Rows) -> Iterator[_Problem]:
    first: dict[object, int] = {}
    for number, row in rows:
        key = (row.id or row.text_hash) if row.named else (row.source, row.line)
        earlier = first.setdefault(key, number)
        if earlier != number:
            what = f"block {key}" if row.named else f"line {row.line} of {row.source}"
            yield _Problem(number, f"{what} is annotated in line {earlier} already.", False)


def _listed(file: Path, problems: Iterable[_Problem], n_lines: int) -> str:
    """Return all problems in the order of their lines, a problem of many lines only once."""
    groups: dict[str, list[int]] = {}
    n = 0
    for problem in sorted(problems, key=lambda problem: problem.number):
        groups.setdefault(problem.text, []).append(problem.number)
        n += 1
    said: list[tuple[int, str]] = []
    for text, numbers in groups.items():
        if len(numbers) > N_ALIKE:
            some = ", ".join(map(str, numbers[:N_ALIKE]))
            more = len(numbers) - N_ALIKE
            said.append((numbers[0], f"{file}, lines {some} and {more} more: {text}"))
        else:
            said += [(number, f"{file}, line {number}: {text}") for number in numbers]
    listed = [text for _, text in sorted(said, key=lambda pair: pair[0])]
    total = f"{counted(n, 'problem')} in {counted(n_lines, 'gold line')}"
    return "\n".join([f"{file}: {total}.", *listed])
