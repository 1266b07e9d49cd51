"""The options that commands share."""

from __future__ import annotations

from functools import partial

import click

from topics.cli.help import Command
from topics.exit_codes import EXIT_CODES

__all__ = [
    "OptionalPath",
    "Pairs",
    "changes_option",
    "codebook_option",
    "command",
    "edits_option",
    "file_option",
    "gold_option",
    "out_option",
    "seeds_argument",
    "settings_option",
]

OptionalPath = str | None
Pairs = tuple[str, ...]
command = partial(click.command, cls=Command, epilog=EXIT_CODES)
file_option = partial(click.option, type=click.Path())
seeds_argument = click.argument("seeds", default="seeds", type=click.Path())
out_option = partial(file_option, "--out")
settings_option = file_option("--settings", "settings_file", help="A TOML file of settings.")
codebook_option = file_option("--codebook", help="A TOML file of themes, or none to omit coding.")
edits_option = file_option(
    "--edits", help="A TOML file of edits to use instead of RUN's, or none (docs/edits.md)."
)
gold_option = file_option("--gold", help="Gold lines to score against (JSON lines).")
changes_option = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change one setting; may be repeated.",
)
