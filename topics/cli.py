"""The command ``topics``: parses, calls, prints."""

from __future__ import annotations

import gc
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from topics.console import printable
from topics.errors import TopicsError, TopicsWarning
from topics.exit_codes import (
    DONE,
    DONE_WITH_SKIPS,
    EXIT_CODES,
    FAILED,
    INTERRUPTED,
    UNFORESEEN,
    report_of,
    silent_when_unread,
    terminable,
)
from topics.messages import Message, collected, message_from

if TYPE_CHECKING:
    from topics.runs.store import Run

__all__ = ["main"]

_Path = str | None
_Pairs = tuple[str, ...]
_file = partial(click.option, type=click.Path())
_seeds = click.argument("seeds", default="seeds", type=click.Path())
_out = partial(_file, "--out")
_settings = _file("--settings", "settings_file", help="A TOML file of settings.")
_codebook = _file("--codebook", help="A TOML file of themes.")
_gold = _file("--gold", help="Gold lines to score against (JSON lines).")
_set = click.option(
    "--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change one setting."
)


class _Group(click.Group):
    """Ends every failure with a short paragraph on stderr and its exit code, never a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        with silent_when_unread():
            return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> object:
        try:
            with terminable(), warnings.catch_warnings():
                # Commands print the messages themselves.
                warnings.simplefilter("ignore", TopicsWarning)
                return super().invoke(ctx)
        except TopicsError as error:
            _say(f"topics: {error}")
            ctx.exit(FAILED)
        except KeyboardInterrupt:
            _say("topics: interrupted.")
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            _say(f"topics: {report_of(error)}")
            ctx.exit(UNFORESEEN)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="topics-zh", prog_name="topics")
def main() -> None:
    """Topic models of Chinese speeches, from seed files to one report."""


@contextmanager
def _loading() -> Iterator[None]:
    """Load modules without collecting garbage, and leave them out of every later collection.

    Half a million objects of libraries live as long as the process; visiting them took a tenth
    of a run on the seeds.
    """
    if "topics.pipeline" in sys.modules or not gc.isenabled():
        yield  # called from Python, where it is not ours to decide
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


_command = partial(main.command, epilog=EXIT_CODES)


@_command()
@_seeds
@_out(help="The run's own folder [reports/NAME].")
@_settings
@_codebook
@_gold
@_set
@click.option("--replace", is_flag=True, help="Replace a run of other seeds or settings in --out.")
def run(
    seeds: str,
    out: _Path,
    settings_file: _Path,
    codebook: _Path,
    gold: _Path,
    overrides: _Pairs,
    replace: bool,
) -> None:
    """Read SEEDS, fit the models, label the topics, code the paragraphs, write the report.

    Without --out, a run of other seeds or settings is kept, and this run is
    written to the folder with the next number.
    """
    from topics.config import load_settings

    settings = load_settings(settings_file, overrides)
    # Imported here so that --help and a misspelt option or setting answer at once.
    with _loading():
        from topics.pipeline import run as run_pipeline
        from topics.progress import shown_on_stderr
        from topics.runs.target import default_target

    with shown_on_stderr() as progress:
        done = run_pipeline(
            seeds,
            out,
            settings=settings,
            codebook=codebook,
            gold=gold,
            replace=replace,
            progress=progress,
        )
    if out is None and done.folder != (default := default_target(seeds)):
        _say(f"{default} holds another run; this one is in {done.folder}.")
    _finish_run(done)


@_command()
@_seeds
@_out(help="A folder for the audit and its tables.")
@_settings
@_set
def inspect(seeds: str, out: _Path, settings_file: _Path, overrides: _Pairs) -> None:
    """Inspect SEEDS before any model is fitted: texts, repairs, omissions, doubts."""
    from topics.config import load_settings
    from topics.corpus.audit import inspect as inspect_corpus
    from topics.corpus.corpus import read
    from topics.corpus.reading.content import read_options
    from topics.runs.audits import AUDIT, write_audit
    from topics.runs.files import check_apart, check_folder

    settings = load_settings(settings_file, overrides)
    if out is not None:
        check_apart(out, seeds)
        check_folder(out, *AUDIT)
    with collected() as messages:
        corpus = read(seeds, read_options(settings))
    found = inspect_corpus(corpus, list(map(str, messages)))
    if out is not None:
        write_audit(found, out)
    click.echo(str(found), nl=False)
    sys.exit(DONE_WITH_SKIPS if corpus.skipped else DONE)


@_command()
@_seeds
@_out(help="A new file: the table, or the dictionary.")
@_file("--reviewed", help="A reviewed table: gives its dictionary.")
@click.option(
    "--min-count",
    type=click.IntRange(min=2),
    default=3,
    show_default=True,
    help="Minimum number of positions where a word occurs.",
)
@_settings
@_set
def words(
    seeds: str, out: _Path, reviewed: _Path, min_count: int, settings_file: _Path, overrides: _Pairs
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
    _finish("" if out is not None else summary(found), (), corpus.skipped)


@_command()
@_seeds
@_out(help="A folder for tables, figure and settings.")
@_settings
@_codebook
@_gold
@_set
def sensitivity(
    seeds: str, out: _Path, settings_file: _Path, codebook: _Path, gold: _Path, overrides: _Pairs
) -> None:
    """Measure how much topics and themes change with each choice of preprocessing.

    The first engine is fitted under each choice (segmenter, stop words,
    dictionary, unit, limits of document frequency), one changed at a time;
    other random seeds show the effect of chance.
    """
    from topics.config import load_settings
    from topics.progress import shown_on_stderr
    from topics.report.sensitivity_data import sensitivity_text
    from topics.runs.files import check_apart, check_folder
    from topics.runs.sensitivity import ANALYSIS
    from topics.sensitivity_analysis import sensitivity as compare

    if out is not None:
        check_apart(out, seeds)
        check_folder(out, *ANALYSIS)
    settings = load_settings(settings_file, overrides)
    with shown_on_stderr() as progress:
        found = compare(seeds, settings=settings, codebook=codebook, gold=gold, progress=progress)
    if out is not None:
        found.write(out)
    _finish(sensitivity_text(found.summary), found.warnings, found.skipped)


@_command()
@click.argument("run", type=click.Path())
@_file("--codebook", required=True, help="A TOML file of themes.")
@_out(help="The new run's own folder [RUN-recoded].")
@click.option("--replace", is_flag=True, help="Replace a run in --out, but never RUN itself.")
def recode(run: str, codebook: str, out: _Path, replace: bool) -> None:
    """Code a finished RUN with another codebook, without refitting its models.

    RUN is not changed; the result is a new run.
    """
    from topics.progress import shown_on_stderr
    from topics.reruns import recode as recode_run

    with shown_on_stderr() as progress:
        done = recode_run(run, codebook, out, replace=replace, progress=progress)
    _finish_run(done)


@_command()
@click.argument("run", type=click.Path())
def report(run: str) -> None:
    """Write the report of a finished RUN again, to RUN.analyses/report.html."""
    from topics.reruns import report as write_report

    click.echo(write_report(run))


@main.command()
def engines() -> None:
    """List what each engine guarantees, what it cannot guarantee, and the library it needs."""
    from topics.models.engine_summary import engine_summary

    click.echo(engine_summary(), nl=False)


def _finish_run(done: Run) -> None:
    """Print where the report of a run is, with its warnings and skipped sources, and exit."""
    messages = map(message_from, done.manifest["warnings"])
    skipped = list(done.tables["skipped"].itertuples())
    _finish(f"{done.folder / 'report.html'}\n", messages, skipped)


def _finish(said: str, messages: Iterable[Message], skipped: Sequence[Any]) -> None:
    """Print the result of a command, with its warnings and skipped sources on stderr, and exit."""
    for message in messages:
        _say(f"warning: {message}")
    for source in skipped:
        _say(f"skipped: {source.source}: {source.reason}")
    click.echo(said, nl=False)
    sys.exit(DONE_WITH_SKIPS if skipped else DONE)


def _say(text: str) -> None:
    """Print on stderr, with control characters made visible."""
    click.echo("\n".join(map(printable, text.split("\n"))), err=True)
