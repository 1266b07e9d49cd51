"""The commands that look at seed files before any model is fitted."""

from __future__ import annotations

import sys

import click

from topics.cli.help import Group
from topics.cli.options import (
    OptionalPath,
    Pairs,
    changes_option,
    codebook_option,
    command,
    file_option,
    out_option,
    seeds_argument,
    settings_option,
)
from topics.cli.output import finish
from topics.exit_codes import DONE, DONE_WITH_SKIPS, EXIT_CODES
from topics.messages import collected

__all__ = ["gold", "inspect", "words"]


@command()
@seeds_argument
@out_option(help="A folder for the audit and its tables.")
@file_option("--against", metavar="RUN", help="Compare with a finished run, read by its settings.")
@settings_option
@changes_option
def inspect(
    seeds: str,
    out: OptionalPath,
    against: OptionalPath,
    settings_file: OptionalPath,
    overrides: Pairs,
) -> None:
    """Inspect SEEDS before any model is fitted: a page of findings.

    With --against, SEEDS are read with the settings of a finished run, and the
    page says what they would add to it: which files and texts the run already
    has, which are new, changed or missing. --out writes all findings as tables.
    """
    from topics.config import load_settings
    from topics.corpus.audit import inspect as inspect_corpus
    from topics.corpus.corpus import read
    from topics.corpus.reading.content import read_options
    from topics.runs.audits import AUDIT, write_audit
    from topics.runs.files import check_apart, check_folder

    if against is not None and settings_file is not None:
        raise click.UsageError("--against uses the settings of the run; change them with --set.")
    run = None
    if against is not None:
        from topics.runs.inputs import settings_path
        from topics.runs.store import load_run

        run = load_run(against)
        settings_file = str(settings_path(run.folder, run.manifest))
    settings = load_settings(settings_file, overrides)
    if out is not None:
        check_apart(out, seeds)
        check_folder(out, *AUDIT)
    with collected() as messages:
        corpus = read(seeds, read_options(settings))
    found = inspect_corpus(corpus, messages, run)
    if out is not None:
        write_audit(found, out)
    click.echo(str(found), nl=False)
    sys.exit(DONE_WITH_SKIPS if corpus.skipped else DONE)


@command()
@seeds_argument
@out_option(help="A new file: the table, or the dictionary.")
@file_option("--reviewed", help="A reviewed table; its dictionary is written.")
@click.option(
    "--min-count",
    type=click.IntRange(min=2),
    default=3,
    show_default=True,
    help="Minimum number of occurrences of a word.",
)
@settings_option
@changes_option
def words(
    seeds: str,
    out: OptionalPath,
    reviewed: OptionalPath,
    min_count: int,
    settings_file: OptionalPath,
    overrides: Pairs,
) -> None:
    """Find words in SEEDS that the dictionary lacks, as a table to review.

    Write yes in the column keep of each word to keep. With --reviewed the kept
    words are written to a file for the setting dictionary.
    """
    from topics.config import load_settings
    from topics.corpus.corpus import read
    from topics.corpus.reading.content import read_options
    from topics.runs.files import check_apart
    from topics.runs.words import check_new_file, write_dictionary, write_words
    from topics.text.lexicon.lexicon import load_lexicon
    from topics.text.lexicon.newwords import new_words
    from topics.text.lexicon.review import dictionary_from, review_table, summary
    from topics.text.segmentation.segmenting import segment

    if out is not None:
        check_apart(out, seeds)
        check_new_file(out)
    if reviewed is not None:
        kept = dictionary_from(reviewed)
        if out is None:
            click.echo(kept, nl=False)
        else:
            write_dictionary(out, kept)
        return
    settings = load_settings(settings_file, overrides)
    corpus = read(seeds, read_options(settings))
    lexicon = load_lexicon(settings.dictionary, settings.stop_words)
    found = new_words(corpus, segment(corpus, settings.segmenter, lexicon), min_count=min_count)
    if out is not None:
        write_words(out, review_table(found))
    finish("" if out is not None else summary(found), (), corpus.skipped)


@click.group(cls=Group)
def gold() -> None:
    """Work with gold lines, the annotations that --gold scores against."""


@gold.command(epilog=EXIT_CODES)
@click.argument("file", type=click.Path())
@click.argument("seeds", metavar="FOLDER", type=click.Path())
@codebook_option
@settings_option
@changes_option
def check(
    file: str,
    seeds: str,
    codebook: OptionalPath,
    settings_file: OptionalPath,
    overrides: Pairs,
) -> None:
    """Check the gold lines of FILE against the texts in FOLDER, without fitting anything.

    Reports every wrong source, line, role, theme and type, and every line that
    is annotated twice, each with its line in FILE.
    """
    from topics.config import load_settings
    from topics.corpus.corpus import read
    from topics.corpus.reading.content import read_options
    from topics.evaluate.gold_check import check_gold
    from topics.themes.codebook import load_codebook

    settings = load_settings(settings_file, overrides)
    themes = load_codebook(codebook)
    corpus = read(seeds, read_options(settings))
    finish(str(check_gold(file, corpus, themes)), (), corpus.skipped)
