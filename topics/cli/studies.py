"""The commands that make runs, and those that use a finished run."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from topics.cli.help import Command, language
from topics.cli.options import (
    OptionalPath,
    Pairs,
    changes_option,
    codebook_option,
    command,
    edits_option,
    file_option,
    gold_option,
    out_option,
    seeds_argument,
    settings_option,
)
from topics.cli.output import finish, finish_run, say
from topics.messages import Language

__all__ = ["engines", "export", "figures", "infer", "recode", "report", "run", "sensitivity"]

ELSEWHERE = {
    "zh": "{} 中是另一次运行，这次运行在 {} 中。",
    "en": "{} contains another run; this one is in {}.",
}


@contextmanager
def loading() -> Iterator[None]:
    """Load modules without collecting garbage, and leave them out of every later collection.

    Half a million objects of libraries live as long as the process; visiting them took a tenth
    of a run on the seeds.
    """
    if "topics.pipeline" in sys.modules or not gc.isenabled():
        yield  # called from Python: the caller decides
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@command()
@seeds_argument
@out_option(help="The run's own folder [reports/NAME].")
@settings_option
@codebook_option
@gold_option
@changes_option
@click.option("--replace", is_flag=True, help="Replace a run of other seeds or settings in --out.")
def run(
    seeds: str,
    out: OptionalPath,
    settings_file: OptionalPath,
    codebook: OptionalPath,
    gold: OptionalPath,
    overrides: Pairs,
    replace: bool,
) -> None:
    """Read SEEDS, fit the models, label the topics, code the paragraphs, write the report.

    Without --out, a run of other seeds or settings is kept, and this run is
    written to the folder with the next number.
    """
    from topics.config import load_settings

    settings = load_settings(settings_file, overrides)
    # Imported here so that --help and a misspelt option or setting answer at once.
    with loading():
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
        say(ELSEWHERE[language()].format(default, done.folder))
    finish_run(done)


@command()
@seeds_argument
@out_option(help="A folder for tables, figure and settings.")
@settings_option
@codebook_option
@gold_option
@changes_option
def sensitivity(
    seeds: str,
    out: OptionalPath,
    settings_file: OptionalPath,
    codebook: OptionalPath,
    gold: OptionalPath,
    overrides: Pairs,
) -> None:
    """Measure how much topics and themes change with each choice of preprocessing.

    The first engine is fitted under each choice (segmenter, stop words,
    dictionary, unit, limits of document frequency), one changed at a time;
    other random seeds show the effect of chance.
    """
    from topics.config import load_settings
    from topics.progress import shown_on_stderr
    from topics.report.sensitivity_text import sensitivity_text
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
    finish(sensitivity_text(found.summary, language()), found.warnings, found.skipped)


@command()
@click.argument("run", type=click.Path())
@file_option("--codebook", help="A TOML file of themes [that of RUN].")
@edits_option
@out_option(help="The new run's own folder [RUN-recoded].")
@click.option("--replace", is_flag=True, help="Replace a run in --out, but never RUN itself.")
def recode(
    run: str, codebook: OptionalPath, edits: OptionalPath, out: OptionalPath, replace: bool
) -> None:
    """Code a finished RUN with another codebook or other edits, without refitting its models.

    RUN is not changed; the result is a new run.
    """
    from topics.progress import shown_on_stderr
    from topics.reruns import recode as recode_run

    with shown_on_stderr() as progress:
        done = recode_run(run, codebook, out, edits=edits, replace=replace, progress=progress)
    finish_run(done)


@command()
@click.argument("run", type=click.Path())
@click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    help="The language that the page opens in; a switch in the page changes it [zh].",
)
@edits_option
def report(run: str, language: Language, edits: OptionalPath) -> None:
    """Write the report of a finished RUN again, to RUN.analyses/report.html."""
    from topics.progress import shown_on_stderr
    from topics.reporting import report as write_report

    with shown_on_stderr() as progress:
        page = write_report(run, language, edits=edits, progress=progress)
    click.echo(page)


@command()
@click.argument("run", type=click.Path())
@click.option(
    "--format",
    "formats",
    default="pdf,svg,png",
    metavar="FORMATS",
    help="Formats, separated by commas [pdf,svg,png]. PNG has 300 dots per inch.",
)
@click.option(
    "--width",
    default="170mm",
    metavar="WIDTH",
    help="Width with its unit (mm, cm, in, pt), e.g. 85mm for a single column [170mm].",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    help="The language of the labels [zh].",
)
def figures(run: str, formats: str, width: str, language: Language) -> None:
    """Draw the plots of a finished RUN for a paper, each with its table.

    The plots are written to RUN.analyses/figures/WIDTH-LANG.
    """
    from topics.figure_files import figures as write_figures

    names = [name for part in formats.split(",") if (name := part.strip())]
    click.echo(write_figures(run, names, width, language))


@command()
@click.argument("run", type=click.Path())
@click.option(
    "--by",
    "columns",
    required=True,
    metavar="COLUMNS",
    help="Columns of the speeches, separated by commas, e.g. level,year.",
)
def export(run: str, columns: str) -> None:
    """Write shares of themes and topics of a finished RUN by any columns of its speeches.

    The tables are written to RUN.analyses/by-COLUMNS. With several columns, each combination of
    their values is a group.
    """
    from topics.reporting import export as export_run

    names = [name for part in columns.replace("，", ",").split(",") if (name := part.strip())]
    click.echo(export_run(run, names))


@command()
@click.argument("run", type=click.Path())
@click.argument("files", type=click.Path())
@out_option(help="A folder for the tables [RUN.analyses/infer-NAME].")
def infer(run: str, files: str, out: OptionalPath) -> None:
    """Infer the topics and themes of new FILES from a finished RUN, without fitting anything.

    FILES is a folder or a file, as for topics run. Its texts are read, segmented,
    counted and coded like those of RUN, which is not changed.
    """
    from topics.inference import infer_files
    from topics.progress import shown_on_stderr

    with shown_on_stderr() as progress:
        folder, found = infer_files(run, files, out, progress)
    finish(f"{folder}\n", found.warnings, list(found.tables["skipped"].itertuples()))


@click.command(cls=Command)
def engines() -> None:
    """List what each engine guarantees, what it cannot guarantee, and the library it needs."""
    from topics.models.engine_summary import engine_summary

    click.echo(engine_summary(), nl=False)
