"""The commands that verify, compare, archive and list runs, and begin a study."""

from __future__ import annotations

import sys

import click

from topics.cli.options import OptionalPath, command, file_option, out_option
from topics.exit_codes import DIFFERS, DONE

__all__ = ["compare", "freeze", "init", "runs", "verify"]


@command()
@click.argument("run", type=click.Path())
@click.argument("seeds", required=False, type=click.Path())
def verify(run: str, seeds: OptionalPath) -> None:
    """Check a finished RUN against its hashes, reproduce it, and list what differs.

    With SEEDS, the seed files of RUN, the whole run is reproduced; without them
    only its tables, figures and pages are, from its texts and models. RUN is a
    folder, or an archive of `topics freeze`, and is not changed.
    """
    from topics.progress import shown_on_stderr
    from topics.verification import verify as verify_run

    with shown_on_stderr() as progress:
        found = verify_run(run, seeds, progress=progress)
    click.echo(found.text(), nl=False)
    sys.exit(DONE if found.is_same else DIFFERS)


@command()
@click.argument("a", type=click.Path())
@click.argument("b", type=click.Path())
@out_option(help="A folder for tables and page [B.analyses/compare-A].")
@click.option("--strict", is_flag=True, help="Exit with 3 if the results differ.")
def compare(a: str, b: str, out: OptionalPath, strict: bool) -> None:
    """Compare two finished runs A and B: topics, shares of themes, paragraphs, and causes.

    Either may be an archive of `topics freeze`. Their engines, settings and files
    may differ. Results differ if topics change
    by more than reseeding explains, if a paragraph of both has another theme,
    or if the share of a theme changes beyond its interval.
    """
    from topics.comparison.comparing import compare as compare_runs
    from topics.comparison.schema import PAGE

    found = compare_runs(a, b)
    folder = found.save(out)
    click.echo(f"{found.text()}{folder / PAGE}")
    sys.exit(DIFFERS if strict and found.differs else DONE)


@command()
@click.argument("run", type=click.Path())
@out_option(help="The archive [RUN.zip].")
@file_option("--sources", help="The seed files of RUN, to include in the archive.")
@click.option("--no-text", is_flag=True, help="Omit all text; keep ids, counts and codes.")
def freeze(run: str, out: OptionalPath, sources: OptionalPath, no_text: bool) -> None:
    """Write a finished RUN to one archive, ready for Zenodo or Dataverse.

    The archive has a README that describes every table and column, CITATION.cff, the
    versions of all packages and RO-Crate metadata. `topics verify` checks it.
    """
    from topics.freezing import freeze as freeze_run

    click.echo(freeze_run(run, out, sources=sources, text=not no_text))


@command()
@click.argument("folder", type=click.Path())
def init(folder: str) -> None:
    """Begin a study in FOLDER: settings, codebook, metadata, notebook and README.

    Existing files are not changed. Put the speeches into FOLDER/seeds first, so
    that the metadata table lists them.
    """
    from topics.beginning import init as begin

    for path in begin(folder):
        click.echo(path)


@command()
@click.argument("folder", default="reports", type=click.Path())
def runs(folder: str) -> None:
    """List the runs in FOLDER [reports], and write what changed between them to index.html."""
    from topics.overview import runs as list_runs

    click.echo(list_runs(folder).text(), nl=False)
