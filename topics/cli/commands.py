"""The command ``topics``: all its commands in the order of ``--help``."""

from __future__ import annotations

import click

from topics.cli.corpora import gold, inspect, words
from topics.cli.group import CommandGroup
from topics.cli.keeping import compare, freeze, init, runs, verify
from topics.cli.retraining import retrain
from topics.cli.studies import engines, export, figures, infer, recode, report, run, sensitivity

__all__ = ["main"]


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="topics-zh", prog_name="topics")
def main() -> None:
    """Topic models of Chinese speeches, from seed files to one report."""


for _command in (
    init,
    run,
    inspect,
    words,
    gold,
    sensitivity,
    retrain,
    recode,
    report,
    figures,
    export,
    infer,
    compare,
    runs,
    verify,
    freeze,
    engines,
):
    main.add_command(_command)
