"""Compare two finished runs, whatever their engines and settings."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from topics.comparison.changes import changed_tables, coded_in_both
from topics.comparison.differences import differences_table
from topics.comparison.lineages import PairOfModels, pairs_of_models
from topics.comparison.pairing import pair_paragraphs
from topics.comparison.schema import TABLES
from topics.comparison.sentences import Sentence, findings_of
from topics.comparison.shares import shares_table
from topics.comparison.sides import Side
from topics.comparison.view import view_of
from topics.comparison.writing import free_folder, page_addresses, write_comparison
from topics.display.runs import comparison_view
from topics.display.view import say, shown
from topics.errors import OutputError, WrongTypeError, shortened
from topics.report.compare_page import compare_page
from topics.runs.archives import scratch_folder, unpack
from topics.runs.lineages import lineage_table
from topics.runs.own_models import engines_of
from topics.runs.references import check_references
from topics.runs.store import Run, load_run
from topics.runs.withholding import WITHHELD_NAME

__all__ = ["Comparison", "compare"]


@shown(comparison_view)
@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The comparison of two runs.

    Attributes
    ----------
    lineage : DataFrame
        How the topics of B descend from those of A (`topics.models.lineage.Lineage`), for each
        engine of both runs, else for the first engine of each.
    shares : DataFrame
        Share of each theme in A and B with 95% intervals, and the difference with its interval.
    changed : DataFrame
        The paragraphs of both runs whose theme differs.
    changed_evidence : DataFrame
        The evidence for both themes of each of them, in A and in B.
    differences : DataFrame
        Differences in files, settings, codebook, word lists, coder and versions.
    findings : tuple of tuples of (str, str)
        The main facts in Chinese and English: of models, topics, shares, paragraphs and causes.
    notes : tuple of (str, str)
        What could not be compared and why, in Chinese and English.
    models : tuple of PairOfModels
        The lineage of each engine with its test.
    sides : tuple of two Side
        The runs.
    n_coded : int
        Paragraphs that were coded in both runs.
    """

    lineage: pd.DataFrame
    shares: pd.DataFrame
    changed: pd.DataFrame
    changed_evidence: pd.DataFrame
    differences: pd.DataFrame
    findings: tuple[tuple[Sentence, ...], ...]
    notes: tuple[Sentence, ...]
    models: tuple[PairOfModels, ...]
    sides: tuple[Side, Side]
    n_coded: int

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The main facts in Chinese and English."""
        return tuple(sentence for group in self.findings for sentence in group)

    @property
    def summary(self) -> tuple[str, ...]:
        """The main facts in English."""
        return tuple(en for _, en in self.sentences)

    @property
    def no_more_than_reseeding(self) -> bool | None:
        """Whether all models differ by no more than another random seed makes.

        None if that is unknown, because some have too few starts or none can be compared.
        """
        found = [pair.is_same or pair.lineage.no_more_than_reseeding for pair in self.models]
        if any(no_more is False for no_more in found):
            return False
        return None if None in found or not found else True

    @property
    def differs(self) -> bool:
        """Whether the results differ, by the rule of ``topics compare --strict``.

        If topics differ by more than reseeding, a paragraph of both runs has another theme, the
        interval of a difference of shares excludes 0, or a theme is in one codebook only. Other
        files and settings alone do not count.
        """
        is_lone = self.shares["share_a"].isna() != self.shares["share_b"].isna()
        return (
            any(pair.differs for pair in self.models)
            or len(self.changed) > 0
            or bool((self.shares["outside"] | is_lone).any())
        )

    def text(self) -> str:
        """Return the main facts in the reader's language, a line for each."""
        colon = say("：", ": ")
        runs = (f"{n}{colon}{side.place}" for n, side in zip("AB", self.sides, strict=True))
        found = (say(*sentence) for sentence in self.sentences)
        notes = (say("说明", "note") + colon + say(*note) for note in self.notes)
        return "\n".join([*runs, *found, *notes, ""])

    def save(self, folder: str | Path | None = None) -> Path:
        """Write the tables, a page of them, and ``compare.json`` with the hash of each.

        Parameters
        ----------
        folder : path-like, optional
            A folder: missing, empty, or with an earlier comparison, which is replaced. By default
            ``compare-A`` in the folder beside B that is named after it with ``.analyses`` added,
            with the next number if it has a comparison with another run.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        OutputError
            If it is a file, contains something else, is in one of the runs, or cannot be written.
        """
        out = free_folder(*self.sides) if folder is None else folder
        tables = {name: getattr(self, name) for name in TABLES}
        # A page elsewhere has no links, since they would show folders of this machine.
        pages = page_addresses(*self.sides) if folder is None else ("", "")
        view = view_of(
            self.sides, self.models, tables, self.findings, self.n_coded, pages, self.notes
        )
        models = {
            pair.engine: {
                "p": pair.lineage.p,
                "no_more_than_reseeding": pair.lineage.no_more_than_reseeding,
                "same": pair.is_same,
            }
            for pair in self.models
        }
        how = {"models": models, "differs": self.differs, "notes": [en for _, en in self.notes]}
        return write_comparison(out, self.sides, tables, compare_page(view), how)


def compare(a: str | Path | Run, b: str | Path | Run) -> Comparison:
    """Compare two finished runs, whatever their engines and settings.

    Paragraphs are matched by id, else by text; terms by spelling. Neither run is changed.

    Parameters
    ----------
    a, b : path-like or Run
        The folders of two finished runs, archives of them (`topics.freezing.freeze`), or what
        `topics.load_run` returns; the earlier one first.

    Returns
    -------
    Comparison

    Raises
    ------
    OutputError
        If a run cannot be read, its tables are inconsistent, or an archive has no texts.
    WrongTypeError
        If one is neither a path nor a run.

    See Also
    --------
    topics.run : Do all steps and write the report.
    topics.retrain : Continue a finished run with more texts.
    topics.agreement : Compare the topics of two models.

    Examples
    --------
    ``reports/speeches`` is a finished run, here compared with itself.

    >>> import topics
    >>> found = topics.compare("reports/speeches", "reports/speeches")
    >>> len(found.changed)
    0
    """
    with ExitStack() as stack:
        sides = _side("a", a, stack), _side("b", b, stack)
        return _compared(sides)


def _compared(sides: tuple[Side, Side]) -> Comparison:
    pairing = pair_paragraphs(sides[0].body, sides[1].body)
    models, problems = pairs_of_models(*sides)
    shares = shares_table(*sides, pairing)
    changed, evidence = changed_tables(*sides, pairing)
    differences = differences_table(sides[0].run, sides[1].run)
    n_both = len(pairing.links)
    only = len(sides[0].body) - n_both, len(sides[1].body) - n_both
    n_coded = len(coded_in_both(*sides, pairing))
    found = findings_of(models, shares, len(changed), n_coded, only, differences)
    table = lineage_table({pair.engine: pair.lineage for pair in models})
    return Comparison(
        table, shares, changed, evidence, differences, found, tuple(problems), tuple(models),
        sides, n_coded,
    )  # fmt: skip


def _side(name: str, run: object, stack: ExitStack) -> Side:
    """Return a finished run with consistent tables; an archive is unpacked until the end."""
    archive = None
    if isinstance(run, Run):
        done = run
    elif not isinstance(run, str | Path):
        raise WrongTypeError(
            f"{name} must be the folder of a run, an archive of one, or what"
            f" topics.load_run(folder) returns, got {shortened(run)}."
        )
    elif Path(run).is_file():
        archive = Path(run)
        done = _unpacked(archive, stack.enter_context(scratch_folder()) / "archive")
    else:
        done = load_run(run)
    check_references(done.tables, engines_of(done.manifest), done.folder)
    return Side.of(done, archive)


def _unpacked(archive: Path, folder: Path) -> Run:
    """Return the run of an archive, with all its tables and models in memory."""
    unpack(archive, folder)
    if (folder / WITHHELD_NAME).is_file():
        raise OutputError(
            f"{archive}: was written without texts, so its paragraphs cannot be compared. Name the"
            " folder of the run, or an archive with texts."
        )
    try:
        done = load_run(folder / "run")
        return replace(done, tables=dict(done.tables), models=dict(done.models))
    except OutputError as exc:
        raise OutputError(
            f"{archive}: has no run that can be read ({exc}) Name the folder of a run, or an"
            " archive that `topics freeze` wrote."
        ) from exc
