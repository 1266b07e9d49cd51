"""The findings on a corpus as a page and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from topics.arrays import check_items
from topics.console import WIDTH, Section, printable, underlined, wrap
from topics.corpus.audit.against import Comparison, EarlierRun, compare
from topics.corpus.audit.attention import attention
from topics.corpus.audit.changes import masks, repairs
from topics.corpus.audit.naming import first_of, size_sentence, sizes_of
from topics.corpus.audit.omissions import duplicates, furniture, furniture_table
from topics.corpus.audit.sources import character_table, sources
from topics.corpus.audit.speeches import dates, speeches
from topics.corpus.characters import lengths
from topics.corpus.types import Corpus
from topics.display.options import options
from topics.display.runs import audit_view
from topics.display.view import say, shown
from topics.errors import check_type
from topics.messages import Language, Message
from topics.text_tables import text_table

__all__ = ["Audit", "inspect"]

N_SENTENCES = 12
"""Number of sentences on what to check first."""
NOTHING = "没有需要核对的地方。", "No finding needs a check."


class _Page(NamedTuple):
    """An audit in one language."""

    headline: str
    attention: tuple[str, ...]
    sections: tuple[Section, ...]


@shown(audit_view)
@dataclass(frozen=True, slots=True)
class Audit:
    """An account of a corpus in the reader's language; ``str()`` of it is a page of plain text.

    Attributes
    ----------
    headline : str
        The size of the corpus.
    attention : tuple of str
        The most important problems, one or two sentences each.
    sections : tuple of Section
        The findings by kind, with some examples; `tables` has all.
    corpus : Corpus
        The inspected corpus.
    warnings : tuple of str or Message
        The warnings of the readers.
    comparison : Comparison or None
        What the corpus adds to an earlier run.
    """

    corpus: Corpus
    warnings: tuple[str | Message, ...] = ()
    comparison: Comparison | None = None
    _pages: dict[Language, _Page] = field(default_factory=dict, init=False, compare=False)

    @property
    def headline(self) -> str:
        """The size of the corpus."""
        return self._page().headline

    @property
    def attention(self) -> tuple[str, ...]:
        """The most important problems, one or two sentences each."""
        return self._page().attention

    @property
    def sections(self) -> tuple[Section, ...]:
        """The findings by kind, with some examples; `tables` has all."""
        return self._page().sections

    def _page(self) -> _Page:
        """Return the page in the reader's language, which is made once."""
        language = options.language
        if language not in self._pages:
            self._pages[language] = _page(self.corpus, self.warnings, self.comparison)
        return self._pages[language]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all findings, one table for each kind; names and columns as in a run.

        These are not in a run: ``furniture``, the text that belongs to no speech; ``characters``,
        how the characters of each source were used; and the tables of a comparison.
        """
        corpus = self.corpus
        tables = corpus.to_pandas()
        del tables["paragraphs"]
        counts = Counter(s.source for s in corpus.speeches)
        found = tables["sources"].rename(columns={"name": "source"}).drop(columns="reader")
        tables["sources"] = found.assign(n_speeches=[counts[s] for s in found["source"]])
        table, sizes = tables["speeches"], sizes_of(corpus)
        own = [sizes[s.source, s.speech] for s in corpus.speeches]
        position = list(table).index("complete") + 1
        table.insert(position, "n_paragraphs", np.array([n for n, _ in own], np.int64))
        table.insert(position + 1, "n_chars", np.array([n for _, n in own], np.int64))
        table.insert(position + 2, "main_theme", "")
        tables["furniture"] = furniture_table(corpus)
        tables["characters"] = character_table(corpus)
        return tables | dict(self.comparison.tables if self.comparison else {})

    def __str__(self) -> str:
        title, underline = underlined(say("语料检查", "Audit"))
        lines = [title, underline.replace("-", "="), *wrap(self.headline, WIDTH), ""]
        lines += underlined(say("先看这些", "Look at first"))
        for sentence in self.sentences():
            first, *rest = wrap(sentence, WIDTH - 4)
            lines += [f"  • {first}", *(f"    {line}" for line in rest)]
        for section in self.sections:
            lines += ["", *wrap(section.title + say("：", ": ") + section.note, WIDTH)]
            if section.rows:
                lines += text_table(section)
        return "\n".join(printable(line).rstrip() for line in lines) + "\n"

    def sentences(self) -> Sequence[str]:
        """Return the first sentences of ``attention`` and the number of the others."""
        found = first_of(self.attention, N_SENTENCES, "处", "findings")
        return list(found) or [say(*NOTHING)]


def inspect(
    corpus: Corpus, warnings: Sequence[str | Message] = (), against: EarlierRun | None = None
) -> Audit:
    """Summarise the texts, repairs, omissions and uncertain findings of a corpus on a page.

    Parameters
    ----------
    corpus : Corpus
        As `topics.read` returns it.
    warnings : sequence of str or Message
        The warnings of the readers.
    against : Run, optional
        A finished run, as `topics.load_run` returns it. The page then says which sources the run
        already has, which are new, changed or missing, and how much of their text is in the run.

    Returns
    -------
    Audit
        A notebook shows it as a page, ``print`` as text.

    Raises
    ------
    WrongTypeError
        If ``corpus`` is not a `Corpus`, or ``against`` not a `Run`, but e.g. its folder.

    See Also
    --------
    topics.read : Read texts.
    topics.load_run : Read a finished run.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> topics.inspect(corpus).headline
    '1 source, 2 speeches, 2 paragraphs of running text, 14 characters.'
    """
    check_type("corpus", corpus, Corpus, "topics.read(seeds)")
    check_items("warnings", warnings, (str, Message))
    comparison = compare(corpus, against) if against is not None else None
    audit = Audit(corpus, tuple(warnings), comparison)
    audit._page()
    return audit


def _page(
    corpus: Corpus, warnings: Sequence[str | Message], comparison: Comparison | None
) -> _Page:
    """Return the findings in the reader's language."""
    running = corpus.running_text()
    headline = size_sentence(
        len(corpus.sources),
        len(corpus.speeches),
        len(running),
        len(corpus.duplicates),
        sum(lengths(running).to_pylist()),
    )
    sentences = [*(comparison.sentences() if comparison else ()), *attention(corpus, warnings)]
    found = (
        *([comparison.section()] if comparison else []),
        *(part(corpus) for part in (sources, speeches, dates, repairs, masks)),
        *(part(corpus) for part in (duplicates, furniture)),
    )
    return _Page(headline, tuple(sentences), found)
