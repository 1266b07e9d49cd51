"""The command that continues a finished run with new seed files."""

from __future__ import annotations

import click

from topics.cli.help import language
from topics.cli.options import (
    OptionalPath,
    Pairs,
    changes_option,
    codebook_option,
    command,
    gold_option,
    out_option,
    settings_option,
)
from topics.cli.output import finish_run, say
from topics.cli.studies import loading

__all__ = ["retrain"]

SHARES = {"zh": "主题份额：", "en": "shares of themes: "}


@command()
@click.argument("run", type=click.Path())
@click.argument("seeds", type=click.Path())
@out_option(help="The new run's own folder [RUN with the next number].")
@settings_option
@codebook_option
@gold_option
@changes_option
@click.option("--n-components", type=int, help="Number of topics of each engine [as in RUN].")
@click.option("--fresh", is_flag=True, help="Do not start from the models of RUN.")
@click.option("--refit-coder", is_flag=True, help="Fit a new coder: earlier codes may change.")
@click.option("--replace", is_flag=True, help="Replace another run in --out, but never RUN itself.")
def retrain(
    run: str,
    seeds: str,
    out: OptionalPath,
    settings_file: OptionalPath,
    codebook: OptionalPath,
    gold: OptionalPath,
    overrides: Pairs,
    n_components: int | None,
    fresh: bool,
    refit_coder: bool,
    replace: bool,
) -> None:
    """Continue a finished RUN with more or other SEEDS, in a new run beside it.

    SEEDS must contain all files of the new run. Settings, codebook, word lists and gold lines
    are those of RUN, which is not changed. Topics that continue keep their numbers; earlier
    paragraphs keep their codes. RUN is the folder of a run.
    """
    from topics.config import load_settings

    if n_components is not None:
        overrides = (*overrides, f"n_components={n_components}")
    settings = load_settings(settings_file, overrides) if settings_file else None
    with loading():
        from topics.progress import shown_on_stderr
        from topics.retraining import retrain as retrain_run
        from topics.runs.lineages import lines, theme_line
        from topics.runs.store import load_run

    with shown_on_stderr() as progress:
        done = retrain_run(
            run,
            seeds,
            out,
            settings=settings,
            overrides=() if settings_file else overrides,
            codebook=codebook,
            gold=gold,
            fresh=fresh,
            refit_coder=refit_coder,
            replace=replace,
            progress=progress,
        )
    for line in lines(done.tables["lineage"], done.tables["topics"]):
        say(line)
    if line := theme_line(load_run(run).tables["themes"], done.tables["themes"]):
        say(f"{SHARES[language()]}{line}")
    finish_run(done)
